"""Before hours get shorter: who is affected. Afterwards they are on the desk at once."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from intake.admin.affected import BACK, SEEN
from intake.models import Booking, Closure, Opening, Practitioner, WeeklyHours
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking
from tests.moments import DAY, NOW, START, WEDNESDAY, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]

ADD_CLOSURE = "/staff/intake/closure/add/"
ASKS = "Save all the same"


def closing(**changes: object) -> dict[str, object]:
    return {
        "practitioner": "",
        "date": str(WEDNESDAY),
        "starts": "",
        "ends": "",
        "reason": "Burst pipe",
        **changes,
    }


def hours_form(person: Practitioner, **changes: object) -> dict[str, object]:
    """The practitioner's form as the browser would send it back."""
    rows = list(person.weekly_hours.order_by("weekday", "starts"))
    form: dict[str, object] = {
        "name": person.name,
        "role_title": person.role_title,
        "is_active": "on",
        "order": person.order,
        "services": [service.pk for service in person.services.all()],
        "weekly_hours-TOTAL_FORMS": len(rows),
        "weekly_hours-INITIAL_FORMS": len(rows),
        "openings-TOTAL_FORMS": 0,
        "openings-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        form |= {
            f"weekly_hours-{number}-id": row.pk,
            f"weekly_hours-{number}-practitioner": person.pk,
            f"weekly_hours-{number}-weekday": row.weekday,
            f"weekly_hours-{number}-starts": f"{row.starts:%H:%M}",
            f"weekly_hours-{number}-ends": f"{row.ends:%H:%M}",
        }
    form |= changes
    return {name: value for name, value in form.items() if value is not None}


def address(person: Practitioner) -> str:
    return reverse("admin:intake_practitioner_change", args=[person.pk])


def test_closing_lists_whom_it_affects_and_saves_nothing(manager: Client) -> None:
    booked = make_booking(Status.CONFIRMED)
    offered = make_booking(Status.OFFERED, start=START + 2 * DAY)
    gone = make_booking(Status.DECLINED, start=START.replace(hour=16))
    later = make_booking(start=START + DAY)
    text = manager.post(ADD_CLOSURE, closing()).text
    assert ASKS in text
    for said in (booked.reference, booked.initials, "on Wednesday, March 3", "Confirmed"):
        assert said in text
    for other in (offered, gone, later):
        assert other.reference not in text
    assert not Closure.objects.exists()
    assert list(worklists.orphaned(NOW)) == []


def test_saving_all_the_same_orphans_them_in_the_same_request(manager: Client) -> None:
    booked = make_booking(Status.CONFIRMED)
    page = manager.post(ADD_CLOSURE, closing(**{SEEN: "1"}), follow=True).text
    assert f"1 visit now lies outside of the hours: {booked.reference}" in page
    assert Closure.objects.get().reason == "Burst pipe"
    assert list(worklists.orphaned(NOW)) == [booked]
    booked.refresh_from_db()
    assert (booked.status, booked.version) == (Status.CONFIRMED, 2)


def test_offered_time_that_would_be_closed_is_affected_too(manager: Client) -> None:
    booking = make_booking(Status.OFFERED)
    first = booking.offers.earliest("start").start
    day = first.astimezone(ZONE).date()
    text = manager.post(ADD_CLOSURE, closing(date=str(day))).text
    assert ASKS in text
    assert booking.reference in text


def test_one_that_came_in_between_is_found_although_nobody_was_shown_it(manager: Client) -> None:
    first = make_booking()
    assert ASKS in manager.post(ADD_CLOSURE, closing()).text
    between = make_booking(start=START + DAY / 24)
    manager.post(ADD_CLOSURE, closing(**{SEEN: "1"}))
    assert set(worklists.orphaned(NOW)) == {first, between}


def test_nobody_is_asked_where_nobody_is_affected(manager: Client) -> None:
    booking = make_booking()
    free = closing(practitioner=booking.practitioner_id, starts="13:00", ends="14:00")
    assert manager.post(ADD_CLOSURE, free).status_code == 302
    assert Closure.objects.get().starts == time(13)


def test_what_was_outside_already_is_not_asked_about_again(manager: Client) -> None:
    booked = make_booking()
    Closure.objects.create(date=WEDNESDAY, practitioner=booked.practitioner)
    assert manager.post(ADD_CLOSURE, closing()).status_code == 302
    assert list(worklists.orphaned(NOW)) == [booked]


def test_everything_typed_comes_along_and_back(manager: Client) -> None:
    make_booking()
    text = manager.post(ADD_CLOSURE, closing(reason='"><b>Water</b>', _continue="1")).content
    assert b'name="reason" value="&quot;&gt;&lt;b&gt;Water&lt;/b&gt;"' in text
    assert b'name="_continue" value="1"' in text
    page = manager.post(ADD_CLOSURE, closing(**{BACK: "1"})).text
    assert "Nothing is saved yet. All that you typed stands here." in page
    assert "Burst pipe" in page
    assert "correct the error" not in page
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"weekly_hours-2-starts": "09:15"},
        {"weekly_hours-2-DELETE": "on"},
        {"weekly_hours-2-weekday": 1},
        {"is_active": None},
    ],
    ids=["shorter", "deleted", "another day", "switched off"],
)
def test_practitioner_form_asks_before_losing_hours(
    manager: Client, change: dict[str, object]
) -> None:
    booking = make_booking()
    person = Practitioner.objects.get()
    form = hours_form(person, **change)
    text = manager.post(address(person), form).text
    assert ASKS in text
    assert booking.reference in text
    assert WeeklyHours.objects.get(weekday=2).starts == time(9)
    person.refresh_from_db()
    assert person.is_active
    assert manager.post(address(person), {**form, SEEN: "1"}).status_code == 302
    assert list(worklists.orphaned(NOW)) == [booking]


def test_opening_that_is_taken_away_asks_too(manager: Client) -> None:
    booking = make_booking()
    person = Practitioner.objects.get()
    WeeklyHours.objects.filter(weekday=2).delete()
    extra = Opening.objects.create(
        practitioner=person, date=WEDNESDAY, starts=time(9), ends=time(12)
    )
    form = hours_form(
        person,
        **{
            "openings-TOTAL_FORMS": 1,
            "openings-INITIAL_FORMS": 1,
            "openings-0-id": extra.pk,
            "openings-0-practitioner": person.pk,
            "openings-0-date": str(WEDNESDAY),
            "openings-0-starts": "09:00",
            "openings-0-ends": "12:00",
        },
    )
    assert manager.post(address(person), form).status_code == 302
    text = manager.post(address(person), {**form, "openings-0-DELETE": "on"}).text
    assert ASKS in text
    assert booking.reference in text


def test_wider_hours_end_it_without_a_question(manager: Client) -> None:
    booking = make_booking()
    manager.post(ADD_CLOSURE, closing(**{SEEN: "1"}))
    assert list(worklists.orphaned(NOW)) == [booking]
    closure = Closure.objects.get()
    manager.post(reverse("admin:intake_closure_delete", args=[closure.pk]), {"post": "yes"})
    assert list(worklists.orphaned(NOW)) == []
    booking.refresh_from_db()
    assert booking.orphaned_since is None


def test_deleting_closures_together_opens_their_times_again(manager: Client) -> None:
    booking = make_booking()
    manager.post(ADD_CLOSURE, closing(**{SEEN: "1"}))
    chosen = {
        "action": "delete_selected",
        "_selected_action": [Closure.objects.get().pk],
        "post": "yes",
    }
    manager.post(reverse("admin:intake_closure_changelist"), chosen)
    assert not Closure.objects.exists()
    booking.refresh_from_db()
    assert booking.orphaned_since is None


def test_bad_input_is_told_before_anybody_is_asked(manager: Client) -> None:
    make_booking()
    half = manager.post(ADD_CLOSURE, closing(starts="09:00")).text
    assert "Give both times" in half
    assert ASKS not in half
    backwards = manager.post(ADD_CLOSURE, closing(starts="11:00", ends="09:00", **{SEEN: "1"}))
    assert "The end must be later than the start" in backwards.text
    assert not Closure.objects.exists()
    assert Booking.objects.get().orphaned_since is None
