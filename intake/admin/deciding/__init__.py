"""Deciding: GET shows what will happen and the notification that will go out, POST does it."""

from intake.admin.deciding.plain import PLAIN, decide
from intake.admin.deciding.timed import TIMED, decide_with_time

__all__ = ["PLAIN", "TIMED", "decide", "decide_with_time"]
