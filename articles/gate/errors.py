"""The rules that block publication. Each takes a page and yields its findings."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from articles.draft import ArticleKind
from articles.gate.evidence import (
    claim_on_retracted_source,
    claim_without_reference,
    retracted_source,
    uncited_reference,
    unknown_reference,
)
from articles.gate.findings import CARE_CARDS, TITLE, DraftPage, Finding, error
from articles.markup import CLINIC_PLACEHOLDERS, PLACEHOLDER, lists
from clinic_site.foundation.text.marks import gettext_noop as _

ARTICLE_LINK = re.compile(r"^/?articles/([^/?#]*)/?")
BANNED = re.compile(
    r"\b(cur(?:e|es|ed|ing|able)|break-?throughs?|proven|success[ -]rates?"
    r"|slip(?:s|ped)? back in(?:to)?|re-?align\w*|promising)\b",
    re.IGNORECASE,
)
# A list under one of these leads is a list of warning signs; and so is one under what to do if one
# of them is so: the reader must know how many it takes.
WARNING_LEAD = re.compile(
    r"\b(?:warning signs?|red flags?|emergency|urgent(?:ly)?|get help|same[- ]day"
    r"|call (?:us|for help|the clinic|your|911|999|112)|stop and)\b"
    r"|\{(?:emergency_number|emergency_department|urgent_line)\}",
    re.IGNORECASE,
)
IF_AT_THE_END = re.compile(r"\bif(?: you)?[:…]?\s*$", re.IGNORECASE)
WHAT_TO_DO = re.compile(r"\b(?:call|stop|see|tell|go|ask|do not|don[’']t)\b", re.IGNORECASE)
ANY_OR_ALL = re.compile(
    r"\b(?:any|(?<!at )all(?! (?:day|night|the time|times)\b)|one or more|at least one|either|both"
    r"|every)\b",
    re.IGNORECASE,
)
# A file's name says nothing to people who cannot see the picture.
FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|heic|tiff?|bmp)$", re.IGNORECASE)


def missing_care_card(page: DraftPage) -> Iterator[Finding]:
    """A page on a condition or a treatment says when to get help."""
    cards = [*page.draft.care_cards, *(s.care_card for s in page.draft.sections if s.care_card)]
    if page.draft.kind in (ArticleKind.CONDITION, ArticleKind.TREATMENT) and not cards:
        yield error(
            "missing-care-card",
            CARE_CARDS,
            _("A page on a condition or a treatment needs a care card."),
            _("Tick a care card on the article, or choose one in a section."),
        )


def heading_level_skipped(page: DraftPage) -> Iterator[Finding]:
    """Headings inside a body begin at level 3 and go down one level at a time."""
    for place, body in page.outlines:
        last = 2
        for level in (block.level for block in body.blocks if block.level):
            if level > last + 1 or level < 3:
                yield error(
                    "heading-level-skipped",
                    place,
                    _("A heading of level {level} follows one of level {last}."),
                    _("Use level {wanted}, or make it a section of its own."),
                    level=str(level),
                    last=str(last),
                    wanted=str(min(max(level, 3), last + 1)),
                )
            last = level


def image_without_alt(page: DraftPage) -> Iterator[Finding]:
    """Every picture has words for those who cannot see it, or is marked as decoration."""
    message = _("A picture has no text for people who cannot see it.")
    fix = _("Describe what the picture tells the reader, or mark it as decoration.")
    for section, (place, body) in zip(page.draft.sections, page.outlines, strict=True):
        if any(map(_says_nothing, body.image_alts)):
            yield error("image-without-alt", place, message, fix)
        for shown in (section.figure, section.picture):
            if shown and not shown.decorative and _says_nothing(shown.alt):
                yield error("image-without-alt", replace(place, field="figure"), message, fix)


def _says_nothing(alt: str | None) -> bool:
    words = (alt or "").strip()
    return not words or FILE_NAME.search(words) is not None


def warning_list_without_any_or_all(page: DraftPage) -> Iterator[Finding]:
    """A list of warning signs says whether one sign is enough."""
    for place, body in page.outlines:
        for lead, items in lists(body):
            if len(items) > 1 and _warns(lead) and not ANY_OR_ALL.search(lead):
                yield error(
                    "warning-list-without-any-or-all",
                    place,
                    _("The list after “{lead}” does not say if one sign is enough."),
                    _("Write “any one of these” or “all of these” in the line before the list."),
                    lead=lead,
                )


def _warns(lead: str) -> bool:
    if WARNING_LEAD.search(lead):
        return True
    condition = IF_AT_THE_END.search(lead)
    if condition is None:
        return False
    _earlier, _stop, sentence = lead[: condition.start()].rpartition(".")
    return WHAT_TO_DO.search(sentence) is not None


def banned_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that promise more than anybody knows, each once, in lower case."""
    return tuple(dict.fromkeys(found.lower() for found in BANNED.findall(text)))


def banned_word(page: DraftPage) -> Iterator[Finding]:
    """Words that promise more than anybody knows are not used."""
    for place, text in page.prose():
        for word in banned_words(text):
            yield error(
                "banned-word",
                place,
                _("The word “{word}” promises too much: “{text}”"),
                _("Say what was seen, in how many people, and how sure we are."),
                word=word,
                text=text,
            )


def dead_link(page: DraftPage) -> Iterator[Finding]:
    """Every link to an article leads to a page that readers can open."""
    for place, body in page.outlines:
        for link in body.links:
            try:
                scheme = urlsplit(link).scheme
            except ValueError:
                scheme = None
            inside = ARTICLE_LINK.match(link)
            if inside and link.startswith("/"):
                dead = inside[1] not in page.reachable
            else:
                ours = link.startswith(("/", "#")) and not link.startswith("//")
                dead = scheme is None or not (scheme or ours)
            if dead:
                yield error(
                    "dead-link",
                    place,
                    _("The link to “{link}” leads nowhere yet."),
                    _("Correct it, or publish that page first or together with this one."),
                    link=link,
                )


def unknown_placeholder(page: DraftPage) -> Iterator[Finding]:
    """A misspelled gap would stand on the page in place of a phone number."""
    for place, text in page.prose():
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name not in CLINIC_PLACEHOLDERS or place == TITLE:
                yield error(
                    "unknown-placeholder",
                    place,
                    _("“{gap}” will not be filled in here."),
                    _("Use one of: {known}. A title cannot hold any."),
                    gap=f"{{{name}}}",
                    known=", ".join(f"{{{known}}}" for known in sorted(CLINIC_PLACEHOLDERS)),
                )


ERRORS = (
    claim_without_reference, unknown_reference, uncited_reference, claim_on_retracted_source,
    retracted_source, missing_care_card, heading_level_skipped, image_without_alt,
    warning_list_without_any_or_all, banned_word, dead_link, unknown_placeholder,
)  # fmt: skip
