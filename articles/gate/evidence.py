"""The rules that tie claims to their sources. All of them block publication."""

from collections.abc import Iterator

from articles.gate.findings import WHOLE_PAGE, Finding, Page, _, error
from articles.markup import cited_keys


def claim_without_reference(page: Page) -> Iterator[Finding]:
    """Every claim names a source."""
    for section in page.draft.sections:
        for claim in section.claims:
            if not claim.references:
                yield error(
                    "claim-without-reference",
                    section.heading,
                    _("The claim “{claim}” names no source."),
                    _("Choose at least one reference for it, or write it as plain text."),
                    claim=claim.text,
                )


def _cited(page: Page) -> Iterator[tuple[str, str]]:
    for section in page.draft.sections:
        for claim in section.claims:
            yield from ((section.heading, key) for key in claim.references)
        yield from ((section.heading, key) for key in cited_keys(section.body))


def unknown_reference(page: Page) -> Iterator[Finding]:
    """Every cited key is in the reference list."""
    known = {source.key for source in page.draft.references}
    for where, key in dict.fromkeys(_cited(page)):
        if key not in known:
            yield error(
                "unknown-reference",
                where,
                _("The source {key} is cited, but this page does not list it."),
                _("Correct the key, or add the source to “Other sources”."),
                key=key,
            )


def uncited_reference(page: Page) -> Iterator[Finding]:
    """Every listed source is cited somewhere."""
    cited = {key for _where, key in _cited(page)}
    for source in page.draft.references:
        if source.key not in cited:
            yield error(
                "uncited-reference",
                WHOLE_PAGE,
                _("The source {key} is listed, but nothing cites it."),
                _("Cite it in a claim, or as [{key}] in the text, or take it off the list."),
                key=source.key,
            )
