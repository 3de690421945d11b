"""The rules on how a page reads. Their findings may be overridden with a reason."""

from collections.abc import Iterator
from dataclasses import replace

from articles.draft import Draft
from articles.gate.findings import (
    KEY_POINTS,
    NOT_KNOWN,
    QUESTIONS,
    SUMMARY,
    TITLE,
    WHOLE_PAGE,
    DraftPage,
    Finding,
    Place,
    read_page,
    warning,
)
from articles.markup import BlockKind, lists
from articles.readability import LONG_SENTENCE_WORDS, Score, measure, whole_sentences
from clinic_site.foundation.text.marks import gettext_noop as _

GRADE_LIMIT = 8
PARAGRAPH_SENTENCES = 3
LIST_ITEMS = 7
TITLE_CHARACTERS = 65


def _paragraphs(page: DraftPage) -> Iterator[tuple[Place, str]]:
    """The texts that run on: paragraphs, and what the page sets as one."""
    yield SUMMARY, page.draft.summary
    for place, body in page.outlines:
        for block in body.blocks:
            if block.kind is BlockKind.PARAGRAPH:
                yield place, block.text
    for place, claim in page.claims():
        yield place, claim.text
        yield replace(place, field="not_known"), claim.not_known


def _sentences_to_read(page: DraftPage) -> Iterator[tuple[Place, str]]:
    """The running text: not titles, headings or table cells, which are not sentences."""
    yield from _paragraphs(page)
    yield from ((KEY_POINTS, point) for point in page.draft.key_points)
    for place, body in page.outlines:
        yield from ((place, block.text) for block in body.blocks if block.kind is BlockKind.ITEM)
    yield from ((NOT_KNOWN, item) for item in page.draft.not_known)
    yield from ((QUESTIONS, item) for item in page.draft.questions)


def reading_score(draft: Draft) -> Score:
    """Return how hard a draft is to read. A guide: see `readability.py`."""
    page = read_page(draft, reachable=frozenset(), year=0, standings={})
    return measure(text for _place, text in _sentences_to_read(page))


def reading_grade(page: DraftPage) -> Iterator[Finding]:
    """The page reads at grade 8 or below."""
    score = measure(text for _place, text in _sentences_to_read(page))
    if score.grade > GRADE_LIMIT:
        yield warning(
            "reading-grade",
            WHOLE_PAGE,
            _("The text reads at about grade {grade}. This figure is a guide."),
            _("Aim for grade {limit} or below: shorter sentences and shorter words."),
            grade=str(score.grade),
            limit=str(GRADE_LIMIT),
        )


def long_sentence(page: DraftPage) -> Iterator[Finding]:
    """No sentence has more than 20 words."""
    for place, text in _sentences_to_read(page):
        for sentence in measure([text]).long_sentences:
            yield warning(
                "long-sentence",
                place,
                _("A sentence has over {limit} words: “{sentence}”"),
                _("Make two sentences of it."),
                limit=str(LONG_SENTENCE_WORDS),
                sentence=sentence,
            )


def long_paragraph(page: DraftPage) -> Iterator[Finding]:
    """No paragraph has more than three sentences."""
    for place, text in _paragraphs(page):
        count = len(whole_sentences(text))
        if count > PARAGRAPH_SENTENCES:
            yield warning(
                "long-paragraph",
                place,
                _("A paragraph has {count} sentences: “{start}…”"),
                _("Split it, or make a list of it."),
                count=str(count),
                start=text[:60],
            )


def long_list(page: DraftPage) -> Iterator[Finding]:
    """No list has more than seven items."""
    for place, body in page.outlines:
        for _lead, items in lists(body):
            if len(items) > LIST_ITEMS:
                yield warning(
                    "long-list",
                    place,
                    _("A list has {count} items; it begins “{first}”"),
                    _("Group the items, or keep the {limit} that matter most."),
                    count=str(len(items)),
                    first=items[0],
                    limit=str(LIST_ITEMS),
                )


def long_title(page: DraftPage) -> Iterator[Finding]:
    """The title fits a search result."""
    if len(page.draft.title) > TITLE_CHARACTERS:
        yield warning(
            "long-title",
            TITLE,
            _("The title has {count} characters."),
            _("Search results cut titles after about {limit}. Shorten it."),
            count=str(len(page.draft.title)),
            limit=str(TITLE_CHARACTERS),
        )


def question_heading(page: DraftPage) -> Iterator[Finding]:
    """A heading gives the answer."""
    for section, (place, body) in zip(page.draft.sections, page.outlines, strict=True):
        found = [(replace(place, field="heading"), section.heading)]
        found += [(place, block.text) for block in body.blocks if block.kind is BlockKind.HEADING]
        for where, heading in found:
            if heading.rstrip().endswith("?"):
                yield warning(
                    "question-heading",
                    where,
                    _("The heading is a question: “{heading}”"),
                    _("Say the answer in the heading, if a statement would do."),
                    heading=heading,
                )


STYLE = (reading_grade, long_sentence, long_paragraph, long_list, long_title, question_heading)
