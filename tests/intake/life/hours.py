"""What becomes of the hours."""

from datetime import time

from hypothesis import strategies as st
from hypothesis.stateful import rule

from intake.models import Closure, Opening, WeeklyHours
from tests.intake.life.scene import Scene


class Hours(Scene):
    """Days are closed and opened, weeks change, people stop and start being bookable."""

    @rule(day=st.integers(0, 9), begin=st.integers(8, 15), person=st.sampled_from((None, 0, 1)))
    def close(self, day: int, begin: int, person: int | None) -> None:
        Closure.objects.create(
            practitioner=None if person is None else self.people()[person],
            date=self.day(day),
            starts=time(begin),
            ends=time(begin + 2),
        )
        self.hours_changed()

    @rule()
    def open_what_was_closed(self) -> None:
        Closure.objects.all().delete()
        self.hours_changed()

    @rule(person=st.integers(0, 1), weekday=st.integers(0, 6), ends=st.integers(10, 17))
    def change_hours(self, person: int, weekday: int, ends: int) -> None:
        hours = WeeklyHours.objects.filter(practitioner=self.people()[person], weekday=weekday)
        hours.update(ends=time(ends))
        self.hours_changed()

    @rule(person=st.integers(0, 1), day=st.integers(0, 9))
    def open_an_evening(self, person: int, day: int) -> None:
        Opening.objects.create(
            practitioner=self.people()[person], date=self.day(day), starts=time(18), ends=time(20)
        )
        self.hours_changed()

    @rule(person=st.integers(0, 1))
    def switch_off_or_on(self, person: int) -> None:
        one = self.people()[person]
        one.is_active = not one.is_active
        one.save()
        self.hours_changed()

    @rule(person=st.integers(0, 1), day=st.integers(0, 9))
    def open_a_night(self, person: int, day: int) -> None:
        """In spring an hour of it is missing, in autumn one comes twice."""
        Opening.objects.create(
            practitioner=self.people()[person], date=self.day(day), starts=time(0), ends=time(4)
        )
        self.hours_changed()
