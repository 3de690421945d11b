"""How the rules that may be overridden judge. A false alarm makes editors blind."""

from dataclasses import replace

import pytest

from articles.draft import ArticleKind, Grade, SectionText
from tests.articles.factories import CLAIM, SECTION, SOURCE, YEAR, draft
from tests.articles.test_gate import codes, findings, with_body, with_claim

OLD_YEAR = YEAR - 11


@pytest.mark.parametrize(
    "said",
    [
        "It helped 6 in 10 people (60%).",
        "It helped one in three (33 per cent).",
        "It helped half of them (50%).",
        "In 37 in 100 people at 20, and 96 in 100 at 80 (37% and 96%).",
        "A strong pull is half of your weight, 50% of body weight.",
    ],
)
def test_gate_percentage_beside_people_passes(said: str) -> None:
    assert "bare-percentage" not in codes(with_body(f"<p>{said}</p>"))


@pytest.mark.parametrize(
    "said",
    ["It fell by 28%.", "It was 28 percent in 2022.", "28% of the 60 in 2022.", "1% in one go."],
)
def test_gate_percentage_alone_is_found(said: str) -> None:
    assert "bare-percentage" in codes(with_body(f"<p>{said}</p>"))


def about_treatment(said: str) -> set[str]:
    page = draft(
        kind=ArticleKind.TREATMENT,
        summary="",
        key_points=(),
        not_known=(),
        references=(),
        sections=(SectionText("Pull", f"<p>{said}</p>"),),
    )
    return codes(page)


@pytest.mark.parametrize(
    "said",
    [
        "It may ease pain.",
        "It helps, and there is no risk.",
        "It helps and is risk-free.",
        "It relieves pain that keeps getting worse.",
    ],
)
def test_gate_benefit_without_a_risk_is_found(said: str) -> None:
    assert "benefit-without-risk" in about_treatment(said)


@pytest.mark.parametrize(
    "said",
    [
        "It may ease pain. It can make pain worse for a while.",
        "It helps some. Side effects are rare.",
        "It helps some, but it is not free of risk: more pain is one.",
        "If it does not stop, get help.",
    ],
)
def test_gate_benefit_with_its_risk_passes(said: str) -> None:
    assert "benefit-without-risk" not in about_treatment(said)


def test_gate_care_card_alone_is_no_action_of_the_page() -> None:
    page = draft(
        summary="A page.",
        key_points=("A.", "B.", "C."),
        care_cards=("urgent",),
        sections=(SectionText("Walk more", "<p>These are words.</p>"),),
        references=(),
    )
    assert "no-action" in codes(page)
    assert "no-action" not in codes(replace(page, summary="A page. Ask us about it."))


def test_gate_old_reference_is_no_matter_for_safety_advice() -> None:
    old = (replace(SOURCE, year=OLD_YEAR),)
    claim = replace(CLAIM, grade=Grade.SAFETY)
    page = draft(references=old, sections=(replace(SECTION, claims=(claim,)),))
    assert "old-reference" not in codes(page)


def test_gate_old_reference_is_no_matter_when_the_reader_is_told_the_year() -> None:
    old = (replace(SOURCE, year=OLD_YEAR),)
    told = with_claim(text=f"A {OLD_YEAR} study found that walking may help.")
    other = with_claim(text=f"A {OLD_YEAR - 1} study found that walking may help.")
    assert "old-reference" not in codes(replace(told, references=old))
    assert "old-reference" in codes(replace(other, references=old))


def test_gate_old_reference_looks_at_the_newest_source_of_a_claim() -> None:
    both = (replace(SOURCE, year=OLD_YEAR), replace(SOURCE, key="R2"))
    assert "old-reference" not in codes(
        replace(with_claim(references=("R1", "R2")), references=both)
    )
    assert "old-reference" not in codes(draft(references=(replace(SOURCE, year=YEAR - 10),)))


def test_gate_question_is_found_in_a_heading_inside_a_section_too() -> None:
    found = findings(with_body("<h3>Does it help?</h3><p>It has few risks.</p>"))
    assert [(each.code, each.place.field) for each in found] == [("question-heading", "body")]


def test_gate_question_may_be_a_title() -> None:
    assert "question-heading" not in codes(draft(title="Is it right for you?"))


def test_gate_colon_does_not_make_a_sentence_of_a_paragraph() -> None:
    assert "long-paragraph" not in codes(with_body("<p>Do this: Walk. Ask Dr. Who. Rest.</p>"))


def test_gate_claim_is_a_paragraph_too() -> None:
    assert "long-paragraph" in codes(with_claim(text="One is. Two is. Three is. Four is."))


@pytest.mark.parametrize("place", ["not_known", "questions"])
def test_gate_long_sentence_is_found_at_the_end_of_the_page(place: str) -> None:
    long = " ".join(["Walk"] * 21)
    (found,) = findings(draft(**{place: (long,)}))
    assert (found.code, found.place.field) == ("long-sentence", place)


def test_gate_reading_grade_says_that_it_is_a_guide_and_never_blocks() -> None:
    hard = with_body("<p>Intervertebral decompression facilitates rehabilitation.</p>" * 9)
    (found,) = [each for each in findings(hard) if each.code == "reading-grade"]
    assert not found.is_error
    assert "guide" in found.said()
