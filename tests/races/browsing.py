"""Patients in a race, at the level of pages: what a browser sends and gets back."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.urls import reverse

# In processes of their own, too, forms are sent as browsers send them.
from tests import sent_forms  # noqa: F401
from tests.intake.journey import DETAILS, Patient, radios

Cookies = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What a browser got: the status, where it was led, how many free times the page offers."""

    status: int
    leads_to: str
    offered: int
    cookies: Cookies = field(compare=False)


def arrive(service_id: int, start: str, cookies: Cookies) -> Cookies:
    """Come to the last page with this time chosen; without cookies, walk the journey first."""
    patient = _browser(cookies)
    if not cookies:
        patient.walk("times", service_id)
        _expect(patient.post("times", {"start": start}), "details")
        # An address of their own: one contact may hold a few times only.
        mail = f"{uuid4().hex}@example.org"
        details = {**DETAILS, "email": mail, "email_again": mail}
        _expect(patient.post("details", details), "summary")
    else:
        _expect(patient.post("times", {"start": start}), "summary")
    return {name: morsel.value for name, morsel in patient.client.cookies.items()}


def send(cookies: Cookies) -> Answer:
    """Press the last button."""
    patient = _browser(cookies)
    patient.client.raise_request_exception = False
    response = patient.post("summary")
    where = response["Location"] if response.status_code == HTTPStatus.FOUND else ""
    offered = 0 if where else len(radios(response, "start"))
    return Answer(response.status_code, where, offered, cookies)


def _browser(cookies: Cookies) -> Patient:
    patient = Patient()
    for name, value in cookies.items():
        patient.client.cookies[name] = value
    return patient


def _expect(response: Any, page: str) -> None:
    if response.status_code != HTTPStatus.FOUND or response["Location"] != reverse(
        f"intake:{page}"
    ):
        raise RuntimeError(f"{response.status_code} {response.get('Location')}, not {page}")
