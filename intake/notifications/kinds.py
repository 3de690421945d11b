"""Which notifications there are, and while which status each of them is true."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.transitions.statuses import Status


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One notification.

    template is a file of templates/notifications/, whose first line is the subject. statuses are
    those in which the notification is still true. on_page says that somebody who left no e-mail
    has read the same on the page that caused it, so nobody has to phone them. While before_start,
    the notification is of no use once the visit has begun, or the offer is over. Notifications
    with_time are true only of a booking that has one, those without_time of one that has none. A
    notification to_former goes to the address before a correction.
    """

    template: str
    statuses: frozenset[Status]
    on_page: bool = False
    before_start: bool = False
    with_time: bool = False
    without_time: bool = False
    calendar: str = ""
    with_link: bool = False
    to_former: bool = False


def _only(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


PATIENT: Mapping[str, NotificationKind] = {
    "booking.held": NotificationKind(
        "held.txt",
        _only(Status.HELD),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    "booking.hold_rescheduled": NotificationKind(
        "hold_rescheduled.txt",
        _only(Status.HELD),
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    "booking.hold_rescheduled_by_patient": NotificationKind(
        "hold_rescheduled.txt",
        _only(Status.HELD),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    "booking.held_again": NotificationKind(
        "held_again.txt", _only(Status.HELD), before_start=True, with_link=True
    ),
    "booking.offered": NotificationKind(
        "offered.txt", _only(Status.OFFERED), before_start=True, with_link=True
    ),
    "booking.refused": NotificationKind(
        "refused.txt", _only(Status.HELD), on_page=True, with_link=True
    ),
    "booking.call_back": NotificationKind("call_back.txt", _only(Status.WAITING), on_page=True),
    "booking.confirmed": NotificationKind(
        "confirmed.txt",
        _only(Status.CONFIRMED),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # Who accepts or moves has read the answer on the page, or hears it on the phone.
    "booking.accepted": NotificationKind(
        "confirmed.txt",
        _only(Status.CONFIRMED),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    "booking.rescheduled_by_patient": NotificationKind(
        "rescheduled.txt",
        _only(Status.CONFIRMED),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    "booking.rescheduled": NotificationKind(
        "rescheduled.txt",
        _only(Status.CONFIRMED),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # A courtesy: nobody has to phone those who left no e-mail.
    "booking.reminder": NotificationKind(
        "reminder.txt", _only(Status.CONFIRMED), on_page=True, before_start=True, with_link=True
    ),
    "booking.contact_corrected": NotificationKind(
        "contact_corrected.txt", frozenset(Status), on_page=True, with_link=True
    ),
    "booking.contact_left": NotificationKind(
        "contact_left.txt", frozenset(Status), on_page=True, to_former=True
    ),
    "booking.declined": NotificationKind("declined.txt", _only(Status.DECLINED)),
    "booking.cancelled": NotificationKind(
        "cancelled.txt", _only(Status.CANCELLED), calendar="CANCEL"
    ),
    "booking.withdrawn": NotificationKind(
        "withdrawn.txt", _only(Status.WITHDRAWN), on_page=True, calendar="CANCEL"
    ),
    "booking.lapsed": NotificationKind("lapsed.txt", _only(Status.LAPSED)),
    "booking.offer_lapsed": NotificationKind("offer_lapsed.txt", _only(Status.LAPSED)),
}

STAFF: Mapping[str, NotificationKind] = {
    "booking.new_request": NotificationKind("new_request.txt", _only(Status.HELD, Status.WAITING)),
    "booking.patient_accepted": NotificationKind("patient_accepted.txt", _only(Status.CONFIRMED)),
    "booking.patient_refused": NotificationKind(
        "patient_refused.txt", _only(Status.HELD), without_time=True
    ),
    "booking.patient_rescheduled": NotificationKind(
        "patient_rescheduled.txt", _only(Status.HELD, Status.CONFIRMED)
    ),
    "booking.patient_withdrew": NotificationKind("patient_withdrew.txt", _only(Status.WITHDRAWN)),
    "booking.lapsed_call_patient": NotificationKind(
        "lapsed_call_patient.txt", _only(Status.LAPSED)
    ),
    "booking.offer_lapsed_call_patient": NotificationKind(
        "offer_lapsed_call_patient.txt", _only(Status.LAPSED)
    ),
}
