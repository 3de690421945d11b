"""Where a request stands, in words for the person who made it, and what they can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.times import say_moment
from clinic_site.foundation.text.phones import dial
from clinic_site.foundation.warning_signs import CURRENT
from intake.actions.checking import possible_transitions
from intake.journey.summary import steps_without_time
from intake.models import Booking, ReachBy
from intake.privacy import deletion
from intake.queries.times import change_cutoff
from intake.transitions.statuses import LIVE, OPEN, Actor, Status
from intake.triage.safety import URGENT_HEADING


@dataclass(frozen=True, slots=True)
class StatusPage:
    """What the patient's pages say about one booking, now.

    is_to_come: somebody may still come at this time; is_over: nothing more happens to the request.
    until is when the patient's own changes end, or "" where none is possible or none ends;
    phone_to_change: it is too near the visit for them. urgent is what somebody with an urgent sign
    is told again while they wait for our call.
    """

    heading: str
    lede: str
    next_steps: tuple[str, ...]
    moment: str
    until: str
    can_answer: bool
    can_reschedule: bool
    can_cancel: bool
    can_erase: bool
    is_confirmed: bool
    is_to_come: bool
    is_over: bool
    phone_to_change: bool
    urgent: Mapping[str, str] | None


def status_page(booking: Booking, clinic: Clinic, now: datetime) -> StatusPage:
    """Put a booking's status into words, as it stands though nobody has written it down yet.

    What the clock has yet to lapse is told as expired, and a visit that has ended as over.
    """
    status = _status_by_now(booking, now)
    heading, lede = _with_time(status) if booking.start else _without_time(status, booking)
    facts = {
        "moment": _say(booking.start, clinic),
        "who": booking.practitioner.name if booking.practitioner else "",
        "until": _say(booking.offer_until, clinic),
    }
    can = {t.name for t in possible_transitions(booking, actor=Actor.PATIENT, by=None, now=now)}
    is_ahead = booking.start is not None and now < booking.start
    urgent = {
        "heading": fill(URGENT_HEADING, clinic),
        "closing": fill(CURRENT.urgent.closing, clinic),
        "dial": dial(clinic.urgent_contact),
    }
    return StatusPage(
        heading=heading,
        lede=lede % facts,
        next_steps=_next_steps(status, booking, _say(booking.decide_by, clinic)),
        moment=facts["moment"],
        until=_say(change_cutoff(booking, clinic), clinic) if "reschedule" in can else "",
        can_answer="accept" in can,
        can_reschedule="reschedule" in can,
        can_cancel="withdraw" in can,
        can_erase=deletion.can_erase(booking, now),
        is_confirmed=status is Status.CONFIRMED,
        is_to_come=status in LIVE and booking.start is not None,
        is_over=status not in OPEN,
        phone_to_change=status is Status.CONFIRMED and is_ahead and "withdraw" not in can,
        urgent=urgent if booking.urgent and status is Status.WAITING else None,
    )


def _status_by_now(booking: Booking, now: datetime) -> Status:
    status, turns = Status(booking.status), booking.turning_point
    if status in (Status.HELD, Status.OFFERED) and turns and turns <= now:
        return Status.LAPSED
    if status is Status.CONFIRMED and booking.end and booking.end <= now:
        # Whether the person came is for the desk to say: these words leave it open.
        return Status.MISSED
    return status


def _say(moment: datetime | None, clinic: Clinic) -> str:
    return say_moment(moment, clinic.zone) if moment else ""


def _with_time(status: Status) -> tuple[str, str]:
    """Return heading and first sentence for a booking with a time of its own."""
    return {
        Status.HELD: (
            _("Held for you until we answer"),
            _("We hold this time for you: %(moment)s, with %(who)s. It is not booked yet."),
        ),
        Status.CONFIRMED: (_("Your visit is booked"), _("Come on %(moment)s. You see %(who)s.")),
        Status.DECLINED: (
            _("We could not say yes to this request"),
            _("The time on %(moment)s is not booked. Our message or call says how to go on."),
        ),
        Status.WITHDRAWN: (
            _("You have canceled this"),
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
    }[status]


def _without_time(status: Status, booking: Booking) -> tuple[str, str]:
    """Return the words for what holds no time: never those of a booking that does.

    A request that never held one is told from one whose times suited nobody.
    """
    held = (
        (
            _("We have your request, without a time"),
            _("No time is held for you yet. A member of our staff looks at your request first."),
        )
        if booking.quarantine
        else (
            _("We look for another time"),
            _("No time is held for you now. Our staff look for one that suits you."),
        )
    )
    return {
        Status.HELD: held,
        Status.OFFERED: (
            _("We offer you other times"),
            _(
                "We hold all of these for you until %(until)s. "
                "Nothing is booked before you choose one."
            ),
        ),
        Status.DECLINED: (
            _("We could not say yes to this request"),
            _("No time is booked. Our message or call says how to go on."),
        ),
        Status.WITHDRAWN: (_("You have canceled this"), _("No time is booked for you.")),
        Status.LAPSED: (
            _("The offered times are no longer held"),
            _("No time is booked. We will phone or write to you."),
        ),
        Status.WAITING: (_("We will phone you"), _("We have your request. No time is booked.")),
        Status.CALLED: (_("We have phoned you"), _("Your request for a call is done.")),
        Status.CLOSED: (_("Your request for a call is closed"), _("No time is booked.")),
    }[status]


def _next_steps(status: Status, booking: Booking, deadline: str) -> tuple[str, ...]:
    """Return what happens next, in order; nothing once it is over."""
    by_phone = booking.reach_by == ReachBy.PHONE
    when = {"deadline": deadline}
    if status is Status.HELD and booking.start:
        return (
            _("A member of our staff reads your answers."),
            _("We answer by %(deadline)s.") % when,
            _("We phone you with our answer.") if by_phone else _("We e-mail you our answer."),
            _("If we say yes, the time is yours. If not, we say how to go on."),
        )
    if status is Status.HELD:
        return steps_without_time(deadline, may_phone=by_phone or bool(booking.quarantine))
    if status is Status.OFFERED:
        return (
            _("Choose a time above and send your answer."),
            _("Your visit is then booked at once. The other times are free for others."),
            _("If none suits you, say so. Our staff then look for another time."),
        )
    if status is Status.WAITING:
        return (
            _("A member of our staff reads your answers."),
            _("We phone you too, by %(deadline)s. Do not wait for it.") % when
            if booking.urgent
            else _("We phone you by %(deadline)s.") % when,
            _("On the phone we find out together what helps, and book a time if you like."),
        )
    if status is Status.CONFIRMED:
        return (
            _("Come ten minutes early, so that there is no rush."),
            _("Bring a list of your medicines, and somebody with you if you like."),
        )
    return ()
