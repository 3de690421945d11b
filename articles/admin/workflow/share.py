"""Inviting reviewers without an account, ending their links, and marking remarks as done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.workflow.pages import WorkflowPages, posted, proposal_of
from articles.models import Article, Remark
from articles.previews.forms import InviteForm
from articles.previews.invitations import (
    link_address,
    links_of,
    make_link,
    mark_remark_done,
    reopen_remark,
    revoke_link,
)
from clinic_site.foundation.accounts.people import require_all

INVITE = "articles.invite_reviewer"
ACT_ONLY = ("POST",)


class SharePages(WorkflowPages):
    """The page of one article's links and remarks, and the actions on it."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        remark = "<int:pk>/remarks/<int:remark>/"
        return [
            self.path("<int:pk>/reviewers/", self.reviewers, "reviewers"),
            self.path("<int:pk>/links/<int:link>/end/", self.end_link, "end_link", ACT_ONLY),
            self.path(remark, self.mark_remark, "mark_remark", ACT_ONLY),
        ]

    def reviewers(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show links and remarks; POST makes a link and shows its address, this once.

        The answer to that POST is the page itself: an address handed on by a redirect would have to
        be kept somewhere in the meantime.
        """
        user = require_all(request, "articles.view_article")
        article = get_object_or_404(Article, pk=pk)
        digest, now = proposal_of(article.pk).edition.digest, timezone.now()
        address = ""
        form = InviteForm(posted(request))
        if form.is_bound:
            require_all(request, INVITE)
        if form.is_valid():
            made_for, days = form.cleaned_data["made_for"], form.cleaned_data["days"]
            token = make_link(
                article, by=user, now=now, made_for=made_for, days=days, text_digest=digest
            )
            self.admin.log_change(request, article, _("Made a preview link."))
            address = link_address(token)
            form = InviteForm()
        remarks = Remark.objects.filter(article=article).select_related("link", "done_by")
        return self.page(
            request,
            "reviewers",
            _("Reviewers and remarks"),
            article=article,
            form=form,
            address=address,
            digest=digest,
            links=links_of(article.pk, now),
            to_do=remarks.filter(done_at=None),
            done=remarks.filter(done_at__isnull=False),
        )

    def end_link(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        """Make a link useless."""
        user = require_all(request, INVITE)
        if revoke_link(link, pk, by=user, now=timezone.now()):
            self.log(request, get_object_or_404(Article, pk=pk), _("Ended a preview link."))
        else:
            messages.info(request, _("That link had ended already."))
        return redirect("admin:articles_reviewers", pk)

    def mark_remark(self, request: HttpRequest, pk: int, remark: int) -> HttpResponse:
        """Mark a remark as done; with `again` open it again."""
        user = require_all(request, INVITE)
        if "again" in request.POST:
            if reopen_remark(remark, pk):
                messages.success(request, _("The remark is open again."))
        elif mark_remark_done(remark, pk, by=user, now=timezone.now()):
            messages.success(request, _("The remark is done."))
        return redirect("admin:articles_reviewers", pk)
