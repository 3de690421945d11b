"""Search: lay words, slips, and that nothing typed can break it."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from articles.editions.publishing import withdraw
from articles.models import GlossaryTerm
from articles.search.index import MOST_RESULTS
from articles.search.searching import search_editions
from articles.search.words import Synonym, correct_spelling, expand, query_words, snippet, telling
from tests.articles.factories import LATER, NOW, REASON, article, publish, published, signed

pytestmark = pytest.mark.quick

BAD_TEXTS = [
    "", " ", "\x00", "a\x00b", '"', "'", '"a', "a AND", "OR", "NOT", "NEAR(a b)", "a*", "^a", "-a",
    "title:a", "(", "a & | !", "a <-> b", ":*", "\\", "%", "a" * 10**5, "b " * 10**5, "\ud800",
    "ｆｕｌｌ", "İ", "🦴", "{title}", "--", "; DROP TABLE articles_edition",
]  # fmt: skip


def slugs(query: str) -> list[str]:
    return [hit.edition.slug for hit in search_editions(query, NOW).results]


def test_words_are_bounded_and_plain() -> None:
    assert query_words('Slipped-DISC\'s "near"* {x}') == ("slipped", "disc", "s", "near", "x")
    assert len(query_words("a " * 10**5)) == 12
    assert len(query_words("a" * 10**5)[0]) == 40


def test_telling_leaves_out_common_words_unless_there_are_no_others() -> None:
    assert telling(("what", "is", "a", "disc")) == ("disc",)
    assert telling(("what", "is")) == ("what", "is")


def test_expand_replaces_the_lay_words_and_keeps_the_rest() -> None:
    herniated = Synonym("slipped disc", "Herniated disc")
    assert expand(("my", "slipped", "disc", "hurts"), [herniated, Synonym("", "x")]) == [
        (herniated, ("my", "herniated", "disc", "hurts"))
    ]
    assert expand(("disc", "slipped"), [herniated]) == []


def test_expand_takes_the_three_longest_expressions() -> None:
    found = expand(("a", "b", "c"), [Synonym(lay, "x") for lay in ("a", "b", "c", "a b c")])
    assert [synonym.lay for synonym, _whole in found] == ["a b c", "a", "b"]


def test_correct_mends_slips_and_leaves_known_and_far_words() -> None:
    assert correct_spelling(("sciattica", "walk", "zzzz"), {"sciatica", "walk"}) == (
        "sciatica", "walk", "zzzz",
    )  # fmt: skip


@pytest.mark.parametrize("slip", ["wet", "myself", "cant"])
def test_correct_leaves_short_words_other_first_letters_and_common_words(slip: str) -> None:
    assert correct_spelling((slip,), {"went", "self", "want"}) == (slip,)


def test_snippet_shows_where_the_words_are() -> None:
    text = "Start here. " + "Filler goes on. " * 20 + "Then a herniated disc heals. The end."
    parts = snippet(text, ["herniated", "discs"])
    assert [part for part, is_hit in parts if is_hit] == ["herniated", "disc"]
    assert parts[0] == ("… ", False)
    assert "".join(part for part, _is_hit in parts).endswith("heals. The end.")


def test_snippet_keeps_headings_and_cells_apart() -> None:
    assert snippet("Heat\nLow cost\nIt can burn.\nWalk.", []) == [
        ("Heat · Low cost · It can burn. Walk.", False)
    ]


def test_snippet_of_a_short_word_does_not_mark_inside_others() -> None:
    assert [hit for hit, is_hit in snippet("outer out", ["out"]) if is_hit] == ["out"]


def test_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("Short text.", ["none"]) == [("Short text.", False)]
    assert snippet("", []) == []
    assert snippet("word " * 100, [])[-1][0].endswith(" …")


@pytest.mark.django_db
@pytest.mark.database_bound
class TestFind:
    """Against the database, on either engine."""

    def test_find_looks_in_title_summary_and_text(self) -> None:
        published("text", body="<p>Try a herniated disc.</p>")
        published("summary", summary="All about herniated discs.")
        published("herniated-disc")
        published("other")
        assert slugs("herniated discs") == ["herniated-disc", "summary", "text"]

    def test_find_reads_lay_words_as_medical_ones(self) -> None:
        published("medical", body="<p>Try a herniated disc.</p>")
        GlossaryTerm.objects.create(
            term="Herniated disc", definition="x", synonyms="slipped disc\nruptured disc"
        )
        found = search_editions("my slipped disc", NOW)
        assert [hit.edition.slug for hit in found.results] == ["medical"]
        assert found.expanded == [("slipped disc", "Herniated disc")]
        assert ("herniated", True) in found.results[0].snippet

    def test_find_names_each_medical_word_once(self) -> None:
        published("leg", body="<p>Try sciatica.</p>")
        GlossaryTerm.objects.create(
            term="Sciatica", definition="x", synonyms="shooting leg pain\nleg pain"
        )
        found = search_editions("shooting leg pain", NOW)
        assert found.expanded == [("shooting leg pain", "Sciatica")]

    def test_find_without_the_glossary_misses_lay_words(self) -> None:
        """The control of the test above."""
        published("medical", body="<p>Try a herniated thing.</p>")
        assert slugs("slipped disc") == []

    def test_find_forgives_a_slip_and_says_so_and_ignores_common_words(self) -> None:
        published("leg", body="<p>Try sciatica.</p>")
        for query, suggestion in (
            ("sciattica", "sciatica"),
            ("sciattica xylophone", "sciatica xylophone"),
            ("what should I do about sciatica", ""),
        ):
            found = search_editions(query, NOW)
            assert [hit.edition.slug for hit in found.results] == ["leg"], query
            assert found.suggestion == suggestion

    def test_find_falls_back_to_any_of_the_words_and_says_so(self) -> None:
        published("walk")
        assert slugs("walking xylophone") == ["walk"]
        assert search_editions("walking xylophone", NOW).loose is True
        assert search_editions("walking", NOW).loose is False

    def test_find_understands_a_contraction(self) -> None:
        published("bladder", body="<p>Ask for help to pee.</p>")
        for query in ("can't pee", "cant pee", "I can’t pee"):
            found = search_editions(query, NOW)
            assert ([hit.edition.slug for hit in found.results], found.suggestion) == (
                ["bladder"], "",
            )  # fmt: skip

    def test_find_shows_only_what_is_live(self, settings: Settings) -> None:
        made = article("hidden", body="<p>Try sciatica.</p>")
        edition = publish(made)
        assert slugs("sciatica") == ["hidden"]
        settings.DEMO = False
        assert slugs("sciatica") == []
        settings.DEMO = True
        withdraw(edition.pk, by=None, now=NOW, reason=REASON)
        assert slugs("sciatica") == []

    def test_find_is_not_crowded_out_by_what_is_not_live(self, settings: Settings) -> None:
        for _each in range(MOST_RESULTS + 1):
            published(title="Sciatica sciatica")
        signed("signed", body="<p>Try sciatica.</p>")
        settings.DEMO = False
        assert slugs("sciatica") == ["signed"]

    def test_find_fills_in_a_text_before_it_takes_a_piece(self) -> None:
        published("call", body="<p>Try {emergency_number} in an emergency.</p>")
        found = search_editions(
            "emergency", NOW, lambda text: text.replace("{emergency_number}", "911")
        )
        shown = "".join(part for part, _is_hit in found.results[0].snippet)
        assert "Try 911 in an emergency" in shown

    def test_find_knows_the_newest_edition_only_and_no_draft(self) -> None:
        made = published("walk", body="<p>Try sciatica.</p>").article
        made.sections.update(body="<p>Try stenosis.</p>")
        publish(made, LATER)
        assert search_editions("sciatica", LATER).results == []
        assert len(search_editions("stenosis", LATER).results) == 1
        article("draft", body="<p>Try sciatica.</p>")
        assert search_editions("sciatica", LATER).results == []

    def test_find_takes_any_text(self) -> None:
        published("walk")
        for text in BAD_TEXTS:
            assert isinstance(slugs(text), list), text

    @hypothesis_settings(
        max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(max_size=60))
    def test_find_takes_any_generated_text(self, text: str) -> None:
        search_editions(text, NOW)

    @pytest.mark.parametrize("count", [1, 8])
    def test_find_needs_few_queries_for_any_number_of_articles(
        self, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _each in range(count):
            published()
        with django_assert_max_num_queries(3):
            search_editions("walk", NOW)
        with django_assert_max_num_queries(8):
            search_editions("wolk xylophone", NOW)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_unquoted_operators_do_raise() -> None:
    """The control: what `find` quotes away would be an error page."""
    with connection.cursor() as cursor, pytest.raises(Exception, match="fts5"):
        cursor.execute(
            "SELECT rowid FROM articles_search WHERE articles_search MATCH %s", ["NEAR( AND"]
        )
