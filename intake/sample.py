"""A sample diary: two practitioners named by role, their weekly hours, services and rooms."""

from datetime import time

from intake.models import Practitioner, Room, RoomKind, Service, WeeklyHours

WORKING_WEEK = range(5)
MORNING = (time(8), time(12))
AFTERNOON = (time(13), time(18))
PRACTITIONERS = ("Physical therapist (sample)", "Spine physician (sample)")


def load() -> bool:
    """Create the sample diary if there are no practitioners; tell whether it was created."""
    if Practitioner.objects.exists():
        return False
    consultation = Service.objects.create(
        slug="consultation",
        name="First consultation",
        summary="We listen, examine you, and talk through what could help.",
        price="Sample price: $90",
        who_pays="You pay, unless your insurer agrees to.",
        length_minutes=45,
        buffer_after_minutes=15,
        room_kind=RoomKind.TREATMENT_ROOM,
        order=1,
    )
    traction = Service.objects.create(
        slug="traction-assessment",
        name="Traction assessment",
        summary=(
            "We check whether traction is safe for you and talk through what the evidence says. "
            "Guidelines do not recommend traction for routine care."
        ),
        price="Sample price: $110",
        who_pays="You pay, unless your insurer agrees to.",
        length_minutes=60,
        buffer_before_minutes=5,
        buffer_after_minutes=10,
        checklist="traction",
        room_kind=RoomKind.TRACTION_TABLE,
        order=2,
    )
    for number in (1, 2):
        Room.objects.create(name=f"Treatment room {number}", kind=RoomKind.TREATMENT_ROOM)
    Room.objects.create(name="Traction table 1", kind=RoomKind.TRACTION_TABLE)
    for order, name in enumerate(PRACTITIONERS, start=1):
        person = Practitioner.objects.create(
            name=name, role_title=name.removesuffix(" (sample)"), order=order
        )
        person.services.set([consultation, traction])
        WeeklyHours.objects.bulk_create(
            WeeklyHours(practitioner=person, weekday=day, starts=starts, ends=ends)
            for day in WORKING_WEEK
            for starts, ends in (MORNING, AFTERNOON)
        )
    return True
