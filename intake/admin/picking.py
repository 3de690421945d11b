"""Deciding with a time: pick it, read the notification that it makes, then act.

What was picked so far travels in the form, so that every page can be gone back to.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.clinic.times import say_start
from intake.actions.time_cells import MOST_OFFERED
from intake.actions.transitions import TransitionInput
from intake.admin.deciding import CONFLICT, Decision, ask, names_of_decisions, too_late
from intake.admin.forms import DecisionForm
from intake.exceptions import (
    BadDeadline,
    NotAllowed,
    NoteRequired,
    NotOffered,
    SlotTaken,
    StaleVersion,
)
from intake.notifications.rendering import Times
from intake.timetable import Menu, TimeOption, read_day, staff_menu
from intake.transitions.transition import Time

TIMED = names_of_decisions(asks_for_time=True)
HOURS = {
    4: gettext_lazy("4 hours"),
    24: gettext_lazy("1 day"),
    48: gettext_lazy("2 days"),
    72: gettext_lazy("3 days"),
    168: gettext_lazy("a week"),
}
"""How long offered times can be held for an answer."""
USUAL_HOURS = 48
# A patient who answers at the last moment must still be able to get here.
_ON_THE_WAY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Picked:
    """The picked times, with whom, from which day on, and how long they are held.

    lost says that one of the picked times cannot be had any more; shown_until is the deadline that
    stood in the notification on the page, which is the one that is sent.
    """

    options: tuple[TimeOption, ...]
    lost: bool
    person: int | None
    first: date | None
    hours: int
    shown_until: datetime | None = None

    def refusal(self, most: int) -> str:
        """Say in words why these cannot be taken as they are; "" when they can."""
        if self.lost:
            return _("A time that you picked is not free any more. Pick another one.")
        if not self.options:
            return _("Pick a time first.")
        if len(self.options) > most:
            return _("Pick %(most)d at most.") % {"most": most}
        if len({option.start for option in self.options}) < len(self.options):
            return _("Two of them are at the same time. Pick different times.")
        for one, other in combinations(self.options, 2):
            if one.overlaps(other):
                return _(
                    "%(one)s and %(other)s overlap, and %(person)s cannot hold both. "
                    "Pick times further apart."
                ) % {"one": one.clock, "other": other.clock, "person": other.person}
        return ""

    def until(self, now: datetime) -> datetime:
        """Return the deadline of an offer: never so late that its first time is out of reach."""
        if self.shown_until is not None:
            return self.shown_until
        until = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=self.hours)
        first = min(option.start for option in self.options)
        reachable = first - _ON_THE_WAY
        return min(until, reachable if reachable > now else first)

    def answer(self, time: Time, now: datetime, note: str) -> TransitionInput:
        """Return what the transition asks for."""
        if time is Time.ACCEPT:
            return TransitionInput(note=note, offer_id=int(self.options[0].value))
        slots = tuple((option.practitioner, option.start) for option in self.options)
        return TransitionInput(
            note=note, times=slots, until=self.until(now) if time is Time.OFFER else None
        )

    def times(self, time: Time, now: datetime) -> Times:
        """Return what the notification says about time."""
        if time is Time.OFFER:
            said = tuple((option.start, option.person) for option in self.options)
            return Times(offered=said, until=self.until(now))
        return Times(start=self.options[0].start, person=self.options[0].person)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_with_time(request: HttpRequest, booking_id: UUID, name: str) -> HttpResponse:
    """Show the free times; then the notification that they make; and on POST act.

    A note that was typed already is not put into an address: then the times are picked by POST.
    """
    decision = Decision.open(request, booking_id, name)
    acts = "act" in request.POST
    if not acts and not decision.is_possible():
        return too_late(decision)
    menu, picked = _read(decision)
    if acts:
        return _act(decision, menu, picked)
    if "notification" not in (request.POST or request.GET):
        return _pick(decision, menu, picked)
    if refusal := picked.refusal(_most(decision)):
        return _pick(decision, menu, picked, refusal=refusal)
    form = DecisionForm(decision.transition, decision.booking)
    form.initial["note"] = request.POST.get("note", "")
    return _ask(decision, picked, form)


def _act(decision: Decision, menu: Menu, picked: Picked) -> HttpResponse:
    booking, transition = decision.booking, decision.transition
    form = DecisionForm(transition, booking, decision.request.POST)
    if not decision.is_possible() and form.data.get("version") == str(booking.version):
        return too_late(decision)
    if not form.is_valid():
        return _ask(decision, picked, form) if picked.options else _pick(decision, menu, picked)
    try:
        # If the booking has changed, that is said first: the free times no longer matter.
        refusal = picked.refusal(_most(decision))
        if refusal and form.cleaned_data["version"] == booking.version:
            return _pick(decision, menu, picked, refusal=refusal, status=CONFLICT)
        note = form.cleaned_data["note"]
        given = form.answer() if refusal else picked.answer(transition.time, decision.now, note)
        return decision.apply(form.cleaned_data["version"], given)
    except StaleVersion as faster:
        return too_late(decision, faster=faster)
    except SlotTaken as taken:
        return _pick_again(decision, taken)
    except (NotOffered, BadDeadline):
        return _pick_again(decision, None)
    except NoteRequired:
        form.add_error("note", _("Write down why. Your colleagues will need it."))
        return _ask(decision, picked, form)
    except NotAllowed:
        return too_late(decision)


def _most(decision: Decision) -> int:
    return MOST_OFFERED if decision.transition.time is Time.OFFER else 1


def _ask(decision: Decision, picked: Picked, form: DecisionForm) -> HttpResponse:
    time, now = decision.transition.time, decision.now
    extra = {"picked": picked, "until": picked.until(now) if time is Time.OFFER else None}
    return ask(decision, form, times=picked.times(time, now), extra=extra)


def _pick_again(decision: Decision, taken: SlotTaken | None) -> HttpResponse:
    """Show what is free now; the other picks and the note are kept."""
    decision.booking.refresh_from_db()
    menu, picked = _read(decision)
    refusal = _("One of these times cannot be had any more. Pick again.")
    if taken and not picked.lost:
        # Each is still free by itself: they want the same room, or the same person.
        refusal = _("These times cannot all be held at once. Pick fewer, or times further apart.")
    elif taken and taken.start:
        said = _("Somebody else has just taken %(when)s. Pick another time.")
        refusal = said % {"when": say_start(taken.start)}
    return _pick(decision, menu, picked, refusal=refusal, status=CONFLICT)


def _pick(
    decision: Decision, menu: Menu, picked: Picked, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    table = menu.timetable(picked.person)
    on_page = table.shown(picked.first)
    days = [table.by_day[day] for day in on_page]
    visible = {option.value for day in days for option in day}
    context = {
        **decision.context(),
        "menu": menu,
        "picked": picked,
        "values": {option.value for option in picked.options},
        "elsewhere": [option for option in picked.options if option.value not in visible],
        "days": days,
        "every_day": {day: options[0].day for day, options in table.by_day.items()},
        "first_day": on_page[0] if on_page else None,
        "earlier": table.earlier(on_page),
        "later": table.later(on_page),
        "most": _most(decision),
        "hours": HOURS if decision.transition.time is Time.OFFER else None,
        "refusal": refusal,
        "note": decision.request.POST.get("note", ""),
    }
    return render(decision.request, "admin/intake/booking/pick.html", context, status=status)


def _read(decision: Decision) -> tuple[Menu, Picked]:
    """Look up what can be picked, and read what was: at first the time that was asked for."""
    booking, menu = decision.booking, Menu({}, ())
    if decision.transition.time is Time.ACCEPT:
        offers = booking.offers.select_related("practitioner").order_by("position")
        options = (
            TimeOption(str(offer.pk), offer.start, offer.practitioner_id, offer.practitioner.name)
            for offer in offers
        )
        menu = Menu({option.value: option for option in options}, ())
    elif booking.service:
        menu = staff_menu(booking.service, decision.now, besides=booking)
    data = decision.request.POST or decision.request.GET
    values = list(dict.fromkeys(data.getlist("time")))
    found = [menu.options[value] for value in values if value in menu.options]
    start = booking.start or booking.wished_start
    if not data and booking.start is None:
        fitting = [option for option in menu.options.values() if option.start == start]
        found = sorted(fitting, key=lambda one: one.practitioner != booking.practitioner_id)[:1]
    picked = Picked(
        options=tuple(sorted(found, key=lambda option: option.start)),
        lost=bool(values) and len(found) < len(values),
        person=next((p.pk for p in menu.people if str(p.pk) == data.get("with")), None),
        first=read_day(data.get("page"))
        or read_day(data.get("from"))
        or (timezone.localtime(start).date() if start else None),
        hours=next((n for n in HOURS if str(n) == data.get("hours")), USUAL_HOURS),
        shown_until=_read_deadline(data) if "act" in data else None,
    )
    return menu, picked


def _read_deadline(data: QueryDict) -> datetime | None:
    try:
        moment = datetime.fromisoformat(data.get("until", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
