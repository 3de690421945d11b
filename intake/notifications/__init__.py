"""The text of every notification about a booking. Import from here."""

from intake.notifications.names import NAMES
from intake.notifications.rendering import Times, preview, render

PREFIX = "booking."

__all__ = ["NAMES", "PREFIX", "Times", "preview", "render"]
