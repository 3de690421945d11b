"""The pages that put a text before readers, at once or later, and that take it away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.deeds import Deeds, require, sent, shown
from articles.admin.publishing_forms import PublishForm, UnscheduleForm, WithdrawForm
from articles.editions import publishing
from articles.editions.proposals import proposals
from articles.exceptions import PublishingError
from articles.models import Edition
from clinic_site.foundation.text.numbers import number_in

MOMENT = "F j, Y, g:i A"


class Publishing(Deeds):
    """Publish, schedule, take off the schedule, withdraw."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            self._path("publish/", self.publish, "publish"),
            self._path("<int:pk>/unschedule/", self.unschedule, "unschedule"),
            self._path("<int:pk>/withdraw/", self.withdraw, "withdraw"),
        ]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Publish one draft, or several together, now or later."""
        user = require(request, "articles.publish_edition")
        asked = map(number_in, request.GET.getlist("article"))
        wanted = [pk for pk in asked if pk is not None]
        now = timezone.now()
        proposed = proposals(wanted, now)
        if not proposed:
            raise Http404
        form = PublishForm(proposed, sent(request), now=now)
        if request.method == "POST" and form.is_valid() and form.is_decided:
            try:
                published = publishing.publish(
                    wanted,
                    by=user,
                    now=now,
                    what_changed=form.cleaned_data["what_changed"],
                    override_reason=form.cleaned_data.get("override_reason", ""),
                    seen=form.seen,
                    at=form.when(),
                )
            except PublishingError as error:
                form.add_error(None, str(error))
                for each in proposed:
                    form.show_again(each.token, f"seen_{each.article.pk}")
            else:
                for edition in published:
                    self._tell(request, edition)
                return redirect("admin:articles_article_changelist")
        return self._page(
            request,
            "publish",
            _("Publish"),
            form=form,
            proposals=[shown(each) for each in proposed],
        )

    def _tell(self, request: HttpRequest, edition: Edition) -> None:
        if edition.holds_schedule:
            when = date_format(timezone.localtime(edition.published_at), MOMENT)
            done = _("Scheduled edition %(number)d for %(when)s.")
            self._note(request, edition.article, done % {"number": edition.number, "when": when})
            return
        page = format_html('<a href="{}">{}</a>', edition.get_absolute_url(), _("See the page"))
        self._note(request, edition.article, _("Published edition %d.") % edition.number, page)

    def unschedule(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a scheduled edition from going live."""
        user = require(request, "articles.publish_edition")
        now = timezone.now()
        edition = (
            Edition.objects.scheduled(now).light().select_related("article").filter(article=pk)
        ).first()
        if edition is None:
            return self._too_late(request, pk, _("Nothing of this article is scheduled."))
        form = UnscheduleForm(sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                publishing.unschedule(edition.pk, by=user, now=now)
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                done = _("Took edition %d off the schedule.") % edition.number
                self._note(request, edition.article, done)
                return redirect("admin:articles_check", pk)
        return self._page(
            request, "unschedule", _("Take off the schedule"), form=form, edition=edition
        )

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take down what readers see."""
        user = require(request, "articles.withdraw_edition")
        now = timezone.now()
        decides = Edition.objects.deciding(now).light().select_related("article")
        edition = decides.filter(article=pk, withdrawn_at=None).first()
        if edition is None:
            raise Http404
        form = WithdrawForm(pk, sent(request))
        if request.method == "POST" and form.is_valid():
            onward = form.cleaned_data["onward"]
            try:
                publishing.withdraw(
                    edition.pk,
                    by=user,
                    now=now,
                    reason=form.cleaned_data["reason"],
                    onward_id=onward.pk if onward else None,
                )
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                self._note(request, edition.article, _("Withdrew edition %d.") % edition.number)
                return redirect("admin:articles_article_changelist")
        scheduled = Edition.objects.scheduled(now).light().filter(article=pk).first()
        return self._page(
            request, "withdraw", _("Withdraw"), form=form, edition=edition, scheduled=scheduled
        )
