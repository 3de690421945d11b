"""Public holidays from a file: its days are shown, and only what is ticked is closed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.models import Closure
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking
from tests.moments import DAY, NOW, WEDNESDAY, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]

PAGE = "/staff/intake/closure/holidays/"


def calendar(**days: str) -> bytes:
    """A calendar file: names by day, such as d20270303="River day"."""
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{day}\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;VALUE=DATE:{day[1:]}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n"
        for day, name in days.items()
    )
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n"
    return f"{head}{entries}END:VCALENDAR\r\n".encode()


def send(who: Client, content: bytes, status: int = 200) -> str:
    answer = who.post(PAGE, {"file": SimpleUploadedFile("days.ics", content)})
    assert answer.status_code == status
    return answer.text


def test_file_shows_its_days_and_closes_none(manager: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    Closure.objects.create(date=WEDNESDAY + DAY, reason="Known")
    text = send(manager, calendar(d20270303="River day", d20270304="Known", d20200101="Long ago"))
    assert "Wednesday, March 3, 2027" in text
    assert "River day" in text
    assert "Closed already" in text
    assert "Long ago" not in text
    assert "1 visit is booked:" in text
    assert booking.reference in text
    assert text.count('type="checkbox"') == 1
    assert Closure.objects.count() == 1


def test_offered_time_on_a_holiday_is_listed(manager: Client) -> None:
    booking = make_booking(Status.OFFERED)
    day = booking.offers.earliest("start").start.astimezone(ZONE).date()
    assert booking.reference in send(manager, calendar(**{f"d{day:%Y%m%d}": "River day"}))


def test_ticked_days_are_closed_for_all_and_orphans_stand_on_the_desk(manager: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    chosen = {
        "chosen": "1",
        "day": ["2027-03-03"],
        "name-2027-03-03": "River  day ",
        "name-2027-03-10": "Not ticked",
    }
    text = manager.post(PAGE, chosen, follow=True).text
    assert "closed on 1 more day" in text
    assert f"outside of the hours: {booking.reference}" in text
    closure = Closure.objects.get()
    assert (closure.date, closure.practitioner, closure.starts) == (WEDNESDAY, None, None)
    assert closure.reason == "River day"
    assert list(worklists.orphaned(NOW)) == [booking]
    # The same once more changes nothing.
    assert "on 0 more days" in manager.post(PAGE, chosen, follow=True).text
    assert Closure.objects.count() == 1


def test_name_with_invisible_letters_comes_back_as_it_was_shown(manager: Client) -> None:
    text = send(manager, calendar(d20270303="Ri\u202ever\x07 day"))
    assert 'name="name-2027-03-03" value="River day"' in text


def test_no_tick_keeps_the_list_and_says_so(manager: Client) -> None:
    answer = manager.post(PAGE, {"chosen": "1", "name-2027-03-03": "River day"})
    assert answer.status_code == 400
    assert "Tick at least one day" in answer.text
    assert "River day" in answer.text


def test_file_that_is_no_calendar_is_refused_kindly(manager: Client) -> None:
    large = b"BEGIN:VCALENDAR\r\n" + b"X" * 600_000
    for content in (b"\x89PNG\r\n", b"Hello", large, b"<html></html>"):
        text = send(manager, content, status=400)
        assert "cannot be read as a list of holidays" in text, content[:20]


def test_file_without_days_to_come_and_no_file_at_all_are_told(manager: Client) -> None:
    assert "Is it last year’s?" in send(manager, calendar(d20200101="Long ago"), status=400)
    assert "This file is empty" in send(manager, b"", status=400)
    answer = manager.post(PAGE, {})
    assert answer.status_code == 400
    assert "Choose a file first" in answer.text


def test_damaged_list_closes_nothing(manager: Client) -> None:
    damaged = [
        {"day": "banana", "name-banana": "x"},
        {"day": "2027-13-45"},
        {"day": "2027-03-03", "name-x": "x"},
        {"day": "2027-03-03", "name-2027-03-03": "x" * 100_000},
        {"day": "2027-03-03\x00"},
    ]
    taken = [
        sent for sent in damaged if manager.post(PAGE, {"chosen": "1", **sent}).status_code != 400
    ]
    assert taken == []
    assert not Closure.objects.exists()


def test_markup_in_a_name_is_only_text(manager: Client) -> None:
    text = send(manager, calendar(d20270303="<script>alert(1)</script>"))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_file_is_kept_nowhere(manager: Client) -> None:
    send(manager, calendar(d20270303="River day of the kept file"))
    kept = [
        path
        for path in Path(settings.LOCAL_DIR).rglob("*")
        if path.is_file() and b"River day of the kept" in path.read_bytes()
    ]
    assert kept == []
