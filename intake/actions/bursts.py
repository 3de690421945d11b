"""What staff do with a whole burst: decline all of it, or keep it as ordinary requests."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from intake.actions.events import raise_version
from intake.actions.transitions import TransitionInput, apply_transition
from intake.exceptions import NotAllowed, StaleVersion
from intake.models import Booking
from intake.transitions.statuses import KEPT, Actor, DeclineReason, Status

Seen = tuple[UUID, int]
"""A booking's id, and the version at which it was shown."""
Skipped = tuple[str, StaleVersion | None]
"""The reference of a booking that was left as it is, and who had decided it by then."""
Outcome = tuple[int, list[Skipped]]
"""How many were done, and the others."""


def decline_burst(seen: Iterable[Seen], *, by: User, now: datetime) -> Outcome:
    """Decline each as it was shown, in a transaction of its own, and write to each as usual.

    There may be people among them: they must hear, and staff may undo it.
    """

    def decline(booking_id: UUID, version: int) -> None:
        apply_transition(
            "decline",
            booking_id,
            actor=Actor.STAFF,
            version=version,
            by=by,
            now=now,
            answer=TransitionInput(reason=DeclineReason.AUTOMATIC),
        )

    return _each(seen, decline)


def keep_burst(seen: Iterable[Seen], *, by: User, now: datetime) -> Outcome:
    """Note for each held request, as it was shown, that it is an ordinary one."""

    def keep(booking_id: UUID, version: int) -> None:
        if not by.has_perm("intake.decide_booking"):
            raise NotAllowed("may not decide on bookings")
        with transaction.atomic():
            kept = raise_version(KEPT, booking_id, version, now, by=by)
            if kept.status != Status.HELD:
                raise NotAllowed("it is no held request")

    return _each(seen, keep)


def _each(seen: Iterable[Seen], act: Callable[[UUID, int], None]) -> Outcome:
    done = 0
    skipped: list[Skipped] = []
    for booking_id, version in seen:
        try:
            act(booking_id, version)
        except (StaleVersion, NotAllowed, Booking.DoesNotExist) as refusal:
            found = Booking.objects.filter(pk=booking_id).values_list("reference", flat=True)
            faster = refusal if isinstance(refusal, StaleVersion) else None
            skipped.append((found.first() or "", faster))
        else:
            done += 1
    return done, skipped
