"""What the patient's pages call each status, and what they say comes next."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from intake.models import Booking, ReachBy
from intake.transitions.statuses import Status
from intake.views.wording import say_moment


def timed(status: Status) -> tuple[str, str]:
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
    }[status]


def untimed(status: Status, *, set_aside: bool = False) -> tuple[str, str]:
    """Return the words for what holds no time: never those of a booking that does.

    set_aside tells a request that never held one from one whose times suited nobody.
    """
    held = (
        (
            _("We have your request, without a time"),
            _("No time is held for you yet. A member of our staff looks at your request first."),
        )
        if set_aside
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
        Status.WITHDRAWN: (_("You have withdrawn this"), _("No time is booked for you.")),
        Status.LAPSED: (
            _("The offered times are no longer held"),
            _("No time is booked. We will phone or write to you."),
        ),
        Status.WAITING: (_("We will phone you"), _("We have your request. No time is booked.")),
        Status.CALLED: (_("We have phoned you"), _("Your request for a call is done.")),
        Status.CLOSED: (_("Your request for a call is closed"), _("No time is booked.")),
    }[status]


def next_steps(status: Status, booking: Booking, clinic: Clinic) -> tuple[str, ...]:
    """Return what happens next, in order; nothing once it is over."""
    deadline = say_moment(booking.decide_by, clinic.zone) if booking.decide_by else ""
    steps: Mapping[Status, tuple[str, ...]] = {
        Status.HELD: _while_held(booking)
        if booking.start
        else _while_looking(
            may_phone=booking.reach_by == ReachBy.PHONE or bool(booking.quarantine)
        ),
        Status.OFFERED: (
            _("Choose a time above and send your answer."),
            _("Your visit is then booked at once. The other times are free for others."),
            _("If none suits you, say so. Our staff then look for another time."),
        ),
        Status.WAITING: _while_waiting(booking),
        Status.CONFIRMED: (
            _("Come ten minutes early, so that there is no rush."),
            _("Bring a list of your medicines, and somebody with you if you like."),
        ),
    }
    return tuple(step % {"deadline": deadline} for step in steps.get(status, ()))


def _while_held(booking: Booking) -> tuple[str, ...]:
    by_phone = booking.reach_by == ReachBy.PHONE
    return (
        _("A member of our staff reads your answers."),
        _("We answer by %(deadline)s."),
        _("We phone you with our answer.") if by_phone else _("We e-mail you our answer."),
        _("If we say yes, the time is yours. If not, we say how to go on."),
    )


def set_aside_steps(deadline: str) -> tuple[str, ...]:
    """Return what happens next with a request that is kept without a time."""
    return tuple(step % {"deadline": deadline} for step in _while_looking(may_phone=True))


def _while_looking(*, may_phone: bool) -> tuple[str, ...]:
    return (
        _("We look at your request by %(deadline)s."),
        _("Then we phone or write to you, and find a time together.")
        if may_phone
        else _("Then we write to you with other times, or phone you."),
        _("If you do not want to wait, phone us and give your reference."),
    )


def _while_waiting(booking: Booking) -> tuple[str, ...]:
    return (
        _("A member of our staff reads your answers."),
        _("We phone you too, by %(deadline)s. Do not wait for it.")
        if booking.urgent
        else _("We phone you by %(deadline)s."),
        _("On the phone we find out together what helps, and book a time if you like."),
    )
