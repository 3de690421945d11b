"""The staff's worklists, in the office's own words. Lists show initials; names stay sealed."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from clinic_site.outbox import queries as outbox
from intake import envelopes
from intake.envelopes.lookup import words_of
from intake.models import Booking, Closure, ReachBy
from intake.states import LIVE, MOVES, OPEN, Actor, Status

NEWS: tuple[str, ...] = tuple(
    kind for move in MOVES if Actor.PATIENT not in move.actors for kind in move.letters
)
"""Letters about what the patient did not do themselves: no page has told them."""


def _with_facts() -> QuerySet[Booking]:
    return Booking.objects.select_related("service", "practitioner", "room")


def to_decide(now: datetime) -> QuerySet[Booking]:
    """Held requests, flagged first, then by deadline. Once their start has come: see to_call."""
    held = _with_facts().filter(status=Status.HELD, start__gt=now)
    return held.order_by("-flagged", "decide_by", "created_at")


def to_call(now: datetime) -> QuerySet[Booking]:
    """People to phone: call-back requests, and those whose request lapsed in the last week.

    Who has an urgent sign comes first. A hold past its start is listed too, so that nobody is lost
    while the clock does not run.
    """
    waiting = _with_facts().filter(status=Status.WAITING)
    overdue = _with_facts().filter(status=Status.HELD, start__lte=now)
    lapsed = _with_facts().filter(
        status=Status.LAPSED, closed_at__gt=now - timedelta(days=7), closed_at__lte=now
    )
    found = waiting | overdue | lapsed
    return found.order_by("-urgent", "-flagged", "decide_by", "created_at")


def today(now: datetime, zone: ZoneInfo) -> QuerySet[Booking]:
    """The live bookings of the clinic's day, in order of time."""
    return on_day(now, zone).filter(status__in=LIVE)


def on_day(moment: datetime, zone: ZoneInfo) -> QuerySet[Booking]:
    """Every booking of the day, in the clinic's zone, that holds this moment."""
    day = moment.astimezone(zone).date()
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return _with_facts().filter(start__gte=begin, start__lt=end).order_by("start", "practitioner")


def live_during(closure: Closure, zone: ZoneInfo) -> QuerySet[Booking]:
    """The live bookings that fall into a closure: the people who must hear of it."""
    begin = datetime.combine(closure.date, closure.starts or time(), zone)
    end = (
        datetime.combine(closure.date, closure.ends, zone)
        if closure.ends
        else datetime.combine(closure.date + timedelta(days=1), time(), zone)
    )
    found = _with_facts().filter(status__in=LIVE, start__lt=end, end__gt=begin)
    if closure.practitioner_id is not None:
        found = found.filter(practitioner=closure.practitioner_id)
    return found.order_by("start", "practitioner")


def to_record(now: datetime) -> QuerySet[Booking]:
    """Confirmed visits that have begun: did the person come?"""
    return _with_facts().filter(status=Status.CONFIRMED, start__lte=now).order_by("start")


def could_not_be_told() -> QuerySet[Booking]:
    """Bookings with a letter that reached nobody: somebody must phone.

    News for somebody who left only a phone number counts at once: no sending has to fail first.
    """
    letters = outbox.could_not_be_told().filter(kind__startswith="booking.")
    reached_nobody = Q(id__in=letters.values("subject"))
    news = outbox.on_the_way().filter(kind__in=NEWS)
    reaches_nobody = Q(reach_by=ReachBy.PHONE, id__in=news.values("subject"))
    found = _with_facts().filter(reached_nobody | reaches_nobody, purged_at=None)
    return found.order_by("-created_at")


def any_ahead(now: datetime) -> bool:
    """Say whether somebody counts on a time that is still to come."""
    return Booking.objects.filter(status__in=LIVE, end__gt=now).exists()


def lapsing(now: datetime) -> QuerySet[Booking]:
    """Held requests that nobody decided before their start."""
    return Booking.objects.filter(status=Status.HELD, start__lte=now).order_by("start")


def find_by(kind: str, value: str) -> QuerySet[Booking]:
    """Find people's bookings by "name" (every word must match), "phone" or "email", newest first.

    Also takes "reference". Case, accents and spacing do not matter; an empty value finds nothing.
    """
    if kind == "reference":
        return _with_facts().filter(reference=_as_reference(value))
    values = words_of(value) if kind == "name" else [value]
    digests = [digest for digest in (envelopes.lookup_digest(kind, v) for v in values) if digest]
    if not digests:
        return Booking.objects.none()
    found = _with_facts()
    for digest in digests:
        found = found.filter(lookup_keys__kind=kind, lookup_keys__digest=digest)
    return found.order_by("-created_at")


def others_of(booking: Booking) -> QuerySet[Booking]:
    """Other open bookings with the same phone or e-mail: a family may share one."""
    keys = booking.lookup_keys.exclude(kind="name").values_list("digest", flat=True)
    same = _with_facts().filter(lookup_keys__digest__in=list(keys), status__in=OPEN)
    return same.exclude(pk=booking.pk).distinct().order_by("-created_at")


def _as_reference(value: str) -> str:
    plain = "".join(c for c in value.upper() if c.isalnum())
    return f"{plain[:4]}-{plain[4:]}"
