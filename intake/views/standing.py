"""Where a request stands, in words for the person who made it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from clinic_site.clinic.facts import fill
from clinic_site.clinic.models import Clinic
from clinic_site.warning_signs import CURRENT
from intake import actions
from intake.models import Booking, ReachBy
from intake.states import LIVE, OPEN, UNTIMED, Actor, Status
from intake.views.wording import URGENT_HEADING, dial, say_moment


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
    """

    heading: str
    lede: str
    next_steps: tuple[str, ...]
    moment: str
    can_withdraw: bool
    is_confirmed: bool
    urgent: Urgent | None
    is_to_come: bool
    is_over: bool


def standing_of(booking: Booking, clinic: Clinic, now: datetime) -> Standing:
    """Put a booking's status into words. What the clock has yet to lapse is told as lapsed."""
    status = Status(booking.status)
    turns = booking.turning_point
    if status in (Status.HELD, Status.OFFERED) and turns and turns <= now:
        status = Status.LAPSED
    moment = say_moment(booking.start, clinic.zone) if booking.start else ""
    has_time = booking.start is not None or status not in UNTIMED
    heading, lede = _words(status) if has_time else _untimed(status)
    facts = {"moment": moment, "who": booking.practitioner.name if booking.practitioner else ""}
    moves = actions.possible(booking, actor=Actor.PATIENT, by=None, now=now)
    can_withdraw = any(move.name == "withdraw" for move in moves)
    return Standing(
        heading=heading,
        lede=lede % facts,
        next_steps=_next_steps(status, booking, clinic),
        moment=moment,
        can_withdraw=can_withdraw,
        is_confirmed=status is Status.CONFIRMED,
        urgent=_urgent(clinic) if booking.urgent and status is Status.WAITING else None,
        is_to_come=status in LIVE and booking.start is not None,
        is_over=status not in OPEN,
    )


def _urgent(clinic: Clinic) -> Urgent:
    return Urgent(
        heading=fill(URGENT_HEADING, clinic),
        closing=fill(CURRENT.urgent.closing, clinic),
        dial=dial(clinic.urgent_contact),
    )


def _words(status: Status) -> tuple[str, str]:
    """Return the heading and first sentence for a status."""
    return {
        Status.HELD: (
            _("Held for you until we answer"),
            _("We hold this time for you: %(moment)s, with %(who)s. It is not booked yet."),
        ),
        Status.CONFIRMED: (_("Your visit is booked"), _("Come on %(moment)s. You see %(who)s.")),
        Status.DECLINED: (
            _("We could not say yes to this request"),
            _("The time on %(moment)s is not booked. Our letter or call says how to go on."),
        ),
        Status.WITHDRAWN: (
            _("You have withdrawn this"),
            _("The time on %(moment)s is not booked any more."),
        ),
        Status.LAPSED: (
            _("We did not answer in time"),
            _("We are sorry. The time on %(moment)s is not booked. We will phone or write to you."),
        ),
        Status.CANCELLED: (
            _("The clinic has canceled this visit"),
            _("The visit on %(moment)s will not take place. We are sorry."),
        ),
        Status.ATTENDED: (_("This visit is over"), _("You were here on %(moment)s.")),
        Status.MISSED: (_("This visit is over"), _("It was on %(moment)s.")),
        Status.WAITING: (_("We will phone you"), _("We have your request. No time is booked.")),
        Status.CALLED: (_("We have phoned you"), _("Your request for a call is done.")),
        Status.CLOSED: (_("Your request for a call is closed"), _("No time is booked.")),
    }[status]


def _untimed(status: Status) -> tuple[str, str]:
    """Return the words for a request that holds no time: never those of one that does."""
    return {
        Status.HELD: (
            _("We have your request, without a time"),
            _("No time is held for you yet. A member of our staff looks at your request first."),
        ),
        Status.OFFERED: (
            _("We offer you other times"),
            _("Choose one of the times in our letter, or phone us. Nothing is booked yet."),
        ),
        Status.DECLINED: (
            _("We could not say yes to this request"),
            _("No time is booked. Our letter or call says how to go on."),
        ),
        Status.WITHDRAWN: (_("You have withdrawn this"), _("No time is booked for you.")),
        Status.LAPSED: (
            _("The offered times are no longer held"),
            _("No time is booked. We will phone or write to you."),
        ),
    }[status]


def _next_steps(status: Status, booking: Booking, clinic: Clinic) -> tuple[str, ...]:
    deadline = say_moment(booking.decide_by, clinic.zone) if booking.decide_by else ""
    by_phone = booking.reach_by == ReachBy.PHONE
    if status is Status.HELD and booking.start is None:
        return (
            _("We look at your request by %(deadline)s.") % {"deadline": deadline},
            _("Then we phone or write to you, and find a time together."),
            _("If you do not want to wait, phone us and give your reference."),
        )
    if status is Status.HELD:
        tells = _("We phone you with our answer.") if by_phone else _("We e-mail you our answer.")
        return (
            _("A member of our staff reads your answers."),
            _("We answer by %(deadline)s.") % {"deadline": deadline},
            tells,
            _("If we say yes, the time is yours. If not, we say how to go on."),
        )
    if status is Status.WAITING:
        calls = _("We phone you by %(deadline)s.")
        if booking.urgent:
            calls = _("We phone you too, by %(deadline)s. Do not wait for it.")
        return (
            _("A member of our staff reads your answers."),
            calls % {"deadline": deadline},
            _("On the phone we find out together what helps, and book a time if you like."),
        )
    if status is Status.CONFIRMED:
        return (
            _("Come ten minutes early, so that there is no rush."),
            _("Bring a list of your medicines, and somebody with you if you like."),
        )
    return ()
