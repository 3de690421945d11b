"""Taking time and releasing it, for requests, offers, rescheduling and undo.

What is taken is inserted first, in one order for everybody, and what is no longer needed is
deleted after that. So nobody who waits here is waited for: two bookings that want each other's
time are told that it is taken, and neither waits forever.

Taking time locks the hours against change until the booking is written; changing the hours waits
for that, and finds the booking when orphans are marked. So a booking is refused, or it is orphaned
at once: never lost between the two. SQLite lets one transaction write at a time anyway.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction

from clinic_site.foundation.clinic.models import Clinic
from intake.availability.facts import FreeTime
from intake.exceptions import NotOffered, SlotTaken
from intake.models import Booking, Offer, Practitioner, Service, TimeCell
from intake.queries.times import check_slot, owned_cells, uncovered
from intake.transitions.statuses import Actor

# Each try loses to another booking that took a person or a room at this very moment.
TRIES = 20
MOST_OFFERED = 3
# Any numbers; PostgreSQL's advisory locks have numbers for names.
HOURS_LOCK = 20_041
LINE_LOCK = 20_042

Taken = TypeVar("Taken")
Slot = tuple[int | None, datetime]
"""A practitioner's id, or None for anyone who is free, and a start."""
Cells = dict[tuple[int, int], Offer | None]
"""Resource and cell, with the offer that they are reserved for."""


def share_hours_lock() -> None:
    """Let nobody change the hours before this transaction ends. Many may hold them at once."""
    _lock("pg_advisory_xact_lock_shared", HOURS_LOCK)


def lock_hours() -> None:
    """Wait for all who are taking time, and let nobody new begin before this transaction ends.

    Call it before hours are written, and mark_orphans after that, in the same transaction.
    """
    _lock("pg_advisory_xact_lock", HOURS_LOCK)


def stand_in_line() -> None:
    """Let no other visitor's request begin to hold time before this transaction ends.

    So each sees how many hold time already, and no two take the last place. Hold the hours first.
    """
    _lock("pg_advisory_xact_lock", LINE_LOCK)


def _lock(function: str, key: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [key])


def retry(take: Callable[[], Taken], wanted: datetime | None = None) -> Taken:
    """Return what take returns, tried anew while rivals get in its way. Raises SlotTaken."""
    for _try in range(TRIES):
        try:
            # A savepoint: a lost try must not spoil the transaction.
            with transaction.atomic():
                return take()
        except IntegrityError:
            continue
    raise SlotTaken(wanted)


def reserve(booking: Booking, free: FreeTime) -> None:
    """Insert the cells of a new booking that has no time yet. Raises IntegrityError."""
    _insert(booking, _cells(booking, free))


def release(booking: Booking) -> None:
    """Delete all that the booking owns or is offered."""
    TimeCell.objects.filter(booking=booking).delete()
    Offer.objects.filter(booking=booking).delete()


def reschedule(booking: Booking, slot: Slot, actor: Actor, now: datetime) -> dict[str, Any]:
    """Make this the booking's time, and return the facts to be written into its row.

    Raises SlotTaken and NotOffered; the time it has now is still its own then.
    """
    if slot[1] == booking.start and slot[0] in (None, booking.practitioner_id):
        raise NotOffered("this is the time it has")

    def take() -> FreeTime:
        [found] = _find_free(booking, [slot], actor, now)
        _own_exactly(booking, _cells(booking, found))
        return found

    found = retry(take, slot[1])
    return {
        "practitioner_id": found.practitioner,
        "room_id": found.room,
        "start": found.start,
        "end": found.start + timedelta(minutes=_service(booking).length_minutes),
    }


def offer(booking: Booking, slots: Sequence[Slot], actor: Actor, now: datetime) -> None:
    """Reserve each of these times for the patient to choose from; release the one it has.

    Raises SlotTaken with the time that is gone, and NotOffered.
    """
    if not 1 <= len(slots) <= MOST_OFFERED:
        raise NotOffered("one to three times can be offered")

    def take() -> None:
        wanted: Cells = {}
        for position, found in enumerate(_find_free(booking, slots, actor, now), start=1):
            row = Offer.objects.create(
                booking=booking,
                position=position,
                practitioner_id=found.practitioner,
                room_id=found.room,
                start=found.start,
                end=found.start + timedelta(minutes=_service(booking).length_minutes),
            )
            wanted |= _cells(booking, found, offer=row)
        _own_exactly(booking, wanted)

    retry(take, slots[0][1])


def accept(booking: Booking, chosen: Offer) -> None:
    """Make the chosen time the booking's own, and release the others."""
    chosen.time_cells.update(offer=None)
    TimeCell.objects.filter(booking=booking, offer__isnull=False).delete()
    Offer.objects.filter(booking=booking).delete()


def reclaim(booking: Booking) -> None:
    """Reserve again the time that the booking once had, as long as it was promised.

    Raises SlotTaken when it is gone, and NotOffered when the hours lost it.
    """
    if booking.start is None or booking.practitioner_id is None:
        return
    again = FreeTime(booking.start, booking.practitioner_id, booking.room_id)
    try:
        with transaction.atomic():
            _own_exactly(booking, _cells(booking, again, end=booking.end))
    except IntegrityError:
        raise SlotTaken(booking.start) from None
    if uncovered([booking], Clinic.current().zone):
        raise NotOffered("the clinic has closed this time since")


def chosen_offer(booking: Booking, offer_id: int | None) -> Offer:
    """Return that offered time. Raises NotOffered for any other, or if the hours lost it."""
    offers = Offer.objects.filter(booking=booking).select_related("booking__service")
    found = next((offer for offer in offers if offer.pk == offer_id), None)
    if found is None:
        raise NotOffered("this time was not offered")
    if uncovered([found], Clinic.current().zone):
        raise NotOffered("the clinic has closed this time since")
    return found


def _find_free(
    booking: Booking, slots: Sequence[Slot], actor: Actor, now: datetime
) -> list[FreeTime]:
    """Find who and which room can take each, as if the booking had no time."""
    found: list[FreeTime] = []
    for practitioner_id, start in slots:
        practitioner = None
        if practitioner_id is not None:
            practitioner = Practitioner.objects.filter(pk=practitioner_id).first()
            if practitioner is None:
                raise NotOffered("nobody of that number works here")
        slot = check_slot(
            _service(booking),
            practitioner,
            start,
            now,
            Clinic.current().zone,
            besides=booking,
            also_taken={key for free in found for key in _cells(booking, free)},
            for_staff=actor is Actor.STAFF,
        )
        if slot.free is None:
            raise SlotTaken(start) if slot.is_offered else NotOffered
        found.append(slot.free)
    return found


def _own_exactly(booking: Booking, wanted: Cells) -> None:
    """Own exactly these cells: insert what is missing, sorted, then delete the rest."""
    has = {
        (time_cell.resource_id, time_cell.cell): time_cell for time_cell in booking.time_cells.all()
    }
    _insert(booking, {key: wanted[key] for key in wanted.keys() - has.keys()})
    for offer in {wanted[key] for key in wanted.keys() & has.keys()}:
        kept = [has[key].pk for key in wanted.keys() & has.keys() if wanted[key] == offer]
        TimeCell.objects.filter(pk__in=kept).update(offer=offer)
    rest = [time_cell.pk for key, time_cell in has.items() if key not in wanted]
    TimeCell.objects.filter(pk__in=rest).delete()


def _insert(booking: Booking, cells: Cells) -> None:
    # One insert, sorted: everybody waits for everybody in the same order, so nobody deadlocks.
    TimeCell.objects.bulk_create(
        TimeCell(resource_id=resource, cell=cell, booking=booking, offer=offer)
        for (resource, cell), offer in sorted(cells.items(), key=lambda item: item[0])
    )


def _cells(
    booking: Booking, free: FreeTime, *, offer: Offer | None = None, end: datetime | None = None
) -> Cells:
    resources = [r for r in (free.practitioner, free.room) if r is not None]
    cells = owned_cells(_service(booking), free.start, end=end)
    return {(resource, cell): offer for resource in resources for cell in cells}


def _service(booking: Booking) -> Service:
    if booking.service is None:
        raise NotOffered("a call has no time")
    return booking.service
