"""The pages of an invited reviewer. GET looks and changes nothing; POST leaves a remark."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.differences.wording import difference
from articles.editions.proposals import Proposal, proposals
from articles.models import Edition, PreviewLink
from articles.previews.forms import RemarkForm
from articles.previews.invitations import find_link, leave_remark
from articles.reading.pages import article_context
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.origin import only_shown

FORBIDDEN = 403
NOT_FOUND = 404
TOO_MANY = 429

LinkView = Callable[[HttpRequest, str, PreviewLink], HttpResponse]
TokenView = Callable[[HttpRequest, str], HttpResponse]


def with_working_link(view: LinkView) -> TokenView:
    """Run the view with a link that works; tell everybody else the same. No robot keeps either."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        link = find_link(token, timezone.now())
        if link:
            response = view(request, token, link)
        else:
            response = render(request, "articles/draft_preview_ended.html", status=NOT_FOUND)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@with_working_link
def preview(request: HttpRequest, token: str, link: PreviewLink) -> HttpResponse:
    """Show the draft as it stands, what differs from what readers see, and a form for remarks."""
    proposal, form = _form(link, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, link, proposal, form)
    said = form.cleaned_data
    is_kept = leave_remark(
        link,
        text=said["text"],
        name=said["name"],
        section=said["section"],
        read=said["seen"] or "",
        now=timezone.now(),
    )
    if is_kept:
        return redirect("articles:preview_thanks", token)
    form.add_error(
        None,
        _(
            "This link has left many remarks today, and cannot leave more until tomorrow. "
            "Copy your remark, and send it to the person who gave you the link."
        ),
    )
    return _show(request, link, proposal, form, TOO_MANY)


@with_working_link
def expired(request: HttpRequest, token: str, link: PreviewLink) -> HttpResponse:
    """Show a remark that came without our token, in a form that can be sent at once."""
    proposal, form = _form(link, request.POST)
    form.add_error(
        None,
        _(
            "The page was open for a long time, or your browser blocks cookies. Your remark was "
            "not sent. It stands below as you typed it: please send it once more."
        ),
    )
    return _show(request, link, proposal, form, FORBIDDEN)


@only_shown
@with_working_link
def preview_thanks(request: HttpRequest, token: str, link: PreviewLink) -> HttpResponse:
    """Say that the remark was kept."""
    return render(request, "articles/draft_preview_thanks.html", {"token": token})


def _form(link: PreviewLink, sent: QueryDict | None) -> tuple[Proposal, RemarkForm]:
    (proposal,) = proposals([link.article_id], timezone.now())
    headings = [section["heading"] for section in proposal.edition.snapshot["sections"]]
    return proposal, RemarkForm(headings, sent, initial={"seen": proposal.edition.digest})


def _show(
    request: HttpRequest, link: PreviewLink, proposal: Proposal, form: RemarkForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    clinic = Clinic.current()
    edits = [at for at in (link.article.edited_at, link.article.shared_edited_at) if at]
    edited_at = max(edits, default=None)
    live = Edition.objects.live(now).filter(article=link.article_id).first()
    context = {
        **article_context(proposal.edition, clinic, now),
        "link": link,
        # On paper, behind the text of every sheet. The bar above the page says it to everybody.
        "watermark": _("Draft, not for patients"),
        "form": form,
        "live": live,
        "difference": difference(live, proposal.edition, clinic) if live else None,
        "has_changed": proposal.edition.digest != link.text_digest,
        "changed_at": edited_at if edited_at and edited_at > link.made_at else None,
    }
    return render(request, "articles/draft_preview.html", context, status=status)
