"""A mark for texts of pure modules that are translated when they are shown. Pure."""


def gettext_noop(text: str) -> str:
    """Return the text as it is; makemessages finds it by this name, or by `_` if imported so."""
    return text
