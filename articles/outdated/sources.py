"""Articles, and what readers see of them, that rest on sources which no longer stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery

from articles.draft import SourceStanding, SourceStatus, draft_from_snapshot
from articles.gate.evidence import shaken_keys
from articles.models import Article, Edition, Reference


@dataclass(frozen=True, slots=True)
class Shaken:
    """An article, and the keys of the shaken sources it rests on, in each form that has any.

    `live` and `scheduled` are numbers of editions: what readers see, and what they will see by
    itself. The keys of each are empty when that form rests on none.
    """

    article_id: int
    title: str
    sources: tuple[Reference, ...]
    live: int | None
    scheduled: int | None
    in_draft: bool

    @property
    def is_retracted(self) -> bool:
        """Return whether one of them was retracted, which is the more pressing."""
        return any(source.status == Reference.StatusChoice.RETRACTED for source in self.sources)


def resting_on_shaken_sources(now: datetime) -> list[Shaken]:
    """Return every article whose live edition, scheduled edition or draft rests on such a source.

    What is cited as history, and says so, does not count. One query when every source stands,
    and a fixed number otherwise. Those on retracted sources come first.
    """
    sources = {
        each.key: each for each in Reference.objects.shaken().select_related("superseded_by")
    }
    if not sources:
        return []
    standings = {key: source.standing for key, source in sources.items()}
    live = _shaken_editions(Edition.objects.live(now), standings)
    scheduled = _shaken_editions(Edition.objects.scheduled(now), standings)
    drafts = _shaken_drafts(list(sources.values()), standings)
    found = []
    for pk in {**live, **scheduled, **drafts}:
        keys = [key for form in (live, scheduled, drafts) if pk in form for key in form[pk][2]]
        title = next(form[pk][0] for form in (live, scheduled, drafts) if pk in form)
        found.append(
            Shaken(
                article_id=pk,
                title=title,
                sources=tuple(sources[key] for key in dict.fromkeys(keys)),
                live=live[pk][1] if pk in live else None,
                scheduled=scheduled[pk][1] if pk in scheduled else None,
                in_draft=pk in drafts,
            )
        )
    return sorted(found, key=lambda each: (not each.is_retracted, each.title))


# By article: its title, the number of the edition (0: the draft), and the keys.
_Forms = dict[int, tuple[str, int, tuple[str, ...]]]


def _shaken_editions(
    editions: Iterable[Edition], standings: Mapping[str, SourceStanding]
) -> _Forms:
    found: _Forms = {}
    for edition in editions:
        # The list of references is short: only an edition that names one is read whole.
        if standings.keys() & {source["key"] for source in edition.references}:
            keys = shaken_keys(draft_from_snapshot(edition.snapshot), standings)
            if keys:
                found[edition.article_id] = (edition.title, edition.number, keys)
    return found


def _shaken_drafts(sources: list[Reference], standings: Mapping[str, SourceStanding]) -> _Forms:
    citing = Article.objects.filter(_cites(sources)).values("pk")
    found: _Forms = {}
    for article in Article.objects.whole().filter(pk__in=citing):
        keys = shaken_keys(article.to_draft(), standings)
        if keys:
            found[article.pk] = (article.title, 0, keys)
    return found


def _cites(sources: list[Reference]) -> Q:
    return Q(sources__in=sources) | Q(sections__claims__references__in=sources)


def uses_of(source: Reference, now: datetime) -> tuple[list[Article], list[Edition]]:
    """Return the drafts that cite a source, and the live editions that do. Three queries."""
    drafts = Article.objects.filter(pk__in=Article.objects.filter(_cites([source])).values("pk"))
    live = Edition.objects.live(now).defer("html", "plain_text", "snapshot", "contents")
    editions = [
        edition
        for edition in live.order_by("title")
        if any(cited["key"] == source.key for cited in edition.references)
    ]
    return list(drafts), editions


def is_cited(source: Reference) -> bool:
    """Return whether a draft or any edition cites a source. Two queries.

    Old editions count: one may be published again, and is then judged by how its sources stand.
    """
    if Article.objects.filter(_cites([source])).exists():
        return True
    listed = Edition.objects.order_by().values_list("references", flat=True)
    return any(cited["key"] == source.key for references in listed for cited in references)


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
        status=SourceStatus.RETRACTED, key__in=[source["key"] for source in listed]
    ).annotate(frozen=Subquery(frozen))
    found = list(gone.values_list("key", "frozen"))
    if not found:
        return []
    standings = {key: SourceStanding(SourceStatus.RETRACTED) for key, _frozen in found}
    lost = shaken_keys(draft_from_snapshot(found[0][1]), standings)
    return [
        Lost(source["key"], number, source["citation"])
        for number, source in enumerate(listed, start=1)
        if source["key"] in lost
    ]
