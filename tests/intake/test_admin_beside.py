"""What stands beside a booking: other requests of the same person, and what they answered then."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from clinic_site import roles
from intake.models import Booking, ReadLog
from intake.throttling import DOUBTS
from intake.transitions.statuses import Status
from intake.triage import current_checklist, current_safety
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, START, make_booking, make_clinic, walk

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


def shown(role: str, booking: Booking) -> str:
    address = reverse("admin:intake_booking_change", args=[booking.pk])
    return signed_in(member(role)).get(address).content.decode()


def link(booking: Booking) -> str:
    return reverse("admin:intake_booking_change", args=[booking.pk])


def given(checklist: dict[str, str] | None = None, **changes: str) -> dict[str, Any]:
    safety = {question.key: "no" for question in current_safety().questions} | changes
    asked = {question.key: "no" for question in current_checklist("traction").questions}
    return {
        "safety": {"version": 1, "answers": safety},
        "checklist": {"name": "traction", "version": 1, "answers": asked | checklist}
        if checklist
        else None,
        "earlier": [],
        "reason": "",
    }


def section(text: str, key: str) -> str:
    begin = text.index(f'aria-labelledby="{key}"')
    return text[begin : text.index("</section>", begin)]


def test_requests_that_are_over_stand_beside_it_with_their_flags() -> None:
    withdrawn = make_booking(Status.WITHDRAWN, flagged=True)
    declined = make_booking(Status.DECLINED, start=START + HOUR)
    stranger = make_booking(
        Status.DECLINED, start=START + 2 * HOUR, contact={"email": "bo@example.org", "name": "Bo"}
    )
    booking = make_booking(start=START + 3 * HOUR)
    beside = section(shown(roles.RECEPTION, booking), "earlier")
    assert link(withdrawn) in beside
    assert link(declined) in beside
    assert "Patient cancelled" in beside
    assert beside.count("Flagged") == 1
    assert link(stranger) not in beside


def test_different_answers_in_another_request_are_unfolded_for_a_clinician() -> None:
    first = make_booking(Status.WITHDRAWN, flagged=True, answers=given(infection="yes"))
    booking = make_booking(start=START + HOUR, answers=given())
    before = section(shown(roles.CLINICIAN, booking), "before")
    assert link(first) in before
    assert "An earlier answer was different: “Yes”" in before
    assert before.count("answer__question") == 1
    rows = ReadLog.objects.filter(subject=first.pk).values_list("kind", "page")
    assert list(rows) == [("answers", "booking: beside another")]


def test_checklists_are_compared_too() -> None:
    make_booking(Status.DECLINED, flagged=True, answers=given({"bones": "not-sure"}))
    booking = make_booking(start=START + HOUR, answers=given({"bones": "no"}))
    assert "“Not sure”" in section(shown(roles.CLINICIAN, booking), "before")


def test_same_answers_and_those_of_other_people_are_not_shown() -> None:
    make_booking(Status.WITHDRAWN, answers=given())
    make_booking(
        start=START + 2 * HOUR,
        answers=given(infection="yes"),
        contact={"email": "bo@example.org", "name": "Bo"},
    )
    booking = make_booking(start=START + HOUR, answers=given())
    assert "Answered differently" not in shown(roles.CLINICIAN, booking)


def test_reception_is_shown_no_earlier_answer_and_opens_none() -> None:
    first = make_booking(Status.WITHDRAWN, flagged=True, answers=given(infection="yes"))
    booking = make_booking(start=START + HOUR, answers=given())
    text = shown(roles.RECEPTION, booking)
    assert "Answered differently" not in text
    assert link(first) in text
    assert not ReadLog.objects.filter(kind="answers").exists()


@pytest.mark.parametrize("doubt", list(DOUBTS))
def test_request_set_aside_says_why_in_words(doubt: str) -> None:
    booking = make_booking(doubt=doubt)
    text = shown(roles.RECEPTION, booking)
    assert DOUBTS[doubt] in section(text, "doubt")
    assert "Wednesday, March 3 at 9:00 AM EST, no time is held" in text
    walk(booking, "reschedule", by=None or member(roles.CLINICIAN, "mover"), now=NOW)
    # With a time it is a request like any other.
    assert 'aria-labelledby="doubt"' not in shown(roles.MANAGER, booking)


def test_reason_for_declining_and_offered_times_stand_on_the_page() -> None:
    declined = make_booking(Status.DECLINED)
    assert "No free time that suits" in shown(roles.RECEPTION, declined)
    offered = make_booking(Status.OFFERED, start=START + HOUR)
    text = shown(roles.CLINICIAN, offered)
    for number in (1, 2, 3):
        assert f"Offered, {number}" in text
    assert "Held until" in text


def test_plain_request_has_the_focus_on_its_first_choice_and_a_flagged_one_has_none() -> None:
    plain = make_booking()
    flagged = make_booking(start=START + HOUR, flagged=True)
    confirm = reverse("admin:intake_booking_confirm", args=[plain.pk])
    assert f'href="{confirm}" autofocus' in shown(roles.CLINICIAN, plain)
    assert "autofocus" not in shown(roles.RECEPTION, flagged)


def test_booking_with_many_others_takes_a_bounded_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(5):
        make_booking(Status.WITHDRAWN, start=START + number * HOUR, answers=given(infection="yes"))
    booking = make_booking(answers=given())
    desk = signed_in(member(roles.CLINICIAN))
    with django_assert_max_num_queries(40):
        desk.get(link(booking))


def test_day_around_a_visit_says_what_no_longer_holds_its_time() -> None:
    declined = make_booking(Status.DECLINED)
    make_booking(start=START + HOUR)
    day = section(shown(roles.CLINICIAN, declined), "day")
    assert "This visit" in day
    assert day.count("Declined by the clinic") == 1
    assert day.count("Not decided yet") == 1
