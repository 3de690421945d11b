"""Make what a test needs, as the clinic does: bookings reach a status by real transitions."""

import uuid
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib.auth.models import Permission, User

from clinic_site.foundation.clinic.models import Clinic, OpeningHours
from intake.actions.requesting import BookingRequest, Consent, request_booking, request_call_back
from intake.actions.time_cells import Slot
from intake.actions.transitions import TransitionInput, apply_transition
from intake.models import Booking, Practitioner, Room, RoomKind, Service, WeeklyHours
from intake.transitions.statuses import Actor, DeclineReason, Status
from intake.transitions.table import transitions_named
from tests.moments import DAY, NOW, START, ZONE

PATHS: Mapping[Status, tuple[str, ...]] = {
    Status.HELD: (),
    Status.OFFERED: ("offer",),
    Status.CONFIRMED: ("confirm",),
    Status.DECLINED: ("decline",),
    Status.WITHDRAWN: ("withdraw",),
    Status.LAPSED: ("lapse",),
    Status.CANCELLED: ("confirm", "cancel"),
    Status.ATTENDED: ("confirm", "attended"),
    Status.MISSED: ("confirm", "missed"),
    Status.WAITING: (),
    Status.CALLED: ("called",),
    Status.CLOSED: ("close",),
}
CALL_BACKS = frozenset({Status.WAITING, Status.CALLED, Status.CLOSED})


def make_clinic(**facts: Any) -> Clinic:
    """The clinic, with desk hours from nine to five on weekdays."""
    given = {
        "name": "Harbor Clinic",
        "address": "1 Harbor Street",
        "phone": "+1 212-555-0100",
        "email": "desk@clinic.example",
        "time_zone": ZONE.key,
        **facts,
    }
    clinic, _created = Clinic.objects.update_or_create(pk=1, defaults=given)
    clinic.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(clinic=clinic, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return clinic


def make_service(slug: str = "first-visit", **facts: Any) -> Service:
    """A service of half an hour that needs no room."""
    given = {
        "name": "First visit",
        "length_minutes": 30,
        "start_every_minutes": 30,
        "notice_hours": 2,
        "horizon_days": 56,
        **facts,
    }
    return Service.objects.create(slug=slug, **given)


def make_practitioner(*services: Service, name: str = "Therapist", order: int = 0) -> Practitioner:
    """Somebody who works from nine to five on every day of the week."""
    person = Practitioner.objects.create(name=name, role_title="Physical therapist", order=order)
    person.services.set(services)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(practitioner=person, weekday=day, starts=time(9), ends=time(17))
        for day in range(7)
    )
    return person


def make_room(kind: RoomKind = RoomKind.TREATMENT_ROOM, name: str = "Room 1") -> Room:
    """A room or table."""
    return Room.objects.create(name=name, kind=kind)


def make_staff(username: str = "reviewer", *codenames: str, **facts: Any) -> User:
    """A member of staff who may do these things in the intake app; everything if none is named."""
    user = User.objects.create_user(username, is_staff=True, **facts)
    wanted = codenames or ("decide_booking", "read_contact", "read_answers", "write_note")
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="intake", codename__in=wanted)
    )
    return User.objects.get(pk=user.pk)


def make_wish(
    service: Service | None = None, start: datetime | None = START, **changes: Any
) -> BookingRequest:
    """A wish by an enquiry of its own."""
    contact = {
        "name": "Ana O'Brien",
        "email": "ana@example.org",
        "phone": "",
        "reach_by": "email",
        **changes.pop("contact", {}),
    }
    given: dict[str, Any] = {
        "enquiry": uuid.uuid4(),
        "service_id": service.pk if service else None,
        "practitioner_id": None,
        "start": start if service else None,
        "contact": contact,
        "answers": {"safety": {"version": 1, "answers": {}}, "reason": "It hurts when I sit"},
        "flagged": False,
        "urgent": False,
        "answers_changed": False,
        "consent": Consent(version=1, sha256="0" * 64, language="en-us"),
        "language": "en-us",
        "address": None,
        **changes,
    }
    return BookingRequest(**given)


def make_booking(
    status: Status = Status.HELD,
    *,
    service: Service | None = None,
    by: User | None = None,
    now: datetime = NOW,
    start: datetime = START,
    **changes: Any,
) -> Booking:
    """Return a booking that reached this status by real transitions, with a diary if need be."""
    if status in CALL_BACKS:
        booking = request_call_back(make_wish(**changes), now=now)
    else:
        if service is None:
            service = Service.objects.filter(slug="first-visit").first() or make_service()
        if not service.practitioners.exists():
            make_practitioner(service)
        booking = request_booking(make_wish(service, start, **changes), now=now)
    if PATHS[status]:
        by = by or User.objects.filter(username="mover").first() or make_staff("mover")
    for name in PATHS[status]:
        booking = walk(booking, name, by=by, now=now)
    return booking


def act(
    name: str,
    booking_id: uuid.UUID,
    *,
    version: int,
    by: User | None = None,
    now: datetime,
    to: Slot | None = None,
    **given: Any,
) -> Booking:
    """Make a transition as whoever does it: staff if by is given, else the patient or the clock."""
    actors = {actor for row in transitions_named(name) for actor in row.actors}
    actor = Actor.STAFF
    if by is None and actors != {Actor.STAFF}:
        actor = Actor.CLOCK if Actor.CLOCK in actors else Actor.PATIENT
    times = tuple(given.pop("times", ())) or ((to,) if to else ())
    answer = TransitionInput(times=times, **given)
    return apply_transition(
        name, booking_id, actor=actor, version=version, by=by, now=now, answer=answer
    )


def walk(
    booking: Booking, name: str, *, by: User | None, now: datetime, actor: Actor | None = None
) -> Booking:
    """Make a transition by whoever may, when it makes sense, with what it asks for."""
    if name in ("lapse", "attended", "missed") and booking.turning_point is not None:
        now = max(now, booking.turning_point)
    usual = {"withdraw": Actor.PATIENT, "lapse": Actor.CLOCK}.get(name, Actor.STAFF)
    actor = actor or usual
    return apply_transition(
        name,
        booking.id,
        actor=actor,
        version=booking.version,
        by=by if actor is Actor.STAFF else None,
        now=now,
        answer=answer_to(booking, name, now),
    )


def answer_to(booking: Booking, name: str, now: datetime) -> TransitionInput:
    """What the transition asks for: times a week after the booking's own, a reason and a note."""
    week = (booking.start or booking.wished_start or START) + 7 * DAY
    times = {
        "offer": tuple((None, week + number * DAY) for number in range(3)),
        "reschedule": ((None, week),),
    }
    offered = booking.offers.order_by("position").first()
    return TransitionInput(
        note="Because the test says so",
        reason=DeclineReason.NO_TIME,
        times=times.get(name, ()),
        until=week - 6 * DAY,
        offer_id=offered.pk if offered else None,
    )
