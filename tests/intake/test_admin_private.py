"""Who reads which answers and notes: beside the words asked, and compared with other requests."""

from typing import Any

import pytest
from django.urls import reverse

from clinic_site import roles
from intake.admin.private import read_answers
from intake.models import Booking, Envelope, ReadLog
from intake.throttling import DOUBTS
from intake.transitions.statuses import DeclineReason, Status
from intake.triage.question_sets import current_safety
from tests.clinic_site.staff import member, signed_in
from tests.intake.desk_pages import shown, url
from tests.intake.factories import act, make_booking, walk
from tests.intake.journey import checklist_answers, safe_answers
from tests.moments import HOUR, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]

SAID = "The night pain speaks against it"


def given(checklist: dict[str, str] | None = None, **changes: str) -> dict[str, Any]:
    asked = {"name": "traction", "version": 1, "answers": checklist_answers(**(checklist or {}))}
    return {
        "safety": {"version": 1, "answers": safe_answers(**changes)},
        "checklist": asked if checklist else None,
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
    assert url(withdrawn) in beside
    assert url(declined) in beside
    assert "Patient cancelled" in beside
    assert beside.count("Flagged") == 1
    assert url(stranger) not in beside


def test_different_answers_in_another_request_are_unfolded_for_a_clinician() -> None:
    first = make_booking(Status.WITHDRAWN, flagged=True, answers=given(infection="yes"))
    booking = make_booking(start=START + HOUR, answers=given())
    before = section(shown(roles.CLINICIAN, booking), "before")
    assert url(first) in before
    assert "An earlier answer was different: “Yes”" in before
    assert before.count("answer__question") == 1
    rows = ReadLog.objects.filter(subject=first.pk).values_list("kind", "page")
    assert list(rows) == [("answers", "booking: beside another")]


def test_damaged_answers_of_another_request_are_left_out() -> None:
    first = make_booking(Status.WITHDRAWN, flagged=True, answers=given(infection="yes"))
    booking = make_booking(start=START + HOUR, answers=given())
    Envelope.objects.filter(subject=first.pk).update(sealed=b"\x02t1" + b"x" * 40)
    text = shown(roles.CLINICIAN, booking)
    assert url(first) in text
    assert "Answered differently" not in text


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
    assert url(first) in text
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


def test_booking_with_many_others_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        make_booking(Status.WITHDRAWN, start=START + number * HOUR, answers=given(infection="yes"))
    booking = make_booking(answers=given())
    desk = signed_in(member(roles.CLINICIAN))
    with django_assert_max_num_queries(40):
        desk.get(url(booking))


def test_day_around_a_visit_says_what_no_longer_holds_its_time() -> None:
    declined = make_booking(Status.DECLINED)
    make_booking(start=START + HOUR)
    day = section(shown(roles.CLINICIAN, declined), "day")
    assert "This visit" in day
    assert day.count("Declined by the clinic") == 1
    assert day.count("Not decided yet") == 1


def decline(role: str, *, flagged: bool) -> Booking:
    booking = make_booking(flagged=flagged)
    by = member(role, f"declining-{role}")
    reason = DeclineReason.DOCTOR_FIRST
    return act("decline", booking.pk, version=1, by=by, now=NOW, reason=reason, note=SAID)


def test_clinicians_note_on_declining_over_a_flag_is_for_those_who_read_answers() -> None:
    booking = decline(roles.CLINICIAN, flagged=True)
    reception = shown(roles.RECEPTION, booking)
    assert SAID not in reception
    # The reason from the list is for everybody at the desk: it names no answer.
    assert "The answers need a doctor first" in reception
    assert SAID in shown(roles.CLINICIAN, booking)


@pytest.mark.parametrize(("role", "flagged"), [(roles.RECEPTION, True), (roles.CLINICIAN, False)])
def test_other_notes_on_declining_are_for_the_desk(role: str, flagged: bool) -> None:
    booking = decline(role, flagged=flagged)
    assert SAID in shown(roles.RECEPTION, booking)
    assert SAID in shown(roles.CLINICIAN, booking)


def test_note_of_a_second_look_is_for_those_who_read_answers() -> None:
    booking = make_booking(Status.DECLINED, flagged=True)
    second = member(roles.CLINICIAN, "second")
    act("second_look", booking.pk, version=booking.version, by=second, now=NOW, note=SAID)
    assert SAID not in shown(roles.RECEPTION, booking)
    assert SAID in shown(roles.CLINICIAN, booking)


def test_why_a_visit_is_cancelled_is_for_the_desk_whatever_the_answers_were() -> None:
    booking = make_booking(Status.CONFIRMED, flagged=True)
    by = member(roles.CLINICIAN, "second")
    act("cancel", booking.pk, version=booking.version, by=by, now=NOW, note="Therapist is away")
    assert "Therapist is away" in shown(roles.RECEPTION, booking)


def test_plain_answers_have_nothing_to_unfold() -> None:
    (safety,) = read_answers(given())
    assert safety.unfolded == ()
    assert len(safety.folded) == len(current_safety().questions)


def test_missing_answer_and_lost_wording_are_flags_and_readable() -> None:
    (safety,) = read_answers(given() | {"safety": {"version": 999, "answers": {"old-key": "yes"}}})
    assert [(one.question, one.said) for one in safety.unfolded] == [("old-key", "Yes")]
    (safety,) = read_answers(given() | {"safety": {"version": 1, "answers": {}}})
    assert {one.said for one in safety.unfolded} == {"No answer"}


def test_answers_to_a_dropped_checklist_stay_visible() -> None:
    line = {"step": "checklist", "at": NOW.isoformat(), "name": "traction", "version": 1}
    _safety, dropped = read_answers(given() | {"earlier": [{**line, "answers": {"bones": "yes"}}]})
    assert "before another service was chosen" in dropped.title
    assert "Has a bone been injured, weak or ill?" in {one.question for one in dropped.unfolded}
