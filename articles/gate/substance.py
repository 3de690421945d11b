"""The rules on what a page should hold. Their findings may be overridden with a reason."""

import re
from collections.abc import Iterator

from articles.draft import Grade, Kind
from articles.gate.findings import KEY_POINTS, SUMMARY, TITLE, WHOLE_PAGE, Finding, Page, _, warning

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


def bare_percentage(page: Page) -> Iterator[Finding]:
    """A percentage stands beside "so many in so many"."""
    for where, text in page.prose():
        if PERCENTAGE.search(text) and not NATURAL_FREQUENCY.search(text):
            yield warning(
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
        yield warning(
            "benefit-without-risk",
            WHOLE_PAGE,
            _("The page tells how treatment may help, and not what may go wrong."),
            _("Say what the risks and unwanted effects are, or that none were counted."),
        )


def nothing_unknown(page: Page) -> Iterator[Finding]:
    """The page says what is not known."""
    if not page.draft.not_known:
        yield warning(
            "nothing-unknown",
            WHOLE_PAGE,
            _("Nothing is said about what is not known."),
            _("Add a line to “What we do not know yet”."),
        )


def no_action(page: Page) -> Iterator[Finding]:
    """The page gives the reader something to do."""
    told = any(ACTION.search(text) for where, text in page.prose() if where != TITLE)
    if not told and not page.draft.care_cards:
        yield warning(
            "no-action",
            WHOLE_PAGE,
            _("The page gives the reader nothing to do."),
            _("Add a step: what to try, whom to ask, or when to call."),
        )


def no_summary(page: Page) -> Iterator[Finding]:
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


def old_reference(page: Page) -> Iterator[Finding]:
    """A claim rests on something newer than ten years. Safety advice does not age that way."""
    years = {source.key: source.year for source in page.draft.references}
    for section in page.draft.sections:
        for claim in section.claims:
            known = [year for key in claim.references if (year := years.get(key))]
            stale = known and max(known) < page.year - REFERENCE_YEARS
            if stale and claim.grade is not Grade.SAFETY:
                yield warning(
                    "old-reference",
                    section.heading,
                    _("The newest source of “{claim}” is from {year}."),
                    _("Look for newer evidence, or say that this is the newest there is."),
                    claim=claim.text,
                    year=str(max(known)),
                )


SUBSTANCE = (
    bare_percentage,
    benefit_without_risk,
    nothing_unknown,
    no_action,
    no_summary,
    old_reference,
)
