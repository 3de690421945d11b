"""The publication gate: a draft goes in, findings come out. Judges content only.

Pure. Sign-off, reviewer and review date are `editions.py`'s to judge.
"""

from collections.abc import Collection, Mapping

from articles.draft import Draft, Standing
from articles.gate.errors import ERRORS, banned_words
from articles.gate.evidence import shaken_keys
from articles.gate.findings import Finding, Place, read
from articles.gate.style import STYLE, reading_score
from articles.gate.substance import SUBSTANCE

__all__ = ["Finding", "Place", "banned_words", "check", "reading_score", "shaken_keys"]


def check(
    draft: Draft,
    *,
    live: Collection[str],
    batch: Collection[str] = (),
    year: int,
    standings: Mapping[str, Standing],
) -> tuple[Finding, ...]:
    """Return everything to mend, errors first.

    `live` and `batch` are the slugs a link may lead to: pages that readers can open now, and
    those that are published together with this one. `year` is this year. `standings` says of each
    source that no longer stands how it stands today: `Reference.objects.standings()`. It is handed
    in beside the draft, so that an old edition is judged by what is known now.
    """
    page = read(draft, reachable=frozenset((*live, *batch)), year=year, standings=standings)
    return tuple(finding for rule in (*ERRORS, *STYLE, *SUBSTANCE) for finding in rule(page))
