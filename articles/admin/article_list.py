"""The list of articles by stage."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.editions.progress import progress
from articles.models import Article, Edition
from articles.stages import LABELS, Hands, awaits

NEEDS_ME = "me"


def with_newest_edition(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Return the articles, each with the facts of its newest edition that has come out."""
    newest = Edition.objects.published(timezone.now()).filter(article=OuterRef("pk"))
    newest = newest.order_by("-number")
    facts = {
        f"edition_{name}": Subquery(newest.values(name)[:1])
        for name in ("number", "withdrawn_at", "signed_off_at", "review_due")
    }
    return rows.annotate(**facts)


class ArticleChangeList(ChangeList):
    """The rows of one page, each with where it stands, worked out for all at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Hang its stage on every row."""
        super().get_results(request)
        rows = list(self.result_list)
        standing = progress(timezone.now(), [row.pk for row in rows]) if rows else {}
        for row in rows:
            row.stage_now = standing[row.pk].stage
        self.result_list = rows


class StageFilter(SimpleListFilter):
    """Keep the articles at one stage."""

    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, owner: ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer every stage."""
        return [(stage.value, gettext(label)) for stage, label in LABELS.items()]

    def queryset(self, request: HttpRequest, rows: QuerySet[Article]) -> QuerySet[Article]:
        """Keep those at the stage asked for; all if it is none of ours."""
        if self.value() not in set(LABELS):
            return rows
        found = progress(timezone.now())
        return rows.filter(pk__in=[pk for pk, each in found.items() if each.stage == self.value()])


class NeedsMeFilter(SimpleListFilter):
    """Keep the articles that this person can take a step further."""

    title = _("who must act")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, owner: ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer the one list there is."""
        return [(NEEDS_ME, gettext("Needs me"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Article]) -> QuerySet[Article]:
        """Keep those that wait for this person."""
        user = request.user
        if self.value() != NEEDS_ME or not isinstance(user, User):
            return rows
        return rows.filter(pk__in=needing(user, timezone.now()))


def needing(user: User, now: datetime) -> list[int]:
    """Return the articles whose next step this person may take."""
    hands = Hands(
        submits=user.has_perm("articles.submit_article"),
        signs_off=user.has_perm("articles.sign_off_edition"),
        publishes=user.has_perm("articles.publish_edition"),
    )
    return [
        pk
        for pk, each in progress(now).items()
        if awaits(each.stage, hands, is_own=each.article.is_work_of(user.pk))
    ]
