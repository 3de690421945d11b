"""The rules that tie claims to their sources, and ask whether those still stand."""

import re
from collections.abc import Iterator, Mapping

from articles.draft import Draft, SourceStanding, SourceStatus
from articles.gate.findings import SOURCES, DraftPage, Finding, Place, error, read_page, warning
from articles.markup import cited_keys
from clinic_site.foundation.text.marks import gettext_noop as _

# A text that says so may cite what no longer stands, as history.
SAYS_RETRACTED = re.compile(r"\b(?:retract(?:ed|ion)|withdr(?:awn|ew))\b", re.IGNORECASE)
SAYS_SUPERSEDED = re.compile(
    r"\b(?:superseded|replaced|out of date|outdated|expired|retract(?:ed|ion)|withdr(?:awn|ew))\b",
    re.IGNORECASE,
)


def claim_without_reference(page: DraftPage) -> Iterator[Finding]:
    """Every claim names a source."""
    for place, claim in page.claims():
        if not claim.references:
            yield error(
                "claim-without-reference",
                place,
                _("The claim “{claim}” names no source."),
                _("Choose at least one reference for it, or write it as plain text."),
                claim=claim.text,
            )


def _cited(page: DraftPage) -> Iterator[tuple[Place, str]]:
    for place, claim in page.claims():
        yield from ((place, key) for key in claim.references)
    for section, (place, _body) in zip(page.draft.sections, page.outlines, strict=True):
        yield from ((place, key) for key in cited_keys(section.body))


def unknown_reference(page: DraftPage) -> Iterator[Finding]:
    """Every cited key is in the reference list."""
    known = {source.key for source in page.draft.references}
    for place, key in dict.fromkeys(_cited(page)):
        if key not in known:
            yield error(
                "unknown-reference",
                place,
                _("The source {key} is cited, but this page does not list it."),
                _("Add {key} to the other sources, or correct the mark."),
                key=key,
            )


def uncited_reference(page: DraftPage) -> Iterator[Finding]:
    """Every listed source is cited somewhere."""
    cited = {key for _place, key in _cited(page)}
    for source in page.draft.references:
        if source.key not in cited:
            yield error(
                "uncited-reference",
                SOURCES,
                _("The source {key} is listed, but nothing cites it."),
                _("Cite it in a claim, or as [{key}] in the text, or take it off the list."),
                key=source.key,
            )


def claim_on_retracted_source(page: DraftPage) -> Iterator[Finding]:
    """No claim rests on retracted sources alone."""
    for place, claim in page.claims():
        gone = _of(SourceStatus.RETRACTED, claim.references, page)
        if gone and len(gone) == len(claim.references):
            yield error(
                "claim-on-retracted-source",
                place,
                _("The claim “{claim}” rests only on what was retracted: {keys}"),
                _("Take the claim out, or find a source that still stands."),
                claim=claim.text,
                keys=", ".join(gone),
            )


def retracted_source(page: DraftPage) -> Iterator[Finding]:
    """What was retracted bears out nothing; plain text may tell of it, if it says so."""
    message = _("{key} was retracted and is cited here: “{text}”")
    for place, claim in page.claims():
        gone = _of(SourceStatus.RETRACTED, claim.references, page)
        if len(gone) < len(claim.references):
            for key in gone:
                fix = _("Take {key} off this claim, and check that the claim holds without it.")
                yield error("retracted-source", place, message, fix, key=key, text=claim.text)
    for place, text in _texts(page):
        if not SAYS_RETRACTED.search(text):
            for key in _of(SourceStatus.RETRACTED, cited_keys(text), page):
                fix = _("Take it out. If it is told as history, say there that it was retracted.")
                yield error("retracted-source", place, message, fix, key=key, text=text)


def superseded_source(page: DraftPage) -> Iterator[Finding]:
    """What was superseded gives way to the newer source, or the text says that it was."""
    said = [(place, claim.text, claim.references) for place, claim in page.claims()]
    said += [(place, text, cited_keys(text)) for place, text in _texts(page)]
    for place, text, keys in said:
        if SAYS_SUPERSEDED.search(text):
            continue
        for key in _of(SourceStatus.SUPERSEDED, keys, page):
            newer = page.standings[key].newer
            yield warning(
                "superseded-source",
                place,
                _("{key} was superseded and is cited here: “{text}”"),
                _("Read {newer} and cite that, or say here that the older one is out of date.")
                if newer
                else _("Cite what took its place, or say here that it is out of date."),
                key=key,
                text=text,
                newer=newer,
            )


def _texts(page: DraftPage) -> Iterator[tuple[Place, str]]:
    for place, body in page.outlines:
        yield from ((place, block.text) for block in body.blocks)


def _of(status: SourceStatus, keys: tuple[str, ...], page: DraftPage) -> list[str]:
    standings = page.standings
    return [key for key in keys if key in standings and standings[key].status is status]


RESTING = (claim_on_retracted_source, retracted_source, superseded_source)


def shaken_keys(draft: Draft, standings: Mapping[str, SourceStanding]) -> tuple[str, ...]:
    """Return the sources a text rests on that no longer stand; not those it cites as history."""
    page = read_page(draft, reachable=frozenset(), year=0, standings=standings)
    found = [finding.facts for rule in RESTING for finding in rule(page)]
    keys = [key for facts in found for key in (facts.get("keys") or facts["key"]).split(", ")]
    return tuple(dict.fromkeys(keys))
