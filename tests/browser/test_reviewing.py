"""A reviewer without an account: invited, reads a draft, leaves a remark, and is let go again."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Remark, Section
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import article, publish
from tests.browser.conftest import Watch, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "The second sentence is too sure. Say “may help”."


@pytest.fixture
def made(sample_clinic: Clinic) -> Article:
    """An article that readers see, with a draft that says something else."""
    made = article("walking", body="<p>Try a short walk. It helps.</p>")
    publish(made, timezone.now())
    Section.objects.update(body="<p>Try a long walk. It may help.</p>")
    return made


def test_reviewer_is_invited_leaves_a_remark_and_is_let_go(
    page: Page, editors_site: str, made: Article, watch: Watch, browser: Browser
) -> None:
    desk = editors_site + reverse("admin:articles_reviewers", args=[made.pk])
    page.goto(desk)
    page.get_by_label("For whom").fill("Dr. A")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("status").get_by_role("link").text_content() or ""
    assert address.startswith(f"{editors_site}/preview/")
    assert_accessible(page)

    reviewer = browser.new_context().new_page()
    reviewer.on("request", watch.on_request)
    reviewer.on("console", watch.on_console)
    read_the_draft(reviewer, address)
    leave_a_remark(reviewer)

    page.goto(desk)
    remark = page.get_by_role("article")
    expect(remark).to_contain_text(WORDS)
    expect(remark).to_contain_text("Dr. B")
    assert_accessible(page)
    remark.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("1 remark that is done")).to_be_visible()
    page.get_by_role("button", name="End this link").click()
    expect(page.get_by_text("Ended a preview link.")).to_be_visible()

    answer = reviewer.goto(address)
    assert answer is not None
    assert answer.status == 404
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("This link does not work")
    assert_accessible(reviewer)


def read_the_draft(reviewer: Page, address: str) -> None:
    reviewer.goto(address)
    expect(reviewer.get_by_role("strong").filter(has_text="Draft, not for")).to_have_count(1)
    expect(reviewer.get_by_text("Try a long walk. It may help.").first).to_be_visible()
    for scheme in ("light", "dark"):
        reviewer.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (360, 1280):
            reviewer.set_viewport_size({"width": width, "height": 800})
            assert_accessible(reviewer)
            assert_bar_covers_nothing(reviewer)


def assert_bar_covers_nothing(reviewer: Page) -> None:
    """The bar is in sight at the top, in the middle and at the end, and no target hides below."""
    for share in (0, 0.5, 1):
        reviewer.evaluate("s => window.scrollTo(0, document.body.scrollHeight * s)", share)
        expect(reviewer.get_by_text("Draft, not for patients").first).to_be_in_viewport()
    reviewer.get_by_role("link", name="Leave a remark").click()
    heading = reviewer.get_by_role("heading", name="Leave a remark")
    bar = reviewer.locator(".draft-bar")
    expect(heading).to_be_in_viewport()
    above, below = bar.bounding_box(), heading.bounding_box()
    assert above is not None
    assert below is not None
    assert below["y"] >= above["y"] + above["height"]
    assert reviewer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def leave_a_remark(reviewer: Page) -> None:
    send = reviewer.get_by_role("button", name="Send my remark")
    reviewer.get_by_label("Your name").fill("Dr. B")
    send.click()
    expect(reviewer.get_by_role("alert")).to_contain_text("Write your remark.")
    expect(reviewer.get_by_label("Your name")).to_have_value("Dr. B")
    assert_accessible(reviewer)
    reviewer.get_by_label("Your remark").fill(WORDS)
    reviewer.get_by_label("Which part is it about?").select_option("Walking may help")
    send.click()
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert_accessible(reviewer)
    kept = Remark.objects.get()
    assert (kept.text, kept.section) == (WORDS, "Walking may help")
    assert len(kept.text_digest) == 64


def test_editor_compares_editions_and_goes_back(
    page: Page, editors_site: str, made: Article, watch: Watch
) -> None:
    publish(made, timezone.now())
    page.goto(editors_site + reverse("admin:articles_editions", args=[made.pk]))
    assert_accessible(page)
    page.get_by_role("link", name="Compare with edition 1").click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    old, new = page.locator(".difference__side del"), page.locator(".difference__side ins")
    expect(old.first).to_contain_text("short")
    expect(new.first).to_contain_text("long")
    assert_side_by_side(page)
    page.go_back()
    page.get_by_role("link", name="Publish edition 1 again").click()
    assert_accessible(page)
    page.get_by_label("What changed").fill("Went back: the long walk was too much.")
    reason = page.get_by_label(re.compile("Why publish"))
    if reason.count():
        reason.fill("A test.")
    page.get_by_role("button", name="Publish edition 1 again as edition 3").click()
    expect(page.get_by_text("Published edition 1 again as edition 3.")).to_be_visible()
    page.goto(f"{editors_site}/articles/walking/")
    expect(page.get_by_text("Try a short walk.")).to_be_visible()


def assert_side_by_side(page: Page) -> None:
    left = page.locator(".difference__row--changed .difference__side").first.bounding_box()
    right = page.locator(".difference__row--changed .difference__side--after").first.bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
