"""Every edition of an article, and what differs between any two texts of it."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.workflow.pages import WorkflowPages, proposal_of
from articles.differences.wording import difference
from articles.models import Article, Edition
from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.text.numbers import number_in

DRAFT = "draft"


READ_ONLY = ("GET", "HEAD")


class HistoryPages(WorkflowPages):
    """The pages about what an article said. They change nothing."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            self.path("<int:pk>/editions/", self.editions, "editions", READ_ONLY),
            self.path("<int:pk>/difference/", self.difference, "difference", READ_ONLY),
        ]

    def editions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List every edition with all that is kept of it."""
        article = _article(request, pk)
        lines = _history(article, timezone.now())
        return self.page(request, "editions", _("Editions"), article=article, history=lines)

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show two texts side by side: any edition, or the draft.

        Asked for nothing, it is the draft beside what readers see; asked for one edition, that
        beside the one before it.
        """
        article = _article(request, pk)
        asked_to = request.GET.get("to") or DRAFT
        after = _text(article, asked_to)
        asked_from = request.GET.get("from") or _before(article, asked_to, timezone.now())
        before = _text(article, asked_from) if asked_from else None
        numbers = Edition.objects.filter(article=article).order_by("-number")
        return self.page(
            request,
            "difference",
            _("What differs"),
            article=article,
            parent="editions",
            numbers=numbers.values_list("number", flat=True),
            asked_from=asked_from,
            asked_to=asked_to,
            before=_name_of(asked_from),
            after=_name_of(asked_to),
            difference=difference(before, after),
        )


def _article(request: HttpRequest, pk: int) -> Article:
    require_all(request, "articles.view_article", "articles.view_edition")
    return get_object_or_404(Article, pk=pk)


def _text(article: Article, asked: str) -> Edition:
    if asked == DRAFT:
        return proposal_of(article.pk).edition
    if (number := number_in(asked)) is None:
        raise Http404
    return get_object_or_404(Edition, article=article, number=number)


def _name_of(asked: str) -> str:
    """Return what to call a text: the draft, an edition, or nothing at all."""
    if asked == DRAFT:
        return _("The draft")
    return _("Edition %s") % asked if asked else _("Nothing")


def _before(article: Article, asked: str, now: datetime) -> str:
    """Return the number of the edition before this one; before the draft, of what readers see."""
    found = Edition.objects.filter(article=article).order_by("-number")
    if asked == DRAFT:
        shown = Edition.objects.live(now).filter(article=article).order_by("-number")
        found = shown if shown.exists() else found
    elif (asked_number := number_in(asked)) is not None:
        found = found.filter(number__lt=asked_number)
    number = found.values_list("number", flat=True).first()
    return str(number) if number is not None else ""


def _history(article: Article, now: datetime) -> list[dict[str, Any]]:
    """Return every edition, newest first, and what readers see of it now, in words."""
    found = Edition.objects.light().filter(article=article).order_by("-number")
    rows = list(
        found.annotate(text_of=F("restored_from__number")).select_related(
            "published_by", "signed_off_by", "withdrawn_by", "withdrawn_onward", "unscheduled_by"
        )
    )
    live = Edition.objects.live(now).filter(article=article)
    shown = frozenset(live.values_list("pk", flat=True))
    return [
        {
            "edition": row,
            "status": _status(row, row.pk in shown, now),
            "is_shown": row.pk in shown,
            "is_ahead": row.published_at > now,
            "before": older.number if older else None,
            "text_of": vars(row)["text_of"],
        }
        for row, older in zip_longest(rows, rows[1:])
    ]


def _status(edition: Edition, is_shown: bool, now: datetime) -> str:
    if edition.unscheduled_at:
        return _("Taken off the schedule: readers never saw it")
    if edition.published_at > now:
        return _("Scheduled")
    if edition.withdrawn_at:
        return _("Withdrawn")
    if is_shown:
        return _("Readers see this now")
    return _("Not signed off") if not edition.is_cleared else _("Replaced by a later one")
