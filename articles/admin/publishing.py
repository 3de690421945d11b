"""The pages that lead from a draft to readers, and back. GET shows what will happen, POST acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles import editions
from articles.admin.findings import spoken
from articles.exceptions import PublishingError
from articles.forms import PublishForm, SignOffForm, WithdrawForm
from articles.gate import reading_score
from articles.models import Article, Edition
from articles.reading import article_context
from clinic_site.clinic.models import Clinic

CONFLICT = 409


def _spoken(proposal: editions.Proposal) -> dict[str, Any]:
    """Return a proposal with its findings in the reader's language, for a template."""
    article = proposal.article
    return {
        "proposal": proposal,
        "errors": spoken(proposal.errors, article),
        "warnings": spoken(proposal.warnings, article),
        "reading": reading_score(article.to_draft()),
        "ready": not proposal.errors
        and not proposal.is_nothing_new
        and not proposal.lacks_sign_off,
    }


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


class Publishing:
    """The views of the article admin that are not Django's own."""

    def __init__(self, owner: ModelAdmin[Article]) -> None:
        self.owner = owner

    def urls(self) -> list[URLPattern]:
        """Return the addresses, behind the admin's login."""

        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.owner.admin_site.admin_view(view), name=f"articles_{name}")

        return [
            page("publish/", self.publish, "publish"),
            page("<int:pk>/check/", self.check, "check"),
            page("<int:pk>/preview/", self.preview, "preview"),
            page("<int:pk>/sign-off/", self.sign_off, "sign_off"),
            page("<int:pk>/withdraw/", self.withdraw, "withdraw"),
        ]

    def check(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the gate says about a draft, and what can be done with it."""
        self._require(request, "articles.view_article")
        proposal = self._proposal(pk)
        return self._page(request, "check", _("Check and publish"), shown=_spoken(proposal))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a draft the way readers would see it."""
        self._require(request, "articles.view_article")
        proposal = self._proposal(pk)
        context = article_context(proposal.edition, Clinic.current(), timezone.now())
        response = render(request, "admin/articles/preview.html", context)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response

    def publish(self, request: HttpRequest) -> HttpResponse:
        """Publish one draft, or several together."""
        user = self._require(request, "articles.publish_edition")
        wanted = [int(pk) for pk in request.GET.getlist("article") if pk.isdecimal()]
        now = timezone.now()
        proposed = editions.proposals(wanted, now)
        if not proposed:
            raise Http404
        form = PublishForm(proposed, _sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                published = editions.publish(
                    wanted,
                    by=user,
                    now=now,
                    what_changed=form.cleaned_data["what_changed"],
                    override_reason=form.cleaned_data.get("override_reason", ""),
                    seen=form.seen,
                )
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                for edition in published:
                    done = _("Published edition %d.") % edition.number
                    page = format_html(
                        '<a href="{}">{}</a>', edition.get_absolute_url(), _("See the page")
                    )
                    self._note(request, edition.article, done, page)
                return redirect("admin:articles_article_changelist")
        return self._page(
            request,
            "publish",
            _("Publish"),
            form=form,
            proposals=[_spoken(each) for each in proposed],
        )

    def sign_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a clinician stand behind the draft as it is now."""
        user = self._require(request, "articles.sign_off_edition")
        proposal = self._proposal(pk)
        form = SignOffForm(_sent(request), initial={"seen": proposal.token})
        if request.method == "POST" and form.is_valid():
            try:
                editions.sign_off(
                    pk,
                    token=form.cleaned_data["seen"],
                    by=user,
                    role=form.cleaned_data["role"],
                    now=timezone.now(),
                )
            except PublishingError as error:
                form.add_error(None, str(error))
            else:
                onward = _("It goes live when it is published as edition %d.")
                number = proposal.edition.number
                self._note(request, proposal.article, _("Signed off."), onward % number)
                return redirect("admin:articles_check", pk)
        return self._page(request, "sign_off", _("Sign off"), form=form, shown=_spoken(proposal))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take down what readers see."""
        user = self._require(request, "articles.withdraw_edition")
        now = timezone.now()
        decides = Edition.objects.deciding(now).light().select_related("article")
        edition = decides.filter(article=pk, withdrawn_at=None).first()
        if edition is None:
            raise Http404
        form = WithdrawForm(_sent(request))
        if request.method == "POST" and form.is_valid():
            onward = form.cleaned_data["onward"]
            try:
                editions.withdraw(
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
        return self._page(request, "withdraw", _("Withdraw"), form=form, edition=edition)

    def _require(self, request: HttpRequest, permission: str) -> User:
        user = request.user
        if not isinstance(user, User) or not user.has_perm(permission):
            raise PermissionDenied
        return user

    def _proposal(self, pk: int) -> editions.Proposal:
        proposed = editions.proposals([pk], timezone.now())
        if not proposed:
            raise Http404
        return proposed[0]

    def _note(self, request: HttpRequest, article: Article, done: str, onward: str = "") -> None:
        self.owner.log_change(request, article, done)
        messages.success(request, format_html("{}: {} {}", article, done, onward))

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        form = context.get("form")
        refused = isinstance(form, Form) and form.is_bound and bool(form.non_field_errors())
        site = self.owner.admin_site.each_context(request)
        return render(
            request,
            f"admin/articles/{name}.html",
            {**site, "title": title, "opts": self.owner.opts, **context},
            status=CONFLICT if refused else 200,
        )
