"""The form page and the thanks. Neither is kept by any cache, and neither sets a cookie."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import queries
from articles.feedback.answers import (
    StaleSlip,
    TooManyAnswers,
    keep_answer,
    read_slip,
    seconds_left,
    write_slip,
)
from articles.feedback.forms import NO, YES, FeedbackForm
from articles.models import Edition
from clinic_site.foundation.text.numbers import number_in
from clinic_site.foundation.web.addresses import address_of
from clinic_site.foundation.web.origin import only_from_our_pages, only_shown

BAD_REQUEST, FORBIDDEN, TOO_MANY = 400, 403, 429

ELSEWHERE = _(
    "We could not tell that this came from our own page, so we did not keep it. Your answer is "
    "still here. Please send it once more."
)
STALE = _(
    "This page was open for more than a day, so we did not keep the answer. It is still here. "
    "Please send it once more."
)
FULL = _(
    "We have had more answers in this hour than we can take, so we did not keep this one. It is "
    "still here. Please send it again in an hour."
)


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    return _again(request, _asked_about(slug, now), ELSEWHERE, FORBIDDEN, now)


@require_http_methods(["GET", "HEAD", "POST"])
@only_from_our_pages(refuse=_elsewhere)
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether a page was useful; POST keeps the answer."""
    now = timezone.now()
    live = _asked_about(slug, now)
    if request.method == "POST":
        return _take(request, live, now)
    if not live.is_open:
        # The page itself says that it was taken down.
        return redirect(live)
    if live.slug != slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{reverse('articles:useful', args=[live.slug])}?{query}")
    answer = request.GET.get("answer", "")
    first = {
        "answer": answer if answer in (YES, NO) else None,
        "slip": _new_slip(request, live, now),
    }
    return _show(request, live, FeedbackForm(initial=first))


@only_shown
def useful_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank, and lead on."""
    live = _asked_about(slug, timezone.now())
    return render(request, "articles/feedback_thanks.html", {"edition": live})


def _take(request: HttpRequest, live: Edition, now: datetime) -> HttpResponse:
    form = FeedbackForm(request.POST)
    try:
        slip = read_slip(request.POST.get("slip", ""), now)
    except StaleSlip:
        slip = None
    if slip is None or not live.article.editions.filter(pk=slip.edition_id).exists():
        return _again(request, live, STALE, BAD_REQUEST, now)
    if not form.is_valid():
        return _show(request, live, form, BAD_REQUEST)
    said = form.cleaned_data
    try:
        keep_answer(
            slip,
            useful=said["answer"] == YES,
            reason=said["reason"],
            address=address_of(request),
            now=now,
        )
    except TooManyAnswers:
        response = _again(request, live, FULL, TOO_MANY, now)
        response["Retry-After"] = str(seconds_left(now))
        return response
    return redirect("articles:useful_thanks", live.slug)


def _asked_about(slug: str, now: datetime) -> Edition:
    """Return the edition that readers see at this address, perhaps taken down; else 404."""
    edition = queries.deciding_edition(slug, now)
    if edition is None or not edition.is_cleared:
        raise Http404
    return edition


def _new_slip(request: HttpRequest, live: Edition, now: datetime) -> str:
    """Return a slip for the edition that the reader has open: their page may be an older one."""
    edition_id, asked = live.pk, number_in(request.GET.get("edition", ""))
    if asked is not None:
        published = Edition.objects.published(now).light().filter(article=live.article_id)
        read = published.filter(number=asked).first()
        if read is not None and read.is_cleared:
            edition_id = read.pk
    return write_slip(edition_id, now)


def _again(
    request: HttpRequest, live: Edition, problem: str | Promise, status: int, now: datetime
) -> HttpResponse:
    """Show the form with everything that was typed, what went wrong, and a slip that is good."""
    data = request.POST.copy()
    data["slip"] = _new_slip(request, live, now)
    form = FeedbackForm(data)
    form.add_error(None, str(problem))
    return _show(request, live, form, status)


def _show(
    request: HttpRequest, edition: Edition, form: FeedbackForm, status: int = 200
) -> HttpResponse:
    return render(
        request, "articles/feedback.html", {"edition": edition, "form": form}, status=status
    )
