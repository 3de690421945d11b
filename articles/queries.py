"""What readers can open, for pages and lists. Every answer holds for one moment, `now`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Subquery, Value, When

from articles.models import Edition, Topic
from articles.rendering.serving import fill_text
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.clinic.models import Clinic


@dataclass(frozen=True, slots=True)
class Teaser:
    """A live edition in a list: plain texts, with the clinic's facts filled in."""

    slug: str
    title: str
    summary: str
    number: int
    published_at: datetime
    url: str


def teasers(editions: Iterable[Edition], clinic: Clinic | None = None) -> list[Teaser]:
    """Return editions for a list. Reads the clinic only if a text needs it and none is given."""
    found = list(editions)
    if clinic is None and any("{" in edition.summary for edition in found):
        clinic = Clinic.current()
    return [
        Teaser(
            slug=edition.slug,
            title=edition.title,
            summary=fill_text(edition.summary, clinic) if clinic else edition.summary,
            number=edition.number,
            published_at=edition.published_at,
            url=edition.get_absolute_url(),
        )
        for edition in found
    ]


def live_edition(slug: str, now: datetime) -> Teaser | None:
    """Return the live edition at this address, or None while there is none."""
    return next(iter(teasers(Edition.objects.live(now).light().filter(slug=slug))), None)


def newest_editions(now: datetime, limit: int) -> list[Teaser]:
    """Return what was published last, newest first."""
    live = Edition.objects.live(now).light()
    return teasers(live.order_by("-published_at", "topic__order", "order", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class EditionNews:
    """One edition as news: the article as readers find it now, and what this edition changed."""

    article: Teaser
    number: int
    published_at: datetime
    what_changed: str


def newest_news(now: datetime, limit: int) -> list[EditionNews]:
    """Return the last editions of the articles that are live, newest first. Two or three queries.

    An edition that was taken down is no news, even where a later one is live.
    """
    live = Edition.objects.live(now)
    published = Edition.objects.published(now).cleared().filter(withdrawn_at=None).light()
    last = list(
        published.filter(article__in=live.order_by().values("article")).order_by(
            "-published_at", "topic__order", "order", "-number"
        )[:limit]
    )
    current = list(live.light().filter(article__in={edition.article_id for edition in last}))
    found = {
        edition.article_id: teaser
        for edition, teaser in zip(current, teasers(current), strict=True)
    }
    return [
        EditionNews(found[each.article_id], each.number, each.published_at, each.what_changed)
        for each in last
        if each.article_id in found
    ]


def topics_with_counts(now: datetime) -> list[tuple[Topic, int]]:
    """Return the topics that hold something, each with how many articles. Two queries."""
    counts = Counter(Edition.objects.live(now).order_by().values_list("topic_id", flat=True))
    return [(topic, counts[topic.pk]) for topic in Topic.objects.all() if counts[topic.pk]]


def editions_of_topic(topic: Topic, now: datetime) -> list[Edition]:
    """Return a topic's live editions in their order."""
    live = Edition.objects.live(now).light()
    return list(live.filter(topic=topic).order_by("order", "title", "pk"))


def deciding_edition(slug: str, now: datetime) -> Edition | None:
    """Return the edition that decides what this address shows, in one query.

    The address belongs to the article that was last published at it. The edition returned may
    have moved on to another slug, may be withdrawn, or may not be open: ask it.
    """
    published = Edition.objects.published(now)
    first = published.cleared().filter(article=OuterRef("article")).order_by("number")
    owner = published.filter(slug=slug).order_by("-published_at", "-pk").values("article")[:1]
    return (
        published.filter(article__in=owner)
        .annotate(
            first_published_at=Subquery(first.values("published_at")[:1]),
            signed_off_in_demo=Exists(DemoAccount.objects.filter(pk=OuterRef("signed_off_by"))),
        )
        .select_related("topic")
        .defer("snapshot", "plain_text")
        .order_by("-number")
        .first()
    )


def first_published(edition: Edition) -> datetime:
    """Return when readers first saw the article, if `deciding_edition` found this edition."""
    found: datetime | None = vars(edition).get("first_published_at")
    return found or edition.published_at


def related_editions(edition: Edition, now: datetime) -> list[Edition]:
    """Return the live editions of what to read instead, then of its related articles."""
    wanted = list(edition.related_articles)
    if edition.withdrawn_onward_id:
        wanted = [edition.withdrawn_onward_id, *wanted]
    if not wanted:
        return []
    order = Case(*(When(article=pk, then=Value(at)) for at, pk in enumerate(wanted)))
    return list(Edition.objects.live(now).light().filter(article__in=wanted).order_by(order))
