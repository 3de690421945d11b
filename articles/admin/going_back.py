"""Going back: an old edition published again, or copied into the draft. One article at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.deeds import Deeds, require, sent
from articles.admin.going_back_forms import CopyForm, RestoreForm
from articles.differences.wording import difference
from articles.editions import restoring
from articles.editions.proposals import proposals
from articles.editions.restoring import Copied, copy_to_draft, restoration
from articles.exceptions import PublishingError
from articles.gate.findings import Finding
from articles.models import Edition


class GoingBack(Deeds):
    """Both pages show the difference first; POST acts on what was shown, or says that it moved."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses, behind the admin's login."""
        allow = require_http_methods(["GET", "HEAD", "POST"])
        of_edition = "<int:pk>/editions/<int:edition>"
        return [
            self._path(f"{of_edition}/restore/", allow(self.restore), "restore"),
            self._path(f"{of_edition}/copy/", allow(self.copy), "copy"),
        ]

    def restore(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        """Show what readers would see instead; POST publishes the old text as a new edition."""
        require(request, "articles.view_edition")
        user = require(request, "articles.publish_edition")
        old = _edition_of(pk, edition)
        found = restoration(old.pk, timezone.now())
        if found is None:
            raise Http404
        form = RestoreForm(found, sent(request))
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                made = restoring.restore(
                    old.pk,
                    by=user,
                    now=timezone.now(),
                    what_changed=said["what_changed"],
                    override_reason=said.get("override_reason", ""),
                    seen=said["seen"],
                )
            except PublishingError as error:
                form.add_error(None, str(error))
                form.show_again(found.token)
            else:
                facts = {"old": old.number, "new": made.number}
                self._note(
                    request,
                    made.article,
                    _("Published edition %(old)d again as edition %(new)d.") % facts,
                )
                return redirect("admin:articles_editions", pk)
        return self._page(
            request,
            "restore",
            _("Publish an old edition again"),
            form=form,
            found=found,
            errors=_said(found.errors),
            warnings=_said(found.warnings),
            before=_("Edition %d") % found.latest.number if found.latest else "",
            after=_("Edition %d") % old.number,
            difference=difference(found.latest, old),
            is_possible=not found.errors
            and not found.is_nothing_new
            and not found.has_old_cards
            and not found.lacks_sign_off,
        )

    def copy(self, request: HttpRequest, pk: int, edition: int) -> HttpResponse:
        """Show what the draft would say instead; POST replaces its text."""
        require(request, "articles.view_edition")
        user = require(request, "articles.change_article")
        old = _edition_of(pk, edition)
        (proposal,) = proposals([pk], timezone.now())
        form = CopyForm(sent(request), initial={"seen": proposal.article.version})
        if request.method == "POST" and form.is_valid():
            try:
                copied = copy_to_draft(
                    old.pk, by=user, now=timezone.now(), seen=form.cleaned_data["seen"]
                )
            except PublishingError as error:
                form.add_error(None, str(error))
                form.show_again(proposal.article.version)
            else:
                done = _("Copied the text of edition %d into the draft.") % old.number
                self._note(request, copied.article, done)
                if missing := _missing(copied):
                    messages.warning(request, missing)
                return redirect("admin:articles_check", pk)
        return self._page(
            request,
            "copy",
            _("Copy an old edition into the draft"),
            form=form,
            article=proposal.article,
            old=old,
            before=_("The draft"),
            after=_("Edition %d") % old.number,
            difference=difference(proposal.edition, old),
        )


def _edition_of(pk: int, number: int) -> Edition:
    return get_object_or_404(Edition, article=pk, number=number)


def _said(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    """Return findings in words. They lead nowhere: the text they are about is not the draft."""
    return [{"where": _(found.where), "said": found.said(_)} for found in findings]


def _missing(copied: Copied) -> str:
    """Say what the old edition had and the draft could not get back; "" if there is nothing."""
    gone = [_("the source %s") % key for key in copied.sources_gone]
    gone += [_("the picture of “%s”") % heading for heading in copied.pictures_gone]
    if not gone:
        return ""
    return _("Left out, because it is no longer kept: %s.") % ", ".join(gone)
