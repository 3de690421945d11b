"""The reader's pages. None touches the session or the user, so no reader gets a cookie."""

from datetime import datetime

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from articles import queries
from articles.models import Edition, Topic
from articles.outdated.sources import lost_sources
from articles.reading.claims import claims_of, count_claims
from articles.reading.leaflets import editions_shown, find_copy, leaflet_of, qr_code, tell_editions
from articles.reading.pages import article_context
from articles.rendering.serving import fill_text
from articles.search import misses
from articles.search.searching import search_editions
from articles.search.words import MOST_CHARACTERS
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.images.keeping import open_file
from clinic_site.foundation.web.origin import only_shown

# A code never changes; a day also bounds how long a copy outlives a new SITE_URL.
QR_MAX_AGE_SECONDS = 24 * 60 * 60

# Every page passes its own `clinic`, so that the row is read once.


@only_shown
def topics(request: HttpRequest) -> HttpResponse:
    """All the topics that hold an article."""
    now = timezone.now()
    context = {"topics": queries.topics_with_counts(now), "clinic": Clinic.current()}
    return render(request, "articles/topics.html", context)


@only_shown
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its articles."""
    now = timezone.now()
    found = get_object_or_404(Topic, slug=slug)
    clinic = Clinic.current()
    editions = queries.teasers(queries.editions_of_topic(found, now), clinic)
    context = {"topic": found, "editions": editions, "clinic": clinic}
    return render(request, "articles/topic.html", context)


@only_shown
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article as last published; 410 if that was withdrawn; 301 if its address changed."""
    now = timezone.now()
    edition = _open_edition(request, slug, now, "article")
    if isinstance(edition, HttpResponse):
        return edition
    context = article_context(edition, Clinic.current(), now)
    return render(request, "articles/article.html", context)


@only_shown
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition of an article that readers could open, and what changed. None of their text."""
    now = timezone.now()
    edition = _open_edition(request, slug, now, "editions")
    if isinstance(edition, HttpResponse):
        return edition
    clinic = Clinic.current()
    context = {
        "title": edition.title,
        "address": edition.get_absolute_url(),
        "topic": edition.topic,
        "editions": tell_editions(editions_shown(edition.article_id, now), clinic),
        "clinic": clinic,
    }
    return render(request, "articles/editions.html", context)


def _open_edition(
    request: HttpRequest, slug: str, now: datetime, page: str
) -> Edition | HttpResponse:
    """Return what readers see at this address, or the answer that it is gone or has moved.

    Browsers keep 301 and 410 for good unless told otherwise, and a page may come back.
    """
    edition = queries.deciding_edition(slug, now)
    if edition is None or not edition.is_cleared:
        raise Http404
    if edition.is_open and edition.slug == slug:
        return edition
    if edition.is_open:
        address = reverse(f"articles:{page}", args=[edition.slug])
        answer: HttpResponse = HttpResponsePermanentRedirect(address)
    else:
        clinic = Clinic.current()
        context = {
            "title": edition.title,
            "topic": edition.topic,
            "related": queries.teasers(queries.related_editions(edition, now), clinic),
            "clinic": clinic,
        }
        answer = render(request, "articles/gone.html", context, status=410)
    patch_cache_control(answer, no_cache=True)
    return answer


@only_shown
def copy(request: HttpRequest, article: int, number: int) -> HttpResponse:
    """Answer, for someone who holds a printed edition, whether it is still current."""
    now = timezone.now()
    found = find_copy(article, number, now)
    if found is None:
        raise Http404
    clinic = Clinic.current()
    due, withdrawn = found.edition.review_due, found.taken_down
    instead = queries.related_editions(withdrawn, now) if withdrawn and not found.current else []
    context = {
        "copy": found,
        "told": tell_editions([found.edition], clinic)[0],
        "later": tell_editions(found.later, clinic),
        "withdrawn": tell_editions([withdrawn], clinic)[0] if withdrawn else None,
        "related": queries.teasers(instead, clinic),
        "overdue": due is not None and due < now.astimezone(clinic.zone).date(),
        "lost": lost_sources(found.edition) if found.is_current else [],
        "awaits_sign_off": found.edition.signed_off_at is None,
        "clinic": clinic,
    }
    response = render(request, "articles/copy.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@only_shown
def copy_qr(request: HttpRequest, article: int, number: int) -> HttpResponse:
    """Draw the short address of a printed edition as a QR code."""
    found = find_copy(article, number, timezone.now())
    leaflet = leaflet_of(found.edition) if found else None
    if leaflet is None:
        raise Http404
    response = HttpResponse(qr_code(leaflet.address), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=QR_MAX_AGE_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response


@only_shown
def search_page(request: HttpRequest) -> HttpResponse:
    """Search results. Kept out of other search engines."""
    query = request.GET.get("q", "")[:MOST_CHARACTERS].strip()
    clinic = Clinic.current()
    now = timezone.now()
    found = search_editions(query, now, lambda text: fill_text(text, clinic))
    if not found.results and request.method == "GET":
        misses.note_miss(query, now)
    context = {
        "query": query, "results": found.results, "suggestion": found.suggestion,
        "expanded": found.expanded, "loose": found.loose, "clinic": clinic,
    }  # fmt: skip
    response = render(request, "articles/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@only_shown
def claims(request: HttpRequest) -> HttpResponse:
    """What the labels mean, and the topics with how much they claim. Two queries."""
    clinic = Clinic.current()
    context = {"tallies": count_claims(timezone.now(), clinic), "clinic": clinic}
    return render(request, "articles/claims.html", context)


@only_shown
def claims_of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the articles of one topic claim, and on what grounds. Four queries."""
    found = get_object_or_404(Topic, slug=slug)
    clinic = Clinic.current()
    topical = claims_of(found, timezone.now(), clinic)
    context = {"topic": found, "topical": topical, "clinic": clinic}
    return render(request, "articles/claims_topic.html", context)


KEEP_FOR_EVER = "public, max-age=31536000, immutable"
# Should a browser ever take a picture for a page, that page may do nothing at all.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@only_shown
def picture_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of a picture. Its name holds the fingerprint, so the name is the ETag too."""
    file = open_file(name)
    if file is None:
        raise Http404
    etag = quote_etag(name)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(file, content_type=TYPES[name.rpartition(".")[2]])
    else:
        file.close()
    answer["ETag"] = etag
    answer["Cache-Control"] = KEEP_FOR_EVER
    answer["Content-Security-Policy"] = POLICY
    return answer
