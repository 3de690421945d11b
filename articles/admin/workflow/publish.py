"""Putting a text before readers, at once or later, and taking it away."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.workflow.pages import (
    ActionForm,
    WorkflowPages,
    posted,
    proposal_context,
    text_area,
)
from articles.editions import publishing
from articles.editions.proposals import Proposal, proposals
from articles.models import Article, Edition
from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.times import (
    NoSuchMoment,
    TwiceOnThatDay,
    moment_of,
    say_date,
    say_time,
)
from clinic_site.foundation.text.numbers import number_in

NOW, SHOW_TIME, SCHEDULE, NOW_INSTEAD = "now", "show-time", "schedule", "now-instead"
USUAL_HOUR = time(9)


class PublishForm(ActionForm):
    """Publishing one or several drafts together, at once or at a time that was shown before.

    Carries one token for each proposal, so that nobody publishes what they have not seen. A time
    is first put on the button, and only a press of that button schedules.
    """

    what_changed = text_area(
        gettext_lazy("What changed"),
        gettext_lazy(
            "One plain sentence. Readers see it in the page’s list of changes, and colleagues in"
            " its history. If something was wrong before, say what."
        ),
    )
    override_reason = text_area(
        gettext_lazy("Why publish with these warnings"),
        gettext_lazy("Kept with the edition, for colleagues."),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("By the clinic’s clock. Left empty: 9:00 AM."),
    )

    def __init__(self, proposed: list[Proposal], *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._now = now
        self.at: datetime | None = None
        self.tokens = {each.article.pk: each.token for each in proposed}
        if not any(each.warnings for each in proposed):
            del self.fields["override_reason"]
        if proposed and all(each.is_only_reviewed for each in proposed):
            self.fields["what_changed"].initial = publishing.reviewed_only()
        for pk, token in self.tokens.items():
            self.fields[f"seen_{pk}"] = forms.CharField(widget=forms.HiddenInput, initial=token)

    @property
    def seen(self) -> dict[int, str]:
        """The token of each proposal that was shown."""
        return {pk: self.cleaned_data[f"seen_{pk}"] for pk in self.tokens}

    @property
    def pressed(self) -> str:
        """What the pressed button said."""
        return str(self.data.get("action", NOW))

    @property
    def told(self) -> str:
        """What the button for a later time stands for."""
        return self.at.isoformat() if self.at else ""

    @property
    def is_decided(self) -> bool:
        """Return whether the button that was pressed said just what is now asked for."""
        if self.at is None or self.pressed == NOW_INSTEAD:
            return self.pressed in (NOW, NOW_INSTEAD)
        return self.pressed == SCHEDULE and self.data.get("told") == self.told

    def clean(self) -> dict[str, Any] | None:
        """Make the day and the time one moment, and never take one press for another."""
        cleaned = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if day:
            self.at = self._moment(datetime.combine(day, hour or USUAL_HOUR))
        elif hour or (self.pressed in (SHOW_TIME, SCHEDULE) and "day" not in self.errors):
            self.add_error("day", _("Give the day too."))
        if self.at and self.at <= self._now and self.pressed == SHOW_TIME:
            said = _("This time has passed. Choose a later one, or publish now.")
            self.add_error("day", said)
            self.at = None
        if self.at and self.pressed == NOW:
            said = _(
                "You gave a day. To publish later, press “Set this time”. To publish now,"
                " empty the day."
            )
            self.add_error("day", said)
        return cleaned

    def _moment(self, wall: datetime) -> datetime | None:
        try:
            return moment_of(wall.date(), wall.time(), timezone.get_current_timezone())
        except NoSuchMoment:
            said = _("The clocks are put forward that day and skip this time. Choose another.")
        except TwiceOnThatDay:
            said = _("The clocks are put back that day: this time comes twice. Choose another.")
        except OverflowError:
            said = _("Choose a day that the calendar knows.")
        self.add_error("hour", said)
        return None


class UnscheduleForm(ActionForm):
    """Keeping an edition from going live. Nothing to fill in: the press of the button is enough."""

    title = gettext_lazy("Take off the schedule")
    consequence = gettext_lazy(
        "Edition %(number)d would go live by itself on %(when)s. Off the schedule it never does."
        " The draft stays as it is, and can be published later under a new number."
    )
    button = gettext_lazy("Take edition %(number)d off the schedule")


class WithdrawForm(ActionForm):
    """Taking a page down."""

    title = gettext_lazy("Withdraw")
    consequence = gettext_lazy(
        "Readers now see edition %(number)d, published %(day)s. Once it is withdrawn, its page"
        " says that it is gone, and no earlier edition takes its place."
    )
    button = gettext_lazy("Withdraw edition %(number)d now")

    reason = text_area(
        gettext_lazy("Why"),
        gettext_lazy("For colleagues. Readers see only that the page was taken down."),
    )
    onward = forms.ModelChoiceField(
        Article.objects.all(),
        label=gettext_lazy("Read instead"),
        required=False,
        help_text=gettext_lazy("Readers are pointed to this article, if it is published."),
    )

    def __init__(self, article_id: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        onward = self.fields["onward"]
        if isinstance(onward, forms.ModelChoiceField):
            onward.queryset = Article.objects.exclude(pk=article_id)


class PublishPages(WorkflowPages):
    """Publish, schedule, take off the schedule, withdraw."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            self.path("publish/", self.publish, "publish"),
            self.path("<int:pk>/unschedule/", self.unschedule, "unschedule"),
            self.path("<int:pk>/withdraw/", self.withdraw, "withdraw"),
        ]

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Publish one draft, or several together, now or later."""
        user = require_all(request, "articles.publish_edition")
        asked = map(number_in, request.GET.getlist("article"))
        wanted = [pk for pk in asked if pk is not None]
        now = timezone.now()
        proposed = proposals(wanted, now)
        if not proposed:
            raise Http404
        form = PublishForm(proposed, posted(request), now=now)
        if form.is_valid() and form.is_decided:
            with form.catching_refusal(**{f"seen_{pk}": t for pk, t in form.tokens.items()}):
                published = publishing.publish(
                    wanted,
                    by=user,
                    now=now,
                    what_changed=form.cleaned_data["what_changed"],
                    override_reason=form.cleaned_data.get("override_reason", ""),
                    seen=form.seen,
                    at=form.at if form.pressed == SCHEDULE else None,
                )
                for edition in published:
                    self._log_published(request, edition)
                return redirect("admin:articles_article_changelist")
        shown = [proposal_context(each) for each in proposed]
        return self.page(request, "publish", _("Publish"), form=form, proposals=shown)

    def _log_published(self, request: HttpRequest, edition: Edition) -> None:
        if edition.holds_schedule:
            when = _say(edition.published_at)
            done = _("Scheduled edition %(number)d for %(when)s.")
            self.log(request, edition.article, done % {"number": edition.number, "when": when})
            return
        page = format_html('<a href="{}">{}</a>', edition.get_absolute_url(), _("See the page"))
        self.log(request, edition.article, _("Published edition %d.") % edition.number, page)

    def unschedule(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a scheduled edition from going live."""
        user = require_all(request, "articles.publish_edition")
        now = timezone.now()
        scheduled = Edition.objects.scheduled(now).light().select_related("article")
        edition = scheduled.filter(article=pk).first()
        if edition is None:
            return self.too_late(request, pk, _("Nothing of this article is scheduled."))
        form = UnscheduleForm(posted(request))
        if form.is_valid():
            with form.catching_refusal():
                publishing.unschedule(edition.pk, by=user, now=now)
                done = _("Took edition %d off the schedule.") % edition.number
                self.log(request, edition.article, done)
                return redirect("admin:articles_check", pk)
        facts = {"number": edition.number, "when": _say(edition.published_at)}
        return self.confirm(request, edition.article, form, facts=facts, subject=edition.title)

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take down what readers see."""
        user = require_all(request, "articles.withdraw_edition")
        now = timezone.now()
        deciding = Edition.objects.deciding(now).light().select_related("article")
        edition = deciding.filter(article=pk, withdrawn_at=None).first()
        if edition is None:
            raise Http404
        form = WithdrawForm(pk, posted(request))
        if form.is_valid():
            reason, onward = form.cleaned_data["reason"], form.cleaned_data["onward"]
            onward_id = onward.pk if onward else None
            with form.catching_refusal():
                publishing.withdraw(
                    edition.pk, by=user, now=now, reason=reason, onward_id=onward_id
                )
                self.log(request, edition.article, _("Withdrew edition %d.") % edition.number)
                return redirect("admin:articles_article_changelist")
        facts = {"number": edition.number, "day": say_date(edition.published_at)}
        also = []
        if scheduled := Edition.objects.scheduled(now).light().filter(article=pk).first():
            said = _("Edition %d comes off the schedule too, so that nothing comes back by itself.")
            also.append(said % scheduled.number)
        return self.confirm(
            request, edition.article, form, facts=facts, also=also, subject=edition.title
        )


def _say(when: datetime) -> str:
    return f"{say_date(when)}, {say_time(when)}"
