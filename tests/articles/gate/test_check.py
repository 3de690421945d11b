"""Every rule of the gate, with one draft that passes and one that does not."""

import ast
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from articles import gate
from articles.draft import ArticleKind, Draft, Figure, SectionText, SourceStanding, SourceStatus
from articles.gate.check import check_draft
from articles.gate.evidence import shaken_keys
from articles.gate.findings import Finding
from tests.articles.factories import CLAIM, SECTION, SOURCE, YEAR, draft

STANDINGS = {
    "R7": SourceStanding(SourceStatus.SUPERSEDED, "R8"),
    "R8": SourceStanding(SourceStatus.CURRENT),
    "R9": SourceStanding(SourceStatus.RETRACTED),
}


def findings(judged: Draft, **options: Any) -> tuple[Finding, ...]:
    facts: dict[str, Any] = {"live": {"live-page"}, "batch": {"batch-mate"}, "year": YEAR}
    return check_draft(judged, **{**facts, "standings": STANDINGS, **options})


def codes(judged: Draft, **options: Any) -> set[str]:
    return {found.code for found in findings(judged, **options)}


def with_body(body: str, **changes: Any) -> Draft:
    return draft(sections=(replace(SECTION, body=body, **changes),))


def with_claim(**changes: Any) -> Draft:
    return draft(sections=(replace(SECTION, claims=(replace(CLAIM, **changes),)),))


def citing(*keys: str, body: str = "<p>Try it. It has few risks.</p>", **changes: Any) -> Draft:
    """A draft whose claim cites these sources, all of them listed."""
    listed = {*keys, *(key for key in ("R7", "R8", "R9") if f"[{key}]" in body)}
    claim = replace(CLAIM, references=keys, **changes)
    return draft(
        sections=(replace(SECTION, body=body, claims=(claim,)),),
        references=tuple(replace(SOURCE, key=key) for key in sorted(listed)),
    )


LONG = "Walk with care " + "and then with more care " * 4
OLD = replace(SOURCE, year=YEAR - 11)
FIGURE = Figure("k", "A spine.", "")
WARNING_LIST = "<p>Call us if {} is true:</p><ul><li>Numb.</li><li>Weak.</li></ul>"

CASES: dict[str, tuple[Draft, Draft]] = {
    "claim-without-reference": (draft(), with_claim(references=())),
    "unknown-reference": (with_body("<p>So [R1].</p>"), with_body("<p>So [R9].</p>")),
    "uncited-reference": (draft(), draft(references=(SOURCE, replace(SOURCE, key="R2")))),
    "claim-on-retracted-source": (citing("R1", "R8"), citing("R9")),
    "retracted-source": (
        citing("R1", body="<p>A study was later withdrawn [R9].</p>"),
        citing("R1", body="<p>A study found more [R9].</p>"),
    ),
    "superseded-source": (
        citing("R1", "R7", text="An older guideline, now out of date, lists heat."),
        citing("R1", "R7"),
    ),
    "missing-care-card": (
        draft(care_cards=(), sections=(replace(SECTION, care_card="urgent"),)),
        draft(care_cards=(), kind=ArticleKind.CONDITION),
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
    "question-heading": (draft(), draft(sections=(replace(SECTION, heading="Does it help?"),))),
    "bare-percentage": (
        with_body("<p>It helped 6 in 10 people (60%).</p>"),
        with_body("<p>It helped 60% of people.</p>"),
    ),
    "benefit-without-risk": (
        draft(),
        draft(sections=(SectionText("Walk", "<p>It helps.</p>"),), references=(), key_points=("",)),
    ),
    "no-questions": (draft(), draft(questions=())),
    "nothing-unknown": (draft(), draft(not_known=())),
    "no-action": (
        draft(),
        draft(
            kind=ArticleKind.LIVING,
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
def test_gate_rule_finds_the_bad_draft_and_says_where_and_how_to_fix_it(code: str) -> None:
    good, bad = CASES[code]
    assert code not in codes(good)
    assert code in codes(bad)
    found = next(each for each in findings(bad) if each.code == code)
    assert found.where
    assert "{" not in found.said().replace("{emergency", "")
    assert found.advice()
    # The place is a field that the form has.
    place = found.place
    if place.section is None:
        assert place.field in {"sources", *(each.name for each in fields(Draft))}
    else:
        section = bad.sections[place.section]
        holder = section if place.claim is None else section.claims[place.claim]
        assert place.field in {each.name for each in fields(holder)}


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
    assert said in [each.said() for each in findings(page)]


def test_gate_finds_nothing_in_a_good_draft() -> None:
    assert codes(draft()) == set()


def codes_in_the_source() -> Iterator[str]:
    """Every code that a rule can give, read off the rules themselves."""
    for path in Path(gate.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                makes_one = node.func.id in ("error", "warning")
                code = node.args[0] if makes_one else None
                yield from [str(code.value)] if isinstance(code, ast.Constant) else []


def test_gate_has_a_pair_of_examples_for_every_rule() -> None:
    assert set(CASES) == set(codes_in_the_source())


def test_gate_asks_every_rule() -> None:
    # A rule that was written and never listed would find nothing.
    assert {code for _good, bad in CASES.values() for code in codes(bad)} == set(CASES)


def test_gate_puts_errors_before_warnings() -> None:
    found = findings(draft(care_cards=(), not_known=()))
    assert [each.is_error for each in found] == [True, False]


def test_gate_claim_that_rests_only_on_a_retracted_source_is_an_error_once() -> None:
    found = [each for each in findings(citing("R9")) if "retracted" in each.code]
    assert [(each.code, each.is_error) for each in found] == [("claim-on-retracted-source", True)]
    assert "R9" in found[0].said()


def test_gate_retracted_source_beside_others_is_an_error_too() -> None:
    found = [each for each in findings(citing("R1", "R9")) if "retracted" in each.code]
    assert [(each.code, each.is_error) for each in found] == [("retracted-source", True)]


def test_gate_claim_may_not_cite_what_was_retracted_even_as_history() -> None:
    assert "retracted-source" in codes(citing("R1", "R9", text="It was withdrawn."))


def test_gate_text_may_tell_of_a_retracted_source_as_history() -> None:
    told = citing("R1", body="<p>That paper has since been retracted [R9].</p>")
    silent = citing("R1", body="<p>It was retracted.</p><p>That paper said more [R9].</p>")
    assert "retracted-source" not in codes(told)
    assert "retracted-source" in codes(silent)


def test_gate_superseded_source_names_the_newer_one_and_does_not_block() -> None:
    (found,) = [each for each in findings(citing("R7")) if each.code == "superseded-source"]
    assert not found.is_error
    assert "R8" in found.advice()


def test_gate_lets_sources_that_stand_be() -> None:
    assert codes(citing("R1", "R8")) == set()
    assert codes(citing("R7", "R9"), standings={}) == set()


def test_shaken_keys_leave_out_what_is_told_as_history() -> None:
    told = "<p>It was withdrawn [R9].</p>"
    assert shaken_keys(citing("R1", body=told), STANDINGS) == ()
    assert shaken_keys(citing("R1", "R7", body=told), STANDINGS) == ("R7",)
    assert shaken_keys(citing("R9", "R7"), STANDINGS) == ("R9", "R7")
