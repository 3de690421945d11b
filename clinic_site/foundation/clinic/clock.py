"""The guard against a server clock that jumps.

The worker lapses, sends and deletes by the clock, and cannot take any of it back. So before every
round it looks at when the last one was. After a jump it does nothing until a person says that the
clock is right, or until the clock is right again by itself. The row that remembers the last round
is moved here alone, and never while the guard holds.
"""

from datetime import datetime, timedelta

from clinic_site.foundation.clinic.models import THE_ONLY_ROW, LastRound

FORWARD_AT_MOST = timedelta(days=7)
"""A site may be off over the holidays and go on by itself. What is longer needs a look."""
BACK_AT_MOST = timedelta(minutes=10)
"""Clocks are corrected by seconds. More, and what was just sent would be sent again."""
WRITTEN_EVERY = timedelta(minutes=1)
"""Rounds come every few seconds: each of them would be a write to the disk for nothing."""


def jumped_since(now: datetime) -> datetime | None:
    """Return when the last round was if `now` (aware) cannot be trusted after it, else None."""
    last = LastRound.objects.filter(pk=THE_ONLY_ROW).values_list("at", flat=True).first()
    if last is None or -BACK_AT_MOST <= now - last <= FORWARD_AT_MOST:
        return None
    return last


def begin_round(now: datetime) -> datetime | None:
    """Note that a round begins, or return the last round and note nothing if the clock has jumped.

    The first round ever is always right. A clock that was set back a little does not take the
    row back with it: many small steps must not add up to a jump that nobody sees.
    """
    if last := jumped_since(now):
        return last
    row, is_first = LastRound.objects.get_or_create(pk=THE_ONLY_ROW, defaults={"at": now})
    if not is_first and now - row.at >= WRITTEN_EVERY:
        _move(row.at, now)
    return None


def confirm(last: datetime, now: datetime) -> bool:
    """Take a person's word that `now` is right though the last round was at `last`.

    Return False, with nothing written, if that was not the last round or nothing is on hold.
    """
    return jumped_since(now) == last and _move(last, now)


def _move(last: datetime, now: datetime) -> bool:
    """Let a rival be faster: of two workers, or two people who press, one writes."""
    return LastRound.objects.filter(pk=THE_ONLY_ROW, at=last).update(at=now) == 1
