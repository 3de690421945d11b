"""A new request: for a time, or for a call."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.posting import News, post_all
from intake import envelopes, throttling
from intake.actions.events import write_event
from intake.actions.time_cells import reserve, retry, share_hours_lock, stand_in_line
from intake.exceptions import NotAllowed, NotAsTold, NotOffered, SlotTaken, TooMany
from intake.models import Booking, Kind, LookupKey, ReachBy, Service
from intake.queries.times import SlotCheck, answer_deadline, check_slot, find_offered
from intake.transitions.statuses import REQUEST, Actor, NotificationKind, Status

# No vowels, so no words; no 0, 1, I, L or O, so it can be read out on the phone.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Consent:
    """The text a person agreed to: its version, the SHA-256 of the words shown, the language."""

    version: int
    sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A request for a time, or for a call when service_id and start are None.

    contact has name, email, phone, reach_by ("email" or "phone") and what else the clinic must
    know to receive the person; answers has what only clinicians read. urgent says that
    the safety answers led to advice to get help that day. practitioner_id None means
    anyone who is free. doubt says why a script may have sent it. address is where a visitor's came
    from, and only counted, also as "" where the server does not know it; None if no visitor sent
    it.
    """

    enquiry: UUID
    service_id: int | None
    practitioner_id: int | None
    start: datetime | None
    contact: Mapping[str, Any]
    answers: Mapping[str, Any]
    flagged: bool
    urgent: bool
    answers_changed: bool
    consent: Consent
    language: str
    address: str | None
    doubt: str = ""


def request_booking(
    booking_request: BookingRequest,
    *,
    now: datetime,
    by: User | None = None,
    told_held: bool | None = None,
) -> Booking:
    """Hold the wished time for the person until the staff decide.

    by is the member of staff who asks for a caller on the phone: they need no notice, and
    NotAllowed is raised unless they may decide. The same enquiry twice gives the first booking
    again. A request in doubt is kept without the time: its `quarantine` says why. told_held is
    whether the person was told that the time will be held; None if nobody was told. Raises
    SlotTaken when somebody else has the time, NotOffered when the clinic does not offer it,
    NotAsTold, and TooMany; then nothing was written.
    """
    _check_staff(by)
    with transaction.atomic():
        share_hours_lock()

        # 1. Is the time free, and how is the request to be kept?
        clinic = Clinic.current()
        found = _look(booking_request, clinic, now, by)
        if isinstance(found, Booking):
            return found
        admitted = _admit(booking_request, now, by, wants_time=True)
        if told_held is bool(admitted.doubt):
            first = _first_of(booking_request)
            if first is None:
                raise NotAsTold(admitted.doubt)
            return first

        # 2. Keep it. On a second try somebody took this person or room, or sent this very form.
        looks = [found]

        def keep() -> Booking:
            again = looks.pop() if looks else _first_of(booking_request)
            again = again or _look(booking_request, clinic, now, by)
            if isinstance(again, Booking):
                return again
            return _keep(booking_request, *again, admitted, clinic, now, by)

        return retry(keep)


def request_call_back(
    booking_request: BookingRequest, *, now: datetime, by: User | None = None
) -> Booking:
    """Ask the clinic to phone; no time is held. The same enquiry twice gives the first again.

    by is the member of staff who asks for a caller. Raises TooMany and NotAllowed, and then
    nothing was written.
    """
    _check_staff(by)
    with transaction.atomic():
        admitted = _admit(booking_request, now, by, wants_time=False)
        first = _first_of(booking_request)
        if first is not None:
            return first
        due = answer_deadline(Clinic.current(), None, None, now, is_urgent=booking_request.urgent)
        # Nobody goes without a call because a service was deleted.
        service = Service.objects.filter(pk=booking_request.service_id or 0).first()
        try:
            with transaction.atomic():
                booking = _insert(
                    booking_request,
                    now,
                    by,
                    kind=Kind.CALL_BACK,
                    status=Status.WAITING,
                    service=service,
                    quarantine=admitted.doubt,
                    decide_by=due,
                )
                _write_the_rest(
                    booking, booking_request, NotificationKind.CALL_BACK, admitted, now, by
                )
        except IntegrityError:
            return Booking.objects.get(enquiry=booking_request.enquiry)
    return booking


def initials_of(contact: Mapping[str, Any]) -> str:
    """Return at most three initials of the name; a name of one letter stays as it is."""
    words = str(contact.get("name") or "").replace("-", " ").split()
    return "".join(word[0] for word in words[:2] + words[2:][-1:]).upper()[:10]


def write_lookup_keys(booking: Booking, contact: Mapping[str, Any]) -> None:
    """Let staff find the person under this contact."""
    LookupKey.objects.bulk_create(
        LookupKey(booking=booking, kind=kind, digest=digest)
        for kind, digest in sorted(envelopes.lookup_digests(contact))
    )


def _check_staff(by: User | None) -> None:
    if by is not None and not by.has_perm("intake.decide_booking"):
        raise NotAllowed("this member of staff may not book for a caller")


def _first_of(booking_request: BookingRequest) -> Booking | None:
    return Booking.objects.filter(enquiry=booking_request.enquiry).first()


def _look(
    booking_request: BookingRequest, clinic: Clinic, now: datetime, by: User | None
) -> Booking | tuple[Service, SlotCheck]:
    """Return what can be held for it now, or the booking that this very enquiry has already."""
    service_id, start = booking_request.service_id, booking_request.start
    try:
        if service_id is None or start is None or start.tzinfo is None:
            raise NotOffered
        service, practitioner = find_offered(service_id, booking_request.practitioner_id)
        if service is None:
            raise NotOffered
        slot = check_slot(service, practitioner, start, now, clinic.zone, for_staff=by is not None)
        if slot.free is None:
            raise SlotTaken if slot.is_offered else NotOffered
    except (SlotTaken, NotOffered):
        # It may be this very form, sent before, that took the time.
        first = _first_of(booking_request)
        if first is None:
            raise
        return first
    return service, slot


def _admit(
    booking_request: BookingRequest, now: datetime, by: User | None, *, wants_time: bool
) -> throttling.Admitted:
    """Count the request, and tell how it is to be kept: without a doubt for nearly all.

    Staff who ask for a caller are not counted; every visitor is, and all those whose address the
    server does not know as one. Raises TooMany, but not for a form sent twice.
    """
    if by is not None or booking_request.address is None:
        return throttling.Admitted(booking_request.doubt)
    if wants_time:
        stand_in_line()
    digests = envelopes.lookup_digests(booking_request.contact)
    try:
        return throttling.admit(
            digests, booking_request.address, booking_request.doubt, now, wants_time=wants_time
        )
    except TooMany:
        if _first_of(booking_request) is None:
            raise
        return throttling.Admitted(booking_request.doubt)


def _keep(
    booking_request: BookingRequest,
    service: Service,
    slot: SlotCheck,
    admitted: throttling.Admitted,
    clinic: Clinic,
    now: datetime,
    by: User | None,
) -> Booking:
    """Write the request, with its time unless it is in doubt."""
    free = slot.free
    if free is None:
        raise NotOffered
    facts: dict[str, Any]
    if admitted.doubt:
        facts = {
            "practitioner_id": booking_request.practitioner_id,
            "wished_start": free.start,
            "quarantine": admitted.doubt,
            "decide_by": answer_deadline(clinic, None, None, now, weekly=slot.desk),
        }
    else:
        due = answer_deadline(
            clinic, service, free.start, now, weekly=slot.desk, closed=slot.closed
        )
        facts = {
            "practitioner_id": free.practitioner,
            "room_id": free.room,
            "start": free.start,
            "end": free.start + timedelta(minutes=service.length_minutes),
            "decide_by": due,
        }
    kind, status = Kind.APPOINTMENT, Status.HELD
    booking = _insert(booking_request, now, by, kind=kind, status=status, service=service, **facts)
    if not admitted.doubt:
        reserve(booking, free)
    _write_the_rest(booking, booking_request, NotificationKind.HELD, admitted, now, by)
    return booking


def _insert(
    booking_request: BookingRequest, now: datetime, by: User | None, **facts: Any
) -> Booking:
    """Write the row. by is the member of staff who took it on the phone."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return Booking.objects.create(
        reference=f"{letters[:4]}-{letters[4:]}",
        enquiry=booking_request.enquiry,
        initials=initials_of(booking_request.contact),
        reach_by=ReachBy(booking_request.contact["reach_by"]),
        language=booking_request.language,
        flagged=booking_request.flagged,
        urgent=booking_request.urgent,
        answers_changed=booking_request.answers_changed,
        consent_version=booking_request.consent.version,
        consent_sha256=booking_request.consent.sha256,
        consent_language=booking_request.consent.language,
        consented_at=now,
        created_at=now,
        booked_by=by,
        **facts,
    )


def _write_the_rest(
    booking: Booking,
    booking_request: BookingRequest,
    kind: NotificationKind,
    admitted: throttling.Admitted,
    now: datetime,
    by: User | None,
) -> None:
    """Write what goes with a new booking: envelopes, keys, the first event, notifications."""
    private = {
        envelopes.CONTACT: booking_request.contact,
        envelopes.ANSWERS: booking_request.answers,
    }
    envelopes.write_all(booking.id, private, now=now)
    write_lookup_keys(booking, booking_request.contact)
    actor = Actor.STAFF if by else Actor.PATIENT
    write_event(booking, REQUEST, actor=actor, by=by, now=now, source="")
    # A script may have typed the address: staff look before anybody is written to.
    news = [] if admitted.doubt else [News(kind, to_staff=False)]
    if admitted.tells_staff:
        news.append(News(NotificationKind.NEW_REQUEST, to_staff=True))
    post_all(news, subject=booking.id, version=booking.version, now=now)
