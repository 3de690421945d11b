"""A form that came after its session's end: its writer signs in with it, and no word is lost."""

import contextlib
import re
import zlib
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import GlossaryTerm
from clinic_site import roles
from clinic_site.foundation.accounts.attempts import ACCOUNT_AND_LINE
from clinic_site.sign_in.middleware import IDLE_LIMIT, LONGEST_SESSION
from clinic_site.sign_in.resubmission import Resubmission
from tests.clinic_site.staff import code_of, enrolled, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

PASSWORD = "a long enough password"
TERM = reverse("admin:articles_glossaryterm_add") + "?from=list"
WORDS = 'A "soft" <cushion> between\r\ntwo bones.'
SENT = {"term": "disc", "definition": WORDS, "_save": "Save"}
TOO_LATE = IDLE_LIMIT + timedelta(minutes=1)


@pytest.fixture
def writer() -> User:
    return member(roles.EDITOR, "writer", password=PASSWORD)


@pytest.fixture
def browser(at_now: time_machine.Traveller, writer: User) -> Client:
    """A browser that checks forms as a real one must pass, and has been away for too long."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer, "clinic_site.foundation.accounts.backends.StaffBackend")
    client.get(reverse("admin:index"))
    client.get(TERM)
    at_now.shift(TOO_LATE)
    return client


def hidden(page: Any) -> dict[str, str]:
    """Every hidden field of a page, by name."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def send(browser: Client, address: str = TERM, **fields: Any) -> Any:
    token = browser.cookies[site.CSRF_COOKIE_NAME].value
    return browser.post(address, {**SENT, **fields, "csrfmiddlewaretoken": token})


def sign_in(browser: Client, page: Any, name: str = "writer", password: str = PASSWORD) -> Any:
    typed = {**hidden(page), "username": name, "password": password}
    return browser.post(reverse("admin:login"), typed)


def again(browser: Client, page: Any) -> Any:
    """Press the one button of the page that gives a form back."""
    action = re.search(r'<form method="post" action="([^"]+)"', page.text.split("content-main")[1])
    assert action is not None
    return browser.post(unescape(action[1]), hidden(page))


def test_form_after_the_idle_limit_is_saved_when_its_writer_has_signed_in(browser: Client) -> None:
    asked = send(browser)
    assert (asked.status_code, "Sign in again" in asked.text) == (403, True)
    assert "cushion" not in asked.text
    shown = sign_in(browser, asked)
    assert shown.status_code == 200
    assert "You are signed in again. Nothing has been saved yet." in shown.text
    assert "A &quot;soft&quot; &lt;cushion&gt; between" in shown.text
    assert not GlossaryTerm.objects.exists()
    assert again(browser, shown).status_code == 302
    kept = GlossaryTerm.objects.get()
    assert (kept.term, kept.definition) == ("disc", WORDS)


def test_control_form_in_time_is_saved_at_once(
    browser: Client, at_now: time_machine.Traveller
) -> None:
    at_now.shift(-TOO_LATE)
    assert send(browser).status_code == 302
    assert GlossaryTerm.objects.exists()


def without_a_key(field: str) -> bytes:
    """What anybody reads who finds the field in a page: its text, packed or not."""
    text = signing.b64_decode(field.lstrip(".").partition(":")[0].rstrip("=").encode())
    with contextlib.suppress(zlib.error):
        return zlib.decompress(text)
    return text


def test_form_cannot_be_read_in_the_page_that_asks_to_sign_in(browser: Client) -> None:
    assert b"cushion" not in without_a_key(hidden(send(browser))["resubmission"])
    # The control: a text that is only signed can be read.
    assert b"cushion" in without_a_key(signing.dumps(SENT, compress=True))


def test_nothing_of_the_form_is_stored_on_the_way(browser: Client) -> None:
    asked = send(browser, definition="Marker word here")
    sign_in(browser, asked)
    stored = [session.get_decoded() for session in Session.objects.all()]
    assert stored
    assert "Marker" not in str(stored)


@pytest.mark.parametrize("how", ["session ran out", "signed out in another window"])
def test_form_whose_session_is_gone_is_kept_too(
    browser: Client, at_now: time_machine.Traveller, how: str
) -> None:
    if how == "session ran out":
        at_now.shift(LONGEST_SESSION)
    else:
        at_now.shift(-TOO_LATE)
        token = browser.cookies[site.CSRF_COOKIE_NAME].value
        browser.post(reverse("admin:logout"), {"csrfmiddlewaretoken": token})
    shown = sign_in(browser, send(browser))
    assert again(browser, shown).status_code == 302
    assert GlossaryTerm.objects.get().definition == WORDS


def test_wrong_password_loses_nothing(browser: Client) -> None:
    wrong = sign_in(browser, send(browser), password="guess")
    assert wrong.status_code == 200
    assert again(browser, sign_in(browser, wrong)).status_code == 302
    assert GlossaryTerm.objects.exists()


def test_lock_out_holds_and_loses_nothing(browser: Client, at_now: time_machine.Traveller) -> None:
    page = send(browser)
    for _wrong in range(ACCOUNT_AND_LINE.most):
        page = sign_in(browser, page, password="guess")
    assert page.status_code == 429
    still = browser.post(reverse("sign_in_again"), hidden(page))
    page = sign_in(browser, still)
    assert (page.status_code, "cushion" in page.text) == (429, False)
    at_now.shift(ACCOUNT_AND_LINE.window + timedelta(minutes=1))
    page = browser.post(reverse("sign_in_again"), hidden(page))
    assert again(browser, sign_in(browser, page)).status_code == 302
    assert GlossaryTerm.objects.exists()


def test_second_step_is_asked_for_before_the_words_are_shown(
    browser: Client, at_now: time_machine.Traveller, writer: User, settings: Any
) -> None:
    settings.DEMO = False
    at_now.shift(-TOO_LATE)
    enrolled(writer)
    at_now.shift(TOO_LATE)
    step = sign_in(browser, send(browser))
    assert ("One more step" in step.text, "cushion" in step.text) == (True, False)
    wrong = browser.post(reverse("second_step"), {**hidden(step), "code": "nonsense"})
    assert ("This code is wrong" in wrong.text, "cushion" in wrong.text) == (True, False)
    assert browser.get(TERM).status_code == 302
    at_now.shift(60)
    shown = browser.post(reverse("second_step"), {**hidden(wrong), "code": code_of(writer)})
    assert again(browser, shown).status_code == 302
    assert GlossaryTerm.objects.exists()


def test_setting_up_the_second_step_loses_nothing(
    browser: Client, writer: User, settings: Any
) -> None:
    settings.DEMO = False
    page = sign_in(browser, send(browser))
    assert "Set up your second step" in page.text
    page = browser.post(reverse("second_step_set_up"), {**hidden(page), "code": code_of(writer)})
    assert "Print these recovery codes" in page.text
    shown = browser.post(reverse("sign_in_again"), hidden(page))
    assert again(browser, shown).status_code == 302
    assert GlossaryTerm.objects.exists()


def test_somebody_else_does_not_see_the_words(browser: Client) -> None:
    member(roles.EDITOR, "other", password=PASSWORD)
    page = sign_in(browser, send(browser), "other")
    assert "This form is a colleague’s" in page.text
    assert "cushion" not in page.text
    page = browser.post(reverse("sign_in_again"), hidden(page))
    assert browser.get(reverse("admin:index")).status_code == 302
    assert "cushion" in sign_in(browser, page).text


def test_form_is_judged_by_the_rights_of_who_sends_it(browser: Client, writer: User) -> None:
    asked = send(browser)
    writer.groups.clear()
    assert again(browser, sign_in(browser, asked)).status_code == 403
    assert not GlossaryTerm.objects.exists()


def test_files_and_passwords_are_left_out_and_said_so(browser: Client) -> None:
    sent: dict[str, Any] = {
        "photo": SimpleUploadedFile("photo.png", b"Marker"),
        "old_password": "my secret word",
    }
    asked = send(browser, **sent)
    shown = sign_in(browser, asked)
    assert "A file that you chose could not be kept" in shown.text
    assert "Passwords are never kept" in shown.text
    carried = Resubmission.opened(hidden(asked)["resubmission"])
    assert {name for name, _value in carried.fields} == set(SENT)
    plain = sign_in(browser, send(browser))
    assert "could not be kept" not in plain.text


def test_form_of_thousands_of_fields_comes_through(browser: Client) -> None:
    many = {f"field-{number}": f"Some words {number}" for number in range(4_990)}
    shown = sign_in(browser, send(browser, **many))
    assert shown.status_code == 200
    arrived = hidden(shown)
    assert {name: arrived[name] for name in many} == many


@pytest.mark.parametrize("sign", [{"Sec-Fetch-Site": "same-site"}, {"Origin": "https://x.test"}])
def test_words_from_another_site_are_not_shown_to_staff(
    browser: Client, sign: dict[str, str]
) -> None:
    token = browser.cookies[site.CSRF_COOKIE_NAME].value
    sent = {**SENT, "csrfmiddlewaretoken": token}
    assert "resubmission" not in browser.post(TERM, sent, headers=sign).text


@pytest.mark.parametrize("forged", ["nonsense", "WyIvc3RhZmYvIl0:1w:x"])
def test_forged_form_is_dropped(browser: Client, forged: str) -> None:
    page = send(browser)
    real = hidden(page)
    typed = {**real, "resubmission": forged, "username": "writer", "password": PASSWORD}
    assert browser.post(reverse("admin:login"), typed)["Location"] == reverse("admin:index")


def test_form_without_our_cookie_is_dropped() -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(TERM, SENT)
    assert (answer.status_code, "resubmission" in answer.text) == (403, False)


def test_rows_of_a_form_are_counted_from_one_when_its_words_are_shown() -> None:
    typed = (("sections-0-heading", "Two words"), ("sections-9-heading", "Two more"))
    form = Resubmission("/staff/", "", typed, lost_file=False, lost_password=False)
    assert [name for name, _text in form.words] == ["sections 1 heading", "sections 10 heading"]


@pytest.mark.parametrize("broken", ["<![", "<p ", "<!--", "</", "<"])
def test_words_between_broken_tags_are_kept(broken: str) -> None:
    typed = f"<p>Two words</p>{broken * 20_000}"
    form = Resubmission("/staff/", "", (("body", typed),), lost_file=False, lost_password=False)
    ((_name, words),) = form.words
    assert words.split("\n")[0] == "Two words"
