"""The staff's lists on a phone: nothing that matters lies off to the side without a sign of it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import article, reference
from tests.browser.conftest import Watch, assert_accessible
from tests.browser.page_steps import sign_in
from tests.clinic_site.staff import member
from tests.intake.factories import make_booking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360


@pytest.fixture
def site(page: Page, sample_clinic: Clinic, live_server: LiveServer) -> str:
    """The site on a phone, with someone signed in who sees everything."""
    sign_in(page.context, member("superuser"), live_server.url)
    page.set_viewport_size({"width": PHONE, "height": 800})
    return live_server.url


def test_booking_stands_on_a_phone_with_all_that_the_list_says(
    page: Page, site: str, watch: Watch
) -> None:
    booking = make_booking(flagged=True)
    page.goto(site + reverse("admin:intake_booking_changelist"))
    row = page.get_by_role("row", name=booking.reference)
    for said in (booking.initials, "Flagged", "March 3, 2027, 9:00 AM", "Therapist", "Appointment"):
        cell = row.get_by_text(said, exact=True)
        expect(cell).to_be_visible()
        box = cell.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE, said
    assert_accessible(page)


def test_article_stands_on_a_phone_with_its_stage(page: Page, site: str, watch: Watch) -> None:
    article("walking")
    page.goto(site + reverse("admin:articles_article_changelist"))
    row = page.get_by_role("row", name="Walking")
    for said in ("Walking", "Draft", "Nothing yet"):
        box = row.get_by_text(said, exact=True).bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE, said
    assert_accessible(page)


def test_wide_list_shows_at_its_edge_that_there_is_more(
    page: Page, site: str, watch: Watch
) -> None:
    reference("R1")
    page.goto(site + reverse("admin:articles_reference_changelist"))
    expect(page.locator("#changelist .results")).to_have_css(
        "background-image", re.compile("linear-gradient")
    )
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
