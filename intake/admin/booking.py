"""Bookings for staff: the list, finding a patient, and the log of what was read.

A booking is changed by transitions only, so there is nothing to add, change or delete here.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.web.protected_admin import ReadOnlyAdmin
from intake.admin import calling, diary
from intake.admin.booking_page import booking_page, mark_told, write_note
from intake.admin.bursts import burst_page
from intake.admin.deciding import PLAIN, choices, decide, page_url
from intake.admin.picking import TIMED, decide_with_time
from intake.fields import LineField
from intake.models import Booking, ReadLog
from intake.queries import worklists

MOST_FOUND = 50
FEWEST_PHONE_DIGITS = 7
_REFERENCE = re.compile(r"[2-9B-DF-HJKMNP-TV-Z]{4}[\s-]?[2-9B-DF-HJKMNP-TV-Z]{4}", re.IGNORECASE)


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin[Booking]):
    """Every booking by reference and initials; names stay sealed until one is opened."""

    list_display = ["reference", "initials", "flag", "status", "start", "practitioner", "kind"]
    list_filter = ["status", "kind", "flagged", "practitioner"]
    list_select_related = ["practitioner"]
    list_per_page = 50
    ordering = ["-created_at"]

    @admin.display(description=gettext_lazy("flag"), ordering="flagged", empty_value="")
    def flag(self, booking: Booking) -> str:
        """Return a word: a column of crosses would look like a column of faults."""
        if booking.urgent:
            return _("Urgent sign")
        return _("Flagged") if booking.flagged else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Name the list for what it is; there is nothing to select."""
        return super().changelist_view(request, {"title": _("Bookings"), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        """Put our own pages in place of the stock forms."""

        def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(view)

        one = "<uuid:booking_id>"
        listing = require_safe(self.changelist_view)
        return [
            path("", staff(listing), name="intake_booking_changelist"),
            path("find/", staff(find_patient), name="intake_booking_find"),
            path("call/", staff(calling.begin), name="intake_call"),
            path(
                "call/<uuid:enquiry_id>/<str:name>/", staff(calling.step), name="intake_call_step"
            ),
            path("burst/", staff(burst_page), name="intake_booking_burst"),
            path("table/", staff(diary.table), name="intake_booking_table"),
            path("calendar/", staff(diary.feeds), name="intake_diaryfeed"),
            path(
                "calendar/<int:pk>/end/",
                staff(diary.end_feed),
                name="intake_diaryfeed_revoke",
            ),
            path(f"{one}/change/", staff(booking_page), name="intake_booking_change"),
            path(f"{one}/note/", staff(write_note), name="intake_booking_note"),
            path(f"{one}/told/", staff(mark_told), name="intake_booking_told"),
            *(
                path(f"{one}/{name}/", staff(view), {"name": name}, name=f"intake_booking_{name}")
                for view, names in ((decide, PLAIN), (decide_with_time, TIMED))
                for name in names
            ),
        ]


class FindForm(forms.Form):
    """What a caller says about themselves."""

    words = LineField(
        label=gettext_lazy("Surname, phone, e-mail or reference"),
        most=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type what the caller told you.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def find_patient(request: HttpRequest) -> HttpResponse:
    """Ask for what the caller says, and list the bookings that fit, newest first.

    What was typed travels by POST only and is put into no address and no log.
    """
    by, now = require_all(request, "intake.view_booking", "intake.read_contact"), timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None)
    context = {
        **admin.site.each_context(request),
        "title": _("Find a patient"),
        "form": form,
        "most": MOST_FOUND,
        "now": now,
    }
    if form.is_valid():
        words = form.cleaned_data["words"]
        found = {
            booking.pk: booking
            for kind in kinds_of(words)
            for booking in worklists.find_by(kind, words)[:MOST_FOUND]
        }
        bookings = list(found.values())[:MOST_FOUND]
        if len(bookings) == 1 and _REFERENCE.fullmatch(words):
            return redirect(page_url(bookings[0]))
        context["found"] = [(booking, choices(booking, by, now)) for booking in bookings]
    return render(request, "admin/intake/booking/find.html", context)


def kinds_of(words: str) -> tuple[str, ...]:
    """Return what the words can be. One box is quicker than four, so we look instead of asking."""
    if "@" in words:
        return ("email",)
    kinds = ["reference"] if _REFERENCE.fullmatch(words.strip()) else []
    if sum(character.isdigit() for character in words) >= FEWEST_PHONE_DIGITS:
        kinds.append("phone")
    return (*kinds, "name") if not any(c.isdigit() for c in words) else tuple(kinds) or ("name",)


@admin.register(ReadLog)
class ReadLogAdmin(ReadOnlyAdmin[ReadLog]):
    """Every opening of something private by staff, newest first."""

    list_display = ["at", "user", "kind", "page", "subject"]
    list_filter = ["kind", "page", "user"]
    list_select_related = ["user"]
    list_display_links = None
    date_hierarchy = "at"
    search_fields = ["subject"]
