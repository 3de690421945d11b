"""Every rule of the gate, with one draft that passes and one that does not."""

from dataclasses import replace
from typing import Any

import pytest

from articles.draft import Draft, Figure, Grade, Kind, SectionText
from articles.gate import check
from articles.gate.errors import ERRORS
from articles.gate.style import STYLE
from articles.gate.substance import SUBSTANCE
from tests.articles.factories import CLAIM, SECTION, SOURCE, YEAR, draft


def codes(judged: Draft, **options: Any) -> set[str]:
    facts: dict[str, Any] = {"live": {"live-page"}, "batch": {"batch-mate"}, "year": YEAR, "standings": {}}
    return {found.code for found in check(judged, **{**facts, **options})}


def with_body(body: str, **changes: Any) -> Draft:
    return draft(sections=(replace(SECTION, body=body, **changes),))


def with_claim(**changes: Any) -> Draft:
    return draft(sections=(replace(SECTION, claims=(replace(CLAIM, **changes),)),))


LONG = "Walk with care " + "and then with more care " * 4
OLD = replace(SOURCE, year=YEAR - 11)
FIGURE = Figure("k", "A spine.", "")
WARNING_LIST = "<p>Call us if {} is true:</p><ul><li>Numb.</li><li>Weak.</li></ul>"

CASES: dict[str, tuple[Draft, Draft]] = {
    "claim-without-reference": (draft(), with_claim(references=())),
    "unknown-reference": (with_body("<p>So [R1].</p>"), with_body("<p>So [R9].</p>")),
    "uncited-reference": (
        draft(),
        draft(references=(SOURCE, replace(SOURCE, key="R2"))),
    ),
    "missing-care-card": (
        draft(care_cards=(), sections=(replace(SECTION, care_card="urgent"),)),
        draft(care_cards=(), kind=Kind.CONDITION),
    ),
    "heading-level-skipped": (
        with_body("<h3>One</h3><h4>Two</h4><h3>Three</h3><p>Try it. Few risks.</p>"),
        with_body("<h4>Too deep</h4>"),
    ),
    "image-without-alt": (
        draft(sections=(replace(SECTION, figure=FIGURE),)),
        draft(sections=(replace(SECTION, figure=replace(FIGURE, alt="")),)),
    ),
    "warning-list-without-any-or-all": (
        with_body(WARNING_LIST.format("any one of these")),
        with_body(WARNING_LIST.format("the following")),
    ),
    "banned-word": (
        with_body("<p>It is secure and improves little.</p>"),
        with_body("<p>It will cure you.</p>"),
    ),
    "dead-link": (
        with_body(
            '<p><a href="/articles/live-page/">a</a> <a href="/articles/batch-mate/#x">b</a>'
            ' <a href="https://example.org/">c</a> <a href="/book/">d</a> <a href="#x">e</a></p>'
        ),
        with_body('<p><a href="/articles/nowhere/">a</a></p>'),
    ),
    "unknown-placeholder": (
        with_body("<p>Call {emergency_number}.</p>"),
        with_body("<p>Call {emergency_nubmer}.</p>"),
    ),
    "reading-grade": (
        draft(),
        with_body("<p>Intervertebral decompression facilitates rehabilitation.</p>" * 9),
    ),
    "long-sentence": (with_body("<p>Walk. Then rest.</p>"), with_body(f"<p>{LONG}.</p>")),
    "long-paragraph": (
        with_body("<p>One is. Two is. Three is.</p>"),
        with_body("<p>One is. Two is. Three is. Four is.</p>"),
    ),
    "long-list": (
        with_body("<p>So:</p><ul>" + "<li>A</li>" * 7 + "</ul>"),
        with_body("<p>So:</p><ul>" + "<li>A</li>" * 8 + "</ul>"),
    ),
    "long-title": (draft(title="t" * 65), draft(title="t" * 66)),
    "question-heading": (
        draft(),
        draft(sections=(replace(SECTION, heading="Does it help?"),)),
    ),
    "bare-percentage": (
        with_body("<p>It helped 6 in 10 people (60%).</p>"),
        with_body("<p>It helped 60% of people.</p>"),
    ),
    "benefit-without-risk": (
        draft(),
        draft(sections=(SectionText("Walk", "<p>It helps.</p>"),), references=(), key_points=("",)),
    ),
    "nothing-unknown": (draft(), draft(not_known=())),
    "no-action": (
        draft(),
        draft(
            kind=Kind.LIVING,
            care_cards=(),
            summary="A page.",
            key_points=("A.", "B.", "C."),
            sections=(SectionText("Words", "<p>These are words.</p>"),),
            references=(),
        ),
    ),
    "no-summary": (draft(), draft(summary=" ")),
    "key-points": (draft(), draft(key_points=("One.",))),
    "old-reference": (draft(), draft(references=(OLD,))),
}


@pytest.mark.parametrize("code", CASES)
def test_gate_rule_lets_the_good_draft_pass(code: str) -> None:
    assert code not in codes(CASES[code][0])


@pytest.mark.parametrize("code", CASES)
def test_gate_rule_finds_the_bad_draft(code: str) -> None:
    assert code in codes(CASES[code][1])


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((), "There are 0 key points."),
        (("One.",), "There is one key point."),
        (("One.", "Two."), "There are 2 key points."),
    ],
)
def test_gate_counts_key_points_in_good_english(points: tuple[str, ...], said: str) -> None:
    page = draft(key_points=points)
    found = check(page, live=(), batch=(), year=YEAR, standings={})
    assert said in [each.said() for each in found]


def test_gate_finds_nothing_in_a_good_draft() -> None:
    assert codes(draft()) == set()


def test_gate_cases_cover_every_rule() -> None:
    # no_summary looks at the summary and at the key points: two codes.
    assert len(CASES) == len((*ERRORS, *STYLE, *SUBSTANCE)) + 1


@pytest.mark.parametrize("code", CASES)
def test_gate_finding_says_where_what_and_how_to_mend(code: str) -> None:
    found = next(f for f in check(CASES[code][1], live=(), year=YEAR, standings={}) if f.code == code)
    assert found.where
    assert "{" not in found.said().replace("{emergency", "")
    assert found.advice()


def test_gate_puts_errors_before_warnings() -> None:
    findings = check(draft(care_cards=(), not_known=()), live=(), year=YEAR, standings={})
    assert [found.is_error for found in findings] == [True, False]


@pytest.mark.parametrize(
    "word", ["Cures", "BREAKTHROUGH", "proven", "success rate", "realigned", "slipped back in"]
)
def test_gate_banned_word_is_found_in_any_form_and_place(word: str) -> None:
    assert "banned-word" in codes(draft(key_points=(f"This is {word}.", "b", "c")))
    assert "banned-word" in codes(draft(title=f"A {word} page"))


@pytest.mark.parametrize(
    "link", ["articles/live-page/", "page.html", "", "/articles/", "http://[broken"]
)
def test_gate_dead_link_knows_addresses_that_lead_nowhere(link: str) -> None:
    assert "dead-link" in codes(with_body(f'<p><a href="{link}">x</a></p>'))


def test_gate_dead_link_needs_the_batch_when_a_page_is_not_live() -> None:
    linking = with_body('<p><a href="/articles/batch-mate/">a</a></p>')
    assert "dead-link" in codes(linking, batch=())


def test_gate_image_in_a_body_needs_alt_text() -> None:
    assert "image-without-alt" in codes(with_body('<p><img src="x" alt=" "></p>'))


def test_gate_decorative_picture_needs_no_alt_text() -> None:
    bare = Figure("k", "", "", decorative=True)
    assert "image-without-alt" not in codes(draft(sections=(replace(SECTION, figure=bare),)))


def test_gate_warning_list_of_one_sign_needs_no_any() -> None:
    assert "warning-list-without-any-or-all" not in codes(
        with_body("<p>Call us if:</p><ul><li>It is numb.</li></ul>")
    )


def test_gate_old_reference_is_no_matter_for_safety_advice() -> None:
    old = draft(
        references=(OLD,),
        sections=(replace(SECTION, claims=(replace(CLAIM, grade=Grade.SAFETY),)),),
    )
    assert "old-reference" not in codes(old)


def test_gate_placeholder_in_a_title_is_an_error() -> None:
    assert "unknown-placeholder" in codes(draft(title="Call {emergency_number}"))
