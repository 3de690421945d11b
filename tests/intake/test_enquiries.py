"""The way to a booking: no step is skipped, nothing is forgotten, and all is gone after a day."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from intake import enquiries
from intake.enquiries import MOST_LINES, Progress
from intake.exceptions import NotAllowed
from intake.models import Enquiry, Envelope
from intake.triage.question_sets import current_checklist, current_safety
from intake.triage.questions import Outcome
from tests.moments import DAY, MINUTE, NOW

pytestmark = pytest.mark.django_db

SAFETY, TRACTION = current_safety(), current_checklist("traction")
EMERGENCY_KEY = next(q.key for q in SAFETY.questions if q.level == "emergency")
URGENT_KEY = next(q.key for q in SAFETY.questions if q.level == "urgent")
TRACTION_KEY = TRACTION.questions[0].key
VISIT = {"service": 1, "practitioner": None, "checklist": ""}
PULL = {"service": 2, "practitioner": None, "checklist": "traction"}
TIME = {"start": "2027-03-03T14:00:00+00:00"}


def safety(**changes: str) -> dict[str, Any]:
    answers = {question.key: "no" for question in SAFETY.questions}
    return {"version": SAFETY.version, "answers": answers | changes}


def checklist(**changes: str) -> dict[str, Any]:
    answers = {question.key: "no" for question in TRACTION.questions}
    return {"name": "traction", "version": TRACTION.version, "answers": answers | changes}


def after(*lines: tuple[str, Any]) -> Progress:
    """Progress after these answers, seen through the envelopes."""
    enquiry = enquiries.begin_enquiry(NOW)
    for step, data in lines:
        enquiries.append_answers(enquiry, step, data, NOW)
    found = enquiries.resume_enquiry(enquiry.id, NOW)
    assert found is not None
    return found[1]


# --- The way ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "following"),
    [
        ([], "safety"),
        ([("safety", safety())], "service"),
        ([("safety", safety()), ("service", VISIT)], "times"),
        ([("safety", safety()), ("service", PULL)], "checklist"),
        ([("safety", safety()), ("service", PULL), ("checklist", checklist())], "times"),
        ([("safety", safety()), ("service", VISIT), ("times", TIME)], "details"),
        ([("safety", safety()), ("service", VISIT), ("times", TIME), ("details", {})], "summary"),
        ([("service", VISIT), ("times", TIME), ("details", {})], "safety"),
        ([("safety", safety(**{EMERGENCY_KEY: "yes"}))], "emergency"),
        ([("safety", safety(**{URGENT_KEY: "yes"}))], "urgent"),
        ([("safety", safety(**{EMERGENCY_KEY: "not-sure"}))], "urgent"),
    ],
)
def test_next_step(lines: list[tuple[str, Any]], following: str) -> None:
    assert after(*lines).next_step() == following


def test_deep_link_opens_only_what_has_been_reached() -> None:
    nothing = after()
    assert [step for step in enquiries.STEPS if nothing.allows(step)] == ["safety"]
    chosen = after(("safety", safety()), ("service", PULL))
    found = [step for step in enquiries.STEPS if chosen.allows(step)]
    assert found == ["safety", "service", "checklist"]
    plain = after(("safety", safety()), ("service", VISIT), ("times", TIME))
    assert not plain.allows("checklist")
    assert plain.allows("details")
    assert not plain.allows("summary")
    assert not plain.allows("no such step")


def test_warning_sign_closes_every_way_but_its_own() -> None:
    urgent = after(("safety", safety(**{URGENT_KEY: "yes"})), ("service", VISIT))
    assert urgent.outcome is Outcome.URGENT
    assert [step for step in enquiries.STEPS if urgent.allows(step)] == ["safety"]
    assert urgent.allows("urgent")
    assert urgent.allows("call_back")
    emergency = after(("safety", safety(**{EMERGENCY_KEY: "yes"})), ("service", VISIT))
    assert emergency.allows("emergency")
    assert not emergency.allows("call_back")
    clear = after(("safety", safety()))
    assert clear.allows("call_back")
    assert not clear.allows("emergency")
    assert not after().allows("call_back")


def test_emergency_counts_while_other_questions_wait() -> None:
    partly = after(("safety", {"version": SAFETY.version, "answers": {EMERGENCY_KEY: "yes"}}))
    assert partly.next_step() == "emergency"
    assert partly.flagged


def test_chosen_time_goes_with_the_service_it_was_chosen_for() -> None:
    lines: list[tuple[str, Any]] = [
        ("safety", safety()),
        ("service", VISIT),
        ("times", TIME),
        ("details", {"name": "Ana"}),
    ]
    other = after(*lines, ("service", VISIT | {"service": 3}))
    assert (other.latest("times"), other.next_step()) == (None, "times")
    assert other.latest("details") == {"name": "Ana"}
    same = after(*lines, ("service", VISIT))
    assert (same.latest("times"), same.next_step()) == (TIME, "summary")


def test_checklist_holds_only_for_the_service_that_asks_it() -> None:
    answered: list[tuple[str, Any]] = [("safety", safety()), ("service", PULL)]
    answered.append(("checklist", checklist(**{TRACTION_KEY: "yes"})))
    changed = after(*answered, ("service", VISIT))
    assert changed.latest("checklist") is None
    assert changed.flagged
    back = after(*answered, ("service", VISIT), ("service", PULL))
    assert back.next_step() == "times"


# --- What the reviewer will see -----------------------------------------------------------------


def test_changed_answer_keeps_the_earlier_flag() -> None:
    way = after(("safety", safety(**{URGENT_KEY: "yes"})), ("safety", safety()))
    assert way.outcome is Outcome.CLEAR
    assert way.flagged
    assert way.answers_changed
    assert way.answers()["safety"] == safety()
    assert [line["answers"][URGENT_KEY] for line in way.answers()["earlier"]] == ["yes"]


def test_same_answers_again_are_no_change() -> None:
    """The control: two lines alone do not make a change."""
    way = after(("safety", safety()), ("safety", safety()))
    assert not way.flagged
    assert not way.answers_changed
    assert way.answers() == {"safety": safety(), "checklist": None, "earlier": []}


def test_flag_of_a_service_that_was_left_stays_for_the_reviewer() -> None:
    answered = ("checklist", checklist(**{TRACTION_KEY: "yes"}))
    way = after(("safety", safety()), ("service", PULL), answered, ("service", VISIT))
    assert way.flagged
    assert not way.answers_changed
    assert way.answers()["checklist"] is None
    assert [line["answers"][TRACTION_KEY] for line in way.answers()["earlier"]] == ["yes"]


@pytest.mark.parametrize("answer", ["yes", "not-sure"])
def test_checklist_flags_and_never_decides(answer: str) -> None:
    way = after(
        ("safety", safety()), ("service", PULL), ("checklist", checklist(**{TRACTION_KEY: answer}))
    )
    assert way.flagged
    assert way.next_step() == "times"


# --- Keeping and forgetting ---------------------------------------------------------------------


def test_answers_are_sealed() -> None:
    after(("details", {"name": "Ana Unmistakable"}))
    assert all(b"Unmistakable" not in bytes(row.sealed) for row in Envelope.objects.all())


def test_enquiry_is_taken_up_in_one_query(django_assert_num_queries: Any) -> None:
    enquiry = enquiries.begin_enquiry(NOW)
    with django_assert_num_queries(1):
        found = enquiries.resume_enquiry(enquiry.id, NOW + timedelta(hours=23))
    assert found is not None
    assert (found[0], found[0].expires_at) == (enquiry, enquiry.expires_at)


def test_enquiry_ends_after_a_day() -> None:
    enquiry = enquiries.begin_enquiry(NOW)
    assert enquiries.resume_enquiry(enquiry.id, NOW + DAY) is None
    assert enquiries.resume_enquiry(uuid4(), NOW) is None
    with pytest.raises(NotAllowed):
        enquiries.append_answers(enquiry, "safety", safety(), NOW + DAY)


def test_flood_of_answers_is_stopped() -> None:
    enquiry = enquiries.begin_enquiry(NOW)
    for _line in range(MOST_LINES - 1):
        enquiries.append_answers(enquiry, "details", {}, NOW)
    with pytest.raises(NotAllowed):
        enquiries.append_answers(enquiry, "details", {}, NOW)
    assert Envelope.objects.count() == MOST_LINES


def test_purge_takes_the_expired_and_no_others() -> None:
    old, young = enquiries.begin_enquiry(NOW), enquiries.begin_enquiry(NOW + MINUTE)
    assert enquiries.purge_enquiries(NOW + DAY) == 1
    assert list(Enquiry.objects.all()) == [young]
    assert set(Envelope.objects.values_list("subject", flat=True)) == {young.id}
    assert old.id != young.id
