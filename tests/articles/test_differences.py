"""What a person is told about two texts: each change where it is, and nothing else."""

import time
from dataclasses import asdict
from random import Random
from typing import Any

import pytest

from articles.differences.compare import Change, Part, TextDifference, compare
from articles.differences.matching import Mark, mark_words
from articles.draft import ClaimText, Grade, SectionText
from tests.articles.factories import CLAIM, SECTION, SOURCE, draft


def between(before: dict[str, Any], after: dict[str, Any]) -> TextDifference:
    return compare(asdict(draft(**before)), asdict(draft(**after)))


def only(found: TextDifference) -> Part:
    (part,) = found.changed
    return part


def marked(part: Part) -> list[tuple[str, str, str, str]]:
    """Each changed line: what it is, what became of it, the words removed, the words added."""
    return [
        (
            row.kind,
            row.change.value,
            "".join(run.text for run in row.before if run.mark is Mark.REMOVED).strip(),
            "".join(run.text for run in row.after if run.mark is Mark.ADDED).strip(),
        )
        for row in part.rows
        if row.change is not Change.SAME
    ]


def section(heading: str, *paragraphs: str, **more: Any) -> SectionText:
    return SectionText(heading, "".join(f"<p>{text}</p>" for text in paragraphs), **more)


def test_equal_texts_differ_in_nothing() -> None:
    found = between({}, {})
    assert found.changed == ()
    assert {part.place for part in found.same} >= {"title", "summary", "section", "references"}


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        ({"title": "Walking and your spine"}, "title", ("title", "changed", "back", "spine")),
        ({"summary": "A short walk may help your back."}, "summary",
         ("summary", "changed", "", "short")),
        ({"key_points": ("Walk a little.", "Walk often.")}, "key_points",
         ("key_points", "removed", "Stop if it gets worse.", "")),
        ({"care_cards": ("self-care", "urgent")}, "care_cards",
         ("care_cards", "added", "", "urgent")),
        ({"not_known": ("Which speed is best.", "How far to go.")}, "not_known",
         ("not_known", "added", "", "How far to go.")),
        ({"slug": "walks"}, "slug", ("slug", "changed", "walking", "walks")),
        ({"references": ()}, "references",
         ("references", "removed",
          "R1 Someone. A study. Journal 2024. https://doi.org/10.1/x 2024", "")),
    ],
)  # fmt: skip
def test_each_field_is_a_part_of_its_own(
    change: dict[str, Any], place: str, expected: tuple[str, ...]
) -> None:
    part = only(between({}, change))
    assert part.place == place
    assert marked(part) == [expected]


def test_words_are_marked_within_a_paragraph() -> None:
    old = section("Walking", "Try a short walk. It has few risks.", "Go slowly.")
    new = section("Walking", "Try a short slow walk. It has no risks.", "Go slowly.")
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert part.heading == "Walking"
    assert marked(part) == [("paragraph", "changed", "few", "slow no")]


def test_a_claim_shows_what_became_of_its_grade_and_its_sources() -> None:
    surer = ClaimText("F1", CLAIM.text, Grade.MODERATE, ("R1", "R2"), "For how long.")
    new = SectionText(SECTION.heading, SECTION.body, (surer,))
    part = only(between({}, {"sections": (new,)}))
    assert marked(part) == [
        ("grade", "changed", "low", "moderate"),
        ("references", "changed", "", ", R2"),
        ("not_known", "added", "", "For how long."),
    ]


def test_grades_are_said_in_words() -> None:
    surer = ClaimText("F1", CLAIM.text, Grade.STRONG, ("R1",))
    before, after = draft(), draft(sections=(SectionText(SECTION.heading, SECTION.body, (surer,)),))
    found = compare(asdict(before), asdict(after), lambda field, code: f"{field} is {code}")
    assert marked(only(found)) == [("grade", "changed", "low", "strong")]
    (grade,) = (row for row in only(found).rows if row.kind == "grade")
    assert "".join(run.text for run in grade.after) == "grade is strong"


def test_a_section_is_known_again_under_another_heading() -> None:
    old = section("Walking", "A walk each day keeps the back moving and eases the pain.")
    new = section("Daily walks", "A walk each day keeps the back moving and eases pain.")
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert (part.heading, part.change) == ("Daily walks", Change.CHANGED)
    assert marked(part)[0][:2] == ("heading", "changed")


def test_another_section_in_its_place_is_not_taken_for_it() -> None:
    old = section("Walking", "A walk each day keeps the back moving.")
    new = section("Surgery", "Few people ever need an operation for this.")
    found = between({"sections": (old,)}, {"sections": (new,)}).changed
    assert [(p.heading, p.change) for p in found] == [
        ("Walking", Change.REMOVED),
        ("Surgery", Change.ADDED),
    ]


def test_a_section_that_only_moved_says_so() -> None:
    one, two, three = (section(name, f"About {name}.") for name in ("one", "two", "three"))
    found = between({"sections": (one, two, three)}, {"sections": (three, one, two)})
    assert [(p.heading, p.change, p.moved) for p in found.changed] == [("three", Change.SAME, True)]


def test_a_paragraph_that_only_moved_says_so() -> None:
    old, new = section("Walking", "One.", "Two."), section("Walking", "Two.", "One.")
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert [each[:2] for each in marked(part)] == [("paragraph", "moved")]


def test_a_change_that_no_words_show_is_not_kept_quiet() -> None:
    old = SectionText("Walking", "<p>Try a <strong>short</strong> walk.</p>")
    new = SectionText("Walking", "<p>Try a short walk.</p>")
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert marked(part) == [("formatting", "changed", "", "")]


def test_a_link_that_leads_elsewhere_is_shown() -> None:
    old, new = (
        SectionText("Walking", f'<p>Read <a href="/articles/{slug}/">this</a>.</p>')
        for slug in ("rest", "evil")
    )
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert [each[0] for each in marked(part)] == ["link"]


def test_a_field_that_nobody_has_heard_of_is_compared_too() -> None:
    before, after = asdict(draft()), asdict(draft())
    after["pictures_of_tomorrow"] = [{"alt": "A hill"}]
    part = only(compare(before, after))
    assert (part.place, marked(part)) == (
        "pictures_of_tomorrow",
        [("pictures_of_tomorrow", "added", "", "A hill")],
    )


@pytest.mark.parametrize("broken", [None, 7, "words", [None, 3], {"heading": 4}, [{"body": []}]])
def test_a_snapshot_of_another_shape_raises_nothing(broken: object) -> None:
    found = compare({"sections": broken, "title": broken}, asdict(draft()))
    assert "section" in {part.place for part in found.changed}


def test_against_nothing_everything_is_new() -> None:
    found = compare({}, asdict(draft()))
    assert {part.change for part in found.changed} == {Change.ADDED}
    assert found.same == ()


def test_unchanged_lines_far_from_a_change_are_folded() -> None:
    lines = [f"Line number {n} says {n * 7}." for n in range(10)]
    old = section("Walking", *lines)
    new = section("Walking", *lines[:-1], "Quite another end of it all.")
    part = only(between({"sections": (old,)}, {"sections": (new,)}))
    assert [row.folded for row in part.rows if row.folded] == [8]


@pytest.mark.parametrize("seed", range(40))
def test_the_runs_of_each_side_are_its_text_again(seed: int) -> None:
    """Whatever was changed, nothing is lost or made up on either side."""
    dice = Random(seed)
    words = ["walk ", "back, ", "don’t ", "a.", " \u202e", "9 ", "<b>", "\n", "é"]
    before, after = ("".join(dice.choices(words, k=dice.randrange(60))) for _side in "ab")
    old, new = mark_words(before, after)
    assert "".join(run.text for run in old) == before
    assert "".join(run.text for run in new) == after
    assert Mark.ADDED not in {run.mark for run in old}
    assert Mark.REMOVED not in {run.mark for run in new}


@pytest.mark.parametrize("sentence", ["walk back rest ", "walk the a of. "])
def test_the_longest_article_is_compared_in_good_time(sentence: str) -> None:
    dice = Random(1)

    def text(count: int) -> str:
        return "".join(dice.choice(sentence.split()) + " " for _word in range(count))

    def article() -> dict[str, Any]:
        return {
            "sections": [
                {"heading": text(3), "body": "".join(f"<p>{text(290)}</p>" for _n in range(12))}
                for _section in range(40)
            ]
        }

    began = time.process_time()
    assert compare(article(), article()).changed
    assert time.process_time() - began < 5


def test_sources_are_part_of_the_factories_draft() -> None:
    """The control of the field tests: the draft they begin from holds each field."""
    made = asdict(draft())
    assert made["references"] == (asdict(SOURCE),)
    assert all(made[name] for name in ("title", "summary", "key_points", "care_cards", "sections"))
