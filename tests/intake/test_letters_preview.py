"""Staff see a letter before they decide: it is what is sent, and looking changes nothing."""

import re

import pytest

from intake import letters
from intake.models import Link, ReadLog
from intake.states import Actor, Status, Time, arrows, find
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    make_booking,
    make_clinic,
    make_service,
    make_staff,
    walk,
)
from tests.intake.letter_moments import written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> None:
    make_clinic(directions="Bus 7 to the harbor.", parking="Behind the house.")
    make_service(name="Traction assessment", summary="For sciatica")


WAYS = [(source, move.name, actor) for source, move, actor in arrows()]


@pytest.mark.parametrize(("source", "name", "actor"), WAYS)
def test_preview_is_the_letter_and_changes_nothing(source: Status, name: str, actor: Actor) -> None:
    booking = make_booking(source, flagged=True)
    move = find(name, source, actor)
    assert move is not None
    mover = make_staff("x")
    if not move.letters:
        assert letters.preview(booking, name, NOW, actor=actor) is None
        return
    opened = ReadLog.objects.count()
    shown = letters.preview(booking, name, NOW, actor=actor)
    assert shown is not None
    assert shown.text.startswith("Hello AO,")
    assert (shown.to, shown.calendar) == ((), None)
    assert (Link.objects.count(), ReadLog.objects.count()) == (0, opened)
    # What the move will do to the time and the deadline, it cannot know by itself.
    if move.time not in (Time.KEEP, Time.FREE) or name == "refuse":
        return
    known = letters.preview(
        booking,
        name,
        NOW,
        contact={"name": "Ana O'Brien", "email": "ana@example.org"},
        actor=actor,
    )
    assert known is not None
    assert known.to == ("ana@example.org",)
    sent = written(move.letters[0], walk(booking, name, by=mover, now=NOW, actor=actor))
    own_link = re.compile(r"http://testserver/book/r/\S+|\(the patient's own link stands here\)")
    assert own_link.sub("", known.text) == own_link.sub("", sent.text)
    assert known.subject == sent.subject


def test_preview_of_an_offer_lists_the_times_that_it_would_hold() -> None:
    booking = make_booking()
    times = letters.Times(offered=((START + DAY, "Ada"), (START + 2 * DAY, "Ben")), until=START)
    shown = letters.preview(booking, "offer", NOW, times=times)
    assert shown is not None
    assert "1. Thursday, March 4, 2027 at 9:00 AM (New York time, EST)\n   With: Ada" in shown.text
    assert "2. Friday, March 5" in shown.text
    assert "until Wednesday, March 3, 2027 at 9:00 AM" in shown.text
