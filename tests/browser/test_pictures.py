"""A picture on its way from an editor's camera to a reader's page, in a real Chromium."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Image
from tests.articles.factories import article, publish
from tests.articles.pictures import upload
from tests.browser.conftest import Watch, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_picture_is_uploaded_described_chosen_and_read(
    page: Page, editors_site: str, watch: Watch, tmp_path: Path
) -> None:
    file = tmp_path / "IMG_0042.png"
    file.write_bytes(upload(1200, 600))
    page.goto(editors_site + reverse("admin:articles_image_add"))
    page.get_by_label("Title").fill("On the table")
    page.get_by_label("File").set_input_files(file)
    expect(page.get_by_role("img", name="IMG_0042.png")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).last.click()

    page.get_by_label("Text for people").fill("A person lies on a table.")
    page.get_by_label("May be cut").check()
    # The grid by keyboard alone, and the cut follows at once.
    page.get_by_role("radio", name="Middle", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Right", exact=True)).to_be_checked()
    cut = page.locator(".focus__cuts img").first
    expect(cut).to_have_css("object-position", "80% 50%")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#result_list")).to_contain_text("A person lies on a table.")
    assert_accessible(page)
    assert Image.objects.get().to_picture().focus == (80, 50)

    made = article("walking")
    page.goto(editors_site + reverse("admin:articles_article_change", args=[made.pk]))
    page.get_by_label("Drawing or picture").first.select_option(label="On the table")
    expect(page.locator(".illustration").first).to_have_attribute("src", re.compile("/media/"))
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    publish(made, timezone.now())

    for width, shape in ((360, 1.0), (1280, 16 / 9)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{editors_site}/articles/walking/")
        shown = page.get_by_role("img", name="A person lies on a table.")
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("complete", True)
        assert shown.evaluate("e => e.naturalWidth") > 0
        assert ".webp" in shown.evaluate("e => e.currentSrc")
        assert shown.evaluate("e => e.clientWidth / e.clientHeight") == pytest.approx(
            shape, rel=0.02
        )
        assert_accessible(page)
