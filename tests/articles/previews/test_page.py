"""What an invited reviewer sees, and that nobody else sees anything."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from articles.editions.editing import note_edit
from articles.editions.publishing import withdraw
from articles.models import PreviewLink, Remark, Section
from articles.previews.invitations import link_address, revoke_link
from tests.articles.factories import NOW, REASON, article, published, staff
from tests.articles.reviewers import invite, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

OPEN = 200
ENDED = 404


def test_a_reviewer_without_an_account_reads_the_draft() -> None:
    made = article("walking", body="<p>Words of the draft.</p>")
    article(body="<p>Words of another.</p>")
    shown = Client().get(page(invite(made)))
    assert shown.status_code == OPEN
    assert "Words of the draft." in shown.text
    assert "Words of another." not in shown.text
    # Said once to everybody, and once behind the text of each printed sheet.
    assert shown.text.count("Draft, not for patients") == 2
    assert '<p class="watermark" aria-hidden="true">Draft, not for patients</p>' in shown.text
    assert "Readers see nothing of this article now." in shown.text
    assert "March 8, 2027" in shown.text


def test_the_page_is_kept_out_of_search_engines_caches_and_other_sites() -> None:
    for token in (invite(article()), "x"):
        shown = Client().get(page(token), headers={"accept-encoding": "br, gzip"})
        assert '<meta name="robots" content="noindex' in shown.text
        assert shown["X-Robots-Tag"].startswith("noindex")
        assert shown["Cache-Control"] == "no-store, private"
        assert shown["Referrer-Policy"] == "strict-origin"
        assert not shown.has_header("Content-Encoding")
        assert "default-src 'none'" in shown["Content-Security-Policy"]


def test_the_page_does_not_call_the_draft_published_to_readers_or_to_machines() -> None:
    """Structured data of a text that is not published would be untrue."""
    shown = Client().get(page(invite(article()))).text
    assert "Draft of edition 1. It is not published." in shown
    for said in ("Edition 1, published", "ld+json", "/useful/"):
        assert said not in shown
    shown = Client().get(published("sitting").get_absolute_url()).text
    assert "Draft of edition" not in shown
    for said in ("Edition 1, published March 1, 2027.", "ld+json", "/useful/"):
        assert said in shown


def test_the_draft_is_shown_as_it_stands_and_says_that_it_changed() -> None:
    made = article(body="<p>Old words.</p>")
    token = invite(made)
    unchanged = "The text has not changed since you were sent the link."
    assert unchanged in Client().get(page(token)).text
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        Section.objects.update(body="<p>New words.</p>")
        note_edit(made.pk, None, NOW + timedelta(hours=2))
        shown = Client().get(page(token)).text
    assert "New words." in shown
    assert "Old words." not in shown
    assert "The text has changed since you were sent the link" in shown
    assert "last on March 1, 2027, 2:00 PM" in shown


def test_the_page_shows_the_difference_to_what_readers_see() -> None:
    edition = published(body="<p>Try a short walk. Call {clinic_phone}.</p>")
    Section.objects.update(body="<p>Try a long walk. Call {clinic_phone}.</p>")
    shown = Client().get(page(invite(edition.article))).text
    assert "What differs from edition 1" in shown
    assert "[removed:" in shown.split("What differs from edition 1")[1]
    assert "{clinic_phone}" not in shown


def test_a_guessed_token_opens_nothing() -> None:
    invite(article())
    for token in ("x", "a" * 43, "a" * 42 + "é", "a" * 44, "\x00" * 43, "-" * 43, "9" * 1_900):
        answers = (
            Client().get(page(token)),
            Client().get(f"{page(token)}thanks/"),
            Client().post(page(token), {"text": "Hello."}),
        )
        assert [each.status_code for each in answers] == [ENDED] * 3, token
    assert not Remark.objects.exists()


def test_what_the_table_holds_opens_nothing() -> None:
    token = invite(article())
    assert link_address(token) == f"http://testserver{page(token)}"
    kept = PreviewLink.objects.get()
    assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(PreviewLink.objects.values().get())
    assert len(token) == 43
    assert Client().get(page(kept.digest)).status_code == ENDED
    assert Client().get(page(kept.digest[:43])).status_code == ENDED


def test_wrong_expired_revoked_and_orphaned_links_look_the_same() -> None:
    made, gone = article(), staff("invite_reviewer")
    expired = invite(made, now=NOW - timedelta(days=7))
    revoked, of_somebody_gone = invite(made), invite(made, by=gone)
    link = PreviewLink.objects.order_by("pk")[1]
    assert revoke_link(link.pk, made.pk, by=gone, now=NOW)
    gone.is_active = False
    gone.save()
    answers = [Client().get(page(t)) for t in ("wrong", expired, revoked, of_somebody_gone)]
    assert {answer.status_code for answer in answers} == {ENDED}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_link_works_until_the_moment_it_ends() -> None:
    """The control of the test above."""
    token = invite(article(), days=1)
    with time_machine.travel(NOW + timedelta(days=1, seconds=-1), tick=False):
        assert Client().get(page(token)).status_code == OPEN
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert Client().get(page(token)).status_code == ENDED


def test_a_draft_of_a_withdrawn_article_can_be_reviewed_and_stays_off_the_site() -> None:
    edition = published("walking", body="<p>Words of the draft.</p>")
    withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    assert "Words of the draft." in Client().get(page(invite(edition.article))).text
    assert_on_no_public_page("walking", "Words of the draft.", 410)


def test_outside_demo_mode_a_draft_is_reviewed_and_stays_off_the_site(settings: Settings) -> None:
    made = published("walking", body="<p>Words of the draft.</p>").article
    # The control: in demo mode the words would be found where they are looked for.
    assert "Words of the draft." in Client().get("/articles/walking/").text
    with pytest.raises(AssertionError):
        assert_on_no_public_page("walking", "Words of the draft.", 404)
    settings.DEMO = False
    shown = Client().get(page(invite(made)))
    assert "Words of the draft." in shown.text
    assert "Readers see nothing of this article now." in shown.text
    assert_on_no_public_page("walking", "Words of the draft.", 404)


def assert_on_no_public_page(slug: str, words: str, status: int) -> None:
    assert Client().get(f"/articles/{slug}/").status_code == status
    for path in (f"/articles/{slug}/", "/topics/", "/search/?q=draft", "/feed/", "/sitemap.xml"):
        shown = Client().get(path).text
        assert words not in shown
        assert "/preview/" not in shown


def test_a_mail_scanner_that_opens_the_link_changes_nothing() -> None:
    token = invite(article())
    before = list(PreviewLink.objects.values())
    for method in ("GET", "HEAD", "GET"):
        assert Client().generic(method, page(token)).status_code == OPEN
        assert Client().generic(method, f"{page(token)}thanks/").status_code == OPEN
    for method in ("PUT", "DELETE", "PATCH", "PROPFIND"):
        assert Client().generic(method, page(token)).status_code == 405
    assert list(PreviewLink.objects.values()) == before
    assert not Remark.objects.exists()
