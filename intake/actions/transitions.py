"""Making a transition: the one door for every row of TRANSITIONS."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.posting import News, post_all
from intake import envelopes, links
from intake.actions import time_cells
from intake.actions.checking import check_actor, check_booking, is_in_doubt
from intake.actions.events import keep_note, stale_version, write_event
from intake.actions.time_cells import Slot
from intake.exceptions import BadDeadline, NotAllowed, NotOffered
from intake.models import Booking, Offer
from intake.queries.times import answer_deadline, reminder_at
from intake.transitions.statuses import LIVE, OPEN, Actor, NotificationKind, Status
from intake.transitions.table import find_transition, transitions_named
from intake.transitions.transition import Time, Transition


@dataclass(frozen=True, slots=True)
class TransitionInput:
    """What comes with a transition beyond a yes; each reads what its row asks for.

    note and reason (a DeclineReason) say why. times are pairs of a practitioner's id (None for
    anyone who is free) and a start: one to reschedule to, up to three to offer, until the
    deadline. offer_id names the offered time that is accepted.
    """

    note: str = ""
    reason: str = ""
    times: tuple[Slot, ...] = ()
    until: datetime | None = None
    offer_id: int | None = None


NOTHING = TransitionInput()


def apply_transition(
    name: str,
    booking_id: UUID,
    *,
    actor: Actor,
    version: int,
    by: User | None = None,
    now: datetime,
    answer: TransitionInput = NOTHING,
) -> Booking:
    """Make the transition of that name on a booking that was shown at that version.

    Raises KeyError for an unknown name, Booking.DoesNotExist, StaleVersion when somebody was
    faster, NotAllowed when this actor may not make this transition from here or now, NoteRequired
    and ReasonRequired; and for those that take time SlotTaken, NotOffered and BadDeadline. Then
    nothing was written.
    """
    takes_time = any(row.takes_time for row in transitions_named(name))
    with transaction.atomic():
        if takes_time:
            time_cells.share_hours_lock()

        # 1. May they, as the booking stands now?
        booking = Booking.objects.select_related("service", "practitioner").get(pk=booking_id)
        check_actor(name, booking, actor=actor, by=by)
        if booking.version != version:
            raise stale_version(booking)
        row = find_transition(name, Status(booking.status), actor)
        if row is None:
            raise NotAllowed(f"{name} is not possible from {booking.status}")
        check_booking(row, booking, by=by, now=now, note=answer.note, reason=answer.reason)

        # 2. Change the booking and its time.
        source = booking.status
        _change(row, booking, actor, by, now, answer)

        # 3. Write down what happened, and what follows.
        write_event(booking, row.name, actor=actor, by=by, now=now, source=source)
        if note := answer.note.strip():
            series = envelopes.APPROVAL if _is_about_answers(row, booking, by) else envelopes.NOTE
            keep_note(booking.id, note, transition=row.name, by=by, now=now, series=series)
        # A link stands for the patient's own page, and somebody without e-mail has it on paper: it
        # must not die because they took an offered time. The version in each form keeps a
        # transition from being made twice.
        if actor is Actor.PATIENT and booking.status not in OPEN:
            links.revoke_links(booking, now)
        else:
            links.prolong_links(booking, now)
        _post_notifications(row, booking, actor, now)
        return booking


def _change(
    row: Transition,
    booking: Booking,
    actor: Actor,
    by: User | None,
    now: datetime,
    answer: TransitionInput,
) -> None:
    """Compare and set: of two who decide at once, the database lets one through."""
    chosen = _chosen(booking, answer) if row.time is Time.ACCEPT else None
    changes = {**_facts(row, booking, by, now, answer), "version": F("version") + 1}
    if chosen is not None:
        changes |= {
            "practitioner_id": chosen.practitioner_id,
            "room_id": chosen.room_id,
            "start": chosen.start,
            "end": chosen.end,
        }
    seen = Booking.objects.filter(pk=booking.pk, status=booking.status, version=booking.version)
    if seen.update(**changes) != 1:
        raise stale_version(booking)
    # From here on the row is ours until the transaction ends.
    if row.time is Time.FREE:
        time_cells.release(booking)
    elif row.time is Time.OFFER:
        time_cells.offer(booking, answer.times, actor, now)
    elif row.time is Time.RECLAIM:
        time_cells.reclaim(booking)
    elif row.time is Time.RESCHEDULE:
        if len(answer.times) != 1:
            raise NotOffered("a transition needs one time")
        facts = time_cells.reschedule(booking, answer.times[0], actor, now)
        Booking.objects.filter(pk=booking.pk).update(**facts)
    elif chosen is not None:
        time_cells.accept(booking, chosen)
    booking.refresh_from_db()
    if row.time is not Time.KEEP and booking.status == Status.HELD:
        _set_deadline(row, booking, now)


def _set_deadline(row: Transition, booking: Booking, now: datetime) -> None:
    """Promise an answer anew. Rescheduling the hold never puts off one that was promised."""
    due = answer_deadline(Clinic.current(), booking.service, booking.start, now)
    if row.time is Time.RESCHEDULE and booking.decide_by and booking.decide_by > now:
        due = min(due, booking.decide_by)
    Booking.objects.filter(pk=booking.pk).update(decide_by=due)
    booking.refresh_from_db(fields=["decide_by"])


def _chosen(booking: Booking, answer: TransitionInput) -> Offer:
    try:
        return time_cells.chosen_offer(booking, answer.offer_id)
    except NotOffered:
        # Somebody was faster and took the offered times away: then say that instead.
        if not Booking.objects.filter(pk=booking.pk, version=booking.version).exists():
            raise stale_version(booking) from None
        raise


def _facts(
    row: Transition, booking: Booking, by: User | None, now: datetime, answer: TransitionInput
) -> dict[str, Any]:
    """Return what the booking says after this transition, except a time not yet taken."""
    source = Status(booking.status)
    target = row.target_from(source)
    facts: dict[str, Any] = {"status": target}
    if target is not source:
        facts["closed_at"] = None if target in OPEN else now
        facts["offer_until"] = None
    if row.time is not Time.KEEP or target not in LIVE:
        facts["orphaned_since"] = None
    # There is nothing to cancel in the calendar of somebody who was never sent an entry.
    was_sent = booking.calendar_sequence >= 0
    if row.calendar == "REQUEST" or (row.calendar == "CANCEL" and was_sent):
        facts["calendar_sequence"] = F("calendar_sequence") + 1
    if row.time is Time.OFFER:
        times = [start for _practitioner, start in answer.times]
        if answer.until is None or not now < answer.until <= min(times, default=now):
            raise BadDeadline("the deadline must lie between now and the first of the times")
        facts |= {"offer_until": answer.until, "start": None, "end": None, "room": None}
        facts["wished_start"] = booking.start or booking.wished_start
    if row.asks_reason:
        facts["decline_reason"] = answer.reason
    if row.time is Time.RECLAIM:
        facts |= {"decline_reason": "", "second_look_at": None, "second_look_by": None}
    if row.name == "second_look":
        facts |= {"second_look_at": now, "second_look_by": by}
    if row.name == "called":
        facts["called_at"] = now
    return facts


def _is_about_answers(row: Transition, booking: Booking, by: User | None) -> bool:
    """Return whether a note may speak of flagged answers, so that it is read like them.

    People who approve over a flag, look again or decline have read them, if they may read them;
    what reception writes stays readable for reception.
    """
    judges = row.note_if_flagged or row.only_flagged or row.asks_reason
    return booking.flagged and judges and by is not None and by.has_perm("intake.read_answers")


def _post_notifications(row: Transition, booking: Booking, actor: Actor, now: datetime) -> None:
    news: list[News] = []
    if actor is Actor.STAFF or not is_in_doubt(booking):
        news += [News(kind, to_staff=False) for kind in row.notifications]
    if actor is not Actor.STAFF:
        news += [News(kind, to_staff=True) for kind in row.staff_notifications]
    remind_at = reminder_at(booking, Clinic.current()) if row.reminds else None
    if remind_at is not None and remind_at > now:
        news.append(News(NotificationKind.REMINDER, to_staff=False, send_after=remind_at))
    post_all(news, subject=booking.id, version=booking.version, now=now)
