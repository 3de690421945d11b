"""The calls to action of the shared cards, said to somebody who has a sign: without an "if"."""


def _(text: str) -> str:
    """Mark a text for makemessages; it is translated when it is shown."""
    return text


EMERGENCY_HEADING = _("Call {emergency_number} or go to the nearest {emergency_department} now")
URGENT_HEADING = _("Call {urgent_line} and ask for help today")
