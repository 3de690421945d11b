"""The few pages that belong to the whole site."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import queries as article_queries
from articles import review_dates
from articles.previews import views as previews
from articles.reading import feeds as articles
from clinic_site.foundation import sealing
from clinic_site.foundation.clinic import clock
from clinic_site.foundation.clinic.facts import fill_card
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox import posting as notifications
from clinic_site.foundation.warning_signs import CURRENT
from clinic_site.foundation.web.origin import SentFrom, only_shown, sent_from
from clinic_site.sign_in.resubmission import FORBIDDEN, give_back, read_resubmission
from intake.privacy.deletion import is_purge_overdue

NEWEST_ON_HOME = 3
MORE_ON_WARNING_SIGNS = "when-to-get-help"
TREATMENTS_COMPARED = "treatments-compared"
NOTIFICATIONS_LATE_AFTER = timedelta(minutes=15)
# It runs every hour: after a day without, something is wrong.
PURGE_LATE_AFTER = timedelta(days=1)
# A week of bookings and pictures: time enough for somebody to look.
LEAST_FREE_BYTES = 200 * 1024 * 1024


@only_shown
def home(request: HttpRequest) -> HttpResponse:
    """The first page: warning signs first, three ways in, the newest articles."""
    now = timezone.now()
    context = {
        "newest": article_queries.newest_editions(now, NEWEST_ON_HOME),
        "compared": article_queries.live_edition(TREATMENTS_COMPARED, now),
        "in_date": _in_date(now),
    }
    return render(request, "home.html", context)


@only_shown
def warning_signs(request: HttpRequest) -> HttpResponse:
    """The three cards by themselves. They stand even while no article is signed off."""
    clinic = Clinic.current()
    wording = (CURRENT.emergency, CURRENT.urgent, CURRENT.self_care)
    context = {
        "cards": [fill_card(card, clinic) for card in wording],
        "more": article_queries.live_edition(MORE_ON_WARNING_SIGNS, timezone.now()),
    }
    return render(request, "warning_signs.html", context)


@only_shown
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, for how long, and who may read it."""
    return render(request, "privacy.html")


@only_shown
def accessibility(request: HttpRequest) -> HttpResponse:
    """What has been tested, and what has not."""
    return render(request, "accessibility.html")


@only_shown
def editorial_policy(request: HttpRequest) -> HttpResponse:
    """How articles are written, graded, signed off and reviewed."""
    context = {"in_date": _in_date(timezone.now())}
    return render(request, "editorial_policy.html", context)


def _in_date(now: datetime) -> review_dates.InDate:
    return review_dates.count_in_date(now, now.astimezone(Clinic.current().zone).date())


@only_shown
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read articles, and keep them out of booking and staff pages."""
    lines = [
        "User-agent: *",
        "Disallow: /book/",
        "Disallow: /useful/",
        f"Disallow: {settings.STAFF_PATH}",
        "Disallow: /search/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@only_shown
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@only_shown
def readyz(request: HttpRequest) -> HttpResponse:
    """Return whether the site can work: database, migrations, keys, outbox, deletions, clock, disk.

    Each check is true or false; 503 when one is false. Says nothing about people.
    """
    now = timezone.now()
    names = ("database", "migrations", "notifications", "purge", "disk", "keys", "clock")
    checks = dict.fromkeys(names, False)
    with suppress(FileNotFoundError):
        checks["disk"] = shutil.disk_usage(settings.LOCAL_DIR).free >= LEAST_FREE_BYTES
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks["keys"] = not sealing.wrong_keys()
        checks["notifications"] = notifications.oldest_due(now - NOTIFICATIONS_LATE_AFTER) is None
        checks["clock"] = clock.jumped_since(now) is None
        checks["purge"] = not is_purge_overdue(now - PURGE_LATE_AFTER)
    # A table that is not there yet is one kind of error on SQLite and another on PostgreSQL.
    except Error:
        pass
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a POST without a valid CSRF token: kind, and with a way on.

    Signing in makes every older form of that browser invalid, so staff may send theirs again, and
    so may who was invited to read a draft.
    """
    for_staff = request.path.startswith(settings.STAFF_PATH)
    if for_staff and request.user.is_authenticated:
        sent = read_resubmission(request)
        if sent:
            return give_back(request, sent, status=FORBIDDEN)
    match = request.resolver_match
    if (
        match
        and match.view_name == "articles:preview"
        and sent_from(request) in (SentFrom.OURS, SentFrom.UNSAID)
    ):
        return previews.expired(request, match.kwargs["token"])
    return render(request, "403_csrf.html", {"for_staff": for_staff}, status=FORBIDDEN)


class SitePages(articles.PagesAtSiteUrl[str]):
    """The pages that belong to the whole site. Booking is no page to land on from a search."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return ["home", "warning_signs", "privacy", "accessibility", "editorial_policy"]

    def location(self, item: str) -> str:
        """Return the address."""
        return reverse(item)


SITEMAPS = {"site": SitePages, **articles.SITEMAPS}
