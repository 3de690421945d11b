"""The forms of an article and of a section: what they keep, say beside the text, and cost."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Claim, Section, SignOff
from tests.articles.editors import Form, action_page, change_page, list_page, open_form
from tests.articles.factories import article, reference, sign_off, topic

pytestmark = pytest.mark.usefixtures("editor")

LONG = " ".join(["word"] * 21) + "."


def of_sections(count: int) -> Article:
    """A draft with this many sections, each with a claim and its reference."""
    made = article()
    for number in range(2, count + 1):
        part = Section.objects.create(
            article=made, heading=f"Part {number}", body="<p>Some words.</p>", order=number
        )
        claim = Claim.objects.create(section=part, text=f"Claim {number}.", grade="low", order=1)
        claim.references.add(reference(f"R{number}"))
    return made


def new_article(**more: str) -> Form:
    return {
        "title": "Sitting", "slug": "sitting", "topic": topic().pk, "order": 0, "kind": "living",
        "review_months": 12, "sections-TOTAL_FORMS": 0, "sections-INITIAL_FORMS": 0, **more,
    }  # fmt: skip


def test_article_form_offers_neither_another_nor_to_delete_the_topic(client: Client) -> None:
    shown = client.get(change_page(article())).text
    assert 'name="_check"' in shown
    assert "_addanother" not in shown
    assert "delete_id_topic" not in shown


def test_article_form_saves_sections_and_cleans_their_text(client: Client) -> None:
    made = article()
    answers = {
        **open_form(client, made), "title": "New title", "care_cards": ["urgent"],
        "sections-TOTAL_FORMS": 2, "sections-0-heading": "H",
        "sections-0-body": "<p onclick='x'>Hi</p><script>x</script>",
        "sections-1-article": made.pk, "sections-1-order": 2, "sections-1-heading": "New",
        "sections-1-body": "<p>x</p>", "sections-1-figure": "spine-regions",
    }  # fmt: skip
    answer = client.post(change_page(made), answers)
    assert answer.status_code == 302, answer.context["errors"]
    made.refresh_from_db()
    assert (made.title, made.care_cards) == ("New title", ["urgent"])
    assert [each.body for each in made.sections.all()] == ["<p>Hi</p>", "<p>x</p>"]


@pytest.mark.parametrize(
    ("button", "name"), [("Save and check", "check"), ("Save and preview", "preview")]
)
def test_article_form_saves_before_it_leads_on(client: Client, button: str, name: str) -> None:
    made = article("old-words")
    assert f'value="{button}" name="_{name}"' in client.get(change_page(made)).text
    answers = {**open_form(client, made), "title": "Better words", f"_{name}": button}
    answer = client.post(change_page(made), answers, follow=True)
    assert answer.redirect_chain == [(action_page(name, made), 302)]
    assert "Better words" in answer.text
    assert "was changed successfully" in answer.text


def test_new_article_can_be_saved_and_previewed(client: Client, editor: User) -> None:
    answers = new_article(_preview="Save and preview")
    answer = client.post(reverse("admin:articles_article_add"), answers)
    made = Article.objects.get(slug="sitting")
    assert answer["Location"] == action_page("preview", made)
    assert made.edited_by == editor


def test_article_form_gives_the_editors_scripts_their_nonce(client: Client) -> None:
    made = article()
    for address in (change_page(made), change_page(made.sections.get())):
        answer = client.get(address)
        nonce = answer["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        before, after = answer.text.split('type="importmap"')
        assert f'nonce="{nonce}"' in before[-80:] + after.split(">")[0]
        assert "js/editor" in answer.text


def test_article_form_leads_to_the_claims_of_each_section(client: Client) -> None:
    made = article()
    shown = client.get(change_page(made)).text
    assert "Edit claims (1)" in shown
    assert change_page(made.sections.get()) in shown
    assert "Save first, then add claims." in client.get(reverse("admin:articles_article_add")).text


def test_new_rows_are_offered_the_last_place(client: Client) -> None:
    part = article().sections.get()
    Section.objects.create(article=part.article, heading="Last", order=7)
    Claim.objects.update(order=4)
    for row, place in ((part.article, 8), (part, 5)):
        (formset,) = client.get(change_page(row)).context["inline_admin_formsets"]
        assert formset.formset.empty_form["order"].value() == place


def test_section_form_saves_claims_and_returns_to_the_article(client: Client) -> None:
    made = article()
    part = made.sections.get()
    answers = {
        **open_form(client, part), "heading": "H", "body": "<p>x</p>", "claims-TOTAL_FORMS": 2,
        "claims-0-text": "Changed.", "claims-0-grade": "strong",
        "claims-1-section": part.pk, "claims-1-order": 2, "claims-1-text": "New.",
        "claims-1-grade": "low", "claims-1-references": [reference("R2").pk],
    }  # fmt: skip
    assert client.post(change_page(part), answers)["Location"] == change_page(made)
    assert [each.text for each in part.claims.all()] == ["Changed.", "New."]


def test_sections_are_reached_through_their_article_only(client: Client) -> None:
    assert client.get(reverse("admin:articles_section_add")).status_code == 403
    assert "/articles/section/" not in client.get(reverse("admin:index")).text


def test_section_is_deleted_on_its_articles_form_only(client: Client, editor: User) -> None:
    made = of_sections(2)
    first, second = made.sections.all()
    deletion = reverse("admin:articles_section_delete", args=[second.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(list_page("section"), chosen)
    assert list(made.sections.all()) == [first, second]

    client.post(change_page(made), {**open_form(client, made), "sections-1-DELETE": "on"})
    made.refresh_from_db()
    assert list(made.sections.all()) == [first]
    # Who took out a part has edited the text, and may not sign it off.
    assert made.edited_by == editor


def test_review_cannot_be_put_off_for_ever(client: Client) -> None:
    made = article()
    for months, status in ((0, 200), (1, 302), (36, 302), (37, 200)):
        sent = {**open_form(client, made), "review_months": months}
        assert client.post(change_page(made), sent).status_code == status, months
        made.refresh_from_db()
        assert (made.review_months == months) == (status == 302), months


def test_rows_name_themselves() -> None:
    made = article("walking")
    sign_off(made)
    for row, name in (
        (made.sections.get(), "Walking may help"),
        (Claim.objects.get(), "Walking is safe for most."),
        (reference(), "R1 Study R1."),
        (SignOff.objects.get(), "Walking (a therapist)"),
    ):
        assert str(row) == name


# What stands beside the text.


def test_article_form_shows_what_is_to_fix_with_a_way_to_it(client: Client) -> None:
    made = article("walking", body=f"<p>{LONG}</p>", summary="")
    Claim.objects.get().references.clear()
    shown = client.get(change_page(made)).text
    for part in (
        "1 thing to fix", "The article reads at about grade", f"<li>{LONG}</li>",
        '<a href="#id_summary">Summary</a>', 'id="id_summary"',
        '<a href="#sections-0">Walking may help</a>', 'id="sections-0"',
        f'<a href="{change_page(made.sections.get())}#claims-0">',
    ):  # fmt: skip
        assert part in shown


def test_section_form_shows_what_is_to_fix_in_this_section(client: Client) -> None:
    made = article("walking", body=f"<p>{LONG}</p>", summary="")
    part = made.sections.get()
    other = Section.objects.create(article=made, heading="Is it?", body="<p>Some.</p>", order=2)
    shown = client.get(change_page(part)).text
    assert "A sentence has over 20 words" in shown
    assert "The heading is a question" not in shown
    assert "Summary" not in shown
    assert "The heading is a question" in client.get(change_page(other)).text


def test_control_form_of_a_clean_article_says_so(client: Client) -> None:
    shown = client.get(change_page(article("walking"))).text
    assert "Nothing that must be fixed" in shown
    assert "A sentence has over" not in shown


# What a form asks of the database.


def queries(client: Client, count: int, action: str) -> int:
    made = of_sections(count)
    form: Form = {**open_form(client, made), "title": "New words"}
    for name in form:
        if name.endswith("-body"):
            form[name] = "<p>New words.</p>"
    with CaptureQueriesContext(connection) as asked:
        if action == "open":
            assert client.get(change_page(made)).status_code == 200
        else:
            sent = form if action == "save" else {**form, "seen_version": 0}
            expected = 302 if action == "save" else 409
            assert client.post(change_page(made), sent).status_code == expected
    return len(asked)


@pytest.mark.parametrize("action", ["open", "refuse"])
def test_form_needs_the_same_queries_for_any_number_of_sections(
    client: Client, action: str
) -> None:
    assert queries(client, 40, action) == queries(client, 5, action)


def test_saving_asks_once_for_each_section_that_changed(client: Client) -> None:
    few, many = queries(client, 5, "save"), queries(client, 40, "save")
    assert many - few == 35


def test_saving_one_section_of_many_asks_the_same(client: Client) -> None:
    def asked(count: int) -> int:
        made = of_sections(count)
        form = {**open_form(client, made), "sections-1-body": "<p>New words.</p>"}
        with CaptureQueriesContext(connection) as found:
            assert client.post(change_page(made), form).status_code == 302
        return len(found)

    assert asked(40) == asked(5)
