"""The whole booking with nothing but a keyboard, and a focus ring that can always be seen."""

import re

import pytest
from playwright.sync_api import Locator, Page

from intake.models import Booking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 120
FOCUS_IS_VISIBLE = """element => {
  const ring = e => { const s = getComputedStyle(e);
    const lined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
    return lined || s.boxShadow !== "none"; };
  return ring(element) || (element.labels ? [...element.labels].some(ring) : false)
      || ring(element.parentElement);
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; every stop on the way must be visible."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement")
        assert page.evaluate(FOCUS_IS_VISIBLE, focused), page.evaluate("e => e.outerHTML", focused)
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("the keyboard never got there")


def choose_by_keyboard(page: Page, radio: Locator) -> None:
    """Tab into the group, then arrow to the choice."""
    name = radio.get_attribute("name")
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            break
    page.keyboard.press("Space")
    for _press in range(MOST_TABS):
        if radio.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrow keys never got there")


def press(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("main").get_by_role("button", name=name))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_whole_booking_by_keyboard(sample_site: str, page: Page) -> None:
    page.goto(f"{sample_site}/book/")
    tab_to(page, page.get_by_role("main").get_by_role("link", name=re.compile("Start")).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    groups = page.get_by_role("main").get_by_role("group")
    for group in groups.all():
        radio = group.get_by_role("radio", name="No", exact=True)
        if radio.count() == 1:
            choose_by_keyboard(page, radio)
    press(page, "Continue")
    choose_by_keyboard(page, page.get_by_role("radio", name=re.compile("First consultation")))
    choose_by_keyboard(page, page.get_by_role("radio", name=re.compile("Anyone")))
    press(page, "Continue")
    choose_by_keyboard(page, page.get_by_role("main").get_by_role("radio").first)
    press(page, "Continue")
    group = page.get_by_role("group", name=re.compile("18 or over"))
    choose_by_keyboard(page, group.get_by_label("Yes"))
    group = page.get_by_role("group", name="Who is this for?")
    choose_by_keyboard(page, group.get_by_label("Me", exact=True))
    tab_to(page, page.get_by_label("Full name"))
    page.keyboard.type("Zoë O'Brien")
    group = page.get_by_role("group", name=re.compile("reach|answer"))
    choose_by_keyboard(page, group.get_by_label("E-mail"))
    tab_to(page, page.get_by_label(re.compile("^E-mail address")).first)
    page.keyboard.type("zoe@example.org")
    tab_to(page, page.get_by_label(re.compile("again", re.IGNORECASE)))
    page.keyboard.type("zoe@example.org")
    tab_to(page, page.get_by_role("main").get_by_role("checkbox").last)
    page.keyboard.press("Space")
    press(page, "Continue")
    press(page, "Send my request")
    assert Booking.objects.get().status == "held"
