"""Sources of one page that were retracted after it was published: for its readers."""

from dataclasses import dataclass

from django.db.models import Subquery

from articles.draft import Standing, Status
from articles.gate import shaken_keys
from articles.models import Edition, Reference
from articles.thawing import draft_from_snapshot


@dataclass(frozen=True, slots=True)
class Lost:
    """A source that an edition rests on and that was retracted since, by its number on the page."""

    key: str
    number: int
    citation: str


def lost_sources(edition: Edition) -> list[Lost]:
    """Return what was retracted of the sources that an edition rests on. One query.

    What it cites as history, and says so, does not count; nor does what was superseded, which
    makes no page wrong by itself.
    """
    listed = edition.references
    # Hardly ever is there one, so the long snapshot comes only with it.
    frozen = Edition.objects.filter(pk=edition.pk).values("snapshot")
    gone = Reference.objects.filter(
        status=Status.RETRACTED, key__in=[source["key"] for source in listed]
    ).annotate(frozen=Subquery(frozen))
    found = list(gone.values_list("key", "frozen"))
    if not found:
        return []
    standings = {key: Standing(Status.RETRACTED) for key, _frozen in found}
    lost = shaken_keys(draft_from_snapshot(found[0][1]), standings)
    return [
        Lost(source["key"], number, source["citation"])
        for number, source in enumerate(listed, start=1)
        if source["key"] in lost
    ]
