"""Owning time, and letting go of it.

What is taken is inserted first, in one order for everybody, and what is not needed any more is
deleted after that. So nobody who waits here is waited for: two bookings that want each other's
time are told that it is taken, and neither can wait for ever.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from clinic_site.foundation.clinic.models import Clinic
from intake import queries
from intake.availability import FreeTime
from intake.exceptions import NotOffered, SlotTaken
from intake.models import Booking, Offer, Practitioner, Service, TimeCell
from intake.transitions.statuses import Actor

# Each try loses to another booking that took a person or a room at this very moment.
TRIES = 20
MOST_OFFERED = 3

Taken = TypeVar("Taken")
Slot = tuple[int | None, datetime]
"""A practitioner's id, or None for anyone who is free, and a start."""
Owned = dict[tuple[int, int], Offer | None]
"""Resource and cell, with the offer that they are claimed for."""


@dataclass(frozen=True, slots=True)
class Asker:
    """For which booking, and by whom, time is looked for. Staff need no notice."""

    booking: Booking
    actor: Actor
    now: datetime


def free(booking: Booking) -> None:
    """Let go of all that the booking owns or is offered."""
    TimeCell.objects.filter(booking=booking).delete()
    Offer.objects.filter(booking=booking).delete()


def move_to(asker: Asker, slot: Slot) -> dict[str, Any]:
    """Make this the booking's time, and give the facts to be written into its row.

    Raises SlotTaken and NotOffered; the time it has now is still its own then.
    """
    booking = asker.booking
    if slot[1] == booking.start and slot[0] in (None, booking.practitioner_id):
        raise NotOffered("this is the time it has")

    def take() -> FreeTime:
        [found] = _look(asker, [slot])
        _own(booking, _cells(booking, found, None))
        return found

    found = _persist(take, slot[1])
    return {
        "practitioner_id": found.practitioner,
        "room_id": found.room,
        "start": found.start,
        "end": _end(booking, found.start),
    }


def offer(asker: Asker, slots: Sequence[Slot]) -> None:
    """Claim each of these times for the patient to choose from; let go of the one it has.

    Raises SlotTaken with the time that is gone, and NotOffered.
    """
    booking = asker.booking
    if not 1 <= len(slots) <= MOST_OFFERED:
        raise NotOffered("one to three times can be offered")

    def take() -> None:
        owned: Owned = {}
        for position, found in enumerate(_look(asker, slots), start=1):
            row = Offer.objects.create(
                booking=booking,
                position=position,
                practitioner_id=found.practitioner,
                room_id=found.room,
                start=found.start,
                end=_end(booking, found.start),
            )
            owned |= _cells(booking, found, row)
        _own(booking, owned)

    _persist(take, slots[0][1])


def accept(booking: Booking, chosen: Offer) -> None:
    """Make the chosen time the booking's own, and let go of the others."""
    chosen.time_cells.update(offer=None)
    TimeCell.objects.filter(booking=booking, offer__isnull=False).delete()
    Offer.objects.filter(booking=booking).delete()


def reclaim(booking: Booking) -> None:
    """Claim again the time that the booking once had, as long as it was promised.

    Raises SlotTaken when it is gone, and NotOffered when the hours lost it.
    """
    if booking.start is None or booking.practitioner_id is None:
        return
    again = FreeTime(booking.start, booking.practitioner_id, booking.room_id)
    try:
        with transaction.atomic():
            _own(booking, _cells(booking, again, None, end=booking.end))
    except IntegrityError:
        raise SlotTaken(booking.start) from None
    if queries.uncovered([booking], Clinic.current().zone):
        raise NotOffered("the clinic has closed this time since")


def chosen_offer(booking: Booking, offer_id: int | None) -> Offer:
    """Return that offered time. Raises NotOffered for any other, or if the hours lost it."""
    offers = Offer.objects.filter(booking=booking).select_related("booking__service")
    found = next((offer for offer in offers if offer.pk == offer_id), None)
    if found is None:
        raise NotOffered("this time was not offered")
    if queries.uncovered([found], Clinic.current().zone):
        raise NotOffered("the clinic has closed this time since")
    return found


def _persist(take: Callable[[], Taken], wanted: datetime) -> Taken:
    for _try in range(TRIES):
        try:
            # A savepoint: a lost try must not spoil the transaction.
            with transaction.atomic():
                return take()
        except IntegrityError:
            continue
    raise SlotTaken(wanted)


def _look(asker: Asker, slots: Sequence[Slot]) -> list[FreeTime]:
    """Find who and which room can take each, as if the booking had no time."""
    booking, service = asker.booking, _service(asker.booking)
    found: list[FreeTime] = []
    for practitioner_id, start in slots:
        practitioner = _practitioner(practitioner_id)
        there = queries.check_slot(
            service,
            practitioner,
            start,
            asker.now,
            Clinic.current().zone,
            besides=booking,
            also_taken={key for free in found for key in _cells(booking, free, None)},
            for_staff=asker.actor is Actor.STAFF,
        )
        if there.free is None:
            raise SlotTaken(start) if there.is_offered else NotOffered
        found.append(there.free)
    return found


def _practitioner(pk: int | None) -> Practitioner | None:
    if pk is None:
        return None
    found = Practitioner.objects.filter(pk=pk).first()
    if found is None:
        raise NotOffered("nobody of that number works here")
    return found


def _own(booking: Booking, wanted: Owned) -> None:
    """Own exactly these cells: insert what is missing, sorted, then let go of the rest."""
    has = {
        (time_cell.resource_id, time_cell.cell): time_cell for time_cell in booking.time_cells.all()
    }
    TimeCell.objects.bulk_create(
        TimeCell(resource_id=resource, cell=cell, booking=booking, offer=wanted[resource, cell])
        for resource, cell in sorted(wanted.keys() - has.keys())
    )
    for offer in {wanted[key] for key in wanted.keys() & has.keys()}:
        kept = [has[key].pk for key in wanted.keys() & has.keys() if wanted[key] == offer]
        TimeCell.objects.filter(pk__in=kept).update(offer=offer)
    rest: Collection[int] = [time_cell.pk for key, time_cell in has.items() if key not in wanted]
    TimeCell.objects.filter(pk__in=rest).delete()


def _cells(
    booking: Booking, found: FreeTime, offer: Offer | None, *, end: datetime | None = None
) -> Owned:
    resources = [r for r in (found.practitioner, found.room) if r is not None]
    cells = queries.owned_cells(_service(booking), found.start, end=end)
    return {(resource, cell): offer for resource in resources for cell in cells}


def _end(booking: Booking, start: datetime) -> datetime:
    return start + timedelta(minutes=_service(booking).length_minutes)


def _service(booking: Booking) -> Service:
    if booking.service is None:
        raise NotOffered("a call has no time")
    return booking.service
