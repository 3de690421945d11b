"""What an invited reviewer says: kept once as it was typed, refused in words, and never lost."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from articles.models import PreviewLink, Remark
from articles.previews.forms import MOST_CHARACTERS
from articles.previews.invitations import (
    MOST_A_DAY,
    find_link,
    mark_remark_done,
    open_remarks,
    purge_links,
    reopen_remark,
    revoke_link,
)
from tests.articles.factories import NOW, article, published, staff
from tests.articles.reviewers import REMARK, invite, page, remark
from tests.bad_input.answers import assert_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

NOTHING = {
    "blank": " ", "no-break blanks": "\u00a0\u2003\u3000", "zero width": "\u200b\ufeff",
    "line breaks": "\r\n\r\n", "NUL": "\x00", "only turned": "\u202e",
}  # fmt: skip
HARMLESS = {
    "markup": "<script>alert(1)</script>", "template": "{{ 7|add:7 }}{% debug %}",
    "placeholder": "{emergency_number} %s", "quote": "O'Brien \"Al\"", "right to left": "محمد",
    "formula": "=HYPERLINK(1)", "zalgo": "A" + "\u0301" * 3 + "nn", "path": "../../etc/passwd",
    "unreadable": "Ann\ufffdLee", "address": "See https://example.org/x?y=1",
}  # fmt: skip


def test_a_remark_is_kept_with_what_it_is_about() -> None:
    made = article()
    token = invite(made)
    seen = digest_shown(Client().get(page(token)).text)
    answer = remark(token, section="Walking may help", name="Dr. A", seen=seen)
    assert (answer.status_code, answer["Location"]) == (302, f"{page(token)}thanks/")
    kept = Remark.objects.get()
    assert (kept.article, kept.text, kept.section) == (made, REMARK, "Walking may help")
    assert (kept.name, kept.at, kept.done_at) == ("Dr. A", NOW, None)
    assert kept.text_digest == PreviewLink.objects.get().text_digest == seen
    assert "Your remark is with the people" in Client().get(answer["Location"]).text


def digest_shown(text: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text)
    if found is None:
        raise AssertionError("the form does not say which text it stands below")
    return found[1]


def test_a_name_and_a_section_are_the_reviewers_choice() -> None:
    token = invite(article())
    assert remark(token).status_code == 302
    assert (Remark.objects.get().name, Remark.objects.get().section) == ("", "")
    # A section that is gone by now loses nothing.
    assert remark(token, section="A heading of yesterday").status_code == 302
    assert Remark.objects.filter(section="A heading of yesterday").count() == 1


def test_a_forged_mark_of_the_text_loses_nothing() -> None:
    token = invite(article())
    for forged in ("", "x", "a" * 63, "Z" * 64, "\x00" * 64, "a" * 10_000):
        said = f"Marked {forged[:9]!r}, {len(forged)} long."
        assert remark(token, text=said, seen=forged).status_code == 302, said
        assert Remark.objects.get(text=said).text_digest == "", said


def test_sending_twice_keeps_one() -> None:
    token = invite(article())
    for _click in range(3):
        assert remark(token).status_code == 302
    assert Remark.objects.count() == 1
    remark(token, name="Another")
    assert Remark.objects.count() == 2


def test_what_shows_as_nothing_is_nothing() -> None:
    token = invite(article())
    for name, typed in NOTHING.items():
        answer = remark(token, text=typed, name="Dr. A")
        assert_page(answer, 200)
        assert "Write your remark." in answer.text, name
        assert 'value="Dr. A"' in answer.text, name
    assert not Remark.objects.exists()


@pytest.mark.database_bound
def test_what_only_looks_odd_is_kept_and_shown_as_text() -> None:
    token = invite(article())
    for name, typed in HARMLESS.items():
        assert remark(token, text=typed, name=typed[:40]).status_code == 302, name
        assert Remark.objects.latest("pk").text == unicodedata.normalize("NFC", typed), name


def test_hidden_and_turning_characters_go_and_line_breaks_stay() -> None:
    remark(
        invite(article()), text="One\u202e two\x07.\r\n\r\n\r\n\r\nThree\u200b.", name="A\u2066\nB"
    )
    assert Remark.objects.get().text == "One two.\n\nThree."
    assert Remark.objects.get().name == "A B"


def test_a_remark_that_is_too_long_is_given_back_whole() -> None:
    token = invite(article())
    for length in (MOST_CHARACTERS + 1, MOST_CHARACTERS * 4 + 1, 1_000_000):
        typed = "x" * length
        answer = remark(token, text=typed, name="Dr. A")
        assert_page(answer, 200)
        assert "too long" in answer.text
        assert typed in answer.text
    assert not Remark.objects.exists()
    # The control: the longest that may be sent is kept.
    assert remark(token, text="x" * MOST_CHARACTERS).status_code == 302


@pytest.mark.parametrize("sent", [b"%ff%fe", b"%ed%a0%80", b"%c0%80", b"%00"])
@pytest.mark.database_bound
def test_bytes_that_are_no_letters_are_no_fault(sent: bytes) -> None:
    body = urlencode({"name": "Dr. A"}).encode() + b"&text=Hello" + sent
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(page(invite(article())), body, content_type=kind)
    assert answer.status_code in (200, 302)


def test_fields_that_no_form_has_change_nothing() -> None:
    token = invite(article())
    remark(token, done_at="2026-01-01", done_by="1", article="999", at="1999-01-01", link="999")
    kept = Remark.objects.get()
    assert (kept.done_at, kept.at, kept.link_id) == (None, NOW, PreviewLink.objects.get().pk)


def test_a_link_leaves_so_many_remarks_a_day_and_no_word_is_lost() -> None:
    made = article()
    token = invite(made)
    for number in range(MOST_A_DAY):
        assert remark(token, text=f"Remark {number}.").status_code == 302
    refused = remark(token, text='One "more" & more.')
    assert_page(refused, 429)
    assert escape('One "more" & more.') in refused.text
    assert "cannot leave more until tomorrow" in refused.text
    assert Remark.objects.count() == MOST_A_DAY
    with time_machine.travel(NOW + timedelta(days=1, seconds=1), tick=False):
        assert remark(token, text="The next day.").status_code == 302
    # The control: the limit is for each link.
    assert remark(invite(made), text="From another link.").status_code == 302


def test_a_remark_needs_the_token_of_the_form() -> None:
    token = invite(article())
    browser = Client(enforce_csrf_checks=True)
    assert_page(remark(token, browser), 403)
    assert not Remark.objects.exists()
    browser.get(page(token))
    answer = remark(token, browser, csrfmiddlewaretoken=browser.cookies["csrftoken"].value)
    assert answer.status_code == 302
    assert Remark.objects.count() == 1


def test_a_remark_whose_form_expired_is_given_back_and_can_be_sent_at_once() -> None:
    made = article()
    token = invite(made)
    browser = Client(enforce_csrf_checks=True)
    typed = {"text": 'My "long" remark.', "section": "Walking may help", "name": "Dr. A"}
    answer = browser.post(page(token), {**typed, "csrfmiddlewaretoken": "x" * 64})
    assert_page(answer, 403)
    assert "Your remark was not sent." in answer.text
    assert escape(typed["text"]) in answer.text
    assert 'value="Dr. A"' in answer.text
    assert '<option value="Walking may help" selected>' in answer.text
    assert not Remark.objects.exists()
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
    assert fresh is not None
    assert browser.post(page(token), {**typed, "csrfmiddlewaretoken": fresh[1]}).status_code == 302
    assert Remark.objects.get().text == typed["text"]


def test_words_that_another_site_sends_are_not_laid_before_a_reviewer() -> None:
    token = invite(article())
    browser = Client(enforce_csrf_checks=True)
    sent = {"text": "Words of a stranger."}
    answer = browser.post(page(token), sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert_page(answer, 403)
    assert "Words of a stranger." not in answer.text


def test_a_form_that_expired_with_its_link_is_told_of_the_link() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(page(invite(article())[:-1] + "!"), {"text": "Words."})
    assert_page(answer, 404)


def test_a_link_that_ended_while_the_reviewer_wrote_keeps_nothing() -> None:
    token = invite(article(), days=1)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert_page(remark(token), 404)
    assert not Remark.objects.exists()


def test_open_remarks_are_those_that_nobody_ticked_off() -> None:
    made = article()
    token, by = invite(made), staff("invite_reviewer")
    remark(token, text="First.")
    remark(token, text="Second.")
    assert [each.text for each in open_remarks()] == ["First.", "Second."]
    first = Remark.objects.get(text="First.")
    assert mark_remark_done(first.pk, made.pk, by=by, now=NOW)
    assert [each.text for each in open_remarks()] == ["Second."]
    assert not mark_remark_done(first.pk, made.pk, by=by, now=NOW)
    assert reopen_remark(first.pk, made.pk)
    assert open_remarks().count() == 2


def test_a_remark_is_ticked_off_at_its_own_article_only() -> None:
    made, other = article(), article()
    remark(invite(made))
    by = staff("invite_reviewer")
    assert not mark_remark_done(Remark.objects.get().pk, other.pk, by=by, now=NOW)
    assert not revoke_link(PreviewLink.objects.get().pk, other.pk, by=by, now=NOW)
    assert open_remarks().count() == 1


@pytest.mark.database_bound
def test_links_and_remarks_go_a_year_after_the_link_ended() -> None:
    week, year = timedelta(days=7), timedelta(days=365)
    made = published("walking").article
    for now in (NOW, NOW + week):
        token = invite(made, now=now)
        link = find_link(token, now)
        assert link is not None
        Remark.objects.create(article=made, link=link, name="A neighbor", text="Hm.", at=now)
    assert purge_links(NOW + week + year - timedelta(minutes=1)) == 0
    assert Remark.objects.count() == 2
    assert purge_links(NOW + week + year) == 1
    assert (PreviewLink.objects.count(), Remark.objects.count()) == (1, 1)
