"""Very many requests at once, on one page: decline them all, or keep them, with one press."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.accounts.people import require_all
from intake.actions.bursts import Seen, Skipped, decline_burst, keep_burst
from intake.queries import worklists

CONFLICT = 409
MOST = 500
"""At most this many of a burst are shown and done at once; the rest is a burst again."""
_LONGEST_NUMBER = 9


@require_http_methods(["GET", "HEAD", "POST"])
def burst_page(request: HttpRequest) -> HttpResponse:
    """Show every burst; POST does to one of them, as it was shown, what was pressed.

    What somebody else has decided since is left as it is, and named.
    """
    by, now = require_all(request, "intake.view_booking", "intake.decide_booking"), timezone.now()
    if request.method != "POST":
        return _show(request, now)
    seen, do = _read(request.POST.get("seen", "")), request.POST.get("do")
    if not seen or do not in ("decline", "keep"):
        return _show(request, now, status=CONFLICT)
    if do == "keep":
        done, skipped = keep_burst(seen, by=by, now=now)
        said = ngettext("%(n)d request is kept.", "%(n)d requests are kept.", done)
    else:
        done, skipped = decline_burst(seen, by=by, now=now)
        said = ngettext(
            "%(n)d request is declined and told so. Its time is free.",
            "%(n)d requests are declined and told so. Their times are free.",
            done,
        )
    if done:
        messages.success(request, said % {"n": done})
    if skipped:
        return _show(request, now, skipped, status=CONFLICT)
    return redirect("admin:index")


def _show(
    request: HttpRequest, now: datetime, skipped: Sequence[Skipped] = (), status: int = 200
) -> HttpResponse:
    shown = []
    for burst in worklists.bursts(now):
        requests = list(worklists.in_bursts([burst], now).select_related("practitioner")[:MOST])
        shown.append((burst, requests, " ".join(f"{one.pk}:{one.version}" for one in requests)))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Very many requests at once"),
        "shown": shown,
        "skipped": skipped,
        "stale": status == CONFLICT,
        "now": now,
    }
    return render(request, "admin/intake/bursts.html", context, status=status)


def _read(text: str) -> list[Seen]:
    """Return the bookings and versions that a form carries; nothing unless all of it is ours."""
    found = []
    for part in text.split():
        name, _colon, version = part.partition(":")
        is_number = version.isascii() and version.isdigit() and len(version) <= _LONGEST_NUMBER
        try:
            found.append((UUID(name), int(version) if is_number else -1))
        except ValueError:
            return []
    return found[:MOST]
