"""Where a request stands, in words for the person who made it, and what they can do about it."""

from dataclasses import dataclass
from datetime import datetime

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT
from intake import actions, privacy, queries
from intake.models import Booking
from intake.transitions.statuses import LIVE, OPEN, Actor, Status
from intake.triage import URGENT_HEADING
from intake.views.standing_words import next_steps, timed, untimed
from intake.views.wording import dial, say_moment


@dataclass(frozen=True, slots=True)
class Urgent:
    """What somebody with an urgent sign is told again while they wait for our call."""

    heading: str
    closing: str
    dial: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the patient's pages say about one booking, now.

    is_to_come: somebody may still come at this time; is_over: nothing more happens to the request.
    until is when the patient's own changes end, or "" where none is possible or none ends;
    phone_to_change: it is too near the visit for them.
    """

    heading: str
    lede: str
    next_steps: tuple[str, ...]
    moment: str
    until: str
    can_answer: bool
    can_move: bool
    can_withdraw: bool
    can_erase: bool
    is_confirmed: bool
    urgent: Urgent | None
    is_to_come: bool
    is_over: bool
    phone_to_change: bool


def standing_of(booking: Booking, clinic: Clinic, now: datetime) -> Standing:
    """Put a booking's status into words, as it stands though nobody has written it down yet.

    What the clock has yet to lapse is told as lapsed, and a visit that has ended as over.
    """
    status = _by_now(booking, now)
    has_time = booking.start is not None
    set_aside = bool(booking.quarantine)
    heading, lede = timed(status) if has_time else untimed(status, set_aside=set_aside)
    facts = {
        "moment": _say(booking.start, clinic),
        "who": booking.practitioner.name if booking.practitioner else "",
        "until": _say(booking.offer_until, clinic),
    }
    can = {
        m.name for m in actions.possible_transitions(booking, actor=Actor.PATIENT, by=None, now=now)
    }
    is_ahead = booking.start is not None and now < booking.start
    return Standing(
        heading=heading,
        lede=lede % facts,
        next_steps=next_steps(status, booking, clinic),
        moment=facts["moment"],
        until=_say(queries.change_cutoff(booking, clinic), clinic) if "reschedule" in can else "",
        can_answer="accept" in can,
        can_move="reschedule" in can,
        can_withdraw="withdraw" in can,
        can_erase=privacy.can_erase(booking, now),
        is_confirmed=status is Status.CONFIRMED,
        urgent=_urgent(clinic) if booking.urgent and status is Status.WAITING else None,
        is_to_come=status in LIVE and booking.start is not None,
        is_over=status not in OPEN,
        phone_to_change=status is Status.CONFIRMED and is_ahead and "withdraw" not in can,
    )


def _by_now(booking: Booking, now: datetime) -> Status:
    status, turns = Status(booking.status), booking.turning_point
    if status in (Status.HELD, Status.OFFERED) and turns and turns <= now:
        return Status.LAPSED
    if status is Status.CONFIRMED and booking.end and booking.end <= now:
        # Whether the person came is for the desk to say: these words leave it open.
        return Status.MISSED
    return status


def _say(moment: datetime | None, clinic: Clinic) -> str:
    return say_moment(moment, clinic.zone) if moment else ""


def _urgent(clinic: Clinic) -> Urgent:
    return Urgent(
        heading=fill(URGENT_HEADING, clinic),
        closing=fill(CURRENT.urgent.closing, clinic),
        dial=dial(clinic.urgent_contact),
    )
