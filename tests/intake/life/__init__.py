"""A clinic's life at random: patients, staff, the clock and the hours, one action after another.

What must hold is judged by `facts_of_life.py`, which works it out afresh.
"""

from datetime import timedelta

from django.core import mail
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from clinic_site.foundation.outbox.sending import deliver_due
from intake.actions.clock import lapse_due, mark_orphans
from tests.intake import facts_of_life as facts
from tests.intake.life.hours import Hours
from tests.intake.life.patients import Patients
from tests.intake.life.staff import Staff

STEPS = tuple(timedelta(hours=hours) for hours in (1, 1, 5, 5, 26, 75))


class Life(Patients, Staff, Hours):
    """All of it, with the clock; after every action what must hold is looked at."""

    @rule(step=st.sampled_from(STEPS), worker_runs=st.booleans())
    def time_passes(self, step: timedelta, worker_runs: bool) -> None:
        self.now += step
        if worker_runs:
            lapse_due(self.now)
            mark_orphans(self.now)
            facts.check_nothing_is_overdue(self.now)

    @rule()
    def notifications_go_out(self) -> None:
        while deliver_due(self.now):
            facts.check_notifications(mail.outbox)
            mail.outbox.clear()

    # --- What must hold ------------------------------------------------------------------------

    @invariant()
    def diary_is_sound(self) -> None:
        rows = facts.load()
        facts.check_time_cells(rows)
        facts.check_overlaps(rows)
        self.seen = facts.check_sequences(rows, self.seen)
        self.statuses = {booking.status for booking in rows}
