"""What the staff do."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from intake.transitions.statuses import DeclineReason
from intake.transitions.table import transitions_named
from tests.intake import facts_of_life as facts
from tests.intake.life.scene import Scene, number, there_is
from tests.moments import HOUR

PLAIN = ("confirm", "cancel", "attended", "missed", "undo", "second_look")


class Staff(Scene):
    """They decide, offer and close, sometimes on a page that is out of date."""

    @precondition(there_is("confirmed", "attended", "missed", "declined", "lapsed"))
    @rule(which=number, name=st.sampled_from(PLAIN), second=st.booleans())
    def decide(self, which: int, name: str, second: bool) -> None:
        fits = {row.value for transition in transitions_named(name) for row in transition.sources}
        if booking := self.booking(which, *fits):
            self.act(name, booking, by=self.staff[second], note="Why")
            # What is undone must not come back to hours that are closed by now.
            facts.check_orphans(self.now)

    @precondition(there_is("held"))
    @rule(which=number)
    def confirm(self, which: int) -> None:
        if booking := self.booking(which, "held"):
            self.act("confirm", booking, by=self.staff[0], note="Why")

    @precondition(there_is("held"))
    @rule(which=number)
    def decline(self, which: int) -> None:
        if booking := self.booking(which, "held"):
            self.act("decline", booking, by=self.staff[0], reason=DeclineReason.NO_TIME, note="Why")

    @precondition(there_is("held"))
    @rule(which=number, picks=st.lists(number, min_size=1, max_size=4))
    def offer(self, which: int, picks: list[int]) -> None:
        booking = self.booking(which, "held")
        if booking is None:
            return
        found = [self.free(booking.service, nth, besides=booking) for nth in picks]
        times = list(dict.fromkeys(slot for slot in found if slot))
        if times:
            until = min(start for _who, start in times) - HOUR
            self.act("offer", booking, by=self.staff[0], times=times, until=until, note="Why")

    @precondition(there_is("held", "confirmed"))
    @rule(which=number, name=st.sampled_from(("confirm", "cancel")))
    def decide_on_what_was_shown_before(self, which: int, name: str) -> None:
        booking = self.booking(which, "held", "confirmed")
        if booking is None:
            return
        booking.version -= 1
        before = facts.row_of(booking)
        self.act(name, booking, by=self.staff[0], note="Why")
        if facts.row_of(booking) != before:
            raise AssertionError("a decision on an old page was let through")
