"""A burst of requests is one thing to look at, and one press lets go of it or keeps it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.signals import post_init
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake.actions.bursts import keep_burst
from intake.actions.requesting import request_booking
from intake.models import Booking, Event, Service, TimeCell
from intake.queries import worklists
from intake.queries.worklists import APART, FEWEST
from intake.transitions.statuses import DeclineReason, Status
from tests.clinic_site.staff import counted, desk, member, part, signed_in
from tests.intake.factories import act, make_booking, make_staff, make_wish
from tests.intake.journey import page, value
from tests.moments import DAY, HALF_HOUR, HOUR, MINUTE, NOW, SECOND, START

pytestmark = pytest.mark.django_db

PAGE = "admin:intake_booking_burst"


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


@pytest.fixture
def reception() -> Client:
    return signed_in(member(roles.RECEPTION))


def burst(
    service: Service, many: int = FEWEST, gap: timedelta = MINUTE, **facts: Any
) -> list[Booking]:
    """So many requests, so far apart, each under a contact of its own; every third without time."""
    return [
        make_booking(
            service=service,
            now=NOW + number * gap,
            start=START + number // 15 * DAY + number % 15 * HALF_HOUR,
            contact={"email": f"patient{number}@example.org"},
            doubt="burst" if number % 3 == 2 else "",
            **facts,
        )
        for number in range(many)
    ]


def refs(found: Sequence[worklists.Burst]) -> list[list[Booking]]:
    return [list(worklists.in_bursts([each], NOW)) for each in found]


def press(browser: Client, do: str, shown: Any = None) -> Any:
    shown = shown or browser.get(reverse(PAGE))
    return browser.post(reverse(PAGE), {"seen": value(shown, "seen"), "do": do})


def test_ten_requests_within_minutes_are_a_burst_and_nine_are_not(service: Service) -> None:
    nine = burst(service, FEWEST - 1)
    assert worklists.bursts(NOW) == ()
    assert list(worklists.to_decide(NOW)) == nine
    tenth = make_booking(service=service, start=START + 5 * DAY, now=NOW + 9 * MINUTE)
    [found] = worklists.bursts(NOW)
    assert refs([found]) == [[*nine, tenth]]
    assert (found.first, found.last, found.with_time) == (NOW, NOW + 9 * MINUTE, 7)
    assert list(worklists.to_decide(NOW, besides=[found])) == []


@pytest.mark.parametrize(("gap", "many"), [(APART - SECOND, 1), (APART, 0)])
def test_what_is_five_minutes_apart_is_no_burst(
    service: Service, gap: timedelta, many: int
) -> None:
    burst(service, gap=gap)
    assert len(worklists.bursts(NOW)) == many


def test_urgent_sign_phone_booking_and_what_staff_touched_are_in_no_burst(service: Service) -> None:
    staff = make_staff()
    urgent, offered, *rest = burst(service, FEWEST + 1)
    Booking.objects.filter(pk=urgent.pk).update(urgent=True)
    request_booking(make_wish(service, START + 6 * DAY), now=NOW, by=staff)
    assert refs(worklists.bursts(NOW)) == [[offered, *rest]]
    act("decline", offered.pk, version=1, by=staff, now=NOW, reason=DeclineReason.OTHER, note="No")
    act("undo", offered.pk, version=2, by=staff, now=NOW)
    assert worklists.bursts(NOW) == ()


def test_burst_is_one_line_of_the_desk_with_a_link(service: Service, reception: Client) -> None:
    asked = burst(service)
    alone = make_booking(service=service, now=NOW - DAY, start=START + 5 * DAY)
    text = desk(reception)
    listed = part(text, "to-decide")
    assert counted(text)["requests to decide"] == "2"
    assert "10 requests, the first at 12:00 PM today" in listed
    assert "7 of them hold a time" in listed
    assert alone.reference in listed
    assert not any(booking.reference in listed for booking in asked)
    assert reverse(PAGE) in listed
    shown = reception.get(reverse(PAGE)).text
    assert all(booking.reference in shown for booking in asked)
    assert alone.reference not in shown
    assert "O'Brien" not in shown


@contextmanager
def loading() -> Iterator[list[str]]:
    """Note the reference of each booking that is made of a row of the database."""
    loaded: list[str] = []

    def note(instance: Booking, **_facts: Any) -> None:
        loaded.append(instance.reference)

    post_init.connect(note, sender=Booking)
    yield loaded
    post_init.disconnect(note, sender=Booking)


def test_however_large_a_burst_the_desk_loads_none_of_it_and_its_page_so_many(
    service: Service, reception: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.admin.bursts.MOST", 4)
    asked = burst(service, FEWEST + 3)
    alone = make_booking(service=service, now=NOW - DAY, start=START + 5 * DAY)
    with loading() as loaded:
        text = desk(reception)
    # The control: what is listed was loaded.
    assert (set(loaded), counted(text)["requests to decide"]) == ({alone.reference}, "2")
    assert "13 requests, the first" in text
    with loading() as loaded:
        shown = reception.get(reverse(PAGE))
    assert loaded == [booking.reference for booking in asked[:4]]
    assert "Here are the first 4 of 13" in shown.text
    press(reception, "decline", shown)
    statuses = Booking.objects.filter(pk__in=[booking.pk for booking in asked])
    assert statuses.filter(status=Status.DECLINED).count() == 4


def test_one_press_lets_go_of_all_and_tells_each(service: Service, reception: Client) -> None:
    asked = burst(service)
    flagged = asked[3]
    Booking.objects.filter(pk=flagged.pk).update(flagged=True)
    assert press(reception, "decline").status_code == 302
    assert set(Booking.objects.values_list("status", "decline_reason")) == {
        ("declined", DeclineReason.AUTOMATIC)
    }
    assert not TimeCell.objects.exists()
    assert Notification.objects.filter(kind="booking.declined", to_staff=False).count() == FEWEST
    assert list(worklists.second_look()) == [Booking.objects.get(pk=flagged.pk)]
    assert "10 requests are declined" in desk(reception)
    # There was a person among them: it can be undone, and is a row of its own from then on.
    undone = act("undo", asked[0].pk, version=2, by=make_staff(), now=NOW)
    assert undone.start == asked[0].start
    assert worklists.bursts(NOW) == ()


def test_one_press_keeps_all_as_ordinary_requests(service: Service, reception: Client) -> None:
    asked = burst(service)
    assert press(reception, "keep").status_code == 302
    assert worklists.bursts(NOW) == ()
    assert set(worklists.to_decide(NOW)) == set(asked)
    events = Event.objects.filter(transition="keep")
    assert set(events.values_list("actor", "user__username", "target")) == {
        ("staff", "reception", "held")
    }
    assert events.count() == FEWEST
    listed = part(desk(reception), "to-decide")
    assert all(booking.reference in listed for booking in asked)


@pytest.mark.parametrize("do", ["decline", "keep"])
def test_what_a_colleague_decided_is_left_and_named(
    service: Service, reception: Client, do: str
) -> None:
    asked = burst(service, FEWEST + 1)
    shown = reception.get(reverse(PAGE))
    colleague = make_staff("grace", first_name="Grace", last_name="Hopper")
    act("confirm", asked[0].pk, version=1, by=colleague, now=NOW)
    answer = press(reception, do, shown)
    assert answer.status_code == 409
    assert f"<li>{asked[0].reference}: Grace Hopper</li>" in answer.text
    assert Booking.objects.get(pk=asked[0].pk).status == Status.CONFIRMED
    assert Event.objects.filter(transition=do).count() == FEWEST
    # What came after the page was shown is not touched: nobody has seen it.
    late = make_booking(service=service, start=START + 9 * DAY, now=NOW + 11 * MINUTE)
    press(reception, do, shown)
    assert Booking.objects.get(pk=late.pk).version == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "decline"},
        {"do": "decline", "seen": "x"},
        {"do": "other", "seen": "PAIR"},
        {"do": "decline", "seen": "PAIR \x00:1"},
        {"do": "keep", "seen": "PAIR x"},
    ],
)
def test_form_that_does_not_say_what_it_showed_does_nothing(
    service: Service, reception: Client, sent: dict[str, str]
) -> None:
    asked = burst(service)
    sent = {name: said.replace("PAIR", f"{asked[0].pk}:1") for name, said in sent.items()}
    answer = reception.post(reverse(PAGE), sent)
    assert answer.status_code == 409
    assert "Nothing was done" in page(answer).text
    assert set(Booking.objects.values_list("version", flat=True)) == {1}


def test_forged_version_or_booking_is_left_alone(service: Service, reception: Client) -> None:
    asked = burst(service)
    seen = f"{asked[0].pk}:7 {asked[1].pk}:x 00000000-0000-0000-0000-000000000000:1"
    assert reception.post(reverse(PAGE), {"seen": seen, "do": "decline"}).status_code == 409
    assert set(Booking.objects.values_list("version", flat=True)) == {1}


def test_only_a_request_that_is_held_is_kept_as_ordinary(service: Service) -> None:
    staff = make_staff()
    held, confirmed = burst(service, 2)
    act("confirm", confirmed.pk, version=1, by=staff, now=NOW)
    outcome = keep_burst([(held.pk, 1), (confirmed.pk, 2)], by=staff, now=NOW)
    assert outcome == (1, [(confirmed.reference, None)])
    assert list(Event.objects.filter(transition="keep").values_list("booking", flat=True)) == [
        held.pk
    ]
    assert Booking.objects.get(pk=confirmed.pk).version == 2


def test_next_in_line_is_none_of_a_burst(service: Service, reception: Client) -> None:
    first = make_booking(service=service, now=NOW - DAY, start=START + 5 * DAY)
    burst(service)
    url = reverse("admin:intake_booking_confirm", args=[first.pk])
    answer = reception.post(url, {"version": 1, "note": "", "act": "1"})
    assert answer["Location"] == reverse("admin:index")


def test_while_the_brake_is_on_the_desk_says_so_to_who_may_decide(
    service: Service, reception: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.throttling.MOST_UNDECIDED", 7)
    editor = signed_in(member(roles.EDITOR))
    burst(service, 8)
    assert "Times are not held" not in desk(reception)
    make_booking(service=service, start=START + 5 * DAY)
    alarm = desk(reception)
    assert "Times are not held for new requests now" in alarm
    assert "7 requests of visitors hold time" in alarm
    assert "Times are not held" not in desk(editor)
