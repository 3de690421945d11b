"""What staff fill in to put a text before readers, and to take it away."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.seen_form import SeenForm
from articles.editions.proposals import Proposal
from articles.editions.publishing import reviewed_only
from articles.models import Article
from articles.moments import NoSuchMoment, TwiceOnThatDay, moment

NOW, SHOW_TIME, SCHEDULE, NOW_INSTEAD = "now", "show-time", "schedule", "now-instead"
USUAL_HOUR = time(9)


class PublishForm(SeenForm):
    """Publishing one or several drafts together, at once or at a time that was shown before.

    Carries one token for each proposal, so that nobody publishes what they have not seen. A time
    is first put on the button, and only a press of that button schedules.
    """

    what_changed = forms.CharField(
        label=_("What changed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_(
            "One plain sentence. Readers see it in the page’s list of changes, and colleagues in"
            " its history. If something was wrong before, say what."
        ),
    )
    override_reason = forms.CharField(
        label=_("Why publish with these warnings"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("Kept with the edition, for colleagues."),
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the clinic’s clock. Left empty: 9:00 AM."),
    )

    def __init__(
        self, proposals: list[Proposal], *args: Any, now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._now = now
        self._articles = [proposal.article.pk for proposal in proposals]
        self.at: datetime | None = None
        if not any(proposal.warnings for proposal in proposals):
            del self.fields["override_reason"]
        if proposals and all(proposal.is_only_reviewed for proposal in proposals):
            self.fields["what_changed"].initial = reviewed_only()
        for proposal in proposals:
            self.fields[f"seen_{proposal.article.pk}"] = forms.CharField(
                widget=forms.HiddenInput, initial=proposal.token
            )

    @property
    def seen(self) -> dict[int, str]:
        """The token of each proposal that was shown."""
        return {pk: self.cleaned_data[f"seen_{pk}"] for pk in self._articles}

    @property
    def deed(self) -> str:
        """What the pressed button said."""
        return str(self.data.get("deed", NOW))

    @property
    def told(self) -> str:
        """What the button for a later time stands for."""
        return self.at.isoformat() if self.at else ""

    @property
    def is_decided(self) -> bool:
        """Return whether the button that was pressed said just what is now asked for."""
        if self.at is None or self.deed == NOW_INSTEAD:
            return self.deed in (NOW, NOW_INSTEAD)
        return self.deed == SCHEDULE and self.data.get("told") == self.told

    def when(self) -> datetime | None:
        """Return the moment to schedule for; None: at once. Only if it `is_decided`."""
        return self.at if self.deed == SCHEDULE else None

    def clean(self) -> dict[str, Any] | None:
        """Make the day and the time one moment, and never take one press for another."""
        cleaned = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if day:
            self.at = self._moment(datetime.combine(day, hour or USUAL_HOUR))
        elif hour or (self.deed in (SHOW_TIME, SCHEDULE) and "day" not in self.errors):
            self.add_error("day", gettext("Give the day too."))
        if self.at and self.at <= self._now and self.deed == SHOW_TIME:
            self.add_error(
                "day", gettext("This time has passed. Choose a later one, or publish now.")
            )
            self.at = None
        if self.at and self.deed == NOW:
            self.add_error(
                "day",
                gettext(
                    "You gave a day. To publish later, press “Set this time”. To publish now,"
                    " empty the day."
                ),
            )
        return cleaned

    def _moment(self, wall: datetime) -> datetime | None:
        try:
            return moment(wall.date(), wall.time(), get_current_timezone())
        except NoSuchMoment:
            said = gettext(
                "The clocks are put forward that day and skip this time. Choose another."
            )
        except TwiceOnThatDay:
            said = gettext(
                "The clocks are put back that day: this time comes twice. Choose another."
            )
        except OverflowError:
            said = gettext("Choose a day that the calendar knows.")
        self.add_error("hour", said)
        return None


class UnscheduleForm(forms.Form):
    """Nothing to fill in: the press of the button is the answer."""


class WithdrawForm(forms.Form):
    """Taking a page down."""

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("For colleagues. Readers see only that the page was taken down."),
    )
    onward = forms.ModelChoiceField(
        Article.objects.all(),
        label=_("Read instead"),
        required=False,
        help_text=_("Readers are pointed to this article, if it is published."),
    )

    def __init__(self, article_id: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        onward = self.fields["onward"]
        if isinstance(onward, forms.ModelChoiceField):
            onward.queryset = Article.objects.exclude(pk=article_id)
