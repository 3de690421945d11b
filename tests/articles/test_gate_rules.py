"""The rules of the gate, one by one: what each finds and what it passes over."""

from dataclasses import replace

import pytest

from articles.draft import ArticleKind, Figure, Grade, Picture, SectionText
from tests.articles.factories import CLAIM, SECTION, SOURCE, YEAR, draft
from tests.articles.test_gate import codes, findings, with_body, with_claim

PICTURE = Picture("0" * 32, (480,), 320, "A person walks.", "A walk.")
SIGNS = "<ul><li>Numb.</li><li>Weak.</li></ul>"


@pytest.mark.parametrize(
    "word",
    [
        "Cures", "BREAKTHROUGH", "break-through", "proven", "success rate", "success-rates",
        "realigned", "re-alignment", "slipped back in", "slip back into place", "promising",
    ],
)  # fmt: skip
def test_gate_banned_word_is_found_in_any_form_and_place(word: str) -> None:
    said = f"This is {word}."
    assert "banned-word" in codes(draft(key_points=(said, "b", "c")))
    assert "banned-word" in codes(draft(title=f"A {word} page"))
    assert "banned-word" in codes(draft(not_known=(said,)))
    assert "banned-word" in codes(draft(questions=(said,)))
    assert "banned-word" in codes(with_claim(not_known=said))
    assert "banned-word" in codes(
        draft(sections=(replace(SECTION, figure=Figure("k", "A spine.", said)),))
    )


SAID = "Proven to work, says {call:clinic_phone}."


@pytest.mark.parametrize(
    "shown",
    [
        replace(PICTURE, alt=SAID), replace(PICTURE, caption=SAID),
        replace(PICTURE, credit=SAID), replace(PICTURE, license=SAID),
    ],
    ids=["alt", "caption", "credit", "license"],
)  # fmt: skip
def test_gate_reads_the_words_of_an_uploaded_picture(shown: Picture) -> None:
    found = findings(draft(sections=(replace(SECTION, picture=shown),)))
    assert {each.code for each in found} >= {"banned-word", "unknown-placeholder"}
    # The form has one choice for drawings and pictures: there the editor finds it.
    assert {each.place.field for each in found} == {"figure"}
    assert findings(draft(sections=(replace(SECTION, picture=PICTURE),))) == ()


@pytest.mark.parametrize(
    "honest", ["It is unproven.", "Feel secure.", "Keep the cursor here.", "We promise nothing."]
)
def test_gate_banned_word_lets_other_words_be(honest: str) -> None:
    assert "banned-word" not in codes(with_body(f"<p>{honest}</p>"))


@pytest.mark.parametrize(
    "link",
    ["articles/live-page/", "page.html", "", "/articles/", "http://[broken", "//elsewhere.org/x"],
)
def test_gate_dead_link_knows_addresses_that_lead_nowhere(link: str) -> None:
    assert "dead-link" in codes(with_body(f'<p><a href="{link}">x</a></p>'))


def test_gate_dead_link_needs_the_batch_when_a_page_is_not_live() -> None:
    linking = with_body('<p><a href="/articles/batch-mate/">a</a></p>')
    assert "dead-link" in codes(linking, batch=())


@pytest.mark.parametrize("alt", [" ", "IMG_2034.JPG", "spine-final.webp"])
def test_gate_image_in_a_body_needs_words_for_alt_text(alt: str) -> None:
    assert "image-without-alt" in codes(with_body(f'<p><img src="x" alt="{alt}"></p>'))


def test_gate_image_with_words_for_alt_text_passes() -> None:
    assert "image-without-alt" not in codes(with_body('<p><img src="x" alt="A spine"></p>'))


def test_gate_decorative_figure_needs_no_alt_text() -> None:
    bare = Figure("k", "", "", decorative=True)
    assert "image-without-alt" not in codes(draft(sections=(replace(SECTION, figure=bare),)))


@pytest.mark.parametrize(
    "lead",
    [
        "Do not have traction if:",
        "Stop at once if you:",
        "These are warning signs:",
        "Call us at all times if:",
        "Call {emergency_number} when you see these:",
    ],
)
def test_gate_warning_list_must_say_how_many_signs_it_takes(lead: str) -> None:
    assert "warning-list-without-any-or-all" in codes(with_body(f"<p>{lead}</p>{SIGNS}"))


@pytest.mark.parametrize(
    "lead",
    [
        "Do not have traction if any one of these is true:",
        "Stop at once if you have one or more of these:",
        "A clinic may offer it if both are true. Call us when all of these fit:",
        "Take these only if they are close at hand:",
        "Try these first:",
    ],
)
def test_gate_warning_list_lets_other_lists_be(lead: str) -> None:
    assert "warning-list-without-any-or-all" not in codes(with_body(f"<p>{lead}</p>{SIGNS}"))


def test_gate_warning_list_of_one_sign_needs_no_any() -> None:
    assert "warning-list-without-any-or-all" not in codes(
        with_body("<p>Call us if:</p><ul><li>It is numb.</li></ul>")
    )


def test_gate_placeholder_in_a_title_is_an_error() -> None:
    assert "unknown-placeholder" in codes(draft(title="Call {emergency_number}"))


def test_gate_heading_of_the_pages_own_level_in_a_body_is_an_error() -> None:
    assert "heading-level-skipped" in codes(with_body("<h2>Too high</h2>"))


def test_gate_finding_points_at_the_claim_it_is_about() -> None:
    fine, bad = SECTION, replace(SECTION, heading="Second", claims=(SECTION.claims[0],) * 2)
    bad = replace(bad, claims=(bad.claims[0], replace(bad.claims[1], references=())))
    (found,) = findings(draft(sections=(fine, bad)))
    assert (found.where, found.place.field) == ("Second", "text")
    assert (found.place.section, found.place.claim) == (1, 1)


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
