"""Cells, bits, and the clock on the clinic's wall, which may skip or repeat an hour."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

CELL_SECONDS = 300
CELL = timedelta(seconds=CELL_SECONDS)
DAY = timedelta(days=1)
CELLS_PER_DAY = DAY // CELL
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def first_cell_from(since_epoch: timedelta) -> int:
    """Return the first cell that begins at or after a time."""
    return -(-since_epoch // CELL)


def to_bits(positions: Iterable[int], length: int) -> int:
    """Set these bits; those outside of the first `length` are left out."""
    room = bytearray(length // 8 + 1)
    for position in positions:
        if 0 <= position < length:
            room[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(room, "little")


def positions(bits: int) -> Iterator[int]:
    """Yield where bits are set, lowest first."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def window(starts: time, ends: time, *, outward: bool = False) -> int:
    """Return one day's wall bits from `starts` to `ends`, cut inward to whole cells, or outward."""
    from_midnight = timedelta(hours=starts.hour, minutes=starts.minute, seconds=starts.second)
    to_midnight = timedelta(hours=ends.hour, minutes=ends.minute, seconds=ends.second) or DAY
    first, last = first_cell_from(from_midnight), to_midnight // CELL
    if outward:
        first, last = from_midnight // CELL, first_cell_from(to_midnight)
    return (1 << last) - (1 << first) if first < last else 0


@dataclass(frozen=True, slots=True)
class WallClock:
    """Some days in a row in a zone, and how wall time runs through them.

    `stretches` are the cells between two changes of the clock, each with the wall bit it begins
    at. Bits of real time count from the cell `begin`.
    """

    days: tuple[date, ...]
    begin: int
    length: int
    stretches: tuple[tuple[range, int], ...]

    @classmethod
    def over(cls, first: date, last: date, zone: ZoneInfo) -> "WallClock":
        """Return the clock for the days from `first` to `last`, both included."""
        days = tuple(first + DAY * n for n in range((last - first).days + 1))
        # A day begins at 01:00, say, where spring skips midnight.
        begins = (datetime.combine(day, time(), zone) for day in (*days, last + DAY))
        midnights = [(begin - EPOCH) // CELL for begin in begins]
        marks = [midnights[0], *_changes(midnights, zone), midnights[-1]]
        wall_begin = (first - EPOCH.date()) // CELL
        stretches = tuple(
            (range(a, b), a + _offset(a, zone) - wall_begin) for a, b in pairwise(marks)
        )
        return cls(days, midnights[0], midnights[-1] - midnights[0], stretches)

    def real(self, wall_days: Sequence[int]) -> int:
        """Turn one int of wall bits for each day into bits of real time."""
        wall = int.from_bytes(
            b"".join(day.to_bytes(CELLS_PER_DAY // 8, "little") for day in wall_days), "little"
        )
        bits = 0
        for stretch, wall_position in self.stretches:
            shown = (wall >> wall_position) & ((1 << len(stretch)) - 1)
            bits |= shown << (stretch.start - self.begin)
        return bits

    def without(self, bits: int, taken: Iterable[int]) -> int:
        """Take cells out of bits of real time."""
        return bits & ~to_bits((cell - self.begin for cell in taken), self.length)

    def moment(self, position: int) -> datetime:
        """Return the UTC time at which a bit of real time begins."""
        return datetime.fromtimestamp((self.begin + position) * CELL_SECONDS, UTC)


def _offset(cell: int, zone: ZoneInfo) -> int:
    """Return how many cells the wall clock is ahead of UTC."""
    shift = datetime.fromtimestamp(cell * CELL_SECONDS, zone).utcoffset()
    return (shift or timedelta(0)) // CELL


def _changes(midnights: Sequence[int], zone: ZoneInfo) -> Iterator[int]:
    """Yield each cell at which the clock is put forward or back; at most one in a day."""
    for begin, end in pairwise(midnights):
        offset = _offset(begin, zone)
        if _offset(end, zone) != offset:
            yield next((cell for cell in range(begin, end) if _offset(cell, zone) != offset), end)
