"""A new request: for a time, or for a call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from clinic_site.foundation.clinic.models import Clinic
from intake import envelopes, queries, throttling
from intake.actions.hours import hold_hours, stand_in_line
from intake.actions.recording import insert, keep
from intake.actions.wishes import BookingRequest
from intake.availability import FreeTime, Span
from intake.exceptions import NotAllowed, NotAsTold, NotOffered, SlotTaken, TooMany
from intake.models import Booking, Kind, Practitioner, Service, TimeCell
from intake.transitions.statuses import NotificationKind, Status

# Each try loses to another booking that took a person or a room at this very moment.
_TRIES = 20


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
        hold_hours()
        found = _look(booking_request, now, by)
        if isinstance(found, Booking):
            return found
        admitted = _admit(booking_request, now, by, wants_time=True)
        if told_held is bool(admitted.doubt):
            first = _first_of(booking_request)
            if first is None:
                raise NotAsTold(admitted.doubt)
            return first
        for _try in range(_TRIES):
            try:
                # A savepoint: a lost try must not spoil the transaction.
                with transaction.atomic():
                    if admitted.doubt:
                        return _set_aside(booking_request, found, admitted, now, by)
                    return _hold(booking_request, found, admitted, now, by)
            except IntegrityError:
                # Somebody took this person or room, or sent this very form, since we looked.
                found = _first_of(booking_request) or _look(booking_request, now, by)
            if isinstance(found, Booking):
                return found
    raise SlotTaken


@dataclass(frozen=True, slots=True)
class _Possible:
    """Who and what can take the booking, as things stand."""

    service: Service
    free: FreeTime
    clinic: Clinic
    desk: tuple[Span, ...] | None
    closed: frozenset[date] | None


def _look(booking_request: BookingRequest, now: datetime, by: User | None) -> Booking | _Possible:
    """Return what can be held for it now, or the booking that this very enquiry has already."""
    try:
        return _find(booking_request, now, by)
    except (SlotTaken, NotOffered):
        # It may be this very form, sent before, that took the time.
        first = _first_of(booking_request)
        if first is None:
            raise
        return first


def _find(booking_request: BookingRequest, now: datetime, by: User | None) -> _Possible:
    service, practitioner, start = _read(booking_request)
    clinic = Clinic.current()
    offer = queries.check_slot(
        service, practitioner, start, now, clinic.zone, for_staff=by is not None
    )
    if offer.free is None:
        raise SlotTaken if offer.is_offered else NotOffered
    return _Possible(service, offer.free, clinic, offer.desk, offer.closed)


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


def _check_staff(by: User | None) -> None:
    if by is not None and not by.has_perm("intake.decide_booking"):
        raise NotAllowed("this member of staff may not book for a caller")


def _first_of(booking_request: BookingRequest) -> Booking | None:
    return Booking.objects.filter(enquiry=booking_request.enquiry).first()


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
        due = queries.answer_deadline(
            Clinic.current(), None, None, now, is_urgent=booking_request.urgent
        )
        try:
            with transaction.atomic():
                booking = insert(
                    booking_request,
                    now,
                    by,
                    kind=Kind.CALL_BACK,
                    status=Status.WAITING,
                    service=_service_of(booking_request),
                    quarantine=admitted.doubt,
                    decide_by=due,
                )
                # A script may have typed the address: staff look before anybody is written to.
                notification = "" if admitted.doubt else NotificationKind.CALL_BACK
                keep(
                    booking,
                    booking_request,
                    now,
                    by,
                    notification=notification,
                    tells_staff=admitted.tells_staff,
                )
        except IntegrityError:
            return Booking.objects.get(enquiry=booking_request.enquiry)
    return booking


def _service_of(booking_request: BookingRequest) -> Service | None:
    """Return what a call is about; nobody goes without a call because a service was deleted."""
    if booking_request.service_id is None:
        return None
    return Service.objects.filter(pk=booking_request.service_id).first()


def _read(booking_request: BookingRequest) -> tuple[Service, Practitioner | None, datetime]:
    """Return the rows asked for; what is made up, retired or without a time is not offered."""
    if (
        booking_request.service_id is None
        or booking_request.start is None
        or booking_request.start.tzinfo is None
    ):
        raise NotOffered
    if booking_request.practitioner_id is None:
        service = Service.objects.filter(pk=booking_request.service_id, is_active=True).first()
        if service is None:
            raise NotOffered
        return service, None, booking_request.start
    gives = Practitioner.services.through.objects.select_related("service", "practitioner")
    pair = gives.filter(
        service=booking_request.service_id,
        service__is_active=True,
        practitioner=booking_request.practitioner_id,
    ).first()
    if pair is None:
        raise NotOffered
    return pair.service, pair.practitioner, booking_request.start


def _hold(
    booking_request: BookingRequest,
    found: _Possible,
    admitted: throttling.Admitted,
    now: datetime,
    by: User | None,
) -> Booking:
    service, free = found.service, found.free
    booking = insert(
        booking_request,
        now,
        by,
        kind=Kind.APPOINTMENT,
        status=Status.HELD,
        service=service,
        practitioner_id=free.practitioner,
        room_id=free.room,
        start=free.start,
        end=free.start + timedelta(minutes=service.length_minutes),
        decide_by=queries.answer_deadline(
            found.clinic, service, free.start, now, weekly=found.desk, closed=found.closed
        ),
    )
    # One insert, sorted: everybody waits for everybody in the same order, so nobody deadlocks.
    resources = sorted(r for r in (free.practitioner, free.room) if r is not None)
    cells = queries.owned_cells(service, free.start)
    TimeCell.objects.bulk_create(
        TimeCell(resource_id=resource, cell=cell, booking=booking)
        for resource in resources
        for cell in cells
    )
    keep(
        booking,
        booking_request,
        now,
        by,
        notification=NotificationKind.HELD,
        tells_staff=admitted.tells_staff,
    )
    return booking


def _set_aside(
    booking_request: BookingRequest,
    found: _Possible,
    admitted: throttling.Admitted,
    now: datetime,
    by: User | None,
) -> Booking:
    """Keep a request without a time, and write to no patient: a script may have typed it."""
    booking = insert(
        booking_request,
        now,
        by,
        kind=Kind.APPOINTMENT,
        status=Status.HELD,
        service=found.service,
        practitioner_id=booking_request.practitioner_id,
        wished_start=found.free.start,
        quarantine=admitted.doubt,
        decide_by=queries.answer_deadline(found.clinic, None, None, now, weekly=found.desk),
    )
    keep(booking, booking_request, now, by, tells_staff=admitted.tells_staff)
    return booking
