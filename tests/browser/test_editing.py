"""An editor's day in a real Chromium: write, check, publish, with the policy of the site on."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Dialog, Page, expect

from articles.models import Article, Edition
from tests.articles.factories import article
from tests.browser.conftest import Watch, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_editor_writes_checks_and_publishes(page: Page, editors_site: str, watch: Watch) -> None:
    made = article("walking", body="<p>Try a short walk.</p>")
    page.goto(editors_site + reverse("admin:articles_article_change", args=[made.pk]))

    box = page.get_by_role("textbox", name="Text: Walking may help")
    expect(box).to_contain_text("Try a short walk.")
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And rest after it.")
    page.get_by_role("button", name="Add another Section").click()
    expect(page.locator(".prose-editor")).to_have_count(2)
    assert_accessible(page)
    page.locator("[id$=sections-1-heading]").fill("Rest is fine")
    page.get_by_role("textbox", name="Text", exact=True).click()
    page.keyboard.type("Sit down when you like.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    bodies = list(made.sections.values_list("body", flat=True))
    assert sorted(bodies) == [
        "<p>Sit down when you like.</p>",
        "<p>Try a short walk. And rest after it.</p>",
    ]

    page.locator("#result_list").get_by_role("link", name="Walking").click()
    page.get_by_role("link", name="Edit claims (1)").click()
    expect(page.get_by_role("textbox", name="Text: Walking may help")).to_be_visible()
    expect(page.get_by_role("searchbox", name="References")).to_be_visible()
    assert_accessible(page)
    page.goto(editors_site + reverse("admin:articles_check", args=[made.pk]))
    assert_accessible(page)
    page.get_by_role("link", name="Publish as edition 1").click()
    page.get_by_label("What changed").fill("First edition.")
    reason = page.get_by_label(re.compile("Why publish"))
    if reason.count():
        reason.fill("A test.")
    assert_accessible(page)
    page.get_by_role("button", name="Publish now as edition 1").click()
    expect(page.get_by_text("Published edition 1.")).to_be_visible()
    assert Edition.objects.get().title == Article.objects.get().title

    page.goto(f"{editors_site}/articles/walking/")
    expect(page.get_by_role("main")).to_contain_text("And rest after it.")
    assert_accessible(page)


def test_editing_pages_are_accessible(page: Page, editors_site: str, watch: Watch) -> None:
    made = article("walking")
    for address in (
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_sign_off", args=[made.pk]),
        reverse("admin:articles_preview", args=[made.pk]),
        reverse("admin:articles_reference_changelist"),
    ):
        page.goto(editors_site + address)
        assert_accessible(page)


def test_editor_is_warned_before_unsaved_words_are_lost(
    page: Page, editors_site: str, watch: Watch
) -> None:
    made = article("walking", body="<p>Try a short walk.</p>")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(editors_site + reverse("admin:articles_article_change", args=[made.pk]))
    page.get_by_role("textbox", name="Text: Walking may help").click()
    page.keyboard.type("Rest. ")
    page.get_by_role("link", name="Check and publish").click()
    expect(page.get_by_role("textbox", name="Text: Walking may help")).to_contain_text("Rest.")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save and check").last.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert "Rest." in made.sections.get().body
    page.go_back()
    page.get_by_role("link", name="Check and publish").click()
    page.wait_for_url("**/check/")
    assert asked == ["beforeunload"]


def test_editors_menu_and_pickers_draw_no_stray_boxes(
    page: Page, editors_site: str, watch: Watch
) -> None:
    made = article("walking")
    page.goto(editors_site + reverse("admin:articles_article_change", args=[made.pk]))
    picker = page.get_by_role("searchbox", name="Other sources")
    expect(picker).to_have_css("border-top-width", "0px")
    arrow = "e => getComputedStyle(e, '::after').content"
    assert page.locator(".prose-menubar__selected").first.evaluate(arrow) == '""'


def test_form_on_a_phone_begins_with_its_fields(
    page: Page, editors_site: str, watch: Watch
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(editors_site + reverse("admin:articles_article_change", args=[article("walking").pk]))
    save = page.get_by_role("button", name="Save and check")
    expect(save).to_have_count(1)
    title, below = page.get_by_label("Title").bounding_box(), save.bounding_box()
    assert title is not None
    assert below is not None
    assert title["y"] < below["y"]
    assert_accessible(page)
