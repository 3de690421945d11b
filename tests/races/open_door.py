"""The site as it was before the door: as many bodies at a time as there are threads."""

import django

# The door knows the clinic, and the application makes the door when it is imported.
django.setup()

from clinic_site import door  # noqa: E402

door.BODIES_AT_ONCE = door.BODIES_FROM_ONE_LINE = door.HELD_UP = 10_000

from clinic_site.wsgi import application  # noqa: E402, F401
