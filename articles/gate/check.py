"""The whole gate: every rule asked of one draft."""

from collections.abc import Collection, Mapping

from articles.draft import Draft, SourceStanding
from articles.gate.errors import ERRORS
from articles.gate.findings import Finding, read_page
from articles.gate.style import STYLE
from articles.gate.substance import SUBSTANCE


def check_draft(
    draft: Draft,
    *,
    live: Collection[str],
    batch: Collection[str] = (),
    year: int,
    standings: Mapping[str, SourceStanding],
) -> tuple[Finding, ...]:
    """Return everything to fix, errors first.

    `live` and `batch` are the slugs a link may lead to: pages that readers can open now, and
    those that are published together with this one. `year` is this year. `standings` gives the
    status today of each source that was retracted or superseded
    (`Reference.objects.standings()`), so that an old edition is judged by what is known now.
    """
    page = read_page(draft, reachable=frozenset((*live, *batch)), year=year, standings=standings)
    return tuple(finding for rule in (*ERRORS, *STYLE, *SUBSTANCE) for finding in rule(page))
