"""The publication gate: a draft goes in, findings come out. Judges content only.

Pure. Sign-off, reviewer and review date are `editions.py`'s to judge.
"""

from collections.abc import Collection

from articles.draft import Draft
from articles.gate.errors import ERRORS
from articles.gate.findings import Finding, read
from articles.gate.style import STYLE
from articles.gate.substance import SUBSTANCE

__all__ = ["Finding", "check"]


def check(
    draft: Draft, *, live: Collection[str], batch: Collection[str] = (), year: int
) -> tuple[Finding, ...]:
    """Return everything to mend, errors first.

    `live` and `batch` are the slugs a link may lead to: pages that readers can open now, and
    those that are published together with this one. `year` is this year.
    """
    page = read(draft, reachable=frozenset((*live, *batch)), year=year)
    return tuple(finding for rule in (*ERRORS, *STYLE, *SUBSTANCE) for finding in rule(page))
