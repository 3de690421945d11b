"""The rules on what a page should hold. Their findings may be overridden with a reason."""

import re
from collections.abc import Iterator

from articles.draft import ArticleKind, Grade
from articles.gate.evidence import superseded_source
from articles.gate.findings import (
    KEY_POINTS,
    NOT_KNOWN,
    QUESTIONS,
    SUMMARY,
    WHOLE_PAGE,
    DraftPage,
    Finding,
    warning,
)
from clinic_site.foundation.text.marks import gettext_noop as _

KEY_POINT_COUNT = 3
REFERENCE_YEARS = 10

# A share of a weight is a force, and is not counted in people.
PERCENTAGE = re.compile(
    r"(?:\d\s?%|\bper ?cent\b)(?!\s+of\s+(?:\w+\s+)?(?:body\s?)?weight)", re.IGNORECASE
)
_FEW = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred|a thousand)"
# "10 in 2022" is a year.
NATURAL_FREQUENCY = re.compile(
    r"(?<![\d,])\b[\d,]+(?: or [\d,]+)? (?:in|of|out of)(?: every)? (?!(?:19|20)\d\d\b)[\d,]+\b"
    rf"|\b{_FEW} (?:in|out of)(?: every)? (?:{_FEW}|\d+)\b"
    r"|\b(?:half|a third|two[ -]thirds|a quarter|three[ -]quarters) of\b",
    re.IGNORECASE,
)
# Not "get help", which promises nothing.
BENEFIT = re.compile(
    r"\b(?:(?<!get )(?<!for )(?<!need )(?<!needs )help(?:s|ed)?|eas(?:e|es|ed)|reliev\w+"
    r"|benefit\w*|improv\w+)\b",
    re.IGNORECASE,
)
# Not pain "getting worse", which comes by itself.
RISK = re.compile(
    r"\b(?:risks?(?!-free)|harms?|harmful|side[ -]effects?|unwanted|danger\w*|complications?"
    r"|(?:can|may|might|could|were|was|felt|feel|had|have|made?|makes|making) (?:\w+ ){0,3}worse"
    r"|(?:more|worse) (?:pain|symptoms?))\b",
    re.IGNORECASE,
)
NO_RISK = re.compile(
    r"\b(?:(?<!not )free of risk|no risks?|without (?:any )?risks?)\b", re.IGNORECASE
)
ACTION = re.compile(
    r"(?:^|\. |: )(?:ask|call|talk|speak|tell|book|keep|try|start|stop|walk|move|get|go|use"
    r"|bring|write|make|take|phone|plan|choose|do|stay|see (?:a|your|us|someone))\b",
    re.IGNORECASE,
)
YEARS_AGO = re.compile(r"\b(?:19|20)\d\d\b")


def bare_percentage(page: DraftPage) -> Iterator[Finding]:
    """A percentage stands beside "so many in so many"."""
    for place, text in page.prose():
        if PERCENTAGE.search(text) and not NATURAL_FREQUENCY.search(text):
            yield warning(
                "bare-percentage",
                place,
                _("A percentage stands alone: “{text}”"),
                _("Add it as people, such as “1 in 7”."),
                text=text,
            )


def benefit_without_risk(page: DraftPage) -> Iterator[Finding]:
    """A page on a treatment that tells of benefits tells of risks."""
    said = NO_RISK.sub(" ", " ".join(text for _place, text in page.prose()))
    if page.draft.kind is ArticleKind.TREATMENT and BENEFIT.search(said) and not RISK.search(said):
        yield warning(
            "benefit-without-risk",
            WHOLE_PAGE,
            _("The page tells how treatment may help, and not what may go wrong."),
            _("Say what the risks and unwanted effects are, or that none were counted."),
        )


def nothing_unknown(page: DraftPage) -> Iterator[Finding]:
    """The page says what is not known."""
    if not page.draft.not_known:
        yield warning(
            "nothing-unknown",
            NOT_KNOWN,
            _("Nothing is said about what is not known."),
            _("Add a line to “What we do not know yet”."),
        )


_HEADS = ("title", "heading", "figure")


def no_questions(page: DraftPage) -> Iterator[Finding]:
    """A page on a treatment offers the reader questions to ask before agreeing to it."""
    if page.draft.kind is ArticleKind.TREATMENT and not page.draft.questions:
        yield warning(
            "no-questions",
            QUESTIONS,
            _("A page on a treatment gives the reader no questions to ask."),
            _("Ask about its benefits, its risks, the other choices, and doing nothing."),
        )


def no_action(page: DraftPage) -> Iterator[Finding]:
    """The page gives the reader something to do, in words of its own beside any care card."""
    if not any(ACTION.search(text) for place, text in page.prose() if place.field not in _HEADS):
        yield warning(
            "no-action",
            WHOLE_PAGE,
            _("The page gives the reader nothing to do."),
            _("Add a step: what to try, who to ask, or when to call."),
        )


def no_summary(page: DraftPage) -> Iterator[Finding]:
    """The page begins with a summary and three key points."""
    if not page.draft.summary.strip():
        yield warning(
            "no-summary",
            SUMMARY,
            _("There is no summary."),
            _("Write two or three short sentences that give the main message."),
        )
    count = len(page.draft.key_points)
    if count != KEY_POINT_COUNT:
        yield warning(
            "key-points",
            KEY_POINTS,
            _("There is one key point.") if count == 1 else _("There are {count} key points."),
            _("Write exactly three, one a line."),
            count=str(count),
        )


def old_reference(page: DraftPage) -> Iterator[Finding]:
    """A claim rests on something newer than ten years, or tells the reader how old it is.

    Safety advice does not age that way.
    """
    years = {source.key: source.year for source in page.draft.references}
    for place, claim in page.claims():
        known = [year for key in claim.references if (year := years.get(key))]
        newest = max(known, default=page.year)
        told = str(newest) in YEARS_AGO.findall(claim.text)
        stale = newest < page.year - REFERENCE_YEARS and claim.grade is not Grade.SAFETY
        if stale and not told:
            yield warning(
                "old-reference",
                place,
                _("The newest source of “{claim}” is from {year}."),
                _("Look for newer evidence, or tell the reader the year."),
                claim=claim.text,
                year=str(newest),
            )


SUBSTANCE = (
    bare_percentage, benefit_without_risk, nothing_unknown, no_questions, no_action, no_summary,
    old_reference, superseded_source,
)  # fmt: skip
