"""Walking through the pages for a practitioner who is ill, as the desk does."""

from django.test import Client

from intake.models import Booking
from tests.intake.factories import START, ZONE

WEDNESDAY = START.astimezone(ZONE).date()


def address(booking: Booking) -> str:
    return f"/staff/intake/practitioner/{booking.practitioner_id}/absence/"


def day(**changes: str) -> dict[str, str]:
    return {"first": str(WEDNESDAY), "last": str(WEDNESDAY), "starts": "", **changes}


def look(who: Client, booking: Booking, **changes: str) -> str:
    answer = who.get(address(booking), day(**changes))
    assert answer.status_code == 200
    return answer.content.decode()


def chosen(*pairs: tuple[Booking, str], **changes: str) -> dict[str, str]:
    """The form of the page, as the browser would send it for these choices."""
    form = {**day(), "note": "Therapist is away.", **changes}
    for booking, key in pairs:
        form |= {f"choice-{booking.pk}": key, f"version-{booking.pk}": str(booking.version)}
    return form


def do(who: Client, *pairs: tuple[Booking, str], **changes: str) -> str:
    answer = who.post(address(pairs[0][0]), chosen(*pairs, **changes))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def status(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.status
