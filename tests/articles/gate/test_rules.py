"""The rules of the gate, one by one: what else each finds, and what it passes over."""

from dataclasses import replace

import pytest

from articles.draft import ArticleKind, Draft, Figure, Grade, Picture, SectionText
from tests.articles.factories import CLAIM, SECTION, SOURCE, YEAR, draft
from tests.articles.gate.test_check import codes, findings, with_body, with_claim

OLD_YEAR = YEAR - 11
OLD = replace(SOURCE, year=OLD_YEAR)
FOUR_SENTENCES = "One is. Two is. Three is. Four is."


def showing(figure: Figure) -> Draft:
    return draft(sections=(replace(SECTION, figure=figure),))


def linking(to: str) -> Draft:
    return with_body(f'<p><a href="{to}">x</a></p>')


def with_image(alt: str) -> Draft:
    return with_body(f'<p><img src="x" alt="{alt}"></p>')


def warning_list(lead: str) -> Draft:
    return with_body(f"<p>{lead}</p><ul><li>Numb.</li><li>Weak.</li></ul>")


def saying(text: str) -> Draft:
    return with_body(f"<p>{text}</p>")


def about_treatment(said: str) -> Draft:
    return draft(
        kind=ArticleKind.TREATMENT,
        summary="",
        key_points=(),
        not_known=(),
        references=(),
        sections=(SectionText("Pull", f"<p>{said}</p>"),),
    )


def without_action(**changes: object) -> Draft:
    facts: dict[str, object] = {
        "summary": "A page.",
        "key_points": ("A.", "B.", "C."),
        "care_cards": ("urgent",),
        "sections": (SectionText("Walk more", "<p>These are words.</p>"),),
        "references": (),
    }
    return draft(**{**facts, **changes})


def told_of_old(text: str) -> Draft:
    return replace(with_claim(text=text), references=(OLD,))


FOUND: list[tuple[str, Draft]] = [
    *(
        ("dead-link", linking(to))
        for to in (
            "articles/live-page/", "page.html", "", "/articles/", "http://[broken",
            "//elsewhere.org/x",
        )
    ),
    *(("image-without-alt", with_image(alt)) for alt in (" ", "IMG_2034.JPG", "spine-final.webp")),
    *(
        ("warning-list-without-any-or-all", warning_list(lead))
        for lead in (
            "Do not have traction if:", "Stop at once if you:", "These are warning signs:",
            "Call us at all times if:", "Call {emergency_number} when you see these:",
        )
    ),
    ("unknown-placeholder", draft(title="Call {emergency_number}")),
    # The page's own level.
    ("heading-level-skipped", with_body("<h2>Too high</h2>")),
    *(
        ("bare-percentage", saying(text))
        for text in (
            "It fell by 28%.", "It was 28 percent in 2022.", "28% of the 60 in 2022.",
            "1% in one go.",
        )
    ),
    *(
        ("benefit-without-risk", about_treatment(said))
        for said in (
            "It may ease pain.", "It helps, and there is no risk.", "It helps and is risk-free.",
            "It relieves pain that keeps getting worse.",
        )
    ),
    # A care card alone is no action of the page.
    ("no-action", without_action()),
    ("old-reference", told_of_old(f"A {OLD_YEAR - 1} study found that walking may help.")),
    ("long-paragraph", with_claim(text=FOUR_SENTENCES)),
]  # fmt: skip
PASSED: list[tuple[str, Draft]] = [
    *(
        ("banned-word", saying(honest))
        for honest in (
            "It is unproven.", "Feel secure.", "Keep the cursor here.", "We promise nothing.",
        )
    ),
    ("image-without-alt", with_image("A spine")),
    ("image-without-alt", showing(Figure("k", "", "", decorative=True))),
    *(
        ("warning-list-without-any-or-all", warning_list(lead))
        for lead in (
            "Do not have traction if any one of these is true:",
            "Stop at once if you have one or more of these:",
            "A clinic may offer it if both are true. Call us when all of these fit:",
            "Take these only if they are close at hand:",
            "Try these first:",
        )
    ),
    # A list of one sign.
    (
        "warning-list-without-any-or-all",
        with_body("<p>Call us if:</p><ul><li>It is numb.</li></ul>"),
    ),
    *(
        ("bare-percentage", saying(text))
        for text in (
            "It helped 6 in 10 people (60%).",
            "It helped one in three (33 per cent).",
            "It helped half of them (50%).",
            "In 37 in 100 people at 20, and 96 in 100 at 80 (37% and 96%).",
            "A strong pull is half of your weight, 50% of body weight.",
        )
    ),
    *(
        ("benefit-without-risk", about_treatment(said))
        for said in (
            "It may ease pain. It can make pain worse for a while.",
            "It helps some. Side effects are rare.",
            "It helps some, but it is not free of risk: more pain is one.",
            "If it does not stop, get help.",
        )
    ),
    ("no-action", without_action(summary="A page. Ask us about it.")),
    # Safety advice does not age; nor does what tells the reader its year or has a newer source.
    (
        "old-reference",
        replace(with_claim(grade=Grade.SAFETY), references=(OLD,)),
    ),
    ("old-reference", told_of_old(f"A {OLD_YEAR} study found that walking may help.")),
    (
        "old-reference",
        replace(
            with_claim(references=("R1", "R2")), references=(OLD, replace(SOURCE, key="R2"))
        ),
    ),
    ("old-reference", draft(references=(replace(SOURCE, year=YEAR - 10),))),
    ("question-heading", draft(title="Is it right for you?")),
    # A colon does not make a sentence.
    ("long-paragraph", saying("Do this: Walk. Ask Dr. Who. Rest.")),
]  # fmt: skip


def test_gate_finds_what_each_rule_is_for() -> None:
    assert [(code, page) for code, page in FOUND if code not in codes(page)] == []


def test_gate_passes_over_what_only_looks_like_it() -> None:
    assert [(code, page) for code, page in PASSED if code in codes(page)] == []


@pytest.mark.parametrize(
    "word",
    [
        "Cures", "BREAKTHROUGH", "break-through", "proven", "success rate", "success-rates",
        "realigned", "re-alignment", "slipped back in", "slip back into place", "promising",
    ],
)  # fmt: skip
def test_gate_banned_word_is_found_in_any_form_and_place(word: str) -> None:
    said = f"This is {word}."
    pages = [
        draft(key_points=(said, "b", "c")),
        draft(title=f"A {word} page"),
        draft(not_known=(said,)),
        draft(questions=(said,)),
        with_claim(not_known=said),
        showing(Figure("k", "A spine.", said)),
    ]
    assert [page for page in pages if "banned-word" not in codes(page)] == []


PICTURE = Picture("0" * 32, (480,), 320, "A person walks.", "A walk.")
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


def test_gate_dead_link_needs_the_batch_when_a_page_is_not_live() -> None:
    assert "dead-link" in codes(linking("/articles/batch-mate/"), batch=())
    assert "dead-link" not in codes(linking("/articles/batch-mate/"))


def test_gate_finding_points_at_the_claim_it_is_about() -> None:
    bad = replace(SECTION, heading="Second", claims=(CLAIM, replace(CLAIM, references=())))
    (found,) = findings(draft(sections=(SECTION, bad)))
    assert (found.where, found.place.field) == ("Second", "text")
    assert (found.place.section, found.place.claim) == (1, 1)


def test_gate_question_is_found_in_a_heading_inside_a_section_too() -> None:
    found = findings(with_body("<h3>Does it help?</h3><p>It has few risks.</p>"))
    assert [(each.code, each.place.field) for each in found] == [("question-heading", "body")]


@pytest.mark.parametrize("place", ["not_known", "questions"])
def test_gate_long_sentence_is_found_at_the_end_of_the_page(place: str) -> None:
    long = " ".join(["Walk"] * 21)
    (found,) = findings(draft(**{place: (long,)}))
    assert (found.code, found.place.field) == ("long-sentence", place)


def test_gate_reading_grade_says_that_it_is_a_guide_and_never_blocks() -> None:
    hard = saying("Intervertebral decompression facilitates rehabilitation.</p><p>" * 9)
    (found,) = [each for each in findings(hard) if each.code == "reading-grade"]
    assert not found.is_error
    assert "guide" in found.said()
