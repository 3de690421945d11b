"""The moves that ask which time: pick, read the notification, then act."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.admin.deciding.case import Case, names, open_case
from intake.admin.deciding.pages import CONFLICT, ask, frame, onward, too_late
from intake.admin.deciding.picking import HOURS, Picked, elsewhere, most_of, read
from intake.admin.forms import DecisionForm
from intake.exceptions import (
    BadDeadline,
    NotAllowed,
    NoteRequired,
    NotOffered,
    SlotTaken,
    StaleVersion,
)
from intake.timetable import Menu, TimeOption, staff_menu
from intake.transitions.transition import Time

TIMED = names(asks_for_time=True)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_with_time(request: HttpRequest, booking_id: UUID, name: str) -> HttpResponse:
    """Show the free times; then the notification that they make; and on POST act.

    A note that was typed already is not put into an address: then the times are picked by POST.
    """
    case = open_case(request, booking_id, name)
    acts = "act" in request.POST
    if not acts and not case.is_possible():
        return too_late(case)
    menu = _menu(case)
    picked = read(request.POST or request.GET, menu, case.booking)
    if acts:
        return _act(case, menu, picked)
    if "notification" not in (request.POST or request.GET):
        return _pick(case, menu, picked)
    if refusal := picked.refusal(most_of(case.transition)):
        return _pick(case, menu, picked, refusal=refusal)
    form = DecisionForm(case.transition, case.booking)
    form.initial["note"] = request.POST.get("note", "")
    return _ask(case, picked, form)


def _act(case: Case, menu: Menu, picked: Picked) -> HttpResponse:
    form = DecisionForm(case.transition, case.booking, case.request.POST)
    if not case.is_possible() and form.data.get("version") == str(case.booking.version):
        return too_late(case)
    if not form.is_valid():
        return _ask(case, picked, form) if picked.options else _pick(case, menu, picked)
    try:
        # Of a booking that has moved on the free times are beside the point: that comes first.
        refusal = picked.refusal(most_of(case.transition))
        if refusal and form.cleaned_data["version"] == case.booking.version:
            return _pick(case, menu, picked, refusal=refusal, status=CONFLICT)
        note = form.cleaned_data["note"]
        given = form.answer() if refusal else picked.answer(case.transition, case.now, note)
        return onward(case, case.apply_transition(form.cleaned_data["version"], given))
    except StaleVersion as faster:
        return too_late(case, faster=faster)
    except SlotTaken as taken:
        return _lost(case, taken)
    except (NotOffered, BadDeadline):
        return _lost(case, None)
    except NoteRequired:
        form.add_error("note", _("Write down why. Your colleagues will need it."))
        return _ask(case, picked, form)
    except NotAllowed:
        return too_late(case)


def _ask(case: Case, picked: Picked, form: DecisionForm) -> HttpResponse:
    until = picked.until(case.now) if case.transition.time is Time.OFFER else None
    extra = {"picked": picked, "until": until}
    return ask(case, form, times=picked.times(case.transition, case.now), extra=extra)


def _lost(case: Case, taken: SlotTaken | None) -> HttpResponse:
    """Show what is free now; what else was picked stays so, and the note is kept."""
    case.booking.refresh_from_db()
    menu = _menu(case)
    picked = read(case.request.POST, menu, case.booking)
    refusal = _("One of these times cannot be had any more. Pick again.")
    if taken and not picked.lost:
        # Each is still free by itself: they want the same room, or the same person.
        refusal = _("These times cannot all be held at once. Pick fewer, or times further apart.")
    elif taken and taken.start:
        when = date_format(timezone.localtime(taken.start), _("l, F j, g:i A"))
        refusal = _("Somebody else has just taken %(when)s. Pick another time.") % {"when": when}
    return _pick(case, menu, picked, refusal=refusal, status=CONFLICT)


def _pick(
    case: Case, menu: Menu, picked: Picked, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    table = menu.timetable(picked.person)
    on_page = table.shown(picked.first)
    days = [table.by_day[day] for day in on_page]
    context = {
        **frame(case),
        "menu": menu,
        "picked": picked,
        "values": {option.value for option in picked.options},
        "elsewhere": elsewhere(picked, days),
        "days": days,
        "every_day": {day: options[0].day for day, options in table.by_day.items()},
        "first_day": on_page[0] if on_page else None,
        "earlier": table.earlier(on_page),
        "later": table.later(on_page),
        "most": most_of(case.transition),
        "hours": HOURS if case.transition.time is Time.OFFER else None,
        "refusal": refusal,
        "note": case.request.POST.get("note", ""),
    }
    return render(case.request, "admin/intake/booking/pick.html", context, status=status)


def _menu(case: Case) -> Menu:
    """Look up what this transition can take: all that is free, or what the patient was offered."""
    booking = case.booking
    if case.transition.time is Time.ACCEPT:
        offers = booking.offers.select_related("practitioner").order_by("position")
        options = (
            TimeOption(str(offer.pk), offer.start, offer.practitioner_id, offer.practitioner.name)
            for offer in offers
        )
        return Menu({option.value: option for option in options}, ())
    return (
        staff_menu(booking.service, case.now, besides=booking) if booking.service else Menu({}, ())
    )
