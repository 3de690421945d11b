"""Leading a draft through its clinical review: check, preview, submit, cancel, sign off."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.workflow.pages import (
    ActionForm,
    WorkflowPages,
    posted,
    proposal_context,
    proposal_of,
    text_area,
)
from articles.editions import reviewing
from articles.reading.pages import article_context
from clinic_site.foundation.accounts.people import require_all, require_any
from clinic_site.foundation.clinic.models import Clinic


class SubmitForm(ActionForm):
    """Asking for a review."""

    title = gettext_lazy("Ask for the clinical review")
    consequence = gettext_lazy(
        "The review is of this text as it stands. Any change to the article, its sources or its"
        " glossary words ends it, and you ask again."
    )
    button = gettext_lazy("Ask for the clinical review")

    note = text_area(
        gettext_lazy("A word to the reviewer"),
        gettext_lazy("Optional. What is new, and where you are not sure."),
        rows=3,
        most=1000,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class CancelReviewForm(ActionForm):
    """Ending a review without a sign-off."""

    title = gettext_lazy("End the review")
    consequence = gettext_lazy(
        "The article is then a draft again, and nobody is asked to review it."
    )
    button = gettext_lazy("End the review without a sign-off")

    note = text_area(
        gettext_lazy("Why, or what to fix"),
        gettext_lazy("Optional. Shown to colleagues with the draft."),
        rows=3,
        most=1000,
        required=False,
    )


class SignOffForm(ActionForm):
    """A clinician's word for the text as shown."""

    title = gettext_lazy("Review and sign off")
    consequence = gettext_lazy(
        "Your sign-off holds for this text as it stands. Any change to the article, its sources or"
        " its glossary words voids it, and so does a withdrawal."
    )
    button = gettext_lazy("Sign off this text")

    role = forms.CharField(
        label=gettext_lazy("Your role, as readers will see it"),
        max_length=80,
        help_text=gettext_lazy("Such as “a physical therapist”. Your name is not shown."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I reviewed the whole page and stand behind it."), required=True
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    # The tick was set for the text as it was.
    cleared_by_refusal = ("agreed",)


class ReviewPages(WorkflowPages):
    """Where a draft stands, and the actions of its review."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            self.path("<int:pk>/check/", self.check, "check"),
            self.path("<int:pk>/preview/", self.preview, "preview"),
            self.path("<int:pk>/submit/", self.submit, "submit"),
            self.path("<int:pk>/cancel-review/", self.cancel_review, "cancel_review"),
            self.path("<int:pk>/sign-off/", self.sign_off, "sign_off"),
        ]

    def check(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where a draft stands, what the gate says about it, and what can be done with it."""
        user = require_all(request, "articles.view_article")
        proposal = proposal_of(pk)
        return self.page(
            request,
            "check",
            _("Check and publish"),
            article=proposal.article,
            parent="article_change",
            is_own=proposal.article.is_work_of(user.pk),
            **proposal_context(proposal),
        )

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a draft the way readers would see it."""
        require_all(request, "articles.view_article")
        context = article_context(proposal_of(pk).edition, Clinic.current(), timezone.now())
        response = render(request, "admin/articles/preview.html", context)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response

    def submit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the review of the draft as it is now."""
        user = require_all(request, "articles.submit_article")
        proposal = proposal_of(pk)
        form = SubmitForm(posted(request), initial={"seen": proposal.token})
        if form.is_valid():
            token, note = form.cleaned_data["seen"], form.cleaned_data["note"]
            with form.catching_refusal(seen=proposal.token):
                reviewing.submit(pk, token=token, by=user, now=timezone.now(), note=note)
                self.log(request, proposal.article, _("Asked for the clinical review."))
                return redirect("admin:articles_check", pk)
        return self.confirm(request, proposal.article, form, **proposal_context(proposal))

    def cancel_review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a review without a sign-off."""
        user = require_any(request, "articles.submit_article", "articles.sign_off_edition")
        proposal = proposal_of(pk)
        if proposal.article.submitted_at is None:
            return self.too_late(request, pk, _("This article is not in review."))
        form = CancelReviewForm(posted(request))
        if form.is_valid():
            with form.catching_refusal():
                reviewing.cancel_review(pk, by=user, note=form.cleaned_data["note"])
                self.log(request, proposal.article, _("Ended the review without a sign-off."))
                return redirect("admin:articles_check", pk)
        return self.confirm(request, proposal.article, form, proposal=proposal)

    def sign_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a clinician stand behind the draft as it is now."""
        user = require_all(request, "articles.sign_off_edition")
        proposal = proposal_of(pk)
        form = SignOffForm(posted(request), initial={"seen": proposal.token})
        if form.is_valid():
            token, role = form.cleaned_data["seen"], form.cleaned_data["role"]
            with form.catching_refusal(seen=proposal.token):
                reviewing.sign_off(pk, token=token, by=user, role=role, now=timezone.now())
                onward = _("It goes live when it is published as edition %d.")
                number = proposal.edition.number
                self.log(request, proposal.article, _("Signed off."), onward % number)
                return redirect("admin:articles_check", pk)
        months = proposal.article.review_months
        due = ngettext(
            "The next review is then due in %d month.",
            "The next review is then due in %d months.",
            months,
        )
        return self.confirm(
            request,
            proposal.article,
            form,
            template="sign_off",
            also=[due % months],
            is_own=proposal.article.is_work_of(user.pk),
            **proposal_context(proposal),
        )
