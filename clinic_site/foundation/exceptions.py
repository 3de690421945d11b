"""What the ground refuses."""

from django.core.exceptions import ImproperlyConfigured


class StartRefused(ImproperlyConfigured):
    """The site must not start like this. The text is one line: what is wrong, and how to fix it.

    It never quotes a secret.
    """
