"""What the gate and the reading guide say, shown beside the text while it is edited."""

from dataclasses import dataclass
from typing import Any

from articles.admin.findings import spoken
from articles.editions.proposals import Proposal
from articles.gate.findings import Finding
from articles.gate.style import reading_score
from articles.models import Section
from articles.readability import Score


@dataclass(frozen=True, slots=True)
class Guide:
    """The findings on the text as it was last saved, each with a way to its field."""

    errors: list[dict[str, str]]
    warnings: list[dict[str, str]]
    reading: Score


def guide_to(proposal: Proposal, page: str, section: Section | None = None) -> Guide:
    """Return what to show on the form at the address `page`, for one section or for all."""
    article = proposal.article
    keys = [each.pk for each in article.sections.all()]
    at = keys.index(section.pk) if section and section.pk in keys else None

    def here(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
        mine = [found for found in findings if section is None or found.place.section == at]
        return [_on_page(line, page) for line in spoken(mine, article)]

    reading = reading_score(article.to_draft())
    return Guide(here(proposal.errors), here(proposal.warnings), reading)


def _on_page(line: dict[str, Any], page: str) -> dict[str, Any]:
    # A bare fragment never loads the page anew, whatever query stands in its address.
    address = str(line["address"])
    return {**line, "address": address.removeprefix(page)}
