"""What the pages of deeds have in common. GET shows what will happen, POST acts."""

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

from articles.admin.findings import spoken
from articles.editions.proposals import Proposal, proposals
from articles.gate.style import reading_score
from articles.models import Article

CONFLICT = 409


def shown(proposal: Proposal) -> dict[str, Any]:
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


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None if it is only to be shown."""
    return request.POST if request.method == "POST" else None


def person(request: HttpRequest) -> User | None:
    """Return who asks; None for nobody known."""
    return request.user if isinstance(request.user, User) else None


def require(request: HttpRequest, *permissions: str) -> User:
    """Return the person, who must hold one of these permissions."""
    user = person(request)
    if user is None or not any(user.has_perm(each) for each in permissions):
        raise PermissionDenied
    return user


def proposal_of(pk: int) -> Proposal:
    """Return what publishing one draft would do, or answer that there is none."""
    proposed = proposals([pk], timezone.now())
    if not proposed:
        raise Http404
    return proposed[0]


class Deeds:
    """Pages of the article admin that are not Django's own."""

    def __init__(self, owner: ModelAdmin[Article]) -> None:
        self.owner = owner

    def _path(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """Return an address behind the admin's login."""
        return path(route, self.owner.admin_site.admin_view(view), name=f"articles_{name}")

    def _note(self, request: HttpRequest, article: Article, done: str, onward: str = "") -> None:
        """Log a deed, and say that it is done."""
        self.owner.log_change(request, article, done)
        messages.success(request, format_html("{}: {} {}", article, done, onward))

    def _too_late(self, request: HttpRequest, pk: int, said: str) -> HttpResponse:
        """Lead somebody whose page was out of date to how things stand now."""
        messages.warning(request, said)
        return redirect("admin:articles_check", pk)

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
