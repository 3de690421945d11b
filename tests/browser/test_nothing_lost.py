"""Words that a colleague overtook, or that came after the session's end, in a real browser."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, GlossaryTerm
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.editors import EVERYTHING, change_page
from tests.articles.factories import article, staff
from tests.browser.conftest import Watch, assert_accessible, assert_fits
from tests.browser.page_steps import desk_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough password"


@pytest.fixture
def writer(sample_clinic: Clinic) -> User:
    user = staff(*EVERYTHING)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_second_editor_sees_both_versions_and_decides(
    page: Page, browser: Browser, live_server: LiveServer, watch: Watch, writer: User
) -> None:
    made = article("walking")
    address = live_server.url + change_page(made)
    sign_in(page.context, writer, live_server.url)
    page.goto(address)
    colleague = desk_of(staff(*EVERYTHING), browser, live_server.url)
    colleague.goto(address)
    colleague.get_by_label("Summary").fill("Words of the colleague.")
    save(colleague)
    page.get_by_label("Summary").fill("Words of mine.")
    save(page)
    asked = page.get_by_role("region", name="saved this article")
    expect(asked).to_contain_text("Words of the colleague.")
    expect(page.get_by_label("Summary")).to_have_value("Words of mine.")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page)
        assert_fits(page)
    # The Enter key must not be what saves over someone.
    page.get_by_label("Title").press("Enter")
    expect(asked).to_contain_text("Words of the colleague.")
    assert Article.objects.get().summary == "Words of the colleague."
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Article.objects.get().summary == "Words of mine."
    colleague.context.close()


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_form_sent_too_late_is_saved_after_signing_in_again(
    request: pytest.FixtureRequest, live_server: LiveServer, writer: User, kind: str
) -> None:
    page: Page = request.getfixturevalue(kind)
    session = sign_in(page.context, writer, live_server.url)
    page.goto(live_server.url + reverse("admin:articles_glossaryterm_add"))
    page.get_by_role("textbox", name="Word:", exact=True).fill("disc")
    page.get_by_label("What it means").fill("A soft cushion\nbetween two bones.")
    Session.objects.filter(pk=session).delete()
    save(page)
    expect(page.get_by_role("heading", name="Sign in again")).to_be_visible()
    if kind == "page":
        assert_accessible(page)
    page.get_by_label("Username").fill(writer.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible()
    expect(page.get_by_label("definition")).to_have_value("A soft cushion\nbetween two bones.")
    if kind == "page":
        assert_accessible(page)
    assert not GlossaryTerm.objects.exists()
    page.get_by_role("button", name="Send my form now").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    kept = GlossaryTerm.objects.get().definition.splitlines()
    assert kept == ["A soft cushion", "between two bones."]
