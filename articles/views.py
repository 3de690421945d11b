"""The reader's pages. None touches the session or the user, so no reader gets a cookie."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import queries, search
from articles.models import Edition, Topic
from articles.reading import article_context
from articles.rendering import fill_text
from articles.search.words import MOST_CHARACTERS
from clinic_site.clinic.models import Clinic

# Every page passes its own `clinic`, so that the row is read once.


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All the topics that hold an article."""
    now = timezone.now()
    context = {"topics": queries.topics_with_counts(now), "clinic": Clinic.current()}
    return render(request, "articles/topics.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and its articles."""
    now = timezone.now()
    found = get_object_or_404(Topic, slug=slug)
    clinic = Clinic.current()
    editions = queries.teasers(queries.editions_of_topic(found, now), clinic)
    context = {"topic": found, "editions": editions, "clinic": clinic}
    return render(request, "articles/topic.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article as last published; 410 if that was withdrawn; 301 if its address changed."""
    now = timezone.now()
    edition = queries.deciding_edition(slug, now)
    if edition is None or not edition.is_cleared:
        raise Http404
    if not edition.is_open:
        return _gone(request, edition, now)
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(edition.get_absolute_url())
    context = article_context(edition, Clinic.current(), now)
    return render(request, "articles/article.html", context)


def _gone(request: HttpRequest, edition: Edition, now: datetime) -> HttpResponse:
    clinic = Clinic.current()
    context = {
        "title": edition.title,
        "topic": edition.topic,
        "related": queries.teasers(queries.related_editions(edition, now), clinic),
        "clinic": clinic,
    }
    return render(request, "articles/gone.html", context, status=410)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Search results. Kept out of other search engines."""
    query = request.GET.get("q", "")[:MOST_CHARACTERS].strip()
    clinic = Clinic.current()
    now = timezone.now()
    found = search.find(query, now, lambda text: fill_text(text, clinic))
    if not found.results and request.method == "GET":
        search.misses.note(query, now)
    context = {
        "query": query,
        "results": found.results,
        "suggestion": found.suggestion,
        "expanded": found.expanded,
        "loose": found.loose,
        "clinic": clinic,
    }
    response = render(request, "articles/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
