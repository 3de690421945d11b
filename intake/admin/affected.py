"""Two habits of the diary's forms: show who is affected before saving, and keep what is booked.

A change of hours is saved, compared with the diary as it was, and rolled back unless somebody has
seen the list. So the comparison is exact, whatever field was changed.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.protected_admin import ProtectedAdmin
from intake.actions.clock import mark_orphans
from intake.actions.time_cells import lock_hours
from intake.models import Booking, Practitioner, Room, Service
from intake.queries.times import newly_outside

M = TypeVar("M", bound=Model)

SEEN = "affected-seen"
BACK = "affected-back"
_OURS = {SEEN, BACK, "csrfmiddlewaretoken"}
MOST_NAMED = 20


class _Affected(Exception):
    """Undo the change: these visits would fall outside of the hours, and nobody has seen that."""

    def __init__(self, bookings: Sequence[Booking]) -> None:
        super().__init__("visits would fall out of the hours")
        self.bookings = bookings


class TypedForm(forms.ModelForm[Any]):
    """A form that can be shown again with all that was typed, and is not saved then."""

    def clean(self) -> dict[str, Any]:
        """Refuse to save when somebody came back to change something."""
        if BACK in self.data:
            raise ValidationError(gettext("Nothing is saved yet."))
        return super().clean() or self.cleaned_data


class ConfirmAffectedAdmin(admin.ModelAdmin[M]):
    """A form of hours, or of what they depend on: it shows who is affected before it saves."""

    form = TypedForm
    change_form_template = "admin/intake/change_form.html"

    def advice(self, obj: M) -> list[str]:
        """Return whole sentences about what is allowed but probably not meant."""
        return []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save as Django does, or ask first."""
        is_back = request.method == "POST" and BACK in request.POST
        more = {**(extra_context or {}), "typed_again": is_back}
        try:
            return super().changeform_view(request, object_id, form_url, more)
        except _Affected as affected:
            return self._ask(request, affected.bookings)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show no error to somebody who came back to change something."""
        if context.get("typed_again"):
            context["errors"] = []
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Mark first what is outside of the hours already, so that only the change counts."""
        lock_hours()
        mark_orphans(timezone.now())
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the hours too; then compare."""
        super().save_related(request, form, formsets, change)
        now = timezone.now()
        fallen_out = newly_outside(now, Clinic.current().zone)
        if fallen_out and SEEN not in request.POST:
            raise _Affected(fallen_out)
        mark_orphans(now)
        tell_orphaned(request, fallen_out)
        for sentence in self.advice(form.instance):
            messages.warning(request, sentence)

    def _ask(self, request: HttpRequest, affected: Sequence[Booking]) -> HttpResponse:
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _OURS
            for value in values
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Who is affected?"),
            "opts": self.opts,
            "affected": affected,
            "typed": typed,
            "seen": SEEN,
            "back": BACK,
            "now": timezone.now(),
        }
        return render(request, "admin/intake/affected.html", context)


def tell_orphaned(request: HttpRequest, fallen_out: Sequence[Booking]) -> None:
    """Name the visits that are now outside of the hours, and where they are listed."""
    count = len(fallen_out)
    if not count:
        return
    said = ngettext(
        "%(count)d visit now lies outside of the hours: %(which)s. It stays booked, and is listed "
        "on the desk under “Needs rebooking” until somebody reschedules or cancels it.",
        "%(count)d visits now lie outside of the hours: %(which)s. They stay booked, and are "
        "listed on the desk under “Needs rebooking” until somebody reschedules or cancels them.",
        count,
    )
    named = ", ".join(booking.reference for booking in fallen_out[:MOST_NAMED])
    which = f"{named} …" if count > MOST_NAMED else named
    messages.warning(request, said % {"count": count, "which": which})


class ProtectedWhileBooked(ProtectedAdmin[M]):
    """What bookings stand on is switched off when it is not needed, not deleted."""

    def why_protected(self, row: M) -> str:
        """Say what to do instead, if a booking has ever named the row."""
        if not isinstance(row, Practitioner | Room | Service) or not row.bookings.exists():
            return ""
        return gettext(
            "Bookings name it, so it cannot be deleted. To stop offering it, untick the box "
            "that says it can be booked or is offered."
        )

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow deleting only what no booking has ever named."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not self.why_protected(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say why there is no delete button, and what to do instead."""
        obj = self.get_object(request, object_id)
        may_change = obj is not None and self.has_change_permission(request, obj)
        why = self.why_protected(obj) if obj is not None and may_change else ""
        more = {**(extra_context or {}), "why_protected": why}
        return super().change_view(request, object_id, form_url, more)
