"""Taking the diary along: a calendar address of one's own, and a table of bookings."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.attempts import PasswordForm, confirm
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.models import Clinic
from intake import exchange
from intake.models import DiaryFeed, Practitioner
from intake.queries import worklists

MOST_DAYS = 366


class FeedForm(PasswordForm):
    """Whose diary the calendar shows."""

    field_order = ("practitioner",)

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(is_active=True),
        label=gettext_lazy("Whose diary"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )


class TableForm(PasswordForm):
    """The days of a table, both included, in the clinic's zone."""

    field_order = ("first", "last")

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than a year."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("last", _("Choose a year at most."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """List the person's own calendar addresses; POST makes one, and shows it this once.

    An address needs no sign-in later, so making one asks for the password and is told.
    """
    by = require_all(request, "intake.view_booking")
    form = FeedForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if not (form.is_valid() and confirm(form, request, now)):
        return _feeds_page(request, by, form)
    with transaction.atomic():
        token = exchange.make_feed(by, form.cleaned_data["practitioner"], now)
        events.record(AccountEvent.Kind.DIARY_ADDRESS_MADE, by, by=by, now=now)
    path = reverse("intake:diary_feed", args=[token])
    return _feeds_page(request, by, FeedForm(), made=request.build_absolute_uri(path))


def _feeds_page(request: HttpRequest, by: User, form: FeedForm, made: str = "") -> HttpResponse:
    rows = DiaryFeed.objects.filter(user=by, revoked_at=None).select_related("practitioner")
    context = {
        **admin.site.each_context(request),
        "title": _("The diary in your calendar program"),
        "form": form,
        "feeds": rows,
        "made": made,
    }
    return render(request, "admin/intake/exchange/feeds.html", context)


@require_POST
def revoke_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the person's own addresses useless."""
    by = require_all(request, "intake.view_booking")
    if exchange.revoke_feed(pk, by, timezone.now()):
        messages.success(request, _("That address opens nothing any more."))
    else:
        messages.info(request, _("That address had ended already."))
    return redirect("admin:intake_diaryfeed")


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Ask for the days; POST gives the file, so that nothing about it stands in an address."""
    by = require_all(request, "intake.view_booking")
    zone, now = Clinic.current().zone, timezone.now()
    today = now.astimezone(zone).date()
    week = {"first": today, "last": today + timedelta(days=6)}
    form = TableForm(request.POST if request.method == "POST" else None, initial=week)
    if not (form.is_valid() and confirm(form, request, now)):
        context = {
            **admin.site.each_context(request),
            "title": _("A table of bookings"),
            "form": form,
        }
        return render(request, "admin/intake/exchange/table.html", context)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last, time(), zone) + timedelta(days=1)
    events.record(AccountEvent.Kind.TABLE_EXPORTED, by, by=by, now=now)
    text = exchange.bookings_table(worklists.between(begin, end), zone)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bookings-{first}-{last}.csv"'
    return response
