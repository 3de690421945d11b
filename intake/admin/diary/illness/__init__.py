"""A practitioner is ill: everyone affected, each notification read first, then all told at once."""

from intake.admin.diary.illness.pages import choose, ill

__all__ = ["choose", "ill"]
