"""Finding a caller. What was typed travels by POST only and is put into no address and no log."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import queries
from intake.admin.forms import FindForm
from intake.admin.page import Choice, choices, page_url
from intake.admin.people import person, require
from intake.models import Booking

MOST_FOUND = 50
FEWEST_PHONE_DIGITS = 7
_REFERENCE = re.compile(r"[2-9B-DF-HJKMNP-TV-Z]{4}[\s-]?[2-9B-DF-HJKMNP-TV-Z]{4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A booking that fits what the caller said, and what can be done with it at once."""

    booking: Booking
    choices: Sequence[Choice]


@require_http_methods(["GET", "HEAD", "POST"])
def find_caller(request: HttpRequest) -> HttpResponse:
    """Ask for what the caller says, and list the bookings that fit, newest first."""
    require(person(request), "view_booking", "read_contact")
    form = FindForm(request.POST if request.method == "POST" else None)
    found: list[Found] | None = None
    by, now = person(request), timezone.now()
    if form.is_valid():
        words = form.cleaned_data["words"]
        bookings = _found(words)
        if len(bookings) == 1 and _REFERENCE.fullmatch(words):
            return redirect(page_url(bookings[0]))
        found = [Found(booking, choices(booking, by, now)) for booking in bookings]
    context = {
        **admin.site.each_context(request),
        "title": _("Find a caller"),
        "form": form,
        "found": found,
        "most": MOST_FOUND,
        "now": now,
    }
    return render(request, "admin/intake/booking/find.html", context)


def kinds_of(words: str) -> tuple[str, ...]:
    """Tell what the words can be: one box is quicker than four, so we look instead of asking."""
    if "@" in words:
        return ("email",)
    kinds = ["reference"] if _REFERENCE.fullmatch(words.strip()) else []
    if sum(character.isdigit() for character in words) >= FEWEST_PHONE_DIGITS:
        kinds.append("phone")
    return (*kinds, "name") if not any(c.isdigit() for c in words) else tuple(kinds) or ("name",)


def _found(words: str) -> list[Booking]:
    lists: Iterable[Booking] = (
        booking for kind in kinds_of(words) for booking in queries.find_by(kind, words)[:MOST_FOUND]
    )
    return list({booking.pk: booking for booking in lists}.values())[:MOST_FOUND]
