"""Every edition of an article, and what differs between any two texts of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.admin.deeds import Deeds, require
from articles.differences.wording import difference
from articles.editions.proposals import proposals
from articles.models import Article, Edition
from clinic_site.foundation.text.numbers import number_in

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the history: an edition, and what readers see of it now, in words."""

    edition: Edition
    standing: str
    is_shown: bool
    is_ahead: bool
    before: int | None
    text_of: int | None


class History(Deeds):
    """The pages about what an article said. They change nothing."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses, behind the admin's login."""
        return [
            self._path("<int:pk>/editions/", require_safe(self.editions), "editions"),
            self._path("<int:pk>/difference/", require_safe(self.difference), "difference"),
        ]

    def editions(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List every edition with all that is kept of it."""
        article = self._article(request, pk)
        kept = _kept(article, timezone.now())
        return self._page(request, "editions", _("Editions"), article=article, kept=kept)

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show two texts side by side: any edition, or the draft.

        Asked for nothing, it is the draft beside what readers see; asked for one edition, that
        beside the one before it.
        """
        article = self._article(request, pk)
        now = timezone.now()
        asked_to = request.GET.get("to") or DRAFT
        after = self._text(article, asked_to, now)
        asked_from = request.GET.get("from") or _before(article, asked_to, now)
        before = self._text(article, asked_from, now) if asked_from else None
        return self._page(
            request,
            "difference",
            _("What differs"),
            article=article,
            numbers=_numbers(article),
            asked_from=asked_from,
            asked_to=asked_to,
            before=name_of(asked_from),
            after=name_of(asked_to),
            difference=difference(before, after),
        )

    def _article(self, request: HttpRequest, pk: int) -> Article:
        require(request, "articles.view_article")
        require(request, "articles.view_edition")
        return get_object_or_404(Article, pk=pk)

    def _text(self, article: Article, asked: str, now: datetime) -> Edition:
        if asked == DRAFT:
            (proposal,) = proposals([article.pk], now)
            return proposal.edition
        if (number := number_in(asked)) is None:
            raise Http404
        return get_object_or_404(Edition, article=article, number=number)


def name_of(asked: str) -> str:
    """Return what to call a text: the draft, an edition, or nothing at all."""
    if asked == DRAFT:
        return _("The draft")
    return _("Edition %s") % asked if asked else _("Nothing")


def _numbers(article: Article) -> list[int]:
    numbers = Edition.objects.filter(article=article).order_by("-number")
    return list(numbers.values_list("number", flat=True))


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


def _kept(article: Article, now: datetime) -> list[Kept]:
    found = Edition.objects.light().filter(article=article).order_by("-number")
    found = found.annotate(text_of=F("restored_from__number")).select_related(
        "published_by", "signed_off_by", "withdrawn_by", "withdrawn_onward", "unscheduled_by"
    )
    shown = frozenset(
        Edition.objects.live(now).filter(article=article).values_list("pk", flat=True)
    )
    rows = list(found)
    return [
        Kept(
            edition=row,
            standing=_standing(row, row.pk in shown, now),
            is_shown=row.pk in shown,
            is_ahead=row.published_at > now,
            before=older.number if older else None,
            text_of=vars(row)["text_of"],
        )
        for row, older in zip_longest(rows, rows[1:])
    ]


def _standing(edition: Edition, is_shown: bool, now: datetime) -> str:
    if edition.unscheduled_at:
        return _("Taken off the schedule: readers never saw it")
    if edition.published_at > now:
        return _("Scheduled")
    if edition.withdrawn_at:
        return _("Withdrawn")
    if is_shown:
        return _("Readers see this now")
    return _("Not signed off") if not edition.is_cleared else _("Replaced by a later one")
