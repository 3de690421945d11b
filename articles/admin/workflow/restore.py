"""Going back: an old edition published again, or copied into the draft. One article at a time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.workflow.pages import ActionForm, WorkflowPages, posted, proposal_of, text_area
from articles.differences.wording import difference
from articles.editions import restoring
from articles.editions.restoring import Restoration
from articles.gate.findings import Finding
from articles.models import Edition
from clinic_site.foundation.accounts.people import require_all

MOST_VERSIONS = 2**31 - 1


class RestoreForm(ActionForm):
    """Publishing an old edition again. Carries the token of what was shown."""

    what_changed = text_area(
        gettext_lazy("What changed"),
        gettext_lazy(
            "One plain sentence: why you go back. Readers see it in the page’s list of changes,"
            " and colleagues in its history."
        ),
    )
    override_reason = text_area(
        gettext_lazy("Why publish with these warnings"),
        gettext_lazy("Kept with the edition, for colleagues."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, found: Restoration, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        went_back = _("Went back to the text of edition %d.")
        self.initial["what_changed"] = went_back % found.old.number
        self.initial["seen"] = found.token
        if not found.warnings:
            del self.fields["override_reason"]


class CopyForm(ActionForm):
    """Putting the text of an edition into the draft. Carries the version that was shown."""

    title = gettext_lazy("Copy an old edition into the draft")
    consequence = gettext_lazy(
        "The text of edition %(number)d would take the place of the draft. What the draft says now"
        " is lost, unless it was published. Readers see no change until you publish."
    )
    button = gettext_lazy("Copy edition %(number)d into the draft")

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS)


class RestorePages(WorkflowPages):
    """Both pages show the difference first; POST acts on what was shown, or says that it moved."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        of_edition = "<int:pk>/editions/<int:edition>"
        return [
            self.path(f"{of_edition}/restore/", self.restore, "restore"),
            self.path(f"{of_edition}/copy/", self.copy, "copy"),
        ]

    def restore(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        """Show what readers would see instead; POST publishes the old text as a new edition."""
        user = require_all(request, "articles.view_edition", "articles.publish_edition")
        old = get_object_or_404(Edition, article=pk, number=edition)
        now = timezone.now()
        found = restoring.restoration(old.pk, now)
        if found is None:
            raise Http404
        form = RestoreForm(found, posted(request))
        if form.is_valid():
            with form.catching_refusal(seen=found.token):
                made = restoring.restore(old.pk, by=user, now=now, **form.cleaned_data)
                done = _("Published edition %(old)d again as edition %(new)d.")
                self.log(request, made.article, done % {"old": old.number, "new": made.number})
                return redirect("admin:articles_editions", pk)
        stands_in_the_way = (
            found.errors or found.is_nothing_new or found.has_old_cards or found.lacks_sign_off
        )
        return self.page(
            request,
            "restore",
            _("Publish an old edition again"),
            article=found.article,
            parent="editions",
            form=form,
            found=found,
            errors=_in_words(found.errors),
            warnings=_in_words(found.warnings),
            before=_("Edition %d") % found.latest.number if found.latest else "",
            after=_("Edition %d") % old.number,
            difference=difference(found.latest, old),
            is_possible=not stands_in_the_way,
        )

    def copy(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        """Show what the draft would say instead; POST replaces its text."""
        user = require_all(request, "articles.view_edition", "articles.change_article")
        old = get_object_or_404(Edition, article=pk, number=edition)
        proposal = proposal_of(pk)
        version = proposal.article.version
        form = CopyForm(posted(request), initial={"seen": version})
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            with form.catching_refusal(seen=version):
                copied = restoring.copy_to_draft(old.pk, by=user, now=timezone.now(), seen=seen)
                done = _("Copied the text of edition %d into the draft.") % old.number
                self.log(request, copied.article, done)
                gone = [_("the source %s") % key for key in copied.sources_gone]
                gone += [_("the picture of “%s”") % each for each in copied.pictures_gone]
                if gone:
                    said = _("Left out, because it is no longer kept: %s.")
                    messages.warning(request, said % ", ".join(gone))
                return redirect("admin:articles_check", pk)
        return self.confirm(
            request,
            proposal.article,
            form,
            parent="editions",
            facts={"number": old.number},
            before=_("The draft"),
            after=_("Edition %d") % old.number,
            difference=difference(proposal.edition, old),
        )


def _in_words(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    """Return findings without links: the text they are about is not the draft."""
    return [{"where": _(found.where), "said": found.said(_)} for found in findings]
