"""The pages of the whole site lead somewhere, and the privacy page says what is so."""

from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT
from intake.privacy.deletion import WITHOUT_A_VISIT, kept_for
from intake.transitions.statuses import Status

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


@pytest.fixture
def starter(sample_clinic: Clinic) -> None:
    call_command("load_starter", publish=True, verbosity=0)


def test_warning_signs_stand_by_themselves_before_anything_is_published(
    client: Client, clinic: Clinic
) -> None:
    text = unescape(client.get("/warning-signs/").text)
    for card in (CURRENT.emergency, CURRENT.urgent, CURRENT.self_care):
        assert fill(card.heading, clinic) in text
        assert all(fill(sign.text, clinic) in text for sign in card.signs)
    assert text.index("card--emergency") < text.index("card--urgent")
    assert "{" not in text
    assert "/articles/when-to-get-help/" not in text


def test_warning_signs_lead_on_to_the_article_once_it_is_live(
    client: Client, starter: None, settings: Settings
) -> None:
    assert "/articles/when-to-get-help/" in client.get("/warning-signs/").text
    settings.DEMO = False
    assert "/articles/when-to-get-help/" not in client.get("/warning-signs/").text


@pytest.mark.parametrize("demo", [True, False], ids=["samples shown", "nothing signed off"])
def test_every_link_of_the_first_page_leads_somewhere(
    client: Client, starter: None, settings: Settings, demo: bool
) -> None:
    settings.DEMO = demo
    page = client.get("/").text
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    inner = {link for link in links if link.startswith("/") and not link.startswith("/static/")}
    assert "/warning-signs/" in inner
    assert {link: client.get(link).status_code for link in inner} == dict.fromkeys(inner, 200)


def test_text_that_names_no_fact_keeps_its_braces(clinic: Clinic) -> None:
    assert fill("Call {emergency_number} {unknown}", clinic) == "Call 911 {unknown}"


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
