"""Addresses behind a patient's link."""

from typing import Any

from django.test import Client
from django.urls import reverse

from intake import links
from intake.models import Booking
from tests.moments import NOW

GET_PAGES = ("patient", "answer", "reschedule", "correct", "download", "erase", "cancel")
"""Every page behind the link, apart from the calendar file."""

BY_PHONE = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}


def address(booking: Booking, name: str = "patient") -> str:
    return at(links.mint_link(booking, NOW), name)


def at(token: str, name: str = "patient") -> str:
    return reverse(f"intake:{name}", args=[token])


def post(visitor: Client, link: str, booking: Booking, **data: Any) -> Any:
    """Post what the page was shown with."""
    return visitor.post(link, {"version": booking.version, **data})
