"""Who objects to changing the clinic's time zone.

The clinic's room knows neither app; an app with times that lie ahead registers its objection.
"""

from collections.abc import Callable
from datetime import datetime

Objection = Callable[[datetime], bool]

_objections: list[Objection] = []


def register(objection: Objection) -> None:
    """Add a question that is asked before the zone changes: does anything lie ahead of `now`?"""
    _objections.append(objection)


def zone_is_fixed(now: datetime) -> bool:
    """Return whether a change of zone would move something that people already count on."""
    return any(objection(now) for objection in _objections)
