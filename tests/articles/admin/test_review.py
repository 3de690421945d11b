"""The clinical review, and what the check page says of an article: who must act, and how."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from articles.editions.proposals import Proposal
from articles.editions.publishing import withdraw
from articles.models import Article, Claim, Edition, Reference, SignOff
from articles.stages import ELSEWHERE, FIXING_STEPS, NEXT_STEPS, SAMPLE, Stage
from tests.articles.editors import action_page, change_page, filled, signed_in
from tests.articles.factories import NOW, REASON, article, publish, sign_off, signed
from tests.articles.workflow import edit, proposal_of, stage_of

pytestmark = pytest.mark.usefixtures("editor")


def checked(client: Client, made: Article) -> str:
    return unescape(client.get(action_page("check", made)).text)


def test_a_review_goes_from_the_editor_to_the_reviewer_and_back(client: Client) -> None:
    made = article()
    signed_in(client, "view_article", "submit_article", "publish_edition")
    submit = action_page("submit", made)
    client.post(submit, filled(client, submit, note="Is the dose right?"))
    signed_in(client, "view_article", "sign_off_edition")
    shown = checked(client, made)
    for part in ("In clinical review", "Is the dose right?", "Review and sign off", "Give it back"):
        assert part in shown
    assert "Publish as edition" not in shown
    client.post(action_page("cancel_review", made), {"note": "Say how often."})
    shown = checked(client, made)
    assert "Say how often." in shown
    assert "Give it back" not in shown


def test_the_last_editor_is_told_that_another_reviewer_signs_off(client: Client) -> None:
    made = article()
    reviewer = signed_in(client, "view_article", "sign_off_edition")
    edit(made, reviewer)
    assert "another clinical reviewer" in checked(client, made)
    shown = client.get(action_page("sign_off", made)).text
    assert "I reviewed the whole page" not in shown
    assert "another clinical reviewer has to sign it off" in shown
    sent = {"seen": proposal_of(made).token, "role": "a physical therapist", "agreed": "on"}
    answer = client.post(action_page("sign_off", made), sent)
    assert answer.status_code == 409
    assert "You were the last to edit this text" in answer.text
    assert not SignOff.objects.exists()


def test_sign_off_needs_the_tick_that_the_whole_page_was_reviewed(client: Client) -> None:
    made = article()
    sent = {"seen": proposal_of(made).token, "role": "a physical therapist"}
    assert "I reviewed the whole page" in client.post(action_page("sign_off", made), sent).text
    assert not SignOff.objects.exists()


def test_preview_shows_the_draft_to_staff_and_keeps_no_copy(client: Client) -> None:
    made = article(body="<p>Draft words. Call {emergency_number}.</p>")
    answer = client.get(action_page("preview", made))
    for part in ("Draft words. Call 911.", "Draft, not for patients.", action_page("check", made)):
        assert part in answer.text
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not Edition.objects.exists()


# The check page.


def test_check_says_what_readers_see_and_what_can_be_done(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = article()
    shown = checked(client, made)
    assert "Readers see nothing of this article yet." in shown
    assert "Publish as edition 1" in shown
    # Not through settings: leaving demo mode would ask this person for a second factor.
    monkeypatch.setattr(Proposal, "lacks_sign_off", property(lambda each: not each.sign_off))
    shown = checked(client, made)
    assert "awaits a clinician" in shown
    assert "Publish as edition 1" not in shown
    sign_off(made)
    edition = publish(made)
    shown = checked(client, made)
    for part in ("Readers see edition 1", "by a therapist", "exactly this text"):
        assert part in shown
    # Taking a page down stands apart from the way forward, and is quieter.
    apart = shown[shown.index("Take the page down") :]
    assert re.search(r'class="button button--quiet"[^>]*>\s*Withdraw edition 1\s*<', apart)
    assert "Withdraw edition 1" not in shown[: -len(apart)]
    withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    assert "was withdrawn" in checked(client, made)


def test_everything_a_person_may_do_is_on_the_check_page(client: Client) -> None:
    made = article()
    publish(made, at=NOW + timedelta(days=1))
    edit(made, title="Newer")
    shown = checked(client, made)
    for part in (
        "Take edition 1 off the schedule", "Publish as edition 2", "Ask for the clinical",
        "It does not say what this draft says.",
    ):  # fmt: skip
        assert part in shown


def test_a_text_with_errors_leads_to_fixing_before_the_review(client: Client) -> None:
    shown = checked(client, article(body="<p>This cures everybody.</p>"))
    assert shown.index("Fix the text") < shown.index("Ask for the clinical review")
    assert "1 thing to fix before it can be published" in shown
    assert "Fix the text" not in checked(client, article("resting"))


def test_check_page_asks_nobody_to_act_on_a_page_in_order_but_on_a_sample(client: Client) -> None:
    shown = checked(client, signed().article)
    assert NEXT_STEPS[Stage.PUBLISHED] in shown
    assert SAMPLE not in shown
    sample = article()
    publish(sample)
    shown = checked(client, sample)
    assert SAMPLE in shown
    assert "Nobody has to do anything" not in shown


def test_check_page_says_who_acts_once_a_source_is_retracted(client: Client) -> None:
    made, ready = signed().article, article()
    sign_off(ready)
    assert NEXT_STEPS[Stage.SIGNED_OFF] in checked(client, ready)
    Reference.objects.update(status="retracted")
    shown = checked(client, made)
    assert stage_of(made) == Stage.PUBLISHED
    assert FIXING_STEPS[Stage.PUBLISHED] in shown
    assert "Nobody has to do anything" not in shown
    assert FIXING_STEPS[Stage.SIGNED_OFF] in checked(client, ready)


def test_check_page_says_that_a_new_place_is_still_to_be_published(client: Client) -> None:
    made, sample = signed().article, article()
    publish(sample)
    edit(made, order=7)
    edit(sample, order=7)
    assert NEXT_STEPS[Stage.SIGNED_OFF] in checked(client, made)
    assert ELSEWHERE in checked(client, sample)


def test_check_page_of_a_newer_draft_says_what_the_draft_waits_for(client: Client) -> None:
    made = signed().article
    edit(made, title="Words that readers do not see")
    assert NEXT_STEPS[Stage.DRAFT] in checked(client, made)


# Findings lead to the places that hold them.


def test_finding_leads_to_the_place_that_holds_it(client: Client) -> None:
    made = article(summary="A proven walk.")
    Claim.objects.update(text="It will cure you.")
    section = made.sections.get()
    section.heading = "Does it help?"
    section.save()
    told = checked(client, made)
    assert f'href="{change_page(made)}#id_summary"' in told
    assert f'href="{change_page(made)}#sections-0"' in told
    assert f'href="{change_page(section)}#claims-0"' in told


def test_places_that_findings_lead_to_are_on_the_forms(client: Client) -> None:
    made = article()
    form = client.get(change_page(made)).text
    for name in ("title", "summary", "key_points", "care_cards", "not_known", "sources"):
        assert f'id="id_{name}"' in form
    assert 'id="sections-0"' in form
    assert 'id="claims-0"' in client.get(change_page(made.sections.get())).text


def test_check_page_shows_readability_as_a_guide_with_its_long_sentences(client: Client) -> None:
    long = " ".join(["walk"] * 21).capitalize()
    told = checked(client, article(body=f"<p>Try it. {long}.</p>"))
    assert "This figure is a guide." in told
    assert f"<li>{long}.</li>" in told
