"""What staff do with a whole burst: let go of all of it, or keep it as ordinary requests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from intake.actions.deeds import keep_as_ordinary
from intake.actions.transitions import decline
from intake.exceptions import NotAllowed, StaleVersion
from intake.models import Booking
from intake.transitions.statuses import DeclineReason

Seen = tuple[UUID, int]
"""A booking's id, and the version at which it was shown."""


@dataclass(frozen=True, slots=True)
class BurstOutcome:
    """What was done, and what somebody else had decided by then: reference and who was faster."""

    done: int
    skipped: tuple[tuple[str, StaleVersion | None], ...]


def let_go_of_burst(seen: Iterable[Seen], *, by: User, now: datetime) -> BurstOutcome:
    """Decline each as it was shown, in a transaction of its own, and write to each as ever.

    There may be people among them: they must hear, and staff may undo it.
    """

    def act(booking_id: UUID, version: int) -> object:
        reason = DeclineReason.AUTOMATIC
        return decline(booking_id, version=version, by=by, now=now, reason=reason)

    return _each(seen, act)


def keep_burst(seen: Iterable[Seen], *, by: User, now: datetime) -> BurstOutcome:
    """Note for each, as it was shown, that it is an ordinary request."""

    def act(booking_id: UUID, version: int) -> object:
        return keep_as_ordinary(booking_id, version=version, by=by, now=now)

    return _each(seen, act)


def _each(seen: Iterable[Seen], act: Callable[[UUID, int], object]) -> BurstOutcome:
    done = 0
    skipped: list[tuple[str, StaleVersion | None]] = []
    for booking_id, version in seen:
        try:
            act(booking_id, version)
        except StaleVersion as faster:
            skipped.append((_reference(booking_id), faster))
        except (NotAllowed, Booking.DoesNotExist):
            skipped.append((_reference(booking_id), None))
        else:
            done += 1
    return BurstOutcome(done, tuple(skipped))


def _reference(booking_id: UUID) -> str:
    found = Booking.objects.filter(pk=booking_id).values_list("reference", flat=True).first()
    return found or ""
