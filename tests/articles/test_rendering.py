"""A draft set as a page."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from articles.draft import Draft, Figure, SectionText, Source, Word
from articles.figures import FIGURES, find_figure
from articles.models import Edition
from articles.rendering.bodies import clean
from articles.rendering.composing import compose
from articles.rendering.serving import Page, fill_text, serve
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT, Level
from tests.articles.factories import CLAIM, NOW, SECTION, SOURCE, draft

CLINIC = Clinic(name="C", phone="555 0100", emergency_number="911", interest_statement="<We gain>")


def page_of(html: str, clinic: Clinic = CLINIC, **changes: Any) -> Page:
    """Return what a reader sees of an edition with this finished page."""
    facts: dict[str, Any] = {"summary": "", "key_points": [], "contents": [], "number": 1}
    return serve(Edition(html=html, published_at=NOW, **{**facts, **changes}), clinic)


def served(page: str) -> str:
    return page_of(page).body


def html(judged: Draft, *words: Word) -> str:
    return compose(judged, words).html


def body(text: str, *words: Word) -> str:
    return html(draft(sections=(replace(SECTION, body=text, claims=()),)), *words)


def test_compose_escapes_every_plain_text() -> None:
    evil = '<script>"&'
    page = html(
        draft(
            not_known=(evil,),
            references=(Source("R1", evil, 'https://x/"><script>', 2024),),
            sections=(
                SectionText(
                    evil,
                    "<table><tr><td>x disc</td></tr></table>",
                    (replace(CLAIM, text=evil),),
                    Figure("k", evil, evil),
                ),
            ),
        ),
        Word("disc", evil),
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;&quot;&amp;") == 8


def test_compose_leaves_the_ids_of_the_page_around_it_alone(settings: Settings) -> None:
    template = "".join(
        (Path(settings.BASE_DIR) / "templates" / name).read_text()
        for name in (
            "base.html",
            *(f"articles/{part}.html" for part in ("article", "colophon", "useful", "onward")),
        )
    )
    theirs = re.findall(r' id="([\w-]+)"', template)
    assert "about-this-page" in theirs
    for name in theirs:
        contents = compose(draft(sections=(replace(SECTION, heading=name),)), []).contents
        assert contents[0]["id"] == f"{name}-2"


def test_compose_sets_sections_with_ids_that_never_clash() -> None:
    same = replace(SECTION, claims=())
    headings = ("Walking", "Walking", "References", "Card emergency", "痛み", "Not known")
    page = compose(draft(sections=tuple(replace(same, heading=h) for h in headings)), ())
    ids = [entry["id"] for entry in page.contents]
    assert ids == [
        "walking", "walking-2", "references-2", "section-card-emergency", "section",
        "not-known-2", "not-known", "questions", "references",
    ]  # fmt: skip
    assert all(page.html.count(f'id="{name}"') == 1 for name in ids)


def test_compose_puts_urgent_cards_first_and_self_care_after_the_sections() -> None:
    page = html(draft(care_cards=("self-care", "urgent", "emergency")))
    places = [
        page.index(f'class="card card--{level}"') for level in ("emergency", "urgent", "self-care")
    ]
    assert places[1] < page.index('class="section"') < places[2]
    assert places == sorted(places)


def test_compose_shows_one_card_a_level_where_the_section_carries_it() -> None:
    carrying = replace(SECTION, care_card="emergency")
    page = html(draft(care_cards=("emergency", "self-care"), sections=(carrying, carrying)))
    assert page.count('id="card-emergency"') == 1
    assert '<h3 class="card__heading" id="card-emergency">' in page
    assert page.index('class="section"') < page.index("card--emergency")


def test_compose_shows_every_sign_of_a_card() -> None:
    page = served(html(draft(care_cards=("emergency",))))
    for sign in CURRENT.card(Level.EMERGENCY).signs:
        assert sign.text.replace("'", "&#x27;") in page
    assert "Call 911 or go to" in strip_tags(page)
    assert "{" not in page


def test_compose_shows_a_claim_with_its_grade_and_numbered_sources() -> None:
    second = replace(SOURCE, key="R2")
    cited = replace(CLAIM, references=("R2", "R1", "R9"))
    page = html(draft(sections=(replace(SECTION, claims=(cited,)),), references=(second, SOURCE)))
    assert (
        '<div class="claim claim--low"><p class="claim__text">Walking may help a little.</p>'
        '<p class="claim__grade"><span class="claim__label">Might be right</span> '
        '<span class="claim__refs">Sources: <a href="#ref-R2">1</a>, <a href="#ref-R1">2</a>'
        "</span></p></div>" in page
    )
    assert page.index('<li id="ref-R2">') < page.index('<li id="ref-R1">')


def test_compose_links_citations_in_headings_and_not_inside_links() -> None:
    page = body('<h3>More [R1]</h3><p><a href="/articles/x/">this [R1]</a></p>')
    assert '<h3>More <sup class="cite"><a href="#ref-R1">1</a></sup></h3>' in page
    assert '<a href="/articles/x/">this <sup class="cite">1</sup></a>' in page


def test_compose_turns_citation_marks_into_links() -> None:
    page = body("<p>So they say [R1, R9]. [R9] <strong>[R1]</strong></p>")
    assert page.count('<sup class="cite"><a href="#ref-R1">1</a></sup>') == 2
    assert "[R9]" in page


def test_compose_links_only_real_addresses_of_sources() -> None:
    page = html(draft(references=(replace(SOURCE, url="javascript:alert(1)"),)))
    assert "javascript" not in page
    assert '<a href="https://doi.org/10.1/x">doi.org/10.1/x</a>' in html(draft())


def test_compose_explains_a_word_at_its_first_use_only() -> None:
    page = body("<p>Two discs. A disc.</p>", Word("Disc", "A cushion."), Word("Nerve", "A cable."))
    button = '<button type="button" class="term" popovertarget="word-disc">discs</button>'
    assert page.count("popovertarget") == page.count(button) == 1
    assert '<div popover id="word-disc" class="word"><p><strong>Disc</strong>: A cushion.' in page
    assert "word-nerve" not in page


def test_compose_prefers_the_longest_word_and_whole_words() -> None:
    page = body(
        "<p>A herniated disc. Discovery.</p>", Word("Disc", "A."), Word("Herniated disc", "B.")
    )
    assert page.count("popovertarget") == 1
    assert ">herniated disc</button>" in page


def test_compose_leaves_links_and_headings_without_buttons() -> None:
    page = body('<h3>Disc</h3><p><a href="/articles/x/">disc</a></p>', Word("Disc", "A."))
    assert "popovertarget" not in page


def test_compose_takes_an_abbreviation_only_in_capitals() -> None:
    word = Word("CES", "A syndrome.")
    assert "popovertarget" not in body("<p>ces</p>", word)
    assert "popovertarget" in body("<p>CES</p>", word)


def test_compose_names_tables_and_scopes_their_headings() -> None:
    table = "<table><tr><th>A</th></tr><tr><th>b</th><td>1</td></tr></table>"
    page = body(table * 2)
    region = '<div class="table" role="region" tabindex="0" aria-label="Table{}: Walking may help">'
    assert region.format("") in page
    assert region.format(" 2") in page
    assert page.count('<th scope="col">A</th>') == page.count('<th scope="row">b</th>') == 2


def test_compose_keeps_entities_as_they_are() -> None:
    assert "<p>a &amp; b &lt; c</p>" in body("<p>a &amp; b &lt; c</p>")


def test_compose_sets_a_figure_whose_address_is_filled_in_later() -> None:
    page = html(draft(sections=(replace(SECTION, figure=find_figure("spine-regions")),)))
    assert 'src="{figure:spine-regions}"' in page
    assert "spine-regions" in served(page)
    assert "{figure" not in served(page)
    assert "<figcaption>" in page


def test_compose_of_a_decorative_figure_says_nothing() -> None:
    page = html(draft(sections=(replace(SECTION, figure=Figure("k", "x", "", decorative=True)),)))
    assert 'alt=""' in page
    assert "<figcaption>" not in page


def test_compose_leaves_out_parts_that_are_empty() -> None:
    page = html(
        draft(not_known=(), references=(), care_cards=(), sections=(replace(SECTION, claims=()),))
    )
    for name in ("unknown", "references", "words", "card"):
        assert f'class="{name}' not in page


def test_compose_plain_text_holds_what_a_search_should_find() -> None:
    carrying = replace(SECTION, body="<p>Walk &amp; rest [R1]</p>", care_card="urgent")
    text = compose(draft(sections=(carrying,)), ()).plain_text
    for part in ("Walk a little.", "Walk & rest", "Walking may help a little.", "Which speed"):
        assert part in text
    assert "You have a fever" in text
    assert "[R1]" not in text
    assert "A study" not in text


@given(st.text(alphabet="<>/abpdtrhisc &;\"'=!-{}[]R1", max_size=80))
def test_compose_takes_any_body_and_never_makes_a_script(text: str) -> None:
    page = body(f"{text}<script>", Word("disc", "A."))
    assert "<script" not in page.lower()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="{urgent_line}">x</a>',
        '<a href="//evil.example/">x</a>',
        '<p style="position:fixed">x</p>',
        '<img src=x onerror="alert(1)">',
        "<iframe src=/></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<!-- --!><script>alert(1)</script>",
        '<p id="references">x</p>',
        "<h1>x</h1>",
    ],
)
def test_clean_drops_what_staff_may_not_write(attack: str) -> None:
    safe = clean(attack)
    for part in ("script", "onclick", "onerror", "style", "href", "<img", "<iframe", "id=", "<h1"):
        assert part not in safe.replace("alert(1)", "")


def test_clean_keeps_what_staff_may_write() -> None:
    kept = (
        '<h3>A</h3><p><strong>b</strong> <em>c</em> <a href="/articles/x/">d</a></p>'
        '<ul><li>e</li></ul><ol start="2"><li>f</li></ol>'
        '<table><thead><tr><th scope="col">g</th></tr></thead>'
        "<tbody><tr><td>h</td></tr></tbody></table>"
    )
    assert clean(kept) == kept


def test_serve_fills_every_placeholder_with_escaped_facts() -> None:
    page = served("<p>{emergency_number} {emergency_department} {urgent_line} {interest}</p>")
    assert page == "<p>911 emergency room 555 0100 &lt;We gain&gt;</p>"


def test_serve_makes_numbers_on_cards_into_calls() -> None:
    page = compose(draft(care_cards=("emergency", "urgent")), ()).html
    assert served(page).count('<a href="tel:911">911</a>') == 3
    assert served(page).count('Call <a href="tel:5550100">555 0100</a> and ask') == 1


def test_serve_makes_no_call_of_words_and_leaves_unknown_calls() -> None:
    nameless = Clinic(interest_statement="<We gain>")
    page = page_of("{call:urgent_line} {call:none} {call:interest}", nameless)
    assert page.body == "the clinic {call:none} &lt;We gain&gt;"


def test_serve_never_fills_twice() -> None:
    clinic = Clinic(phone="{interest}", interest_statement="secret")
    gaps = {"summary": "{clinic_phone}", "key_points": ["{urgent_line}"]}
    page = page_of("{clinic_phone} {unknown} {figure:none}", clinic, **gaps)
    assert page.body == "{interest} {unknown} {figure:none}"
    assert (page.summary, page.key_points) == ("{interest}", ["{interest}"])


def test_fill_text_names_the_clinic_when_there_is_no_phone() -> None:
    assert fill_text("Call {urgent_line} or {clinic_phone}.", Clinic()) == (
        "Call the clinic or the clinic."
    )


def test_serve_gives_the_review_date_in_the_clinics_zone() -> None:
    page = page_of("", Clinic(), signed_off_at=NOW.replace(hour=2))
    assert page.reviewed_on == NOW.replace(month=2, day=28).date()


def test_figures_all_have_words_and_a_file(settings: Settings) -> None:
    folder = settings.BASE_DIR / "static" / "img" / "figures"
    for key, picture in FIGURES.items():
        assert picture.alt
        assert picture.caption
        assert (folder / f"{key}.svg").is_file()


def test_find_of_no_figure_is_none() -> None:
    assert find_figure("") is None
    assert find_figure("unheard-of") == Figure("unheard-of", "", "")
