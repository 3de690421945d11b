"""Where articles stand, for lists: as true as each article's own page, at less cost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.timezone import localdate

from articles.editions.history import NOTHING, History, histories
from articles.editions.proposals import Proposal, proposals
from articles.models import Article
from articles.stages import Facts, Stage, stage_of


@dataclass(frozen=True)
class ArticleProgress:
    """Where one article stands. `article` holds the columns that `editions` keeps of it."""

    article: Article
    stage: Stage
    history: History


def progress(
    now: datetime, article_ids: Collection[int] | None = None
) -> dict[int, ArticleProgress]:
    """Return where these articles (or all) stand, by their ids.

    Only drafts on which something is under way are set and compared with what was published.
    """
    articles = Article.objects.annotate(signed=Max("sign_offs__at")).order_by("pk")
    if article_ids is not None:
        articles = articles.filter(pk__in=article_ids)
    found = {article.pk: article for article in articles}
    past = dict.fromkeys(found, NOTHING) | histories(found, now)
    moving = [pk for pk, article in found.items() if _is_under_way(article, past[pk])]
    stages = {each.article.pk: each.stage for each in proposals(moving, now)} if moving else {}
    today = localdate(now)
    return {
        pk: ArticleProgress(article, stages.get(pk) or _resting_stage(past[pk], today), past[pk])
        for pk, article in found.items()
    }


def _is_under_way(article: Article, history: History) -> bool:
    newest = history.scheduled or history.latest
    signed: datetime | None = vars(article)["signed"]
    if article.submitted_at or (newest is None and signed):
        return True
    if newest is None:
        return False
    # A source, word or picture of it may have changed since the edition was made: one that was
    # scheduled was made at some moment before it was published.
    shared = article.shared_edited_at
    shares_what_changed = shared is not None and (
        newest.holds_schedule or shared >= newest.published_at
    )
    carried = newest.signed_off_at
    return (
        newest.draft_version != article.version
        or shares_what_changed
        or bool(signed and (carried is None or signed > carried))
    )


def _resting_stage(history: History, today: date) -> Stage:
    return stage_of(
        Facts(
            shown=history.shown,
            says_shown=history.latest is not None,
            is_overdue=history.is_review_overdue(today),
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
