"""The pages that lead a draft through its clinical review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.deeds import Deeds, proposal_of, require, sent, shown
from articles.admin.reviewing_forms import SignOffForm, SubmitForm, TakeBackForm
from articles.editions import reviewing
from articles.editions.reviewing import cancel_review
from articles.exceptions import PublishingError
from articles.reading.pages import article_context
from clinic_site.foundation.clinic.models import Clinic


class Reviewing(Deeds):
    """Check, preview, ask for the review, give back, sign off."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            self._path("<int:pk>/check/", self.check, "check"),
            self._path("<int:pk>/preview/", self.preview, "preview"),
            self._path("<int:pk>/submit/", self.submit, "submit"),
            self._path("<int:pk>/take-back/", self.take_back, "take_back"),
            self._path("<int:pk>/sign-off/", self.sign_off, "sign_off"),
        ]

    def check(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where a draft stands, what the gate says about it, and what can be done with it."""
        user = require(request, "articles.view_article")
        proposal = proposal_of(pk)
        is_own = proposal.article.is_work_of(user.pk)
        return self._page(
            request, "check", _("Check and publish"), shown=shown(proposal), is_own=is_own
        )

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a draft the way readers would see it."""
        require(request, "articles.view_article")
        proposal = proposal_of(pk)
        context = article_context(proposal.edition, Clinic.current(), timezone.now())
        response = render(request, "admin/articles/preview.html", context)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response

    def submit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the review of the draft as it is now."""
        user = require(request, "articles.submit_article")
        proposal = proposal_of(pk)
        form = SubmitForm(sent(request), initial={"seen": proposal.token})
        if request.method == "POST" and form.is_valid():
            try:
                reviewing.submit(
                    pk,
                    token=form.cleaned_data["seen"],
                    by=user,
                    now=timezone.now(),
                    note=form.cleaned_data["note"],
                )
            except PublishingError as error:
                form.add_error(None, str(error))
                form.show_again(proposal.token)
            else:
                self._note(request, proposal.article, _("Asked for the clinical review."))
                return redirect("admin:articles_check", pk)
        return self._page(
            request, "submit", _("Ask for the clinical review"), form=form, shown=shown(proposal)
        )

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a review without a sign-off."""
        user = require(request, "articles.submit_article", "articles.sign_off_edition")
        proposal = proposal_of(pk)
        if proposal.article.submitted_at is None:
            return self._too_late(request, pk, _("This article is not in review."))
        form = TakeBackForm(sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                cancel_review(pk, by=user, note=form.cleaned_data["note"])
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                self._note(request, proposal.article, _("Ended the review without a sign-off."))
                return redirect("admin:articles_check", pk)
        return self._page(
            request, "take_back", _("End the review"), form=form, shown=shown(proposal)
        )

    def sign_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a clinician stand behind the draft as it is now."""
        user = require(request, "articles.sign_off_edition")
        proposal = proposal_of(pk)
        form = SignOffForm(sent(request), initial={"seen": proposal.token})
        if request.method == "POST" and form.is_valid():
            try:
                reviewing.sign_off(
                    pk,
                    token=form.cleaned_data["seen"],
                    by=user,
                    role=form.cleaned_data["role"],
                    now=timezone.now(),
                )
            except PublishingError as error:
                form.add_error(None, str(error))
                form.show_again(proposal.token)
            else:
                onward = _("It goes live when it is published as edition %d.")
                number = proposal.edition.number
                self._note(request, proposal.article, _("Signed off."), onward % number)
                return redirect("admin:articles_check", pk)
        is_own = proposal.article.is_work_of(user.pk)
        return self._page(
            request,
            "sign_off",
            _("Review and sign off"),
            form=form,
            shown=shown(proposal),
            is_own=is_own,
        )
