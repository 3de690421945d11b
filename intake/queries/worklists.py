"""The staff's worklists, in the office's own words. Lists show initials; names stay sealed.

Very many requests within minutes are a burst, which staff look at as one thing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from clinic_site.foundation.outbox import posting as outbox
from intake import envelopes
from intake.envelopes import words_of
from intake.models import Booking, Event, Offer, ReachBy
from intake.transitions.statuses import LIVE, OPEN, Actor, NotificationKind, Status
from intake.transitions.table import TRANSITIONS

FEWEST = 10
"""Fewer than this are ordinary rows: people do ask at the same time."""
APART = timedelta(minutes=5)
"""Requests less than this apart belong together."""

_ANSWERS = {
    kind
    for transition in TRANSITIONS
    if Actor.PATIENT in transition.actors
    for kind in transition.notifications
}
NEWS: tuple[str, ...] = tuple(
    dict.fromkeys(
        kind
        for transition in TRANSITIONS
        for kind in transition.notifications
        if kind not in _ANSWERS
    )
)
"""Notifications about what the patient did not do themselves: no page has told them."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests that came within minutes of each other: how many, and how many of them hold time.

    first and last are when the first and the last came. decide_by is by when the first of them was
    promised an answer: there may be people among them.
    """

    many: int
    with_time: int
    first: datetime
    last: datetime
    decide_by: datetime | None


def _with_facts() -> QuerySet[Booking]:
    return Booking.objects.select_related("service", "practitioner", "room")


def to_decide(now: datetime, *, besides: Iterable[Burst] = ()) -> QuerySet[Booking]:
    """Return held requests, flagged first, then by deadline, with or without a time.

    Requests in the bursts besides are left out. Those past their start are in to_call.
    """
    ahead = Q(start__gt=now) | Q(start=None)
    held = _with_facts().filter(ahead, status=Status.HELD)
    elsewhere = tuple(besides)
    held = held.exclude(pk__in=in_bursts(elsewhere, now).values("pk")) if elsewhere else held
    return held.order_by("-flagged", "decide_by", "created_at")


def to_call(now: datetime) -> QuerySet[Booking]:
    """Return the people to phone: call-back requests, and lapsed ones until they were called.

    Who has an urgent sign comes first. A hold past its start and an offer past its deadline are
    listed too, so that nobody is lost while the clock does not run.
    """
    waiting = Q(status=Status.WAITING)
    lapsed = Q(status=Status.LAPSED, called_at=None, purged_at=None)
    found = _with_facts().filter(waiting | lapsed | _past_its_turn(now))
    return found.order_by("-urgent", "-flagged", "decide_by", "created_at")


def offered_waiting(now: datetime) -> QuerySet[Booking]:
    """Return requests for which other times are offered, and the patient has yet to answer."""
    offered = _with_facts().filter(status=Status.OFFERED, offer_until__gt=now)
    return offered.prefetch_related("offers__practitioner").order_by("offer_until", "created_at")


def orphaned(now: datetime) -> QuerySet[Booking]:
    """Return bookings to come whose time the hours no longer cover: they need rebooking.

    Those with offered times outside of the hours come first, for they have no start.
    """
    ahead = Q(start__gt=now) | Q(status=Status.OFFERED, offer_until__gt=now)
    found = _with_facts().filter(ahead, status__in=LIVE, orphaned_since__isnull=False)
    return found.order_by(F("start").asc(nulls_first=True), "practitioner")


def second_look() -> QuerySet[Booking]:
    """Return flagged requests that came to nothing, until somebody else has looked at them.

    `ended_by` is the id of who declined it, whose own second look does not count.
    """
    ended = _with_facts().filter(status__in=[Status.DECLINED, Status.LAPSED], flagged=True)
    end = Event.objects.filter(booking=OuterRef("pk"), target=OuterRef("status"))
    end = end.exclude(source=OuterRef("status")).order_by("-version")
    waiting = ended.filter(second_look_at=None, purged_at=None)
    return waiting.annotate(ended_by=Subquery(end.values("user")[:1])).order_by(
        "-urgent", "closed_at"
    )


def today(now: datetime, zone: ZoneInfo) -> QuerySet[Booking]:
    """Return the live bookings of the clinic's day, in order of time."""
    return on_day(now, zone).filter(status__in=LIVE)


def on_day(moment: datetime, zone: ZoneInfo) -> QuerySet[Booking]:
    """Return every booking of the day, in the clinic's zone, that holds this moment."""
    day = moment.astimezone(zone).date()
    begin = datetime.combine(day, time(), zone)
    return between(begin, datetime.combine(day + timedelta(days=1), time(), zone))


def between(begin: datetime, end: datetime) -> QuerySet[Booking]:
    """Return every booking that starts from begin on and before end, in order of time."""
    return _with_facts().filter(start__gte=begin, start__lt=end).order_by("start", "practitioner")


def live_during(begin: datetime, end: datetime, practitioner_id: int | None) -> QuerySet[Booking]:
    """Return live bookings and offered times within a stretch; of everybody if None."""
    visits = Q(status__in=LIVE, start__lt=end, end__gt=begin)
    offered = Offer.objects.filter(start__lt=end, end__gt=begin)
    if practitioner_id is not None:
        visits &= Q(practitioner=practitioner_id)
        offered = offered.filter(practitioner=practitioner_id)
    found = _with_facts().filter(visits | Q(pk__in=offered.values("booking")))
    return found.prefetch_related("offers").order_by("start", "practitioner")


def live_ahead(now: datetime) -> QuerySet[Booking]:
    """Return every booking that holds time to come, with its offers."""
    ahead = Q(start__gt=now) | Q(status=Status.OFFERED)
    found = _with_facts().filter(ahead, status__in=LIVE)
    return found.prefetch_related("offers").order_by("start", "reference")


def to_record(now: datetime) -> QuerySet[Booking]:
    """Return confirmed visits that have begun, for staff to record attendance."""
    return _with_facts().filter(status=Status.CONFIRMED, start__lte=now).order_by("start")


def could_not_be_told() -> QuerySet[Booking]:
    """Return bookings with a notification that reached nobody: somebody must phone.

    News for somebody who left only a phone number counts at once: no sending has to fail first.
    Anyone who came to the visit knows already.
    """
    notifications = outbox.could_not_be_told().filter(kind__startswith="booking.")
    notifications = notifications.exclude(kind=NotificationKind.CONTACT_LEFT)
    reached_nobody = Q(id__in=notifications.values("subject"))
    news = outbox.on_the_way().filter(kind__in=NEWS)
    reaches_nobody = Q(reach_by=ReachBy.PHONE, id__in=news.values("subject"))
    found = _with_facts().filter(reached_nobody | reaches_nobody, purged_at=None)
    return found.exclude(status=Status.ATTENDED).order_by("-created_at")


def any_ahead(now: datetime) -> bool:
    """Return whether somebody counts on a time that is still to come."""
    visits = Booking.objects.filter(status__in=LIVE, end__gt=now)
    return visits.exists() or Offer.objects.filter(end__gt=now).exists()


def lapsing(now: datetime) -> QuerySet[Booking]:
    """Return held requests not decided before their start, and offers that nobody answered."""
    return Booking.objects.filter(_past_its_turn(now)).order_by("start", "offer_until")


def bursts(now: datetime) -> tuple[Burst, ...]:
    """Return the bursts among the requests that nobody at the clinic has looked at yet.

    All that visitors sent count, with a time or without, but for those with an urgent sign. What
    staff did anything with, if only to say that it is no burst, stands by itself from then on.
    No request is loaded: there may be thousands.
    """
    facts = _untouched(now).values_list("created_at", "start", "decide_by").order_by("created_at")
    runs: list[list[tuple[datetime, datetime | None, datetime | None]]] = []
    for request in facts:
        if not runs or request[0] - runs[-1][-1][0] >= APART:
            runs.append([])
        runs[-1].append(request)
    return tuple(
        Burst(
            many=len(run),
            with_time=sum(start is not None for _came, start, _due in run),
            first=run[0][0],
            last=run[-1][0],
            decide_by=min((due for _came, _start, due in run if due), default=None),
        )
        for run in runs
        if len(run) >= FEWEST
    )


def in_bursts(found: Iterable[Burst], now: datetime) -> QuerySet[Booking]:
    """Return the requests of these bursts, oldest first."""
    within = Q(pk__in=[])
    for burst in found:
        within |= Q(created_at__gte=burst.first, created_at__lte=burst.last)
    return _untouched(now).filter(within).order_by("created_at", "reference")


def _untouched(now: datetime) -> QuerySet[Booking]:
    ahead = Q(start__gt=now) | Q(start=None)
    touched = Event.objects.filter(booking=OuterRef("pk"), actor=Actor.STAFF)
    return Booking.objects.filter(
        ahead, ~Exists(touched), status=Status.HELD, booked_by=None, urgent=False
    )


def find_by(kind: str, value: str) -> QuerySet[Booking]:
    """Find people's bookings by "name" (every word must match), "phone" or "email", newest first.

    Also takes "reference". Case, accents and spacing do not matter; an empty value finds nothing.
    """
    if kind == "reference":
        plain = "".join(c for c in value.upper() if c.isalnum())
        return _with_facts().filter(reference=f"{plain[:4]}-{plain[4:]}")
    values = words_of(value) if kind == "name" else [value]
    digests = [digest for digest in (envelopes.lookup_digest(kind, v) for v in values) if digest]
    if not digests:
        return Booking.objects.none()
    found = _with_facts()
    for digest in digests:
        found = found.filter(lookup_keys__kind=kind, lookup_keys__digest=digest)
    return found.order_by("-created_at")


def others_of(booking: Booking) -> QuerySet[Booking]:
    """Return other open bookings with the same phone or e-mail: a family may share one."""
    return _same_contact(booking).filter(status__in=OPEN)


def earlier_of(booking: Booking) -> QuerySet[Booking]:
    """Return closed bookings with the same phone or e-mail, until they are purged."""
    ended = _same_contact(booking).exclude(status__in=OPEN)
    return ended.filter(purged_at=None)


def _same_contact(booking: Booking) -> QuerySet[Booking]:
    keys = booking.lookup_keys.exclude(kind="name").values_list("digest", flat=True)
    same = _with_facts().filter(lookup_keys__digest__in=list(keys))
    return same.exclude(pk=booking.pk).distinct().order_by("-created_at")


def _past_its_turn(now: datetime) -> Q:
    held = Q(status=Status.HELD, start__lte=now)
    return held | Q(status=Status.OFFERED, offer_until__lte=now)
