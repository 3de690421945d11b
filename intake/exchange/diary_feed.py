"""The diary for a staff member's own calendar program, behind an address that can be revoked.

A calendar program cannot sign in, so the address itself is the key: 256 random bits, of which the
row keeps the SHA-256 only. It opens what its owner may see today, and nothing once the owner has
left or lost the right. Entries hold initials and the reference, never a name or a reason.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.tokens import is_token, new_token, token_digest
from intake.models import Booking, DiaryFeed, Practitioner
from intake.transitions.statuses import Status

REFRESH = timedelta(minutes=30)
BACK = timedelta(days=30)
AHEAD = timedelta(days=366)
_SHOWN = {Status.HELD: "TENTATIVE", Status.CONFIRMED: "CONFIRMED"}


def make_feed(user: User, practitioner: Practitioner | None, now: datetime) -> str:
    """Make a calendar address and give its token, which no row holds: show it now, once."""
    token = new_token()
    DiaryFeed.objects.create(
        user=user, practitioner=practitioner, digest=token_digest(token), created_at=now
    )
    return token


def find_feed(token: str) -> DiaryFeed | None:
    """Return the feed that this token opens now: not revoked, and its owner may see bookings."""
    if not is_token(token):
        return None
    rows = DiaryFeed.objects.select_related("user", "practitioner")
    feed = rows.filter(digest=token_digest(token), revoked_at=None).first()
    may_see = feed is not None and feed.user.has_perm("intake.view_booking")
    return feed if may_see else None


def revoke_feed(pk: int, user: User, now: datetime) -> bool:
    """Make the user's own address useless; tell whether there was one to revoke."""
    mine = DiaryFeed.objects.filter(pk=pk, user=user, revoked_at=None)
    return mine.update(revoked_at=now) == 1


def build_feed(feed: DiaryFeed, clinic: Clinic, now: datetime) -> bytes:
    """Return the calendar file. What is no longer live is not in it, and so leaves the program."""
    calendar = Calendar()
    calendar.add("prodid", "-//Clinic//Diary//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{clinic.name}: {feed.practitioner or _('all diaries')}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found = Booking.objects.filter(
        status__in=list(_SHOWN), start__gte=now - BACK, start__lt=now + AHEAD
    )
    if feed.practitioner_id is not None:
        found = found.filter(practitioner=feed.practitioner_id)
    for booking in found.select_related("practitioner", "room").order_by("start", "pk"):
        calendar.add_component(_entry(booking, now))
    return bytes(calendar.to_ical())


def _entry(booking: Booking, now: datetime) -> Event:
    status = Status(booking.status)
    entry = Event()
    # Another one than the patient's entry has: a clinician may be a patient of the clinic.
    entry.add("uid", f"{booking.id}@diary.clinic")
    # It rises with every change, as a calendar program wants it to.
    entry.add("sequence", booking.version)
    entry.add("dtstamp", now)
    entry.add("dtstart", booking.start)
    entry.add("dtend", booking.end)
    words = [booking.initials, booking.reference]
    if status is Status.HELD:
        words.append(_("held, not confirmed"))
    entry.add("summary", " · ".join(word for word in words if word))
    entry.add("status", _SHOWN[status])
    entry.add("class", "PRIVATE")
    people = [booking.practitioner, booking.room]
    entry.add("location", ", ".join(str(one) for one in people if one))
    return entry
