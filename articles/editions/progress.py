"""Where articles stand, for lists: as true as each article's own page, at less cost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.timezone import localdate

from articles.editions.history import NOTHING, History, histories
from articles.editions.proposals import Proposal, is_review_overdue, proposals, shown_of
from articles.models import Article, Edition
from articles.stages import Facts, Stage, stage_of


@dataclass(frozen=True)
class Progress:
    """Where one article stands. `article` holds the columns that `editions` keeps of it."""

    article: Article
    stage: Stage
    history: History


def progress(now: datetime, article_ids: Collection[int] | None = None) -> dict[int, Progress]:
    """Return where these articles (or all) stand, by their ids.

    Only drafts on which something is under way are set and compared with what was published.
    """
    articles = Article.objects.annotate(signed=Max("sign_offs__at")).order_by("pk")
    if article_ids is not None:
        articles = articles.filter(pk__in=article_ids)
    found = list(articles)
    past = histories([article.pk for article in found], now)
    moving = [a.pk for a in found if _is_under_way(a, past.get(a.pk, NOTHING))]
    stages = {each.article.pk: each.stage for each in proposals(moving, now)} if moving else {}
    today = localdate(now)
    return {
        article.pk: Progress(
            article,
            stages.get(article.pk) or _resting_stage(past.get(article.pk, NOTHING), today),
            past.get(article.pk, NOTHING),
        )
        for article in found
    }


def _is_under_way(article: Article, history: History) -> bool:
    newest = history.scheduled or history.latest
    signed: datetime | None = vars(article)["signed"]
    if article.submitted_at or (newest is None and signed):
        return True
    if newest is None:
        return False
    carried = newest.signed_off_at
    return (
        newest.draft_version != article.version
        or _shares_what_changed(article, newest)
        or bool(signed and (carried is None or signed > carried))
    )


def _shares_what_changed(article: Article, newest: Edition) -> bool:
    """Return whether a source, word or picture of it may have changed since the edition was made.

    One that was scheduled was made at some moment before it was published.
    """
    changed = article.shared_edited_at
    return changed is not None and (newest.holds_schedule or changed >= newest.published_at)


def _resting_stage(history: History, today: date) -> Stage:
    return stage_of(
        Facts(
            shown=shown_of(history.latest),
            says_shown=history.latest is not None,
            is_overdue=is_review_overdue(history.latest, today),
            is_scheduled=history.scheduled is not None,
        )
    )


def waiting(now: datetime) -> list[Proposal]:
    """Return the drafts that a clinician signed off as they stand and readers do not see yet."""
    signed = Article.objects.filter(sign_offs__isnull=False).values_list("pk", flat=True)
    ready = [
        pk for pk, each in progress(now, set(signed)).items() if each.stage == Stage.SIGNED_OFF
    ]
    return proposals(ready, now) if ready else []
