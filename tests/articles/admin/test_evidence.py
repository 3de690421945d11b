"""Sources and glossary words at the editors' desk: where they are used, and what has aged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.editions.publishing import withdraw
from articles.models import Article, Claim, GlossaryTerm, Reference, Topic
from tests.articles.editors import action_page, change_page, list_page
from tests.articles.factories import NOW, article, publish, published, reference

pytestmark = pytest.mark.usefixtures("editor")


def source_form(**changes: Any) -> dict[str, Any]:
    facts = {"citation": "Study.", "kind": "trial", "year": "2026", "url": "", "status": "current"}
    return {**facts, "superseded_by": "", "status_note": "", "status_checked_on": "", **changes}


def test_source_page_lists_the_pages_and_drafts_that_use_it(client: Client) -> None:
    edition, draft = published("walks"), article("written")
    told = client.get(change_page(reference())).text
    assert 'href="/articles/walks/"' in told
    assert action_page("check", edition.article) in told
    assert change_page(draft) in told
    unused = client.get(change_page(reference("R2"))).text
    assert "No page that readers see holds it." in unused
    assert "No draft holds it." in unused


def test_source_page_says_what_each_status_does(client: Client) -> None:
    told = client.get(change_page(reference())).text
    assert "no article can be published that rests a claim on it" in told
    assert "Leave it empty if nobody has." in told


def test_retracting_a_source_asks_where_it_can_be_read_and_loses_nothing(client: Client) -> None:
    source = reference()
    sent = source_form(status="retracted", citation="Typed with care.")
    answer = client.post(change_page(source), sent)
    told = answer.text
    assert "Say where the retraction can be read." in told
    assert "Typed with care." in told
    source.refresh_from_db()
    assert source.status == "current"
    sent |= {"status_note": "Notice in the journal.", "status_checked_on": "2026-05-01"}
    assert client.post(change_page(source), sent).status_code == 302
    source.refresh_from_db()
    assert (source.status, source.key) == ("retracted", "R1")


def test_retracting_a_source_names_at_once_the_articles_that_rest_on_it(client: Client) -> None:
    resting, source, unused = published("walks"), reference(), reference("R2")
    gone = source_form(
        status="retracted", status_note="Notice in the journal.", status_checked_on="2026-05-01"
    )
    told = client.post(change_page(source), gone, follow=True).text
    assert "1 article rests on “R1”." in told
    assert change_page(resting.article) in told
    # The same form again says nothing new; nor does a source that nobody uses.
    for each in (source, unused):
        told = client.post(change_page(each), gone, follow=True).text
        assert "rests on" not in told


def test_sources_that_nobody_has_checked_can_be_listed(client: Client) -> None:
    reference("R1")
    Reference.objects.filter(pk=reference("R2").pk).update(status_checked_on="2026-05-01")
    listed = list_page("reference") + "?status_checked_on__isempty=1"
    told = client.get(listed).text
    assert "Study R1." in told
    assert "Study R2." not in told


def test_source_that_is_cited_stays_so_that_its_retraction_is_known(client: Client) -> None:
    edition, source, unused = published(), reference(), reference("R2")
    # No longer in the draft, nor in what readers see: an old edition can be published again.
    edition.article.sections.all().delete()
    withdraw(edition.pk, by=None, now=NOW, reason="Wrong.")
    told = []
    for each in (source, unused):
        address = reverse("admin:articles_reference_delete", args=[each.pk])
        told.append(client.post(address, {"post": "yes"}, follow=True).text)
    assert "cited in a draft or an edition, so it stays" in told[0]
    assert list(Reference.objects.all()) == [source]


def test_glossary_word_tells_which_pages_still_explain_it_the_old_way(client: Client) -> None:
    made = article(body="<p>Try a walk. A disc is tough.</p>")
    term = GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    publish(made)
    sent = {"term": "Disc", "definition": "A soft cushion.", "synonyms": ""}
    told = client.post(change_page(term), sent, follow=True).text
    assert "Readers still see the older words until these are published again:" in told
    assert action_page("check", made) in told
    shown = client.get(change_page(term)).text
    assert shown.index("Readers still see older words") < shown.index(action_page("check", made))


def test_glossary_word_that_is_saved_unchanged_warns_of_nothing(client: Client) -> None:
    term = GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    made = published(body="<p>Try a walk. A disc is tough.</p>").article
    sent = {"term": "Disc", "definition": "A cushion.", "synonyms": "pad"}
    told = client.post(change_page(term), sent, follow=True).text
    assert "Readers still see the older words" not in told
    shown = client.get(change_page(term)).text
    assert shown.index(action_page("check", made)) < shown.index("Readers still see older words")


@pytest.mark.parametrize("field", ["definition", "summary", "title"])
def test_words_that_no_gate_sees_may_not_promise_too_much(client: Client, field: str) -> None:
    facts = {"term": "Disc", "definition": "A cushion.", "synonyms": ""}
    if field != "definition":
        facts = {"slug": "pain", "title": "Pain", "summary": "What helps.", "order": "1"}
    noun, model = ("glossaryterm", GlossaryTerm) if "term" in facts else ("topic", Topic)
    address = reverse(f"admin:articles_{noun}_add")
    refused = client.post(address, {**facts, field: "It will cure you."})
    assert "The word “cure” promises more than anybody knows." in refused.text
    assert not model.objects.filter(**{field: "It will cure you."}).exists()
    assert client.post(address, facts).status_code == 302


def test_glossary_list_counts_the_pages_with_older_words_in_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    publish(article(body="<p>Try a walk. A disc and a nerve.</p>"))
    for term in ("Disc", "Nerve", "Spine"):
        GlossaryTerm.objects.create(term=term, definition="A thing.")
    publish(article(body="<p>Try a walk. A disc and a nerve.</p>"))
    GlossaryTerm.objects.filter(term="Disc").update(definition="Another thing.")
    with django_assert_max_num_queries(14):
        told = client.get(list_page("glossaryterm")).text
    assert told.count('<td class="field-in_old_words">1</td>') == 1
    assert told.count('<td class="field-in_old_words">-</td>') == 2


def test_claim_says_to_readers_what_is_not_known_about_it(client: Client) -> None:
    made = article("walks")
    Claim.objects.update(not_known="Which pace <is> best.")
    edition = publish(Article.objects.get(pk=made.pk))
    told = client.get("/articles/walks/").text
    assert "<b>Not known:</b> Which pace &lt;is&gt; best." in told
    assert "Which pace <is> best." in edition.plain_text
