"""Two people write on one article: the second is told before anything is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from time_machine import Traveller

from articles.models import Article, Claim, Section
from tests.articles.editors import EVERYTHING, Form, change_page, fields_of, open_form, signed_in
from tests.articles.factories import article, reference


@pytest.fixture
def ann(client: Client) -> Client:
    User.objects.filter(pk=signed_in(client, *EVERYTHING).pk).update(
        first_name="Ann", last_name="Able"
    )
    return client


@pytest.fixture
def bob() -> Client:
    browser = Client()
    signed_in(browser, *EVERYTHING)
    return browser


def save(browser: Client, made: Article | Section, form: Form, **changes: object) -> Any:
    return browser.post(change_page(made), {**form, **changes})


def test_second_to_save_is_asked_and_keeps_every_word(ann: Client, bob: Client) -> None:
    made = article("walking")
    of_ann, of_bob = open_form(ann, made), open_form(bob, made)
    assert save(ann, made, of_ann, title="Walking well").status_code == 302
    answer = save(
        bob, made, of_bob, title="Walking on", **{"sections-0-body": "<p>Words of Bob.</p>"}
    )
    assert answer.status_code == 409
    assert "Ann Able saved this article at 12:00 PM" in answer.text
    assert answer.context["conflict"].differences == (
        ("Title", "Walking on", "Walking well"),
        ("Walking may help: Text", "Words of Bob.", "Try a short walk."),
    )
    made.refresh_from_db()
    assert made.title == "Walking well"
    kept = fields_of(answer.text)
    assert kept["title"] == ["Walking on"]
    assert kept["sections-0-body"] == ["<p>Words of Bob.</p>"]
    # The two ways on.
    assert f'name="_save_over" value="{made.version}"' in answer.text
    assert "Leave mine, and open what was saved" in answer.text
    assert save(bob, made, kept).status_code == 409
    assert save(bob, made, kept, _save_over=made.version).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.sections.get().body) == ("Walking on", "<p>Words of Bob.</p>")


def test_control_one_after_the_other_nobody_is_asked(ann: Client, bob: Client) -> None:
    made = article("walking")
    for browser, title in ((ann, "One"), (bob, "Two"), (ann, "Three")):
        assert save(browser, made, open_form(browser, made), title=title).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.version) == ("Three", 4)


def test_saving_over_a_third_version_asks_again(ann: Client, bob: Client) -> None:
    made = article("walking")
    of_bob = open_form(bob, made)
    save(ann, made, open_form(ann, made), title="One")
    answer = save(bob, made, of_bob, title="Mine")
    save(ann, made, open_form(ann, made), title="Two")
    over = answer.context["conflict"].version
    again = save(bob, made, of_bob, title="Mine", _save_over=over)
    assert again.status_code == 409
    assert again.context["conflict"].differences[0].theirs == "Two"


def test_form_without_a_right_version_saves_nothing(ann: Client) -> None:
    made = article("walking")
    form = open_form(ann, made)
    for version in ("", "0", "99", "x", "-1", "9" * 30):
        answer = save(ann, made, form, title="Forged", seen_version=version)
        assert answer.status_code == 409, version
        assert Article.objects.get().title == "Walking"


def test_sections_that_a_colleague_added_or_deleted_are_named(ann: Client, bob: Client) -> None:
    made = article("walking")
    going = Section.objects.create(article=made, heading="Going", body="<p>a</p>", order=2)
    Section.objects.create(article=made, heading="Staying", body="<p>b</p>", order=3)
    of_ann, of_bob = open_form(ann, made), open_form(bob, made)
    save(ann, made, of_ann, **{
        "sections-1-DELETE": "on", "sections-TOTAL_FORMS": 4, "sections-3-order": 0,
        "sections-3-heading": "Coming", "sections-3-body": "<p>c</p>",
    })  # fmt: skip
    assert not Section.objects.filter(pk=going.pk).exists()
    answer = save(bob, made, of_bob, **{
        "sections-1-body": "<p>New words for going.</p>",
        "sections-2-body": "<p>New words for staying.</p>",
    })  # fmt: skip
    conflict = answer.context["conflict"]
    assert (conflict.added, conflict.brought_back) == (("Coming",), ("Going",))
    assert [each.where for each in conflict.differences] == ["Staying: Text"]
    kept = fields_of(answer.text)
    assert "<p>New words for going.</p>" in [kept[f"sections-{n}-body"][0] for n in range(3)]
    assert save(bob, made, kept, _save_over=conflict.version).status_code == 302
    bodies = dict(made.sections.values_list("heading", "body"))
    assert bodies == {
        "Coming": "<p>c</p>",
        "Walking may help": "<p>Try a short walk.</p>",
        "Staying": "<p>New words for staying.</p>",
        "Going": "<p>New words for going.</p>",
    }


def test_claims_of_a_section_are_an_edit_of_its_article(ann: Client, bob: Client) -> None:
    made = article("walking")
    part = made.sections.get()
    of_ann, of_bob = open_form(ann, part), open_form(bob, made)
    assert save(ann, part, of_ann, **{"claims-0-text": "Walking is safe."}).status_code == 302
    made.refresh_from_db()
    assert (made.version, made.edited_by) == (2, User.objects.get(first_name="Ann"))
    assert save(bob, made, of_bob, title="Mine").status_code == 409


def test_section_form_shows_both_versions_of_its_claims(ann: Client, bob: Client) -> None:
    made = article("walking")
    part = made.sections.get()
    other = Claim.objects.create(section=part, text="Rest is fine.", grade="low", order=2)
    of_ann, of_bob = open_form(ann, part), open_form(bob, part)
    save(ann, part, of_ann, **{"claims-0-grade": "strong", "claims-1-DELETE": "on"})
    answer = save(bob, part, of_bob, **{"claims-0-references": [reference("R2").pk]})
    assert answer.status_code == 409
    conflict = answer.context["conflict"]
    said = {each.where: (each.mine, each.theirs) for each in conflict.differences}
    assert said == {
        "Walking is safe for most.: How sure we are": ("Might be right", "We are confident"),
        "Walking is safe for most.: References": ("R2 Study R2.", "R1 Study R1."),
    }
    assert conflict.brought_back == ("Rest is fine.",)
    assert not Claim.objects.filter(pk=other.pk).exists()
    over = fields_of(answer.text)
    assert save(bob, part, over, _save_over=conflict.version).status_code == 302
    assert sorted(part.claims.values_list("text", flat=True)) == [
        "Rest is fine.",
        "Walking is safe for most.",
    ]


def test_same_form_sent_twice_is_told_apart(ann: Client) -> None:
    made = article("walking")
    form = {**open_form(ann, made), "title": "Walking well"}
    assert save(ann, made, form).status_code == 302
    answer = save(ann, made, form)
    assert answer.status_code == 409
    assert "Both versions say the same. There is nothing left to save." in answer.text
    assert "You saved this article in another window" in answer.text


def test_saving_unchanged_makes_nobody_an_editor(ann: Client) -> None:
    made = article("walking")
    assert save(ann, made, open_form(ann, made)).status_code == 302
    made.refresh_from_db()
    assert (made.version, made.edited_by) == (1, None)


def test_saving_leaves_alone_what_no_form_holds(ann: Client) -> None:
    made = article("walking")
    form = open_form(ann, made)
    Article.objects.update(submitted_digest="asked for")
    save(ann, made, form, title="Walking well")
    made.refresh_from_db()
    assert (made.title, made.submitted_digest) == ("Walking well", "asked for")


@pytest.mark.parametrize("noun", ["article", "section"])
def test_words_for_what_a_colleague_deleted_are_given_back(ann: Client, noun: str) -> None:
    made = article("walking")
    row = made if noun == "article" else made.sections.get()
    form = open_form(ann, row)
    row.delete()
    answer = save(ann, row, form, **{"sections-0-body": "<p>Two words.</p>", "body": "Two words."})
    assert (answer.status_code, "Two words." in answer.text) == (409, True)


def test_editor_is_told_that_a_colleague_may_still_be_writing(
    ann: Client, bob: Client, at_now: Traveller
) -> None:
    made = article("walking")
    save(ann, made, open_form(ann, made), title="Walking well")
    warning = "saved this article"
    assert "Ann Able saved this article" in bob.get(change_page(made)).text
    assert "Ann Able saved this article" in bob.get(change_page(made.sections.get())).text
    assert warning not in ann.get(change_page(made)).text
    at_now.shift(timedelta(minutes=11))
    assert warning not in bob.get(change_page(made)).text
