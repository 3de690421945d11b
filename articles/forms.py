"""What staff fill in: the draft, and the deeds done to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.editions import Proposal
from articles.models import Article
from articles.models.article import CareCard


class ArticleForm(forms.ModelForm[Article]):
    """The draft, with its care cards as boxes to tick."""

    care_cards = forms.MultipleChoiceField(
        label=_("Care cards"),
        choices=CareCard.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those that no section shows. Emergency and urgent come first on the page."),
    )

    class Meta:
        model = Article
        fields = [
            "title", "slug", "topic", "order", "kind", "summary", "key_points", "care_cards",
            "not_known", "questions", "sources", "related", "review_months",
        ]  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "key_points": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "not_known": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "questions": forms.Textarea(attrs={"rows": 5, "cols": 80}),
        }


class PublishForm(forms.Form):
    """Publishing one or several drafts together.

    Carries one token for each proposal, so that nobody publishes what they have not seen.
    """

    what_changed = forms.CharField(
        label=_("What changed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("One sentence, for colleagues. It is kept with the edition."),
    )
    override_reason = forms.CharField(
        label=_("Why publish with these warnings"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("Kept with the edition."),
    )

    def __init__(self, proposals: list[Proposal], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._articles = [proposal.article.pk for proposal in proposals]
        if not any(proposal.warnings for proposal in proposals):
            del self.fields["override_reason"]
        for proposal in proposals:
            self.fields[f"seen_{proposal.article.pk}"] = forms.CharField(
                widget=forms.HiddenInput, initial=proposal.token
            )

    @property
    def seen(self) -> dict[int, str]:
        """The token of each proposal that was shown."""
        return {pk: self.cleaned_data[f"seen_{pk}"] for pk in self._articles}


class SignOffForm(forms.Form):
    """A clinician's word for the text as shown."""

    role = forms.CharField(
        label=_("Your role, as readers will see it"),
        max_length=80,
        help_text=_("Such as “a physical therapist”. Your name is not shown."),
    )
    agreed = forms.BooleanField(
        label=_("I have read the whole preview and stand behind it."), required=True
    )
    seen = forms.CharField(widget=forms.HiddenInput)


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
