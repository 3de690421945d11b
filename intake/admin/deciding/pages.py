"""What a decision answers with: the page that asks, the one that says it is too late, the next."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intake import queries
from intake.admin.deciding.case import Case
from intake.admin.deciding.choices import choices, label_of, offered, page_url
from intake.admin.forms import NoteForm
from intake.admin.private import Access, open_contact
from intake.exceptions import StaleVersion
from intake.models import Booking, ReachBy
from intake.notifications.rendering import Times, preview
from intake.transitions.statuses import Actor, Status
from intake.transitions.transition import Time, Timing, Transition

# Somebody else was faster, or the time for it is over.
CONFLICT = 409


def frame(case: Case) -> dict[str, Any]:
    """Return what every page about a decision shows."""
    label = label_of(case.transition, case.booking)
    return {
        **admin.site.each_context(case.request),
        "title": f"{label}: {case.booking.reference}",
        "booking": case.booking,
        "transition": case.transition,
        "label": label,
        "back": page_url(case.booking),
        "crumbs": [(case.booking.reference, page_url(case.booking))],
        "offers": offered(case.booking),
        "now": case.now,
    }


def ask(
    case: Case,
    form: Form,
    *,
    times: Times | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show what will happen, with the notification. times are those it would take."""
    booking, transition = case.booking, case.transition
    contact = open_contact(booking, by=case.by, page=f"decide: {transition.name}", now=case.now)
    opened = contact.data if contact.access is Access.OPEN else None
    context = {
        **frame(case),
        "form": form,
        "notification": preview(booking, transition.name, contact=opened, times=times),
        "by_phone": booking.reach_by == ReachBy.PHONE,
        "contact": opened,
        # Enter says yes, except to what takes a time away: there the hand should have to move.
        "is_ready": transition.time is not Time.FREE and not form.is_bound,
        **(extra or {}),
    }
    return render(case.request, "admin/intake/booking/decide.html", context)


def too_late(
    case: Case,
    *,
    faster: StaleVersion | None = None,
    is_taken: bool = False,
    is_closed: bool = False,
) -> HttpResponse:
    """Say what has become of the booking, or of its time, and keep what was typed."""
    booking = case.booking
    booking.refresh_from_db()
    typed = case.request.POST.get("note", "").strip()
    context = {
        **frame(case),
        "title": _("Nothing was changed: %(reference)s") % {"reference": booking.reference},
        "faster": faster,
        "is_taken": is_taken,
        "is_closed": is_closed,
        "who": _who(faster) if faster else "",
        "choices": choices(booking, case.by, case.now),
        "note_form": NoteForm(initial={"note": typed}) if typed else None,
    }
    return render(case.request, "admin/intake/booking/too_late.html", context, status=CONFLICT)


def _who(faster: StaleVersion) -> str:
    by_itself = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return faster.who or by_itself.get(Actor(faster.actor), _("a colleague"))


def onward(case: Case, moved: Booking) -> HttpResponse:
    """Go on to the next in the same line; its page says that it is another booking."""
    request = case.request
    if case.transition.notifications and moved.reach_by == ReachBy.PHONE:
        _remind_to_phone(request, moved)
    done = {"reference": moved.reference, "status": moved.get_status_display()}
    line = None if moved.status == Status.HELD else _line(case)
    if line is None:
        messages.success(request, _("%(reference)s: %(status)s.") % done)
        return redirect(page_url(moved))
    following = line.first()
    if following is None:
        messages.success(request, _("%(reference)s: %(status)s. That was the last one.") % done)
        return redirect("admin:index")
    messages.success(
        request,
        _("%(reference)s: %(status)s. Next in line: %(next)s.")
        % {**done, "next": following.reference},
    )
    return redirect(page_url(following))


def _remind_to_phone(request: HttpRequest, moved: Booking) -> None:
    messages.warning(
        request,
        _("%(reference)s: phone the patient now. They left no e-mail, so nothing is sent.")
        % {"reference": moved.reference},
    )


def _line(case: Case) -> QuerySet[Booking] | None:
    """Return the worklist that this transition works off; a cancellation is in none."""
    transition: Transition = case.transition
    if Status.HELD in transition.sources:
        return queries.to_decide(case.now, besides=queries.bursts(case.now))
    if Status.WAITING in transition.sources:
        return queries.to_call(case.now).filter(status=Status.WAITING)
    return queries.to_record(case.now) if transition.timing is Timing.FROM_START else None
