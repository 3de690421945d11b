"""The editors' lists and forms: what they show, what they keep, what they refuse."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from articles.admin.article import ArticleAdmin
from articles.editions.proposals import proposals
from articles.editions.publishing import withdraw
from articles.models import Article, Claim, Section, SignOff
from tests.articles.editors import action_page, signed_in
from tests.articles.factories import (
    NOW,
    REASON,
    article,
    publish,
    published,
    reference,
    sign_off,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_list_says_what_readers_see(client: Client, editor: User) -> None:
    article("drafted")
    published("sample")
    signed = article("signed")
    sign_off(signed)
    publish(signed)
    withdraw(published("gone").pk, by=None, now=NOW, reason=REASON)
    shown = client.get(reverse("admin:articles_article_changelist")).content.decode()
    for part in ("Nothing yet", "Edition 1, not signed off", "Edition 1<", "Withdrawn"):
        assert part in shown
    assert "March 1, 2028" in shown


@pytest.mark.parametrize("name", ["article", "reference", "searchmiss"])
def test_a_list_is_called_what_it_holds(client: Client, editor: User, name: str) -> None:
    shown = client.get(reverse(f"admin:articles_{name}_changelist")).content.decode()
    assert "Select" not in shown.split("</h1>")[0]


def test_an_article_form_offers_neither_another_nor_to_delete_the_topic(
    client: Client, editor: User
) -> None:
    made = article()
    shown = client.get(reverse("admin:articles_article_change", args=[made.pk])).text
    assert 'name="_check"' in shown
    assert "_addanother" not in shown
    assert "delete_id_topic" not in shown


def test_staff_are_told_that_readers_see_nothing_of_an_unsigned_edition(
    settings: Settings, rf: RequestFactory
) -> None:
    edition = published("one")
    # Not through the client: outside demo mode this person would need a second factor.
    settings.DEMO = False
    admin = ArticleAdmin(Article, site)
    (listed,) = admin.get_queryset(rf.get("/"))
    assert admin.standing(listed) == "Nothing: edition 1 is not signed off"
    (proposal,) = proposals([edition.article_id], NOW)
    shown = render_to_string("admin/articles/status.html", {"proposal": proposal})
    assert "Readers see nothing of this article: edition 1 is not signed off." in shown


@pytest.mark.parametrize("count", [1, 6])
def test_list_needs_the_same_queries_for_any_number_of_articles(
    client: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _each in range(count):
        published()
    with django_assert_max_num_queries(14):
        client.get(reverse("admin:articles_article_changelist"))


def test_article_form_saves_sections_and_cleans_their_text(client: Client, editor: User) -> None:
    made = article()
    part = made.sections.get()
    address = reverse("admin:articles_article_change", args=[made.pk])
    answers = {
        "title": "New title", "slug": made.slug, "topic": made.topic_id, "order": 0,
        "kind": "living", "summary": "S.", "key_points": "a\nb\nc", "care_cards": ["urgent"],
        "not_known": "n", "review_months": 12,
        "sections-TOTAL_FORMS": 2, "sections-INITIAL_FORMS": 1,
        "seen_version": made.version, "sections-0-id": part.pk,
        "sections-0-article": made.pk, "sections-0-order": 1,
        "sections-0-heading": "H", "sections-0-body": "<p onclick='x'>Hi</p><script>x</script>",
        "sections-1-article": made.pk, "sections-1-order": 2, "sections-1-heading": "New",
        "sections-1-body": "<p>x</p>", "sections-1-figure": "spine-regions",
    }  # fmt: skip
    response = client.post(address, answers)
    assert response.status_code == 302, response.context["errors"]
    made.refresh_from_db()
    assert (made.title, made.care_cards) == ("New title", ["urgent"])
    bodies = [each.body for each in made.sections.all()]
    assert bodies == ["<p>Hi</p>", "<p>x</p>"]


@pytest.mark.parametrize(
    ("button", "name"), [("Save and check", "check"), ("Save and preview", "preview")]
)
def test_article_form_saves_before_it_leads_on(
    client: Client, editor: User, button: str, name: str
) -> None:
    made = article("old-words")
    address = reverse("admin:articles_article_change", args=[made.pk])
    assert f'value="{button}" name="_{name}"' in client.get(address).content.decode()
    answers = {
        "title": "Better words", "slug": made.slug, "topic": made.topic_id, "order": 0,
        "kind": "living", "review_months": 12, "seen_version": made.version,
        "sections-TOTAL_FORMS": 0, "sections-INITIAL_FORMS": 0, f"_{name}": button,
    }  # fmt: skip
    response = client.post(address, answers, follow=True)
    assert response.redirect_chain == [(action_page(name, made), 302)]
    assert "Better words" in response.content.decode()
    assert "was changed successfully" in response.content.decode()


def test_new_article_can_be_saved_and_previewed(client: Client, editor: User) -> None:
    answers = {
        "title": "Sitting", "slug": "sitting", "topic": article().topic_id, "order": 0,
        "kind": "living", "review_months": 12,
        "sections-TOTAL_FORMS": 0, "sections-INITIAL_FORMS": 0, "_preview": "Save and preview",
    }  # fmt: skip
    response = client.post(reverse("admin:articles_article_add"), answers)
    assert response["Location"] == action_page("preview", Article.objects.get(slug="sitting"))


def test_article_form_gives_the_editors_scripts_their_nonce(client: Client, editor: User) -> None:
    made = article()
    for address in (
        reverse("admin:articles_article_change", args=[made.pk]),
        reverse("admin:articles_section_change", args=[made.sections.get().pk]),
    ):
        response = client.get(address)
        shown = response.content.decode()
        policy = response["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        assert (
            f'nonce="{nonce}"'
            in shown.split('type="importmap"')[0][-80:]
            + shown.split('type="importmap"')[1].split(">")[0]
        )
        assert "js/editor" in shown


def test_article_form_leads_to_the_claims_of_each_section(client: Client, editor: User) -> None:
    made = article()
    part = made.sections.get()
    shown = client.get(reverse("admin:articles_article_change", args=[made.pk])).content.decode()
    assert "Edit claims (1)" in shown
    assert reverse("admin:articles_section_change", args=[part.pk]) in shown
    new = client.get(reverse("admin:articles_article_add")).content.decode()
    assert "Save first, then add claims." in new


def test_new_rows_are_offered_the_last_place(client: Client, editor: User) -> None:
    part = article().sections.get()
    Section.objects.create(article=part.article, heading="Last", order=7)
    Claim.objects.update(order=4)
    for name, pk, place in (("article", part.article_id, 8), ("section", part.pk, 5)):
        response = client.get(reverse(f"admin:articles_{name}_change", args=[pk]))
        (formset,) = response.context["inline_admin_formsets"]
        assert formset.formset.empty_form["order"].value() == place


def test_section_form_saves_claims_and_returns_to_the_article(client: Client, editor: User) -> None:
    made = article()
    part, claim = made.sections.get(), Claim.objects.get()
    answers = {
        "heading": "H", "body": "<p>x</p>", "seen_version": made.version,
        "claims-TOTAL_FORMS": 2, "claims-INITIAL_FORMS": 1,
        "claims-0-id": claim.pk, "claims-0-section": part.pk, "claims-0-order": 1,
        "claims-0-text": "Changed.", "claims-0-grade": "strong",
        "claims-0-references": [reference("R1").pk],
        "claims-1-section": part.pk, "claims-1-order": 2, "claims-1-text": "New.",
        "claims-1-grade": "low", "claims-1-references": [reference("R2").pk],
    }  # fmt: skip
    response = client.post(reverse("admin:articles_section_change", args=[part.pk]), answers)
    assert response["Location"] == reverse("admin:articles_article_change", args=[made.pk])
    assert [each.text for each in part.claims.all()] == ["Changed.", "New."]


def test_sections_are_reached_through_their_article_only(client: Client, editor: User) -> None:
    assert client.get(reverse("admin:articles_section_add")).status_code == 403
    assert "/articles/section/" not in client.get(reverse("admin:index")).content.decode()


def test_editions_can_be_read_and_not_changed(client: Client, editor: User) -> None:
    edition = publish(article(body="<p>Old words.</p>", not_known=""))
    Section.objects.update(body="<p>New words.</p>")
    address = reverse("admin:articles_edition_change", args=[edition.pk])
    shown = client.get(address).content.decode()
    assert "Nothing is said about what is not known." in shown
    assert REASON in shown
    assert 'name="_save"' not in shown
    assert client.post(address, {"title": "Forged"}).status_code == 403
    assert client.get(reverse("admin:articles_edition_add")).status_code == 403
    deletion = reverse("admin:articles_edition_delete", args=[edition.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    page = client.get(reverse("admin:articles_edition_page", args=[edition.pk])).content.decode()
    assert "Old words." in page
    assert "New words." not in page
    assert client.get(reverse("admin:articles_edition_page", args=[0])).status_code == 404
    listed = reverse("admin:articles_edition_changelist")
    of_article = f"{listed}?article__id__exact={edition.article_id}"
    assert client.get(of_article).context["cl"].result_count == 1


def test_edition_page_needs_permission(client: Client) -> None:
    edition = published()
    signed_in(client, "view_article")
    assert client.get(reverse("admin:articles_edition_page", args=[edition.pk])).status_code == 404


@pytest.mark.parametrize("noun", ["topic", "glossaryterm", "reference"])
def test_shelves_can_be_listed_and_added_to(client: Client, editor: User, noun: str) -> None:
    published()
    assert client.get(reverse(f"admin:articles_{noun}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:articles_{noun}_add")).status_code == 200


def test_rows_name_themselves() -> None:
    made = article("walking")
    sign_off(made)
    assert str(made.sections.get()) == "Walking may help"
    assert str(Claim.objects.get()) == "Walking is safe for most."
    assert str(reference()) == "R1 Study R1."
    assert str(SignOff.objects.get()) == "Walking (a therapist)"
