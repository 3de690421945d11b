"""The booking forms by themselves: what they ask for, and what they make of the answers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intake.consent import CURRENT, TEXTS, fingerprint
from intake.journey.forms import QuestionsForm, ServiceForm, TimesForm, describe
from intake.journey.person_forms import CallBackForm, DetailsForm
from intake.models import Service
from intake.triage.question_sets import current_checklist, current_safety
from intake.triage.questions import Answer
from tests.intake.factories import make_practitioner, make_service
from tests.intake.journey import BY_PHONE, DETAILS
from tests.intake.test_names import NAMES


def details(country: str = "US", **changes: Any) -> DetailsForm:
    return DetailsForm(country, CURRENT.statement, {**DETAILS, **changes})


@pytest.mark.parametrize("name", NAMES)
def test_every_real_name_may_ask_for_a_visit(name: str) -> None:
    form = details(name=name)
    assert form.is_valid(), form.errors
    assert form.contact()["name"]


def test_only_the_chosen_way_to_reach_somebody_is_kept() -> None:
    both = {"phone": "(415) 555-2671"}
    by_email, by_phone = details(**both), details(**both, reach_by="phone")
    assert by_email.is_valid()
    assert by_phone.is_valid()
    assert (by_email.contact()["email"], by_email.contact()["phone"]) == ("ann@example.org", "")
    assert (by_phone.contact()["email"], by_phone.contact()["phone"]) == ("", "+1 415-555-2671")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "", "email_again": ""}, "email"),
        ({"email_again": ""}, "email_again"),
        ({"email_again": "ann@example.com"}, "email_again"),
        ({"reach_by": "phone"}, "phone"),
        ({"reach_by": "phone", "phone": "12"}, "phone"),
        ({"visitor": "someone-else"}, "agreement"),
        ({"consent": ""}, "consent"),
        ({"adult": ""}, "adult"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nowhere_else(
    changes: dict[str, str], field: str
) -> None:
    form = details(**changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_what_is_missing_is_named_in_the_order_of_the_page() -> None:
    form = details(adult="", name="", reach_by="", consent="")
    assert list(form.errors) == ["adult", "name", "reach_by", "consent"]
    assert [field.name for field in form if field.errors] == list(form.errors)


@pytest.mark.django_db
def test_consent_and_the_privacy_page_say_the_same_about_who_reads(client: Client) -> None:
    said = "Our front desk can see your contact details and the time. Only clinicians can open"
    assert said in " ".join(CURRENT.paragraphs)
    assert said in client.get(reverse("privacy")).text


def test_mistakes_in_the_way_that_was_not_chosen_do_not_hold_anybody_up() -> None:
    assert details(phone="12").is_valid()
    assert details(**{**BY_PHONE, "email": "ann@", "email_again": "x"}).is_valid()


def test_number_is_read_as_one_of_the_clinics_country() -> None:
    form = details("GB", reach_by="phone", phone="020 7946 0958")
    assert form.is_valid()
    assert form.contact()["phone"] == "+44 20 7946 0958"


def test_somebody_else_may_come_when_they_agree() -> None:
    form = details(visitor="someone-else", agreement="on")
    assert form.is_valid()
    assert form.contact()["for_someone_else"] is True


def test_under_age_answer_is_seen_whatever_else_is_wrong() -> None:
    assert DetailsForm("US", "", {"adult": "no"}).says_under_age()
    assert not details().says_under_age()
    assert not DetailsForm("US", "").says_under_age()


def test_consent_is_unticked_at_first() -> None:
    html = DetailsForm("US", CURRENT.statement)["consent"].as_widget()
    assert "checked" not in html


def test_call_needs_a_number_and_no_email() -> None:
    form = CallBackForm("US", CURRENT.statement, BY_PHONE)
    assert form.is_valid()
    assert form.contact()["reach_by"] == "phone"
    assert "email" not in form.fields
    assert not CallBackForm("US", CURRENT.statement, {**BY_PHONE, "phone": ""}).is_valid()


def test_no_field_cuts_what_is_pasted() -> None:
    for field in details():
        assert "maxlength" not in field.as_widget()


@pytest.mark.parametrize("questions", [current_safety(), current_checklist("traction")])
def test_nothing_is_answered_for_anybody(questions: Any) -> None:
    form = QuestionsForm(questions)
    assert all("checked" not in field.as_widget() for field in form)
    assert not QuestionsForm(questions, {}).is_valid()
    given = {q.key: Answer.NOT_SURE.value for q in questions.questions}
    answered = QuestionsForm(questions, given)
    assert answered.is_valid()
    assert answered.answers() == given


def test_hints_that_are_all_the_same_are_said_once() -> None:
    form = QuestionsForm(current_safety())
    assert form.hint
    assert all(not field.help_text for field in form)


def test_service_is_told_with_what_is_known_of_it() -> None:
    full = Service(name="Visit", length_minutes=30, price="$90", who_pays="You pay", summary="A")
    assert describe(full).meta == "30 minutes · $90 · You pay"
    assert describe(Service(name="Visit", length_minutes=1)).meta == "1 minute"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "beside"),
    [("Physical Therapist (sample)", ""), ("Dr. Ada Byron", "Physical therapist")],
)
def test_role_that_is_the_name_is_said_once(name: str, beside: str) -> None:
    service = make_service()
    make_practitioner(service, name=name)
    form = ServiceForm([service], None)
    _anyone, shown = form["practitioner"].subwidgets
    assert (shown.data["label"].name, shown.data["label"].summary) == (name, beside)


@pytest.mark.django_db
def test_choice_is_kept_and_shown_again() -> None:
    service = make_service(checklist="traction")
    person = make_practitioner(service)
    form = ServiceForm([service], None, {"service": service.pk, "practitioner": person.pk})
    assert form.is_valid()
    line = {"service": service.pk, "practitioner": person.pk, "checklist": "traction"}
    assert form.line() == line
    again = ServiceForm([service], line)
    assert (again["service"].value(), again["practitioner"].value()) == (service.pk, person.pk)
    anyone = ServiceForm([service], {**line, "practitioner": None})
    assert anyone["practitioner"].value() == "anyone"


def test_free_time_of_another_page_may_be_chosen() -> None:
    days = [("Monday", [("a", "9:00 AM")])]
    assert TimesForm(days, frozenset({"a", "b"}), {"start": "b"}).is_valid()
    assert not TimesForm(days, frozenset({"a", "b"}), {"start": "c"}).is_valid()


def test_published_consent_text_never_changes() -> None:
    known = {
        1: "1a3f9c29c4df97a9bd4d2a7b012b2b766265b5651d4be1d21b046e06d0a302fc",
        2: "cfe6d5c98f96f38fd782e38bc11b2506f5334972b428b8852b19a243d0c5e176",
    }
    assert {n: fingerprint([*t.paragraphs, t.statement]) for n, t in TEXTS.items()} == known


def test_fingerprint_tells_any_change() -> None:
    shown = [*CURRENT.paragraphs, CURRENT.statement]
    assert fingerprint(shown) != fingerprint([*shown[:-1], shown[-1] + " "])
