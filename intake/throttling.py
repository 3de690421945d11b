"""How many requests are too many, and what gives a script away.

Nobody gets a page that pretends: a request in doubt is kept without a time for the staff to look
at, and says so; only far beyond what people do is it refused, with the phone number. A ward of
thirty behind one address stays below every limit that matters to it.

Somebody who changes address and contact each time passes all of these. What holds then is the
brake: while very many holds wait for a decision, further requests are kept without a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from statistics import median
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_noop

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web import counting
from clinic_site.foundation.web.addresses import line_of
from clinic_site.foundation.web.tokens import BadToken, keyed_hash, read_signed, sign
from intake.exceptions import TooMany
from intake.models import Booking, Event, Kind, LookupKey
from intake.queries.worklists import APART, FEWEST
from intake.transitions.statuses import DeclineReason, Status

CONTACT_HOLDS = 3
"""So many open requests under one phone or e-mail hold time: a family shares one."""
CONTACT_OPEN = 6
"""So many open requests under one phone or e-mail are kept at all."""
ADDRESS_HOLDS = 40
"""So many requests a day from one address hold time: a ward of thirty, and some to spare."""
ADDRESS_REQUESTS = 120
"""So many requests a day from one address are kept at all."""
ADDRESS_ENQUIRIES = 400
"""So many journeys a day may begin at one address: a ward of thirty, each of them many times."""
ADDRESS_CORRECTIONS = 3
"""So many corrections a day may name one e-mail address, over all bookings."""
MOST_UNDECIDED = 40
"""So many undecided requests of visitors hold time at once, or DAYS_OF_WORK if that is more."""
DAYS_OF_WORK = 4
"""So many ordinary days' decisions may wait; a large clinic must not brake for its own patients."""
FASTEST = timedelta(seconds=3)
"""Nobody reads the form, types a name and an address twice and ticks the box in less."""
MOST_GUESSES = 5
"""So many wrong tries a day at what only the person of a booking knows."""
OLDEST = timedelta(hours=24)
"""As long as an enquiry lasts."""

_SALT = "intake.shown"
_PURPOSE = "booking"
_ENQUIRY = "enquiry"
_GUESS = "guess"
_CORRECTION = "correction"
_WAITING = (Status.HELD, Status.OFFERED, Status.WAITING)
_UNDECIDED = (Status.HELD, Status.WAITING)
_DECISIONS = ("confirm", "offer", "decline")
_ORDINARY = timedelta(days=28)


class Doubt(StrEnum):
    """Why a request is kept without a time. The value stands in `Booking.quarantine`."""

    TOO_FAST = "too-fast"
    NOT_SHOWN = "not-shown"
    CONTACT = "contact"
    ADDRESS = "address"
    BURST = "burst"


DOUBTS: Mapping[str, str] = {
    Doubt.TOO_FAST: gettext_noop("The form was filled in faster than anybody can type"),
    Doubt.NOT_SHOWN: gettext_noop("The form was sent without having been opened"),
    Doubt.CONTACT: gettext_noop("There are several open requests from this phone or e-mail"),
    Doubt.ADDRESS: gettext_noop("Many requests came from one internet connection today"),
    Doubt.BURST: gettext_noop("Very many requests waited for a decision when this one came"),
}
"""What staff are told."""


def seal_moment(now: datetime) -> str:
    """Return a signed note of when a form was shown, to be sent back with it."""
    return sign(now.isoformat(), _SALT)


def doubt_about(shown: str, now: datetime) -> Doubt | None:
    """Return why a script may have sent this: the form was not shown, or not for long enough."""
    try:
        since = now - datetime.fromisoformat(read_signed(shown, _SALT))
    except (BadToken, ValueError, TypeError):
        return Doubt.NOT_SHOWN
    if not timedelta(0) <= since <= OLDEST:
        return Doubt.NOT_SHOWN
    return Doubt.TOO_FAST if since < FASTEST else None


@dataclass(frozen=True, slots=True)
class Brake:
    """How many undecided requests of visitors hold time, and how many may."""

    waiting: int
    limit: int

    @property
    def is_on(self) -> bool:
        """Return whether a further request is kept without a time."""
        return self.waiting >= self.limit


def brake(now: datetime) -> Brake:
    """Return how things stand now, in one query for nearly all clinics on nearly all days."""
    return _brake(Booking.objects.filter(_holds(now)).count(), now)


@dataclass(frozen=True, slots=True)
class Admitted:
    """How a request is kept: under which Doubt, or "", and whether staff are notified."""

    doubt: str
    tells_staff: bool = True


def admit(
    digests: set[tuple[str, str]], address: str, doubt: str, now: datetime, *, wants_time: bool
) -> Admitted:
    """Count a request within the caller's transaction, and return how it is to be kept.

    Of a burst staff get a notification for each of the first only: by then they know, and the desk
    lists all. digests are the look-up hashes of its contact. Raises TooMany, and then the caller
    must not keep it. Two requests of one sender wait for each other here, so their counts are
    exact; for the brake the caller sees to that.
    """
    contact = _contact_of(digests)
    counted, *_others = _count((address, *contact), _PURPOSE, now.date())
    found = _open_requests(contact, now)
    if counted > ADDRESS_REQUESTS or found.kept >= CONTACT_OPEN:
        raise TooMany
    kept_under = _judge(found, counted, doubt, now, wants_time=wants_time)
    return Admitted(kept_under, tells_staff=found.recent < FEWEST)


def forecast(digests: set[tuple[str, str]], address: str, doubt: str, now: datetime) -> str:
    """Return the Doubt under which a request for a time would be kept now, or "".

    For telling people before they send it: nothing is counted.
    """
    before = counting.tries_under(fingerprint(address, _PURPOSE, now.date()))
    found = _open_requests(_contact_of(digests), now)
    return _judge(found, before + 1, doubt, now, wants_time=True)


@dataclass(frozen=True, slots=True)
class _Open:
    """How many open requests of one contact hold time, and how many there are.

    Of anybody: waiting is how many hold time, recent how many came just before and are undecided.
    """

    held: int
    kept: int
    waiting: int
    recent: int


def _judge(found: _Open, counted: int, doubt: str, now: datetime, *, wants_time: bool) -> str:
    if doubt:
        return doubt
    if wants_time and found.held >= CONTACT_HOLDS:
        return Doubt.CONTACT
    if counted > ADDRESS_HOLDS:
        return Doubt.ADDRESS
    return Doubt.BURST if wants_time and _brake(found.waiting, now).is_on else ""


def _brake(waiting: int, now: datetime) -> Brake:
    usual = Brake(waiting, MOST_UNDECIDED)
    if not usual.is_on:
        return usual
    return Brake(waiting, max(MOST_UNDECIDED, int(DAYS_OF_WORK * _ordinary_day(now))))


def _ordinary_day(now: datetime) -> float:
    """Return the median of the decisions a day, of the days on which there were any.

    Declining a burst is not counted: a stranger must not raise the limit for the next one.
    """
    decided = Event.objects.filter(transition__in=_DECISIONS, at__gt=now - _ORDINARY, at__lte=now)
    decided = decided.exclude(booking__decline_reason=DeclineReason.AUTOMATIC)
    days = decided.annotate(day=TruncDate("at", tzinfo=Clinic.current().zone)).values("day")
    counts = days.annotate(many=Count("pk")).order_by().values_list("many", flat=True)
    return median([*counts] or [0])


def _holds(now: datetime) -> Q:
    """Return which requests of visitors hold time to come and wait for a decision."""
    return Q(status=Status.HELD, start__gt=now, booked_by=None)


def _contact_of(digests: set[tuple[str, str]]) -> list[str]:
    return sorted(digest for kind, digest in digests if kind != "name")


def take_guess(booking_id: UUID, day: date) -> bool:
    """Take one of the day's tries; False when there is none left, whatever was typed.

    Taken before anything is compared, so that many at once are no more tries than one by one.
    """
    [tries] = _count([str(booking_id)], _GUESS, day)
    return tries <= MOST_GUESSES


def give_back_guess(booking_id: UUID, day: date) -> None:
    """Give back the try of somebody who was right."""
    counting.give_back([fingerprint(str(booking_id), _GUESS, day)])


def admit_enquiry(address: str, now: datetime) -> None:
    """Count a journey that begins, within the caller's transaction.

    Raises TooMany, and then the caller must not begin it; what the answers lead to must be shown
    all the same.
    """
    [here] = _count([address], _ENQUIRY, now.date())
    if here > ADDRESS_ENQUIRIES:
        raise TooMany


def admit_correction(email_digest: str, now: datetime) -> None:
    """Count a correction that names an e-mail address, within the caller's transaction.

    Whatever booking it is for, notifications follow to an address that a stranger may have typed.
    Raises TooMany, and then the caller must not make it.
    """
    [named] = _count([email_digest], _CORRECTION, now.date())
    if named > ADDRESS_CORRECTIONS:
        raise TooMany


def fingerprint(key: str, purpose: str, day: date) -> str:
    """Return what one sender, contact or booking is counted under; no use on another day."""
    return keyed_hash(purpose, day.isoformat(), line_of(key))


def _count(keys: Sequence[str], purpose: str, day: date) -> list[int]:
    """Add one to the row of each key, always in the same order, and return their counts."""
    mine = [fingerprint(key, purpose, day) for key in keys]
    # A day of the clinic may end hours after that day has ended in UTC.
    over_everywhere = datetime.combine(day + timedelta(days=2), time(), UTC)
    counts = counting.count_all(mine, until=over_everywhere)
    return [counts[each] for each in mine]


def _open_requests(contact: list[str], now: datetime) -> _Open:
    """Count what is open, of this contact and of everybody, in one query."""
    own = Q(pk__in=LookupKey.objects.filter(digest__in=contact).values("booking"))
    holding = Q(quarantine="", kind=Kind.APPOINTMENT)
    recent = Q(status__in=_UNDECIDED, booked_by=None, created_at__gt=now - APART)
    counts = Booking.objects.filter(status__in=_WAITING).aggregate(
        held=Count("pk", filter=own & holding),
        kept=Count("pk", filter=own),
        waiting=Count("pk", filter=_holds(now)),
        recent=Count("pk", filter=recent),
    )
    return _Open(**counts)
