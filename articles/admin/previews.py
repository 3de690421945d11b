"""Inviting reviewers without an account, ending their links, and ticking off what they said."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.deeds import Deeds, require, sent
from articles.editions.proposals import Proposal, proposals
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

INVITE = "articles.invite_reviewer"


class Reviewers(Deeds):
    """The page of one article's links and remarks, and the deeds on it."""

    def urls(self) -> list[URLPattern]:
        """Return the addresses, behind the admin's login."""
        look = require_http_methods(["GET", "HEAD", "POST"])(self.reviewers)
        return [
            self._path("<int:pk>/reviewers/", look, "reviewers"),
            self._path("<int:pk>/links/<int:link>/end/", require_POST(self.end_link), "end_link"),
            self._path("<int:pk>/remarks/<int:remark>/", require_POST(self.tick), "tick_remark"),
        ]

    def reviewers(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show links and remarks; POST makes a link and shows its address, this once.

        The answer to that POST is the page itself: an address handed on by a redirect would have to
        be kept somewhere in the meantime.
        """
        user = require(request, "articles.view_article")
        article = get_object_or_404(Article, pk=pk)
        (proposal,) = proposals([article.pk], timezone.now())
        address = ""
        form = InviteForm(sent(request))
        if request.method == "POST":
            require(request, INVITE)
            if form.is_valid():
                address = self._invite(request, user, proposal, form.cleaned_data)
                form = InviteForm()
        return self._list(request, proposal, form=form, address=address)

    def end_link(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        """Make a link useless."""
        user = require(request, INVITE)
        if revoke_link(link, pk, by=user, now=timezone.now()):
            self._note(request, get_object_or_404(Article, pk=pk), _("Ended a preview link."))
        else:
            messages.info(request, _("That link had ended already."))
        return redirect("admin:articles_reviewers", pk)

    def tick(self, request: HttpRequest, pk: int, remark: int) -> HttpResponse:
        """Tick off a remark; with `again` take that back."""
        user = require(request, INVITE)
        if "again" in request.POST:
            if reopen_remark(remark, pk):
                messages.success(request, _("The remark is open again."))
        elif mark_remark_done(remark, pk, by=user, now=timezone.now()):
            messages.success(request, _("The remark is done."))
        return redirect("admin:articles_reviewers", pk)

    def _invite(
        self, request: HttpRequest, by: User, proposal: Proposal, asked: dict[str, Any]
    ) -> str:
        token = make_link(
            proposal.article,
            by=by,
            now=timezone.now(),
            made_for=asked["made_for"],
            days=asked["days"],
            text_digest=proposal.edition.digest,
        )
        self.owner.log_change(request, proposal.article, _("Made a preview link."))
        return link_address(token)

    def _list(self, request: HttpRequest, proposal: Proposal, **context: Any) -> HttpResponse:
        remarks = Remark.objects.filter(article=proposal.article).select_related("link", "done_by")
        return self._page(
            request,
            "reviewers",
            _("Reviewers and remarks"),
            article=proposal.article,
            digest=proposal.edition.digest,
            links=links_of(proposal.article.pk, timezone.now()),
            to_do=remarks.filter(done_at=None),
            done=remarks.filter(done_at__isnull=False),
            **context,
        )
