"""The claims, for readers. No cookie, and nothing but live editions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.claims.gathering import claims_of, tallies
from articles.models import Topic
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.read_only import only_shown


@only_shown
def index(request: HttpRequest) -> HttpResponse:
    """What the labels mean, and the topics with how much they claim. Two queries."""
    clinic = Clinic.current()
    context = {"tallies": tallies(timezone.now(), clinic), "clinic": clinic}
    return render(request, "articles/claims.html", context)


@only_shown
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the articles of one topic claim, and on what grounds. Four queries."""
    found = get_object_or_404(Topic, slug=slug)
    clinic = Clinic.current()
    topical = claims_of(found, timezone.now(), clinic)
    context = {"topic": found, "topical": topical, "clinic": clinic}
    return render(request, "articles/claims_topic.html", context)
