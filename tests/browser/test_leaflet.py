"""An article on paper, and the pages about its editions, in a real Chromium."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from articles.editions.publishing import publish, withdraw
from articles.models import Article, Edition
from clinic_site.foundation.clinic.models import Clinic
from tests.browser.conftest import Watch, assert_fits, look_twice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = ViewportSize(width=320, height=640)
# Listens for what the policy blocks, from before the page's first byte.
LISTEN = """() => {
  window.blocked = [];
  document.addEventListener('securitypolicyviolation',
    event => window.blocked.push(event.violatedDirective));
}"""
# The control: a script that is one must be reported, or an empty list would mean nothing.
BREAK_THE_RULE = """() => new Promise(done => {
  document.addEventListener('securitypolicyviolation', () => setTimeout(done));
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  document.body.append(script);
})"""


@pytest.fixture
def site(transactional_db: None, sample_clinic: Clinic, live_server: LiveServer) -> str:
    """A running sample clinic with its articles."""
    call_command("load_starter", publish=True, verbosity=0)
    return live_server.url


@pytest.fixture
def edition(site: str) -> Edition:
    """An edition that every kind of page about editions can be asked about."""
    return Edition.objects.get(slug="is-traction-right-for-you")


def test_structured_data_is_no_script_to_the_browser(site: str, page: Page, watch: Watch) -> None:
    page.add_init_script(f"({LISTEN})()")
    page.goto(f"{site}/articles/does-traction-work/")
    block = page.locator("script[type='application/ld+json']")
    assert block.evaluate("e => JSON.parse(e.textContent)['@type']") == "MedicalWebPage"
    assert page.locator("script").count() == 1
    assert page.evaluate("window.blocked") == []
    page.evaluate(BREAK_THE_RULE)
    assert page.evaluate("window.ran") is None
    assert "script-src" in page.evaluate("window.blocked")[0]
    assert len(watch.complaints) == 1
    watch.complaints.clear()


def test_paper_shows_what_it_needs_and_asks_for_the_qr_code_only_then(
    site: str, page: Page, watch: Watch, edition: Edition
) -> None:
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"{site}{edition.get_absolute_url()}", wait_until="networkidle")
    code = page.locator(".leaflet img")
    expect(code).to_be_hidden()
    wanted = f"{site}/e/{edition.article_id}-{edition.number}/qr.svg"
    assert wanted not in asked
    page.pdf()
    assert wanted in asked
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    assert code.evaluate("e => e.complete && e.naturalWidth > 0") is True
    for shown in (".leaflet", ".watermark", ".words__heading", ".card--emergency", ".questions"):
        expect(page.locator(shown)).to_be_visible()
    for word in page.locator(".word").all():
        expect(word).to_be_visible()
    for hidden in (".nav", ".contents", ".crumbs", ".onward", "#useful"):
        expect(page.locator(hidden)).to_be_hidden()
    emergency = page.locator(".card--emergency").bounding_box()
    first_section = page.locator(".section").first.bounding_box()
    assert emergency
    assert first_section
    assert emergency["y"] < first_section["y"]

    # Questions are ticked without JavaScript, and not remembered.
    page.emulate_media(media="screen")
    box = page.get_by_role("checkbox", name="Benefits:")
    box.check()
    expect(box).to_be_checked()
    page.reload()
    expect(box).not_to_be_checked()
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_pages_about_editions_are_accessible_at_any_width(
    site: str, page: Page, watch: Watch, edition: Edition
) -> None:
    Article.objects.filter(pk=edition.article_id).update(title="A new title")
    (newer,) = publish(
        [edition.article_id],
        by=None,
        now=edition.published_at,
        what_changed="A new title.",
        override_reason="A test.",
    )
    other = Edition.objects.get(slug="do-i-need-a-scan")
    withdraw(
        other.pk, by=None, now=edition.published_at, reason="A test.", onward_id=newer.article_id
    )
    for path in (
        f"{edition.get_absolute_url()}editions/",
        f"/e/{edition.article_id}-1/",
        f"/e/{edition.article_id}-2/",
        f"/e/{other.article_id}-1/",
    ):
        page.set_viewport_size(PHONE)
        page.goto(site + path)
        assert_fits(page)
        look_twice(page)
