"""Walking through the site as people do: by labels and buttons, never by element ids."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from intake.throttling import seal_moment

Look = Callable[[Page], None]


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


def sign_in(page: Page, base: str, username: str, password: str) -> None:
    page.goto(f"{base}/staff/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
