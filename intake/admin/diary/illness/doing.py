"""Do what was chosen for each: every one a transition of its own, so that one can fail alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from intake import actions
from intake.actions import TransitionInput
from intake.admin.diary.illness.forms import Span
from intake.admin.diary.illness.planning import CANCEL, DECLINE, KEEP, RESCHEDULE, whom_it_affects
from intake.exceptions import IntakeError, NotOffered, SlotTaken, StaleVersion
from intake.models import Booking, Closure, Practitioner, ReachBy
from intake.transitions.statuses import STATUS_LABELS, Actor, DeclineReason


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for one booking, as it was shown at that version."""

    version: int
    key: str

    @property
    def transition(self) -> str:
        """The name of the transition, or "keep"."""
        return self.key.partition(":")[0]

    @property
    def to(self) -> int:
        """The colleague's id, for a move to one."""
        return int(self.key.partition(":")[2])


@dataclass(frozen=True, slots=True)
class NotDone:
    """A booking for which what was chosen could not be done, and why."""

    booking: Booking
    why: str


@dataclass(slots=True)
class Outcome:
    """What became of everybody."""

    told: list[Booking] = field(default_factory=list)
    to_phone: list[Booking] = field(default_factory=list)
    kept: list[Booking] = field(default_factory=list)
    not_done: list[NotDone] = field(default_factory=list)


def close_and_tell(
    person: Practitioner,
    span: Span,
    chosen: Mapping[UUID, Chosen],
    *,
    note: str,
    by: User,
    now: datetime,
) -> Outcome:
    """Close the time first, so that nobody new can ask for it; then see to each visit by itself.

    Somebody who came after the page was shown is left on the desk, where they are listed as
    outside of the hours. Doing it twice closes nothing twice and moves nobody twice.
    """
    _close(person, span, now)
    outcome = Outcome()
    affected = {booking.pk: booking for booking in whom_it_affects(person, span, now)}
    gone = Booking.objects.filter(pk__in=chosen.keys() - affected.keys())
    for booking in [*affected.values(), *gone]:
        _see_to(booking, chosen.get(booking.pk), outcome, note=note, by=by, now=now)
    actions.mark_orphans(now)
    return outcome


def _close(person: Practitioner, span: Span, now: datetime) -> None:
    with transaction.atomic():
        actions.lock_hours()
        # A reason that every colleague may read in the diary: why somebody is away is their own.
        for row in span.closures(person.pk, _("Away")):
            same = {"practitioner": person, "date": row.date}
            same |= {"starts": row.starts, "ends": row.ends}
            if not Closure.objects.filter(**same).exists():
                row.save()
        actions.mark_orphans(now)


def _see_to(
    booking: Booking,
    chosen: Chosen | None,
    outcome: Outcome,
    *,
    note: str,
    by: User,
    now: datetime,
) -> None:
    if chosen is None:
        outcome.not_done.append(
            NotDone(booking, _("It came while you were reading. It is on the desk now."))
        )
        return
    if chosen.transition == KEEP:
        outcome.kept.append(booking)
        return
    try:
        moved = _make(booking, chosen, note, by, now)
    except IntakeError as error:
        outcome.not_done.append(NotDone(booking, _why(error)))
        return
    line = outcome.to_phone if moved.reach_by == ReachBy.PHONE else outcome.told
    line.append(moved)


def _make(booking: Booking, chosen: Chosen, note: str, by: User, now: datetime) -> Booking:
    if chosen.transition == RESCHEDULE and booking.start is not None:
        answer = TransitionInput(note=note, times=((chosen.to, booking.start),))
    elif chosen.transition in (CANCEL, DECLINE):
        answer = TransitionInput(note=note, reason=DeclineReason.NO_TIME)
    else:
        raise NotOffered("no such way")
    return actions.apply_transition(
        chosen.transition,
        booking.pk,
        actor=Actor.STAFF,
        version=chosen.version,
        by=by,
        now=now,
        answer=answer,
    )


def _why(error: IntakeError) -> str:
    if isinstance(error, StaleVersion):
        return _("Somebody was faster. It stands at: %(status)s.") % {
            "status": _(STATUS_LABELS[error.status])
        }
    if isinstance(error, SlotTaken | NotOffered):
        return _("The colleague is not free any more. It is on the desk now.")
    return _("This is not possible any more. Look at it by itself.")
