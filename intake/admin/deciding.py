"""Deciding: GET shows what will happen and the letter that will go out, POST does it."""

from datetime import datetime
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import actions, letters, queries
from intake.admin.forms import DecisionForm, NoteForm
from intake.admin.page import Access, choices, open_contact, page_url
from intake.admin.people import person, require
from intake.exceptions import MovedOn, NotAllowed, NoteRequired, SlotTaken
from intake.models import Booking, ReachBy
from intake.states import NAMES, Actor, Move, Status, Timing, find, rows

PLAIN = tuple(
    name
    for name in NAMES
    if any(Actor.STAFF in row.actors and not row.asks_for_time for row in rows(name))
)
"""The moves that need no more than a yes, a reason and a note: those of this page."""
# Somebody else was faster, or the time for it is over.
CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, booking_id: UUID, name: str) -> HttpResponse:
    """Ask, and on POST make, the move of that name."""
    by = person(request)
    require(by, "view_booking", _row(name).permission)
    booking = get_object_or_404(
        Booking.objects.select_related("service", "practitioner", "room"), pk=booking_id
    )
    move = find(name, Status(booking.status), Actor.STAFF) or _row(name)
    require(by, *move.permissions(flagged=booking.flagged))
    now = timezone.now()
    if request.method == "POST":
        return _act(request, booking, move, by, now)
    if not _is_possible(booking, move, by, now):
        return _too_late(request, booking, move, by, now)
    return _ask(request, booking, move, DecisionForm(move, booking), by, now)


def _row(name: str) -> Move:
    return next(row for row in rows(name) if Actor.STAFF in row.actors)


def _act(
    request: HttpRequest, booking: Booking, move: Move, by: User, now: datetime
) -> HttpResponse:
    form = DecisionForm(move, booking, request.POST)
    if not form.is_valid():
        if not _is_possible(booking, move, by, now):
            return _too_late(request, booking, move, by, now)
        return _ask(request, booking, move, form, by, now)
    version, answer = form.cleaned_data["version"], form.answer()
    try:
        moved = actions.make(
            move.name, booking.id, actor=Actor.STAFF, version=version, by=by, now=now, answer=answer
        )
    except MovedOn as faster:
        return _too_late(request, booking, move, by, now, faster=faster)
    except (NotAllowed, SlotTaken):
        return _too_late(request, booking, move, by, now)
    except NoteRequired:
        form.add_error("note", _("Write down why. Your colleagues will need it."))
        return _ask(request, booking, move, form, by, now)
    return _onward(request, moved, move, now)


def _is_possible(booking: Booking, move: Move, by: User, now: datetime) -> bool:
    return move in actions.possible(booking, actor=Actor.STAFF, by=by, now=now)


def _ask(
    request: HttpRequest,
    booking: Booking,
    move: Move,
    form: DecisionForm,
    by: User,
    now: datetime,
) -> HttpResponse:
    contact = open_contact(booking, by=by, page=f"decide: {move.name}", now=now)
    opened = contact.data if contact.access is Access.OPEN else None
    context = {
        **admin.site.each_context(request),
        "title": f"{_(move.label)}: {booking.reference}",
        "booking": booking,
        "move": move,
        "label": _(move.label),
        "form": form,
        "letter": letters.preview(booking, move.name, now, contact=opened),
        "by_phone": booking.reach_by == ReachBy.PHONE,
        "contact": opened,
        "back": page_url(booking),
        "now": now,
    }
    return render(request, "admin/intake/booking/decide.html", context)


def _too_late(
    request: HttpRequest,
    booking: Booking,
    move: Move,
    by: User,
    now: datetime,
    *,
    faster: MovedOn | None = None,
) -> HttpResponse:
    """Say what has become of the booking, and keep what was typed."""
    booking.refresh_from_db()
    typed = request.POST.get("note", "").strip()
    context = {
        **admin.site.each_context(request),
        "title": _("Nothing was changed: %(reference)s") % {"reference": booking.reference},
        "booking": booking,
        "label": _(move.label),
        "faster": faster,
        "who": _who(faster) if faster else "",
        "choices": choices(booking, by, now),
        "note_form": NoteForm(initial={"note": typed}) if typed else None,
        "back": page_url(booking),
        "now": now,
    }
    return render(request, "admin/intake/booking/too_late.html", context, status=CONFLICT)


def _who(faster: MovedOn) -> str:
    by_itself = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return faster.who or by_itself.get(Actor(faster.actor), _("a colleague"))


def _onward(request: HttpRequest, moved: Booking, move: Move, now: datetime) -> HttpResponse:
    """Go on to the next in the same line; its page says that it is another booking."""
    if move.letters and moved.reach_by == ReachBy.PHONE:
        messages.warning(
            request,
            _("%(reference)s: phone the patient now. They left no e-mail, so no letter tells them.")
            % {"reference": moved.reference},
        )
    done = {"reference": moved.reference, "status": moved.get_status_display()}
    line = _line(move, now)
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


def _line(move: Move, now: datetime) -> QuerySet[Booking] | None:
    """Give the worklist that this move works off; a visit cancelled by itself is in none."""
    if Status.HELD in move.sources:
        return queries.to_decide(now)
    if Status.WAITING in move.sources:
        return queries.to_call(now).filter(status=Status.WAITING)
    return queries.to_record(now) if move.timing is Timing.FROM_START else None
