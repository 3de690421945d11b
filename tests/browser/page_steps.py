"""Walking through the site as people do: by labels and buttons, never by element ids."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from intake.throttling import seal_moment

Look = Callable[[Page], None]
MOST_TABS = 120
FOCUS_IS_VISIBLE = """element => {
  const ring = e => { const s = getComputedStyle(e);
    const lined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
    return lined || s.boxShadow !== "none"; };
  return ring(element) || (element.labels ? [...element.labels].some(ring) : false)
      || ring(element.parentElement);
}"""


def answer_every_question(page: Page, answer: str = "No") -> None:
    """Return the same answer to every group of choices on the page."""
    for group in page.get_by_role("main").get_by_role("group").all():
        choice = group.get_by_role("radio", name=answer, exact=True)
        if choice.count() == 1:
            choice.check()


def go_on(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Continue").click()


def book_a_consultation(page: Page, base: str, look: Look) -> str:
    """From an article to the held page; `look` is called on each page. Returns the reference."""
    page.goto(f"{base}/articles/what-is-back-pain/")
    look(page)
    page.get_by_role("link", name="Book", exact=False).first.click()
    look(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("Start")).first.click()
    look(page)
    answer_every_question(page)
    go_on(page)
    look(page)
    page.get_by_role("radio", name=re.compile("First consultation")).check()
    page.get_by_role("radio", name=re.compile("Anyone")).check()
    go_on(page)
    look(page)
    page.get_by_role("main").get_by_role("radio").first.check()
    go_on(page)
    look(page)
    fill_in_details(page)
    go_on(page)
    look(page)
    page.get_by_role("button", name="Send my request").click()
    look(page)
    expect(page.get_by_role("main")).to_contain_text("held", ignore_case=True)
    reference = page.locator(".reference__number").text_content()
    if reference is None:
        raise AssertionError("the held page shows no reference")
    return reference


def take_time(page: Page) -> None:
    """Make the form believe that it was shown a while ago: a script fills it in within a second."""
    shown = seal_moment(timezone.now() - timedelta(seconds=30))
    page.locator("[name=shown]").evaluate("(field, value) => { field.value = value; }", shown)


def fill_in_details(page: Page) -> None:
    take_time(page)
    page.get_by_role("group", name=re.compile("18 or over")).get_by_label("Yes").check()
    page.get_by_role("group", name="Who is this for?").get_by_label("Me", exact=True).check()
    page.get_by_label("Full name").fill("Zoë O'Brien")
    page.get_by_role("group", name=re.compile("reach|answer")).get_by_label("E-mail").check()
    page.get_by_label(re.compile("^E-mail address")).first.fill("zoe@example.org")
    page.get_by_label(re.compile("again", re.IGNORECASE)).fill("zoe@example.org")
    page.get_by_role("main").get_by_role("checkbox").last.check()


def type_password(page: Page, base: str, username: str, password: str) -> None:
    page.goto(f"{base}/staff/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


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


def sign_in(context: BrowserContext, user: User, url: str) -> str:
    """Sign the person in by cookie, as the sign-in page would; return the session's key."""
    client = Client()
    client.force_login(user, backend="clinic_site.foundation.accounts.backends.StaffBackend")
    name = settings.SESSION_COOKIE_NAME
    key = str(client.cookies[name].value)
    context.add_cookies([{"name": name, "value": key, "url": url}])
    return key


def desk_of(user: User, browser: Browser, url: str) -> Page:
    """Return a page of a browser of their own, with the person signed in."""
    context = browser.new_context()
    sign_in(context, user, url)
    return context.new_page()
