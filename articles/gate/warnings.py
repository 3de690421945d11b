"""The rules whose findings may be overridden, with a reason that is kept with the edition."""

import re
from collections.abc import Iterator

from articles.draft import Grade, Kind
from articles.gate.findings import KEY_POINTS, SUMMARY, TITLE, WHOLE_PAGE, Finding, Page, _
from articles.markup import BlockKind, lists
from articles.readability import LONG_SENTENCE_WORDS, measure, sentences

GRADE_LIMIT = 8
PARAGRAPH_SENTENCES = 3
LIST_ITEMS = 7
TITLE_CHARACTERS = 65
KEY_POINT_COUNT = 3
REFERENCE_YEARS = 10

PERCENTAGE = re.compile(r"\d\s?%|\bper ?cent\b", re.IGNORECASE)
NATURAL_FREQUENCY = re.compile(
    r"\b[\d,]+(?: or [\d,]+)? (?:in|of|out of)(?: every)? [\d,]+\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine) (?:in|out of) \w+",
    re.IGNORECASE,
)
BENEFIT = re.compile(
    r"\b(?:help(?:s|ed)?|eas(?:e|es|ed)|reliev\w+|benefit\w*|improv\w+)\b", re.IGNORECASE
)
RISK = re.compile(
    r"\b(?:risks?|harms?|harmful|side effects?|unwanted|worse|danger\w*|complications?)\b",
    re.IGNORECASE,
)
ACTION = re.compile(
    r"(?:^|\. |: )(?:ask|call|talk|speak|tell|book|keep|try|start|stop|walk|move|see|get|go|use"
    r"|bring|write|make|take|phone|plan|choose|do|stay)\b",
    re.IGNORECASE,
)


def _warning(code: str, where: str, message: str, mend: str, **facts: str) -> Finding:
    return Finding(code, False, where, message, mend, facts)


def _sentences_to_read(page: Page) -> Iterator[tuple[str, str]]:
    """The running text: not titles, headings or table cells, which are not sentences."""
    draft = page.draft
    yield SUMMARY, draft.summary
    yield from ((KEY_POINTS, point) for point in draft.key_points)
    for section, (heading, body) in zip(draft.sections, page.outlines, strict=True):
        for block in body.blocks:
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
                yield heading, block.text
        yield from ((heading, claim.text) for claim in section.claims)


def reading_grade(page: Page) -> Iterator[Finding]:
    """The page reads at grade 8 or below."""
    score = measure(text for _where, text in _sentences_to_read(page))
    if score.grade > GRADE_LIMIT:
        yield _warning(
            "reading-grade",
            WHOLE_PAGE,
            _("The text reads at about grade {grade}. This figure is a guide."),
            _("Aim for grade {limit} or below: shorter sentences and shorter words."),
            grade=str(score.grade),
            limit=str(GRADE_LIMIT),
        )


def long_sentence(page: Page) -> Iterator[Finding]:
    """No sentence has more than 20 words."""
    for where, text in _sentences_to_read(page):
        for sentence in measure([text]).long_sentences:
            yield _warning(
                "long-sentence",
                where,
                _("A sentence has over {limit} words: “{sentence}”"),
                _("Make two sentences of it."),
                limit=str(LONG_SENTENCE_WORDS),
                sentence=sentence,
            )


def long_paragraph(page: Page) -> Iterator[Finding]:
    """No paragraph has more than three sentences."""
    for heading, body in page.outlines:
        for block in body.blocks:
            count = len(sentences(block.text))
            if block.kind is BlockKind.PARAGRAPH and count > PARAGRAPH_SENTENCES:
                yield _warning(
                    "long-paragraph",
                    heading,
                    _("A paragraph has {count} sentences: “{start}…”"),
                    _("Split it, or make a list of it."),
                    count=str(count),
                    start=block.text[:60],
                )


def long_list(page: Page) -> Iterator[Finding]:
    """No list has more than seven items."""
    for heading, body in page.outlines:
        for _lead, items in lists(body):
            if len(items) > LIST_ITEMS:
                yield _warning(
                    "long-list",
                    heading,
                    _("A list has {count} items; it begins “{first}”"),
                    _("Group the items, or keep the {limit} that matter most."),
                    count=str(len(items)),
                    first=items[0],
                    limit=str(LIST_ITEMS),
                )


def long_title(page: Page) -> Iterator[Finding]:
    """The title fits a search result."""
    if len(page.draft.title) > TITLE_CHARACTERS:
        yield _warning(
            "long-title",
            TITLE,
            _("The title has {count} characters."),
            _("Search results cut titles after about {limit}. Shorten it."),
            count=str(len(page.draft.title)),
            limit=str(TITLE_CHARACTERS),
        )


def question_heading(page: Page) -> Iterator[Finding]:
    """A heading gives the answer."""
    for section in page.draft.sections:
        if section.heading.rstrip().endswith("?"):
            yield _warning(
                "question-heading",
                section.heading,
                _("The heading is a question."),
                _("Say the answer in the heading, if a statement would do."),
            )


def bare_percentage(page: Page) -> Iterator[Finding]:
    """A percentage stands beside "so many in so many"."""
    for where, text in page.prose():
        if PERCENTAGE.search(text) and not NATURAL_FREQUENCY.search(text):
            yield _warning(
                "bare-percentage",
                where,
                _("A percentage stands alone: “{text}”"),
                _("Add it as people, such as “1 in 7”."),
                text=text,
            )


def benefit_without_risk(page: Page) -> Iterator[Finding]:
    """A page on a treatment that tells of benefits tells of risks."""
    said = " ".join(text for _where, text in page.prose())
    if page.draft.kind is Kind.TREATMENT and BENEFIT.search(said) and not RISK.search(said):
        yield _warning(
            "benefit-without-risk",
            WHOLE_PAGE,
            _("The page tells how treatment may help, and not what may go wrong."),
            _("Say what the risks and unwanted effects are, or that none were counted."),
        )


def nothing_unknown(page: Page) -> Iterator[Finding]:
    """The page says what is not known."""
    if not page.draft.not_known:
        yield _warning(
            "nothing-unknown",
            WHOLE_PAGE,
            _("Nothing is said about what is not known."),
            _("Add a line to “What we do not know yet”."),
        )


def no_action(page: Page) -> Iterator[Finding]:
    """The page gives the reader something to do."""
    told = any(ACTION.search(text) for where, text in page.prose() if where != TITLE)
    if not told and not page.draft.care_cards:
        yield _warning(
            "no-action",
            WHOLE_PAGE,
            _("The page gives the reader nothing to do."),
            _("Add a step: what to try, whom to ask, or when to call."),
        )


def no_summary(page: Page) -> Iterator[Finding]:
    """The page begins with a summary and three key points."""
    if not page.draft.summary.strip():
        yield _warning(
            "no-summary",
            SUMMARY,
            _("There is no summary."),
            _("Write two or three short sentences that give the main message."),
        )
    if len(page.draft.key_points) != KEY_POINT_COUNT:
        yield _warning(
            "key-points",
            KEY_POINTS,
            _("There are {count} key points."),
            _("Write exactly three, one a line."),
            count=str(len(page.draft.key_points)),
        )


def old_reference(page: Page) -> Iterator[Finding]:
    """A claim rests on something newer than ten years. Safety advice does not age that way."""
    years = {source.key: source.year for source in page.draft.references}
    for section in page.draft.sections:
        for claim in section.claims:
            known = [year for key in claim.references if (year := years.get(key))]
            stale = known and max(known) < page.year - REFERENCE_YEARS
            if stale and claim.grade is not Grade.SAFETY:
                yield _warning(
                    "old-reference",
                    section.heading,
                    _("The newest source of “{claim}” is from {year}."),
                    _("Look for newer evidence, or say that this is the newest there is."),
                    claim=claim.text,
                    year=str(max(known)),
                )


WARNINGS = (
    reading_grade,
    long_sentence,
    long_paragraph,
    long_list,
    long_title,
    question_heading,
    bare_percentage,
    benefit_without_risk,
    nothing_unknown,
    no_action,
    no_summary,
    old_reference,
)
