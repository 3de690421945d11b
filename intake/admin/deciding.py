"""Deciding on a booking: GET shows what the patient will be sent, POST acts.

Which decisions there are, who may take them and what they ask for is read off the table of
transitions. Those that ask for a time are in picking.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.accounts.people import require_all
from intake.actions.checking import possible_transitions
from intake.actions.transitions import TransitionInput, apply_transition
from intake.admin.forms import DecisionForm, NoteForm
from intake.admin.private import open_contact
from intake.exceptions import NotAllowed, NoteRequired, NotOffered, SlotTaken, StaleVersion
from intake.models import Booking, Offer, ReachBy
from intake.notifications.rendering import Times, preview
from intake.queries import worklists
from intake.transitions.statuses import Actor, Status
from intake.transitions.table import TRANSITION_NAMES, find_transition, transitions_named
from intake.transitions.transition import Time, Timing, Transition

# Somebody else was faster, or the time for it is over.
CONFLICT = 409


def choices(booking: Booking, by: User, now: datetime) -> list[tuple[str, str, bool]]:
    """Return what this person can do with the booking: words, address, and if it is usual.

    What gives time away, or ends a call that nobody made, is not usual.
    """
    usual = {Time.KEEP, Time.ACCEPT, Time.RECLAIM}
    return [
        (
            label_of(row, booking),
            reverse(f"admin:intake_booking_{row.name}", args=[booking.pk]),
            row.time in usual and row.target is not Status.CLOSED,
        )
        for row in possible_transitions(booking, actor=Actor.STAFF, by=by, now=now)
    ]


def offered(booking: Booking) -> list[Offer]:
    """Return the times that the patient can choose from; none unless times are offered."""
    if booking.status != Status.OFFERED:
        return []
    return list(booking.offers.select_related("practitioner").order_by("position"))


def label_of(transition: Transition, booking: Booking) -> str:
    """Return the words on the button; a request without a time is not given another one."""
    if transition.time is Time.RESCHEDULE and booking.start is None:
        return _("Find a time")
    return _(transition.label)


def page_url(booking: Booking) -> str:
    """Return the address of the booking's page."""
    return reverse("admin:intake_booking_change", args=[booking.pk])


def names_of_decisions(*, asks_for_time: bool) -> tuple[str, ...]:
    """Return the names of the staff's transitions that ask for a time, or of those that do not."""
    return tuple(
        name
        for name in TRANSITION_NAMES
        if any(
            Actor.STAFF in row.actors and row.asks_for_time is asks_for_time
            for row in transitions_named(name)
        )
    )


PLAIN = names_of_decisions(asks_for_time=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """Which transition a member of staff is about to make, of which booking, and when."""

    request: HttpRequest
    booking: Booking
    transition: Transition
    by: User
    now: datetime

    @classmethod
    def open(cls, request: HttpRequest, booking_id: UUID, name: str) -> "Decision":
        """Find the booking and the row of the table; answer 403 or 404 if there is none."""
        first = next(row for row in transitions_named(name) if Actor.STAFF in row.actors)
        by = require_all(request, "intake.view_booking", f"intake.{first.permission}")
        with_facts = Booking.objects.select_related("service", "practitioner", "room")
        booking = get_object_or_404(with_facts, pk=booking_id)
        transition = find_transition(name, Status(booking.status), Actor.STAFF) or first
        needed = transition.permissions(flagged=booking.flagged)
        require_all(request, *(f"intake.{each}" for each in needed))
        return cls(request, booking, transition, by, timezone.now())

    def is_possible(self) -> bool:
        """Return whether this person can make the transition now."""
        return self.transition in possible_transitions(
            self.booking, actor=Actor.STAFF, by=self.by, now=self.now
        )

    def apply(self, version: int, answer: TransitionInput) -> HttpResponse:
        """Make the transition of the booking as it was shown, and go on to the next in line.

        Raises what apply_transition raises.
        """
        changed = apply_transition(
            self.transition.name,
            self.booking.id,
            actor=Actor.STAFF,
            version=version,
            by=self.by,
            now=self.now,
            answer=answer,
        )
        return _go_on(self, changed)

    def context(self) -> dict[str, Any]:
        """Return what every page about a decision shows."""
        label = label_of(self.transition, self.booking)
        return {
            **admin.site.each_context(self.request),
            "title": f"{label}: {self.booking.reference}",
            "booking": self.booking,
            "transition": self.transition,
            "label": label,
            "back": page_url(self.booking),
            "crumbs": [(self.booking.reference, page_url(self.booking))],
            "offers": offered(self.booking),
            "now": self.now,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, booking_id: UUID, name: str) -> HttpResponse:
    """Make a transition that needs no more than a yes, a reason and a note."""
    decision = Decision.open(request, booking_id, name)
    if request.method != "POST":
        form = DecisionForm(decision.transition, decision.booking)
        return ask(decision, form) if decision.is_possible() else too_late(decision)
    form = DecisionForm(decision.transition, decision.booking, request.POST)
    if not form.is_valid():
        return ask(decision, form) if decision.is_possible() else too_late(decision)
    try:
        return decision.apply(form.cleaned_data["version"], form.answer())
    except StaleVersion as faster:
        return too_late(decision, faster=faster)
    except SlotTaken:
        return too_late(decision, is_taken=True)
    except NotOffered:
        return too_late(decision, is_closed=True)
    except NotAllowed:
        return too_late(decision)
    except NoteRequired:
        form.add_error("note", _("Write down why. Your colleagues will need it."))
        return ask(decision, form)


def ask(
    decision: Decision,
    form: Form,
    *,
    times: Times | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show what will happen, with the notification. times are those it would take."""
    booking, transition, now = decision.booking, decision.transition, decision.now
    page = f"decide: {transition.name}"
    opened = open_contact(booking, by=decision.by, page=page, now=now).opened
    context = {
        **decision.context(),
        "form": form,
        "notification": preview(booking, transition.name, contact=opened, times=times),
        "by_phone": booking.reach_by == ReachBy.PHONE,
        # Enter means yes, except to what takes a time away: that should take a deliberate click.
        "is_ready": transition.time is not Time.FREE and not form.is_bound,
        **(extra or {}),
    }
    return render(decision.request, "admin/intake/booking/decide.html", context)


def too_late(
    decision: Decision,
    *,
    faster: StaleVersion | None = None,
    is_taken: bool = False,
    is_closed: bool = False,
) -> HttpResponse:
    """Say why nothing was done, and keep what was typed."""
    booking = decision.booking
    booking.refresh_from_db()
    who = ""
    if faster:
        actors = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
        who = faster.who or actors.get(Actor(faster.actor), _("a colleague"))
    typed = decision.request.POST.get("note", "").strip()
    context = {
        **decision.context(),
        "title": _("Nothing was changed: %(reference)s") % {"reference": booking.reference},
        "faster": faster,
        "who": who,
        "is_taken": is_taken,
        "is_closed": is_closed,
        "choices": choices(booking, decision.by, decision.now),
        "note_form": NoteForm(initial={"note": typed}) if typed else None,
    }
    return render(decision.request, "admin/intake/booking/too_late.html", context, status=CONFLICT)


def _go_on(decision: Decision, changed: Booking) -> HttpResponse:
    """Go on to the next in the same line; its page says that it is another booking."""
    request, done = decision.request, f"{changed.reference}: {changed.get_status_display()}."
    if decision.transition.notifications and changed.reach_by == ReachBy.PHONE:
        said = _("%(reference)s: phone the patient now. They left no e-mail, so nothing is sent.")
        messages.warning(request, said % {"reference": changed.reference})
    line = None if changed.status == Status.HELD else _line(decision)
    if line is None:
        messages.success(request, done)
        return redirect(page_url(changed))
    following = line.first()
    if following is None:
        messages.success(request, _("%(done)s That was the last one.") % {"done": done})
        return redirect("admin:index")
    said = _("%(done)s Next in line: %(next)s.")
    messages.success(request, said % {"done": done, "next": following.reference})
    return redirect(page_url(following))


def _line(decision: Decision) -> QuerySet[Booking] | None:
    """Return the worklist that this transition shortens; a cancellation is on none."""
    transition, now = decision.transition, decision.now
    if Status.HELD in transition.sources:
        return worklists.to_decide(now, besides=worklists.bursts(now))
    if Status.WAITING in transition.sources:
        return worklists.to_call(now).filter(status=Status.WAITING)
    return worklists.to_record(now) if transition.timing is Timing.FROM_START else None
