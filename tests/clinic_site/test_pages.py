"""The pages of the whole site lead somewhere, whatever is published."""

from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT

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
