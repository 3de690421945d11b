"""A look over everything, and the request itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.times import say_moment
from intake import envelopes, throttling
from intake.actions.requesting import request_booking
from intake.exceptions import NotAsTold, NotOffered, SlotTaken, TooMany
from intake.journey.choosing import chosen_start, times
from intake.journey.details import finish, gather, show_too_many
from intake.journey.forms import describe
from intake.journey.session import JourneySession
from intake.models import Practitioner, ReachBy, Service
from intake.queries.times import answer_deadline
from intake.triage.question_sets import CHECKLISTS
from intake.triage.questions import ANSWER_LABELS, Answer

OVERTAKEN = 409
HELD, WITHOUT_TIME = "held", "without-time"
"""What the page says will become of the time; a visitor's form sends it back."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, and the page on which it can be changed.

    `marked` stands in place of a value: questions with what was said to each of them.
    """

    label: str
    value: str
    page: str
    more: str = ""
    marked: tuple[tuple[str, str], ...] = ()


def summary(journey: JourneySession) -> HttpResponse:
    """Show everything once more, and whether the time will be held; POST asks for it.

    If that has changed since the page was shown, nothing is sent and it is shown again. A time
    that staff ask for is always held.
    """
    choice = journey.progress.latest("service")
    chosen = journey.progress.latest("times")
    booking_request = gather(
        journey,
        service_id=choice["service"],
        practitioner_id=chosen["practitioner"] or choice["practitioner"],
        start=chosen_start(journey),
    )
    told = journey.posted.get("told") if journey.posted is not None else None
    if journey.posted is None or (journey.by is None and told not in (HELD, WITHOUT_TIME)):
        doubt = ""
        if journey.by is None:
            digests = envelopes.lookup_digests(booking_request.contact)
            address = booking_request.address or ""
            doubt = throttling.forecast(digests, address, booking_request.doubt, journey.now)
        return _look_over(journey, doubt, status=200 if journey.posted is None else OVERTAKEN)
    try:
        booking = request_booking(
            booking_request,
            now=journey.now,
            by=journey.by,
            told_held=told == HELD if journey.by is None else None,
        )
    except NotAsTold as changed:
        return _look_over(journey, changed.doubt, status=OVERTAKEN)
    except (SlotTaken, NotOffered) as refusal:
        return times(journey, lost=refusal)
    except TooMany:
        return show_too_many(journey)
    return finish(journey, booking)


def _look_over(journey: JourneySession, doubt: str, *, status: int) -> HttpResponse:
    """Show the summary. Why a time is not held is said alike for every doubt.

    Who types another person's address must not be told how often that person has asked.
    """
    clinic = Clinic.current()
    choice = journey.progress.latest("service")
    service = Service.objects.filter(pk=choice["service"]).first()
    if service is None:
        return redirect(journey.url("service"))
    rows = [
        *_visit_rows(journey, service, clinic, is_held=not doubt),
        *_person_rows(journey.progress.latest("details")),
        *_safety_rows(journey),
    ]
    context: dict[str, Any] = {
        "rows": [(row, journey.url(row.page)) for row in rows],
        "told": WITHOUT_TIME if doubt else HELD,
        "is_held": not doubt,
        "changed": status == OVERTAKEN,
        "flagged": journey.progress.flagged,
    }
    if doubt:
        due = answer_deadline(clinic, None, None, journey.now)
        context["next_steps"] = steps_without_time(say_moment(due, clinic.zone))
    return journey.show("summary", context, status)


def steps_without_time(deadline: str, *, may_phone: bool = True) -> tuple[str, ...]:
    """Return what happens next with a request that is kept without a time."""
    return (
        _("We look at your request by %(deadline)s.") % {"deadline": deadline},
        _("Then we phone or write to you, and find a time together.")
        if may_phone
        else _("Then we write to you with other times, or phone you."),
        _("If you do not want to wait, phone us and give your reference."),
    )


def _visit_rows(
    journey: JourneySession, service: Service, clinic: Clinic, *, is_held: bool
) -> list[Row]:
    """Say what was chosen. Only a time that is held is called the visit's own."""
    choice, chosen = journey.progress.latest("service"), journey.progress.latest("times")
    who = chosen["practitioner"] or choice["practitioner"]
    person = Practitioner.objects.filter(pk=who).first() if who else None
    described, start = describe(service), chosen_start(journey)
    return [
        Row(_("Visit"), described.name, "service", described.meta),
        Row(_("With"), person.name if person else _("Anyone who is free"), "service"),
        Row(
            _("Time") if is_held else _("Time you would like"),
            say_moment(start, clinic.zone) if start else "",
            "times",
        ),
    ]


def _person_rows(kept: dict[str, Any]) -> list[Row]:
    contact = kept["contact"]
    by_email = contact["reach_by"] == ReachBy.EMAIL
    reached = (_("By e-mail"), contact["email"]) if by_email else (_("By phone"), contact["phone"])
    whom = _("Someone else, who agrees") if contact["for_someone_else"] else _("Me")
    nothing = _("Nothing")
    return [
        Row(_("Name"), contact["name"], "details"),
        Row(_("This is for"), whom, "details"),
        Row(_("18 or over"), _("Yes"), "details"),
        Row(_("We answer"), ": ".join(reached), "details"),
        Row(_("Interpreter"), contact["interpreter"] or _("Not needed"), "details"),
        Row(_("What you need"), contact["access_needs"] or nothing, "details"),
        Row(_("What we should know"), kept["reason"] or nothing, "details"),
    ]


def _safety_rows(journey: JourneySession) -> list[Row]:
    """Say the answers in one line each set; only what was not a plain no is named."""
    safety = journey.progress.latest("safety")["answers"]
    rows = [Row(_("Safety questions"), _all_no(len(safety)), "safety")]
    checklist = journey.progress.latest("checklist")
    if checklist:
        questions = CHECKLISTS[checklist["name"]][checklist["version"]].questions
        given = checklist["answers"]
        marked = tuple(
            (_(q.text), _(ANSWER_LABELS[given[q.key]]))
            for q in questions
            if given[q.key] != Answer.NO
        )
        value = "" if marked else _all_no(len(given))
        rows.append(Row(_("Questions about this visit"), value, "checklist", marked=marked))
    return rows


def _all_no(count: int) -> str:
    return ngettext("No to the one question", "No to all %(count)d questions", count) % {
        "count": count
    }
