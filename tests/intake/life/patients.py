"""What patients do."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from intake.actions.requesting import request_booking
from tests.intake.factories import make_wish
from tests.intake.life.scene import BEGINNINGS, Scene, number, there_is

BY_PHONE = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}


class Patients(Scene):
    """They ask, answer, move and withdraw, by the page or on the phone."""

    @initialize(
        begins=st.sampled_from(BEGINNINGS),
        asked=st.lists(st.tuples(number, st.booleans()), min_size=2, max_size=5),
    )
    def begin(self, begins: datetime, asked: list[tuple[int, bool]]) -> None:
        self.now = begins
        for nth, long in asked:
            self.ask(nth, long, flagged=nth % 3 == 0, anyone=nth % 2 == 0)

    @rule(nth=number, long=st.booleans(), flagged=st.booleans(), anyone=st.booleans())
    def ask(self, nth: int, long: bool, flagged: bool, anyone: bool) -> None:
        service = self.long if long else self.short
        found = self.free(service, nth)
        if found is None:
            return
        practitioner, start = found
        booking_request = make_wish(
            service,
            start,
            practitioner_id=None if anyone else practitioner,
            flagged=flagged,
            # Every fourth leaves a phone number only.
            contact=BY_PHONE if nth % 4 == 3 else {},
        )
        self.attempt(lambda: request_booking(booking_request, now=self.now))

    @rule(nth=number, long=st.booleans())
    def ask_again(self, nth: int, long: bool) -> None:
        self.ask(nth, long, flagged=False, anyone=True)

    @rule(minutes=st.integers(0, 20_000), long=st.booleans())
    def ask_for_a_made_up_time(self, minutes: int, long: bool) -> None:
        start = self.now + timedelta(minutes=minutes)
        booking_request = make_wish(self.long if long else self.short, start)
        self.attempt(lambda: request_booking(booking_request, now=self.now))

    @precondition(there_is("offered"))
    @rule(which=number, nth=number, by_phone=st.booleans())
    def accept(self, which: int, nth: int, by_phone: bool) -> None:
        booking = self.booking(which, "offered")
        offered = list(booking.offers.all()) if booking else []
        if booking and offered:
            chosen = offered[nth % len(offered)].pk
            self.act("accept", booking, by_phone=by_phone, offer_id=chosen)

    @precondition(there_is("offered"))
    @rule(which=number, by_phone=st.booleans())
    def refuse(self, which: int, by_phone: bool) -> None:
        if booking := self.booking(which, "offered"):
            self.act("refuse", booking, by_phone=by_phone)

    @precondition(there_is("held", "offered", "confirmed"))
    @rule(which=number, by_phone=st.booleans())
    def withdraw(self, which: int, by_phone: bool) -> None:
        if booking := self.booking(which, "held", "offered", "confirmed"):
            self.act("withdraw", booking, by_phone=by_phone)

    @precondition(there_is("held", "confirmed"))
    @rule(which=number, nth=number, by_phone=st.booleans())
    def reschedule(self, which: int, nth: int, by_phone: bool) -> None:
        booking = self.booking(which, "held", "confirmed")
        slot = self.free(booking.service, nth, besides=booking) if booking else None
        if booking and slot:
            self.act("reschedule", booking, by_phone=by_phone, to=slot)
