"""How the rules that block publication judge: what they must find, and what they must let be."""

from dataclasses import replace

import pytest

from articles.draft import Figure, Picture
from tests.articles.factories import SECTION, draft
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
