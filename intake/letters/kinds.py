"""Which letters there are, and while which status each of them is true."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.states import REMINDER, Status


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter.

    template is a file of templates/letters/, whose first line is the subject. statuses are those
    in which the letter is still true. on_page says that somebody who left no e-mail has read the
    same on the page that caused it, so nobody has to phone them. While before_start, the letter
    is of no use once the visit has begun, or the offer is over. Letters with_time are true only of
    a booking that has one, those without_time of one that has none. A letter to_former goes to the
    address before a correction.
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


PATIENT: Mapping[str, LetterKind] = {
    "booking.held": LetterKind(
        "held.txt",
        _only(Status.HELD),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    "booking.hold_moved": LetterKind(
        "hold_moved.txt", _only(Status.HELD), before_start=True, with_time=True, with_link=True
    ),
    "booking.hold_moved_by_patient": LetterKind(
        "hold_moved.txt",
        _only(Status.HELD),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    "booking.held_again": LetterKind(
        "held_again.txt", _only(Status.HELD), before_start=True, with_link=True
    ),
    "booking.offered": LetterKind(
        "offered.txt", _only(Status.OFFERED), before_start=True, with_link=True
    ),
    "booking.refused": LetterKind("refused.txt", _only(Status.HELD), on_page=True, with_link=True),
    "booking.call_back": LetterKind("call_back.txt", _only(Status.WAITING), on_page=True),
    "booking.confirmed": LetterKind(
        "confirmed.txt",
        _only(Status.CONFIRMED),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # Who accepts or moves has read the answer on the page, or hears it on the phone.
    "booking.accepted": LetterKind(
        "confirmed.txt",
        _only(Status.CONFIRMED),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    "booking.moved_by_patient": LetterKind(
        "moved.txt",
        _only(Status.CONFIRMED),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    "booking.moved": LetterKind(
        "moved.txt",
        _only(Status.CONFIRMED),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # A courtesy: nobody has to phone those who left no e-mail.
    REMINDER: LetterKind(
        "reminder.txt", _only(Status.CONFIRMED), on_page=True, before_start=True, with_link=True
    ),
    "booking.contact_corrected": LetterKind(
        "contact_corrected.txt", frozenset(Status), on_page=True, with_link=True
    ),
    "booking.contact_left": LetterKind(
        "contact_left.txt", frozenset(Status), on_page=True, to_former=True
    ),
    "booking.declined": LetterKind("declined.txt", _only(Status.DECLINED)),
    "booking.cancelled": LetterKind("cancelled.txt", _only(Status.CANCELLED), calendar="CANCEL"),
    "booking.withdrawn": LetterKind(
        "withdrawn.txt", _only(Status.WITHDRAWN), on_page=True, calendar="CANCEL"
    ),
    "booking.lapsed": LetterKind("lapsed.txt", _only(Status.LAPSED)),
    "booking.offer_lapsed": LetterKind("offer_lapsed.txt", _only(Status.LAPSED)),
}

STAFF: Mapping[str, LetterKind] = {
    "booking.new_request": LetterKind("new_request.txt", _only(Status.HELD, Status.WAITING)),
    "booking.patient_accepted": LetterKind("patient_accepted.txt", _only(Status.CONFIRMED)),
    "booking.patient_refused": LetterKind(
        "patient_refused.txt", _only(Status.HELD), without_time=True
    ),
    "booking.patient_moved": LetterKind("patient_moved.txt", _only(Status.HELD, Status.CONFIRMED)),
    "booking.patient_withdrew": LetterKind("patient_withdrew.txt", _only(Status.WITHDRAWN)),
    "booking.lapsed_call_patient": LetterKind("lapsed_call_patient.txt", _only(Status.LAPSED)),
    "booking.offer_lapsed_call_patient": LetterKind(
        "offer_lapsed_call_patient.txt", _only(Status.LAPSED)
    ),
}
