"""Staff see a notification before they decide: it is what is sent, and looking changes nothing."""

import re

import pytest

from intake.models import Link, ReadLog
from intake.notifications.rendering import Times, preview
from intake.transitions.statuses import Actor, Status
from intake.transitions.table import arrows, find_transition
from intake.transitions.transition import Time
from tests.intake.factories import make_booking, make_clinic, make_service, make_staff, walk
from tests.intake.notification_moments import written
from tests.moments import DAY, NOW, START

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> None:
    make_clinic(directions="Bus 7 to the harbor.", parking="Behind the house.")
    make_service(name="Traction assessment", summary="For sciatica")


WAYS = [(source, transition.name, actor) for source, transition, actor in arrows()]


@pytest.mark.parametrize(("source", "name", "actor"), WAYS)
def test_preview_is_the_notification_and_changes_nothing(
    source: Status, name: str, actor: Actor
) -> None:
    booking = make_booking(source, flagged=True)
    transition = find_transition(name, source, actor)
    assert transition is not None
    mover = make_staff("x")
    if not transition.notifications:
        assert preview(booking, name, actor=actor) is None
        return
    opened = ReadLog.objects.count()
    shown = preview(booking, name, actor=actor)
    assert shown is not None
    assert shown.text.startswith("Hello AO,")
    assert (shown.to, shown.calendar) == ((), None)
    assert (Link.objects.count(), ReadLog.objects.count()) == (0, opened)
    # What the transition will do to the time and the deadline, it cannot know by itself.
    if transition.time not in (Time.KEEP, Time.FREE) or name == "refuse":
        return
    known = preview(
        booking, name, contact={"name": "Ana O'Brien", "email": "ana@example.org"}, actor=actor
    )
    assert known is not None
    assert known.to == ("ana@example.org",)
    sent = written(transition.notifications[0], walk(booking, name, by=mover, now=NOW, actor=actor))
    own_link = re.compile(r"http://testserver/book/r/\S+|\(the patient's own link stands here\)")
    assert own_link.sub("", known.text) == own_link.sub("", sent.text)
    assert known.subject == sent.subject


def test_preview_of_an_offer_lists_the_times_that_it_would_hold() -> None:
    booking = make_booking()
    times = Times(offered=((START + DAY, "Ada"), (START + 2 * DAY, "Ben")), until=START)
    shown = preview(booking, "offer", times=times)
    assert shown is not None
    assert "1. Thursday, March 4, 2027 at 9:00 AM (New York time, EST)\n   With: Ada" in shown.text
    assert "2. Friday, March 5" in shown.text
    assert "until Wednesday, March 3, 2027 at 9:00 AM" in shown.text
