"""Whether the hours still cover what was booked in them."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from intake.availability.facts import Diary
from intake.availability.search import working_hours
from intake.availability.wall_clock import CELL_SECONDS, DAY, WallClock, to_bits

Visit = TypeVar("Visit", bound=Hashable)


def uncovered(diary: Diary, visits: Mapping[Visit, range], zone: ZoneInfo) -> set[Visit]:
    """Return those visits of one practitioner of which a cell lies outside of the hours.

    Each is given with the cells that it owns, buffers included. What is taken does not matter.
    """
    owned = {visit: cells for visit, cells in visits.items() if cells}
    if not owned:
        return set()
    begins = min(cells.start for cells in owned.values())
    ends = max(cells.stop for cells in owned.values())
    clock = WallClock.over(_day(begins, zone) - DAY, _day(ends, zone) + DAY, zone)
    open_ = clock.real(working_hours(diary, clock.days))
    return {visit for visit, cells in owned.items() if _bits(cells, clock) & ~open_}


def _day(cell: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(cell * CELL_SECONDS, zone).date()


def _bits(cells: Iterable[int], clock: WallClock) -> int:
    return to_bits((cell - clock.begin for cell in cells), clock.length)
