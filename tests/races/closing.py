"""Closing a day while people book it: what each side does. Run in other processes: see harness."""

from datetime import date, datetime

from django.contrib.auth.models import User

from intake.actions.requesting import request_booking
from intake.admin.affected import SEEN
from intake.exceptions import NotOffered, SlotTaken
from intake.models import Service
from tests.clinic_site.staff import signed_in
from tests.intake.factories import make_wish
from tests.races.jobs import Booked

REFUSED = "refused"
CLOSED = "closed"


def book(service_id: int, start: datetime, now: datetime) -> Booked | str:
    """Ask for one time; the clinic may have closed it since."""
    booking_request = make_wish(Service.objects.get(pk=service_id), start)
    try:
        return Booked(request_booking(booking_request, now=now).id)
    except (NotOffered, SlotTaken):
        return REFUSED


def close(day: date, username: str) -> str:
    """Close the whole clinic on a day, by the form of somebody who has seen who is affected."""
    browser = signed_in(User.objects.get(username=username))
    form = {"practitioner": "", "date": str(day), "starts": "", "ends": "", "reason": "", SEEN: "1"}
    answer = browser.post("/staff/intake/closure/add/", form)
    return CLOSED if answer.status_code == 302 else f"answered {answer.status_code}"


def do(name: str, *given: object) -> Booked | str:
    """Do one side's part."""
    outcome: Booked | str = globals()[name](*given)
    return outcome
