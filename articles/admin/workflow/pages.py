"""What the pages of the workflow have in common."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from articles.admin.findings import spoken
from articles.editions.proposals import Proposal, proposals
from articles.exceptions import PublishingError
from articles.gate.style import reading_score
from articles.models import Article

CONFLICT = 409


class ActionForm(forms.Form):
    """An action on what its page showed, and how that page names it.

    Named gaps in the words are filled by the view.
    """

    title: StrOrPromise = ""
    consequence: StrOrPromise = ""
    button: StrOrPromise = ""
    cleared_by_refusal: tuple[str, ...] = ()

    @contextmanager
    def catching_refusal(self, **now_shown: object) -> Iterator[None]:
        """Put a refusal of the action on the form.

        What was typed stays. Fields named in `now_shown` carry what the page shows now in place of
        what it showed, so that nobody acts on what they have not seen.
        """
        try:
            yield
        except PublishingError as error:
            self.add_error(None, str(error))
            # A copy that may be changed. `{**self.data}` would hold a list for each field.
            data: Any = copy(self.data)
            for name, value in now_shown.items():
                data[name] = str(value)
            for name in self.cleared_by_refusal:
                data.pop(name, None)
            self.data = data


def text_area(
    label: StrOrPromise,
    help_text: StrOrPromise,
    *,
    rows: int = 2,
    most: int = 500,
    required: bool = True,
) -> forms.CharField:
    """Return a field for a sentence or a few."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=most,
        required=required,
    )


class WorkflowPages:
    """Pages of the article admin that are not Django's own."""

    def __init__(self, article_admin: ModelAdmin[Article]) -> None:
        self.admin = article_admin

    def path(
        self,
        route: str,
        view: Callable[..., HttpResponse],
        name: str,
        methods: Collection[str] = ("GET", "HEAD", "POST"),
    ) -> URLPattern:
        """Return an address behind the admin's login."""
        behind_login = self.admin.admin_site.admin_view(require_http_methods([*methods])(view))
        return path(route, behind_login, name=f"articles_{name}")

    def log(self, request: HttpRequest, article: Article, done: str, onward: str = "") -> None:
        """Log an action, and say that it is done."""
        self.admin.log_change(request, article, done)
        messages.success(request, format_html("{}: {} {}", article, done, onward))

    def too_late(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        """Lead a person whose page was out of date to how things stand now."""
        messages.warning(request, reason)
        return redirect("admin:articles_check", pk)

    def page(
        self,
        request: HttpRequest,
        name: str,
        title: str,
        *,
        article: Article | None = None,
        parent: str = "check",
        **context: Any,
    ) -> HttpResponse:
        """Show a page under an article, or under all of them; 409 for an action refused."""
        crumbs = [(_("Articles"), reverse("admin:articles_article_changelist"))]
        if article:
            crumbs.append((str(article), reverse(f"admin:articles_{parent}", args=[article.pk])))
            context = {"article": article, "subject": article, **context}
        form = context.get("form")
        refused = isinstance(form, ActionForm) and form.is_bound and bool(form.non_field_errors())
        site = self.admin.admin_site.each_context(request)
        return render(
            request,
            f"admin/articles/{name}.html",
            {**site, "title": title, "crumbs": crumbs, "opts": self.admin.opts, **context},
            status=CONFLICT if refused else 200,
        )

    def confirm(
        self,
        request: HttpRequest,
        article: Article,
        form: ActionForm,
        *,
        template: str = "action",
        facts: Mapping[str, object] | None = None,
        also: Collection[str] = (),
        **context: Any,
    ) -> HttpResponse:
        """Show what an action will do, with its form. `also` is said after the consequence."""
        gaps = facts or {}
        context["consequences"] = [str(form.consequence) % gaps, *also]
        context["button"] = str(form.button) % gaps
        title = str(form.title)
        return self.page(request, template, title, article=article, form=form, **context)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None if it is only to be shown."""
    return request.POST if request.method == "POST" else None


def proposal_of(pk: int) -> Proposal:
    """Return what publishing one draft would do, or answer that there is none."""
    proposed = proposals([pk], timezone.now())
    if not proposed:
        raise Http404
    return proposed[0]


def proposal_context(proposal: Proposal) -> dict[str, Any]:
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
