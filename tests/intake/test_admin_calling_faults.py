"""Calls that go wrong: a time that is gone, a colleague's call, a child, a missing answer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from clinic_site import roles
from intake.models import Booking, Service
from tests.clinic_site.staff import member, signed_in
from tests.intake.calls import BEGIN, WHO, at, begin, walk
from tests.intake.factories import NOW, make_booking, make_clinic, make_practitioner, make_service
from tests.intake.journey import radios

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.RECEPTION))


@pytest.fixture
def service() -> Service:
    service = make_service()
    make_practitioner(service)
    return service


@pytest.mark.parametrize("step", ["service", "checklist", "times", "details", "summary"])
def test_no_address_skips_a_question(desk: Client, service: Service, step: str) -> None:
    here = begin(desk)
    assert here.endswith("/service/")
    if step != "service":
        assert desk.get(at(here, step))["Location"] == here


def test_time_that_is_gone_keeps_everything_and_shows_others(
    desk: Client, service: Service
) -> None:
    here = walk(desk, service)
    make_booking(service=service, start=NOW + timedelta(hours=2))
    start = Booking.objects.get().start
    first = at(here, "times")
    wanted = next(v for v in radios(desk.get(first), "start"))
    desk.post(first, {"start": wanted})
    other = signed_in(member(roles.MANAGER))
    rival = walk(other, service)
    assert other.post(rival).status_code == 302
    answer = desk.post(here)
    assert answer.status_code == 409
    assert "Somebody else has just taken Monday" in answer.content.decode()
    assert wanted not in radios(answer, "start")
    assert start is not None
    again = desk.post(first, {"start": radios(answer, "start")[0]})["Location"]
    assert again == here
    assert desk.post(here).status_code == 302


def test_colleague_cannot_go_on_with_somebody_elses_call(desk: Client, service: Service) -> None:
    here = walk(desk, service)
    other = signed_in(member(roles.CLINICIAN))
    for answer in (other.get(here), other.post(here)):
        assert answer["Location"] == BEGIN
    assert "a colleague began it" in other.get(BEGIN).content.decode()
    assert not Booking.objects.exists()


def test_call_that_is_over_begins_again(desk: Client, service: Service) -> None:
    here = walk(desk, service)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        late = signed_in(member(roles.CLINICIAN))
        assert late.get(here)["Location"] == BEGIN


def test_child_is_put_through_and_nothing_is_kept(desk: Client, service: Service) -> None:
    here = at(walk(desk, service), "details")
    answer = desk.post(here, {**WHO, "adult": "no"})
    assert answer.status_code == 200
    assert "Put the caller through" in answer.content.decode()


@pytest.mark.parametrize("missing", ["consent", "name", "email", "adult", "visitor", "reach_by"])
def test_what_is_missing_is_said_and_the_rest_stays(
    desk: Client, service: Service, missing: str
) -> None:
    here = at(walk(desk, service), "details")
    answer = desk.post(here, {**WHO, missing: ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in text
    assert "I use a wheelchair." in text


@pytest.mark.parametrize(
    "bad", ["\x00", "\u202eevil", " \u200b ", "x" * 1_000_000, "a\r\nBcc: b@example.org"]
)
def test_hostile_texts_are_refused_or_cleaned_and_hold_nothing(
    desk: Client, service: Service, bad: str
) -> None:
    here = at(walk(desk, service), "details")
    for field in ("name", "email", "phone", "interpreter", "adult", "reach_by"):
        assert desk.post(here, {**WHO, field: bad}).status_code in (200, 302)
    for field in ("service", "practitioner", "start"):
        assert desk.post(at(here, "service"), {field: bad[:50].strip()}).status_code == 200
    assert not Booking.objects.exists()


@pytest.mark.parametrize("step", ["nonsense", "begun", "caller", "__class__"])
def test_made_up_steps_do_not_exist(desk: Client, step: str) -> None:
    here = begin(desk)
    assert desk.get(at(here, step)).status_code == 404
