"""A reader says whether a page was useful: without JavaScript, without a cookie."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Feedback
from clinic_site.foundation.clinic import sample
from tests.articles.factories import published
from tests.browser.conftest import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A phone that runs no script, with an article open."""
    sample.load()
    published("walking", now=timezone.now())
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/articles/walking/")
    yield page
    assert context.cookies() == []
    context.close()


def test_reader_answers_without_javascript_and_gets_no_cookie(plain_page: Page) -> None:
    page = plain_page
    page.get_by_role("link", name="No", exact=True).click()
    form = page.get_by_role("main")
    expect(form.get_by_label("No", exact=True)).to_be_checked()
    form.get_by_label("What was good, or what was missing?").fill("How far? " * 40)
    form.get_by_role("button", name="Send my answer").click()
    expect(form).to_contain_text("There is a problem")
    expect(form.get_by_label("No", exact=True)).to_be_checked()
    form.get_by_label("What was good, or what was missing?").fill("How far? Mail pat@example.org")
    form.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    kept = Feedback.objects.get()
    assert (kept.useful, kept.reason) == (False, "How far? Mail […]")


@pytest.mark.usefixtures("watch")
def test_form_and_thanks_are_accessible_in_light_and_dark(
    page: Page, live_server: LiveServer
) -> None:
    sample.load()
    published("walking", now=timezone.now())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{live_server.url}/articles/walking/")
        assert_accessible(page)
        page.get_by_role("link", name="Yes", exact=True).click()
        assert_accessible(page)
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        assert_accessible(page)
