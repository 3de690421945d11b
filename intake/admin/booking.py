"""Bookings for staff: a list, one page to read and decide from, and no form to edit.

A booking is changed by moves only, so there is nothing to add, change or delete here.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.post import told_by_phone
from intake import actions, queries
from intake.admin import calling, exchange
from intake.admin.bursts import burst_page
from intake.admin.deciding import PLAIN, TIMED, decide, decide_with_time
from intake.admin.finding import find_caller
from intake.admin.forms import NoteForm, ToldForm
from intake.admin.page import gather, offered, page_url
from intake.admin.people import person, require
from intake.models import Booking, ReachBy

_WITH_FACTS = ("service", "practitioner", "room")


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin[Booking]):
    """Every booking by reference and initials; names stay sealed until one is opened."""

    list_display = ["reference", "initials", "flag", "status", "start", "practitioner", "kind"]
    list_filter = ["status", "kind", "flagged", "practitioner"]
    list_select_related = ["practitioner"]
    list_per_page = 50
    ordering = ["-created_at"]
    actions = None

    @admin.display(description=gettext_lazy("flag"), ordering="flagged", empty_value="")
    def flag(self, booking: Booking) -> str:
        """Say it in a word: a column of crosses would look like a column of faults."""
        if booking.urgent:
            return _("Urgent sign")
        return _("Flagged") if booking.flagged else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Name the list by what it is; there is nothing to select."""
        return super().changelist_view(request, {"title": _("Bookings"), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        """Put our own pages in place of the stock forms."""

        def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_site.admin_view(view)

        one = "<uuid:booking_id>"
        listing = require_safe(self.changelist_view)
        return [
            path("", staff(listing), name="intake_booking_changelist"),
            path("find/", staff(find_caller), name="intake_booking_find"),
            path("call/", staff(calling.begin), name="intake_call"),
            path(
                "call/<uuid:enquiry_id>/<str:name>/", staff(calling.step), name="intake_call_step"
            ),
            path("burst/", staff(burst_page), name="intake_booking_burst"),
            path("table/", staff(exchange.table), name="intake_booking_table"),
            path("calendar/", staff(exchange.feeds), name="intake_diaryfeed"),
            path(
                "calendar/<int:pk>/end/",
                staff(exchange.revoke_feed),
                name="intake_diaryfeed_revoke",
            ),
            path(f"{one}/change/", staff(booking_page), name="intake_booking_change"),
            path(f"{one}/note/", staff(add_note), name="intake_booking_note"),
            path(f"{one}/told/", staff(told), name="intake_booking_told"),
            *(
                path(
                    f"{one}/{name}/",
                    staff(decide),
                    {"name": name},
                    name=f"intake_booking_{name}",
                )
                for name in PLAIN
            ),
            *(
                path(
                    f"{one}/{name}/",
                    staff(decide_with_time),
                    {"name": name},
                    name=f"intake_booking_{name}",
                )
                for name in TIMED
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: a booking begins with a patient's request."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        """Never: a booking changes by moves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        """Never: what is private in it is deleted on the clock."""
        return False


@require_safe
def booking_page(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking. What is opened for it is written into the read log."""
    by = person(request)
    require(by, "view_booking")
    booking = _booking(booking_id)
    return _page(request, booking, NoteForm())


@require_POST
def add_note(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Keep a note for colleagues."""
    by = person(request)
    require(by, "view_booking", "write_note")
    booking = _booking(booking_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, booking, form)
    actions.add_note(booking, form.cleaned_data["note"], by=by, now=timezone.now())
    messages.success(request, _("%(reference)s: the note is kept.") % _name(booking))
    return redirect(page_url(booking))


@require_POST
def told(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Note that somebody phoned the patient whom no notification could reach.

    What has happened since the page was read, nobody has told them: it stays to be told.
    """
    require(person(request), "view_booking", "decide_booking")
    booking = _booking(booking_id)
    form = ToldForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    unsent = queries.NEWS if booking.reach_by == ReachBy.PHONE else ()
    settled = told_by_phone(booking.id, timezone.now(), version=version, unsent=unsent)
    if queries.could_not_be_told().filter(pk=booking.pk).exists():
        messages.warning(
            request,
            _("%(reference)s: there is news since you read it. Tell them what stands here now.")
            % _name(booking),
        )
    elif settled:
        messages.success(request, _("%(reference)s: told by phone.") % _name(booking))
    else:
        messages.info(request, _("%(reference)s: nobody needs to phone any more.") % _name(booking))
    return redirect(page_url(booking))


def _booking(booking_id: UUID) -> Booking:
    return get_object_or_404(Booking.objects.select_related(*_WITH_FACTS), pk=booking_id)


def _name(booking: Booking) -> dict[str, str]:
    return {"reference": booking.reference}


def _page(request: HttpRequest, booking: Booking, note_form: NoteForm) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": booking.reference,
        "page": gather(booking, by=person(request), now=now, zone=Clinic.current().zone),
        "booking": booking,
        "offers": offered(booking),
        "note_form": note_form,
        "now": now,
    }
    return render(request, "admin/intake/booking/page.html", context)
