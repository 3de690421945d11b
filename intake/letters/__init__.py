"""The text of every letter about a booking. Import from here."""

from intake.letters.rendering import preview, render

PREFIX = "booking."

__all__ = ["PREFIX", "preview", "render"]
