"""The text of every letter about a booking. Import from here."""

from intake.letters.names import NAMES
from intake.letters.rendering import Times, preview, render

PREFIX = "booking."

__all__ = ["NAMES", "PREFIX", "Times", "preview", "render"]
