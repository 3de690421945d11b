"""A new request: for a time, or for a call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from clinic_site.foundation.clinic.models import Clinic
from intake import envelopes, queries, throttling
from intake.actions.hours import hold_hours, stand_in_line
from intake.actions.recording import insert, keep
from intake.actions.wishes import Wish
from intake.availability import FreeTime, Span
from intake.exceptions import NotAllowed, NotAsTold, NotOffered, SlotTaken, TooMany
from intake.models import Booking, Claim, Kind, Practitioner, Service
from intake.states import Status

# Each try loses to another booking that took a person or a room at this very moment.
_TRIES = 20


def request_booking(
    wish: Wish, *, now: datetime, by: User | None = None, told_held: bool | None = None
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
        found = _look(wish, now, by)
        if isinstance(found, Booking):
            return found
        admitted = _admit(wish, now, by, wants_time=True)
        if told_held is bool(admitted.doubt):
            first = _first_of(wish)
            if first is None:
                raise NotAsTold(admitted.doubt)
            return first
        for _try in range(_TRIES):
            try:
                # A savepoint: a lost try must not spoil the transaction.
                with transaction.atomic():
                    if admitted.doubt:
                        return _set_aside(wish, found, admitted, now, by)
                    return _hold(wish, found, admitted, now, by)
            except IntegrityError:
                # Somebody took this person or room, or sent this very form, since we looked.
                found = _first_of(wish) or _look(wish, now, by)
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


def _look(wish: Wish, now: datetime, by: User | None) -> Booking | _Possible:
    """Give what can be held for it now, or the booking that this very enquiry has already."""
    try:
        return _find(wish, now, by)
    except (SlotTaken, NotOffered):
        # It may be this very form, sent before, that took the time.
        first = _first_of(wish)
        if first is None:
            raise
        return first


def _find(wish: Wish, now: datetime, by: User | None) -> _Possible:
    service, practitioner, start = _read(wish)
    clinic = Clinic.current()
    offer = queries.offer(service, practitioner, start, now, clinic.zone, for_staff=by is not None)
    if offer.free is None:
        raise SlotTaken if offer.is_offered else NotOffered
    return _Possible(service, offer.free, clinic, offer.desk, offer.closed)


def _admit(wish: Wish, now: datetime, by: User | None, *, wants_time: bool) -> throttling.Admitted:
    """Count the request, and tell how it is to be kept: without a doubt for nearly all.

    Staff who ask for a caller are not counted; every visitor is, and all those whose address the
    server does not know as one. Raises TooMany, but not for a form sent twice.
    """
    if by is not None or wish.address is None:
        return throttling.Admitted(wish.doubt)
    if wants_time:
        stand_in_line()
    digests = envelopes.lookup_digests(wish.contact)
    try:
        return throttling.admit(digests, wish.address, wish.doubt, now, wants_time=wants_time)
    except TooMany:
        if _first_of(wish) is None:
            raise
        return throttling.Admitted(wish.doubt)


def _check_staff(by: User | None) -> None:
    if by is not None and not by.has_perm("intake.decide_booking"):
        raise NotAllowed("this member of staff may not book for a caller")


def _first_of(wish: Wish) -> Booking | None:
    return Booking.objects.filter(enquiry=wish.enquiry).first()


def request_call_back(wish: Wish, *, now: datetime, by: User | None = None) -> Booking:
    """Ask the clinic to phone; no time is held. The same enquiry twice gives the first again.

    by is the member of staff who asks for a caller. Raises TooMany and NotAllowed, and then
    nothing was written.
    """
    _check_staff(by)
    with transaction.atomic():
        admitted = _admit(wish, now, by, wants_time=False)
        first = _first_of(wish)
        if first is not None:
            return first
        due = queries.answer_deadline(Clinic.current(), None, None, now, is_urgent=wish.urgent)
        try:
            with transaction.atomic():
                booking = insert(
                    wish,
                    now,
                    by,
                    kind=Kind.CALL_BACK,
                    status=Status.WAITING,
                    service=_service_of(wish),
                    quarantine=admitted.doubt,
                    decide_by=due,
                )
                # A script may have typed the address: staff look before anybody is written to.
                letter = "" if admitted.doubt else "booking.call_back"
                keep(booking, wish, now, by, letter=letter, tells_staff=admitted.tells_staff)
        except IntegrityError:
            return Booking.objects.get(enquiry=wish.enquiry)
    return booking


def _service_of(wish: Wish) -> Service | None:
    """Give what a call is about; nobody goes without a call because a service was deleted."""
    if wish.service_id is None:
        return None
    return Service.objects.filter(pk=wish.service_id).first()


def _read(wish: Wish) -> tuple[Service, Practitioner | None, datetime]:
    """Give the rows behind the wish; what is made up, retired or without a time is not offered."""
    if wish.service_id is None or wish.start is None or wish.start.tzinfo is None:
        raise NotOffered
    if wish.practitioner_id is None:
        service = Service.objects.filter(pk=wish.service_id, is_active=True).first()
        if service is None:
            raise NotOffered
        return service, None, wish.start
    gives = Practitioner.services.through.objects.select_related("service", "practitioner")
    pair = gives.filter(
        service=wish.service_id, service__is_active=True, practitioner=wish.practitioner_id
    ).first()
    if pair is None:
        raise NotOffered
    return pair.service, pair.practitioner, wish.start


def _hold(
    wish: Wish, found: _Possible, admitted: throttling.Admitted, now: datetime, by: User | None
) -> Booking:
    service, free = found.service, found.free
    booking = insert(
        wish,
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
    Claim.objects.bulk_create(
        Claim(resource_id=resource, cell=cell, booking=booking)
        for resource in resources
        for cell in cells
    )
    keep(booking, wish, now, by, letter="booking.held", tells_staff=admitted.tells_staff)
    return booking


def _set_aside(
    wish: Wish, found: _Possible, admitted: throttling.Admitted, now: datetime, by: User | None
) -> Booking:
    """Keep a request without a time, and write to no patient: a script may have typed it."""
    booking = insert(
        wish,
        now,
        by,
        kind=Kind.APPOINTMENT,
        status=Status.HELD,
        service=found.service,
        practitioner_id=wish.practitioner_id,
        wished_start=found.free.start,
        quarantine=admitted.doubt,
        decide_by=queries.answer_deadline(found.clinic, None, None, now, weekly=found.desk),
    )
    keep(booking, wish, now, by, tells_staff=admitted.tells_staff)
    return booking
