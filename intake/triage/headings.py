"""The calls to action of the shared cards, said to somebody who has a sign: without an "if"."""

from clinic_site.foundation.text.marks import gettext_noop as _

EMERGENCY_HEADING = _("Call {emergency_number} or go to the nearest {emergency_department} now")
URGENT_HEADING = _("Call {urgent_line} and ask for help today")
