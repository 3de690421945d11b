"""The privacy page says what is so."""

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.foundation.clinic.models import Clinic
from intake.privacy.deletion import WITHOUT_A_VISIT, kept_for
from intake.transitions.statuses import Status

pytestmark = pytest.mark.django_db


def said(client: Client) -> str:
    return " ".join(client.get(reverse("privacy")).content.decode().split())


@pytest.mark.parametrize("days", [1, 45, 365])
def test_days_after_a_visit_are_the_clinics_on_the_page_and_in_the_purge(
    client: Client, clinic: Clinic, days: int
) -> None:
    clinic.kept_days_after_visit = days
    clinic.save()
    assert f"<td>{days} day{'' if days == 1 else 's'} after it</td>" in said(client)
    assert kept_for(Clinic.current())[Status.ATTENDED].days == days


def test_days_without_a_visit_are_those_of_the_purge(client: Client, clinic: Clinic) -> None:
    assert f"{WITHOUT_A_VISIT.days} days after it ended" in said(client)


def test_page_says_what_is_counted_and_how_to_fetch_and_delete(
    client: Client, clinic: Clinic
) -> None:
    text = said(client)
    for phrase in (
        "we count them by internet address, and by the phone number or e-mail address",
        "Download what we hold",
        "Have it deleted at once",
        "notes are not in the download",
    ):
        assert phrase in text
