"""One decision that somebody at the desk is about to make."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from intake import actions
from intake.admin.people import person, require
from intake.models import Booking
from intake.transitions.statuses import Actor, Status
from intake.transitions.table import TRANSITION_NAMES, find_transition, transitions_named
from intake.transitions.transition import Transition


@dataclass(frozen=True, slots=True)
class Case:
    """Which move, on which booking, by whom, and when."""

    request: HttpRequest
    booking: Booking
    transition: Transition
    by: User
    now: datetime

    def is_possible(self) -> bool:
        """Return whether this person can make the transition now."""
        return self.transition in actions.possible_transitions(
            self.booking, actor=Actor.STAFF, by=self.by, now=self.now
        )

    def apply_transition(self, version: int, answer: actions.TransitionInput) -> Booking:
        """Make it, on the booking as it was shown; raises what apply_transition raises."""
        return actions.apply_transition(
            self.transition.name,
            self.booking.id,
            actor=Actor.STAFF,
            version=version,
            by=self.by,
            now=self.now,
            answer=answer,
        )


def open_case(request: HttpRequest, booking_id: UUID, name: str) -> Case:
    """Find the booking and the row of the table; 403 for whoever may not, 404 for no booking."""
    by = person(request)
    require(by, "view_booking", _row(name).permission)
    booking = get_object_or_404(
        Booking.objects.select_related("service", "practitioner", "room"), pk=booking_id
    )
    transition = find_transition(name, Status(booking.status), Actor.STAFF) or _row(name)
    require(by, *transition.permissions(flagged=booking.flagged))
    return Case(request, booking, transition, by, timezone.now())


def names(*, asks_for_time: bool) -> tuple[str, ...]:
    """Name the staff's moves that ask which time, or those that do not."""
    return tuple(
        name
        for name in TRANSITION_NAMES
        if any(
            Actor.STAFF in row.actors and row.asks_for_time is asks_for_time
            for row in transitions_named(name)
        )
    )


def _row(name: str) -> Transition:
    return next(row for row in transitions_named(name) if Actor.STAFF in row.actors)
