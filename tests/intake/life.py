"""A clinic's life at random: patients, staff, the clock and the hours, one deed after another.

What must hold is judged by `facts_of_life.py`, which works it out afresh.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from clinic_site.outbox.delivery import deliver_due
from intake import actions, queries
from intake.exceptions import IntakeError
from intake.models import (
    Booking,
    Closure,
    Opening,
    Practitioner,
    RoomKind,
    Service,
    WeeklyHours,
)
from intake.states import DeclineReason, Status, rows
from tests.intake import facts_of_life as facts
from tests.intake.factories import (
    ZONE,
    make_clinic,
    make_practitioner,
    make_room,
    make_service,
    make_staff,
    make_wish,
)

# Thursday afternoon; the clock is put forward on Sunday, and back in November.
BEGINNINGS = (
    datetime(2027, 3, 11, 17, tzinfo=UTC),
    datetime(2027, 11, 4, 17, tzinfo=UTC),
)
STEPS = tuple(timedelta(hours=hours) for hours in (1, 1, 5, 5, 26, 75))
PLAIN = ("confirm", "cancel", "attended", "missed", "undo", "second_look")
AHEAD = timedelta(days=10)
number = st.integers(0, 40)


def there_is(*statuses: str) -> Callable[["Life"], bool]:
    """Deeds on a booking are drawn only when there is one that they may fit."""
    wanted = statuses or tuple(Status)
    return lambda life: Booking.objects.filter(status__in=wanted).exists()


class Life(RuleBasedStateMachine):
    """Deeds that are refused are refused by an error of the intake room; any other is a fault."""

    def __init__(self) -> None:
        super().__init__()
        # Each run is undone as a whole, which is quicker than emptying the tables.
        self._run = transaction.atomic()
        self._run.__enter__()
        mail.outbox = []
        self.now = BEGINNINGS[0]
        make_clinic()
        self.short = make_service(buffer_after_minutes=10)
        self.long = make_service(
            "long", length_minutes=60, room_kind=RoomKind.TRACTION_TABLE, buffer_before_minutes=5
        )
        for name in ("Ada", "Ben"):
            make_practitioner(self.short, self.long, name=name)
        make_room(RoomKind.TRACTION_TABLE)
        self.staff = [make_staff("first"), make_staff("second")]
        self.seen: dict[uuid.UUID, int] = {}
        self.refused: list[str] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._run.__exit__(None, None, None)

    @initialize(
        begins=st.sampled_from(BEGINNINGS),
        asked=st.lists(st.tuples(number, st.booleans()), min_size=2, max_size=5),
    )
    def begin(self, begins: datetime, asked: list[tuple[int, bool]]) -> None:
        self.now = begins
        for nth, long in asked:
            self.ask(nth, long, flagged=nth % 3 == 0, anyone=nth % 2 == 0)

    # --- Patients -----------------------------------------------------------------------------

    @rule(nth=number, long=st.booleans(), flagged=st.booleans(), anyone=st.booleans())
    def ask(self, nth: int, long: bool, flagged: bool, anyone: bool) -> None:
        service = self.long if long else self.short
        found = self._free(service, nth)
        if found is None:
            return
        practitioner, start = found
        wish = make_wish(
            service,
            start,
            practitioner_id=None if anyone else practitioner,
            flagged=flagged,
        )
        self._try(lambda: actions.request_booking(wish, now=self.now))

    @rule(nth=number, long=st.booleans())
    def ask_again(self, nth: int, long: bool) -> None:
        self.ask(nth, long, flagged=False, anyone=True)

    @rule(minutes=st.integers(0, 20_000), long=st.booleans())
    def ask_for_a_made_up_time(self, minutes: int, long: bool) -> None:
        start = self.now + timedelta(minutes=minutes)
        wish = make_wish(self.long if long else self.short, start)
        self._try(lambda: actions.request_booking(wish, now=self.now))

    @precondition(there_is("offered"))
    @rule(which=number, nth=number, by_phone=st.booleans())
    def accept(self, which: int, nth: int, by_phone: bool) -> None:
        booking = self._booking(which, "offered")
        offered = list(booking.offers.all()) if booking else []
        if booking and offered:
            chosen = offered[nth % len(offered)].pk
            self._act(actions.accept, booking, by_phone=by_phone, offer_id=chosen)

    @precondition(there_is("offered"))
    @rule(which=number, by_phone=st.booleans())
    def refuse(self, which: int, by_phone: bool) -> None:
        if booking := self._booking(which, "offered"):
            self._act(actions.refuse, booking, by_phone=by_phone)

    @precondition(there_is("held", "offered", "confirmed"))
    @rule(which=number, by_phone=st.booleans())
    def withdraw(self, which: int, by_phone: bool) -> None:
        if booking := self._booking(which, "held", "offered", "confirmed"):
            self._act(actions.withdraw, booking, by_phone=by_phone)

    @precondition(there_is("held", "confirmed"))
    @rule(which=number, nth=number, by_phone=st.booleans())
    def move(self, which: int, nth: int, by_phone: bool) -> None:
        booking = self._booking(which, "held", "confirmed")
        slot = self._free(booking.service, nth, besides=booking) if booking else None
        if booking and slot:
            self._act(actions.move, booking, by_phone=by_phone, to=slot)

    # --- Staff --------------------------------------------------------------------------------

    @precondition(there_is("confirmed", "attended", "missed", "declined", "lapsed"))
    @rule(which=number, name=st.sampled_from(PLAIN), second=st.booleans())
    def decide(self, which: int, name: str, second: bool) -> None:
        fits = {row.value for move in rows(name) for row in move.sources}
        if booking := self._booking(which, *fits):
            self._act(getattr(actions, name), booking, by=self.staff[second], note="Why")

    @precondition(there_is("held"))
    @rule(which=number)
    def confirm(self, which: int) -> None:
        if booking := self._booking(which, "held"):
            self._act(actions.confirm, booking, by=self.staff[0], note="Why")

    @precondition(there_is("held"))
    @rule(which=number)
    def decline(self, which: int) -> None:
        if booking := self._booking(which, "held"):
            self._act(
                actions.decline, booking, by=self.staff[0], reason=DeclineReason.NO_TIME, note="Why"
            )

    @precondition(there_is("held"))
    @rule(which=number, picks=st.lists(number, min_size=1, max_size=4))
    def offer(self, which: int, picks: list[int]) -> None:
        booking = self._booking(which, "held")
        if booking is None:
            return
        found = [self._free(booking.service, nth, besides=booking) for nth in picks]
        times = list(dict.fromkeys(slot for slot in found if slot))
        if times:
            until = min(start for _who, start in times) - timedelta(hours=1)
            self._act(
                actions.offer, booking, by=self.staff[0], times=times, until=until, note="Why"
            )

    @precondition(there_is("held", "confirmed"))
    @rule(which=number, name=st.sampled_from(("confirm", "cancel")))
    def decide_on_what_was_shown_before(self, which: int, name: str) -> None:
        booking = self._booking(which, "held", "confirmed")
        if booking is None:
            return
        booking.version -= 1
        before = facts.row_of(booking)
        self._act(getattr(actions, name), booking, by=self.staff[0], note="Why")
        if facts.row_of(booking) != before:
            raise AssertionError("a decision on an old page was let through")

    # --- Hours --------------------------------------------------------------------------------

    @rule(day=st.integers(0, 9), begin=st.integers(8, 15), person=st.sampled_from((None, 0, 1)))
    def close(self, day: int, begin: int, person: int | None) -> None:
        closure = Closure.objects.create(
            practitioner=None if person is None else self._people()[person],
            date=self._day(day),
            starts=time(begin),
            ends=time(begin + 2),
        )
        self._hours_changed(closure.date)

    @rule()
    def open_what_was_closed(self) -> None:
        Closure.objects.all().delete()
        self._hours_changed(self._day(0))

    @rule(person=st.integers(0, 1), weekday=st.integers(0, 6), ends=st.integers(10, 17))
    def change_hours(self, person: int, weekday: int, ends: int) -> None:
        hours = WeeklyHours.objects.filter(practitioner=self._people()[person], weekday=weekday)
        hours.update(ends=time(ends))
        self._hours_changed(self._day(0))

    @rule(person=st.integers(0, 1), day=st.integers(0, 9))
    def open_an_evening(self, person: int, day: int) -> None:
        Opening.objects.create(
            practitioner=self._people()[person],
            date=self._day(day),
            starts=time(18),
            ends=time(20),
        )
        self._hours_changed(self._day(day))

    @rule(person=st.integers(0, 1))
    def switch_off_or_on(self, person: int) -> None:
        one = self._people()[person]
        one.is_active = not one.is_active
        one.save()
        self._hours_changed(self._day(0))

    # --- The clock ----------------------------------------------------------------------------

    @rule(step=st.sampled_from(STEPS), worker_runs=st.booleans())
    def time_passes(self, step: timedelta, worker_runs: bool) -> None:
        self.now += step
        if worker_runs:
            actions.lapse_due(self.now)
            actions.mark_orphans(self.now)
            facts.check_nothing_is_overdue(self.now)

    @rule()
    def letters_go_out(self) -> None:
        while deliver_due(self.now):
            facts.check_letters(mail.outbox)
            mail.outbox.clear()

    # --- What must hold ------------------------------------------------------------------------

    @invariant()
    def claims_and_live_bookings_agree(self) -> None:
        facts.check_claims()

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        facts.check_overlaps()

    @invariant()
    def counts_only_rise(self) -> None:
        self.seen = facts.check_sequences(self.seen)

    # --- How ----------------------------------------------------------------------------------

    def _hours_changed(self, _day: date) -> None:
        actions.mark_orphans(self.now)
        facts.check_orphans(self.now)

    def _people(self) -> list[Practitioner]:
        return list(Practitioner.objects.order_by("pk"))

    def _day(self, ahead: int) -> date:
        return self.now.astimezone(ZONE).date() + timedelta(days=ahead)

    def _free(
        self, service: Service | None, nth: int, besides: Booking | None = None
    ) -> actions.Slot | None:
        if service is None:
            return None
        first = self._day(0)
        free = queries.free_times(
            service, None, first, first + AHEAD, self.now, ZONE, besides=besides
        )
        # Near to each other, so that they meet.
        return (free[nth % len(free)].practitioner, free[nth % len(free)].start) if free else None

    def _booking(self, which: int, *statuses: str) -> Booking | None:
        found = list(Booking.objects.filter(status__in=statuses).order_by("created_at", "start"))
        return found[which % len(found)] if found else None

    def _act(
        self,
        deed: Callable[..., Booking],
        booking: Booking,
        *,
        by: User | None = None,
        by_phone: bool = False,
        **asked: Any,
    ) -> None:
        who = by or (self.staff[1] if by_phone else None)
        self._try(lambda: deed(booking.pk, version=booking.version, by=who, now=self.now, **asked))

    def _try(self, deed: Callable[[], Booking]) -> None:
        try:
            deed()
        except IntakeError as refused:
            self.refused.append(type(refused).__name__)
