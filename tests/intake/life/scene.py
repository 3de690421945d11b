"""Where a life is lived: a clinic of two people, a table and two services; how actions are done."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from intake.actions.clock import mark_orphans
from intake.actions.time_cells import Slot
from intake.exceptions import IntakeError
from intake.models import Booking, Practitioner, RoomKind, Service
from intake.queries.times import free_times
from tests.intake import facts_of_life as facts
from tests.intake.factories import (
    act,
    make_clinic,
    make_practitioner,
    make_room,
    make_service,
    make_staff,
)
from tests.moments import ZONE

# Thursday afternoon; the clock is put forward on Sunday, and back in November.
BEGINNINGS = (
    datetime(2027, 3, 11, 17, tzinfo=UTC),
    datetime(2027, 11, 4, 17, tzinfo=UTC),
)
AHEAD = timedelta(days=10)
number = st.integers(0, 40)


def there_is(*statuses: str) -> Callable[["Scene"], bool]:
    """Actions on a booking are drawn only when there is one that they may fit."""
    return lambda scene: not scene.statuses.isdisjoint(statuses)


class Scene(RuleBasedStateMachine):
    """Actions that are refused are refused by an error of the intake room; any other is a fault."""

    def __init__(self) -> None:
        super().__init__()
        # Each run is undone as a whole, which is quicker than emptying the tables.
        self._run = transaction.atomic()
        self._run.__enter__()
        mail.outbox = []
        self.now = BEGINNINGS[0]
        make_clinic()
        self.short = make_service(name="Traction, first visit", buffer_after_minutes=10)
        self.long = make_service(
            "long",
            summary="For sciatica",
            length_minutes=60,
            room_kind=RoomKind.TRACTION_TABLE,
            buffer_before_minutes=5,
        )
        for name in ("Ada", "Ben"):
            make_practitioner(self.short, self.long, name=name)
        make_room(RoomKind.TRACTION_TABLE)
        self.staff = [make_staff("first", email=facts.STAFF_ADDRESS), make_staff("second")]
        self.seen: dict[uuid.UUID, int] = {}
        self.statuses: set[str] = set()
        self.refused: list[str] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._run.__exit__(None, None, None)

    def hours_changed(self) -> None:
        mark_orphans(self.now)
        facts.check_orphans(self.now)

    def people(self) -> list[Practitioner]:
        return list(Practitioner.objects.order_by("pk"))

    def day(self, ahead: int) -> date:
        return self.now.astimezone(ZONE).date() + timedelta(days=ahead)

    def free(
        self, service: Service | None, nth: int, besides: Booking | None = None
    ) -> Slot | None:
        if service is None:
            return None
        first = self.day(0)
        free = free_times(service, None, first, first + AHEAD, self.now, ZONE, besides=besides)
        # Near to each other, so that they meet.
        return (free[nth % len(free)].practitioner, free[nth % len(free)].start) if free else None

    def booking(self, which: int, *statuses: str) -> Booking | None:
        found = list(Booking.objects.filter(status__in=statuses).order_by("created_at", "start"))
        return found[which % len(found)] if found else None

    def act(
        self,
        name: str,
        booking: Booking,
        *,
        by: User | None = None,
        by_phone: bool = False,
        **asked: Any,
    ) -> None:
        who = by or (self.staff[1] if by_phone else None)
        self.attempt(
            lambda: act(name, booking.pk, version=booking.version, by=who, now=self.now, **asked)
        )

    def attempt(self, action: Callable[[], Booking]) -> None:
        try:
            action()
        except IntakeError as refused:
            self.refused.append(type(refused).__name__)
