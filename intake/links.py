"""A patient's links: make, find, prolong, revoke.

A link holds 256 random bits. Its row keeps their SHA-256 only, so nobody can make a link from the
table. One copy exists for a while: who gets no notification reads their link on the held page, so
that page seals it with the enquiry, whose envelopes go after 24 hours. Wrong, expired and revoked
links cannot be told apart.
"""

from datetime import datetime, timedelta

from clinic_site.foundation.web.tokens import is_token, new_token, token_digest
from intake.models import Booking, Link

PATIENT = "patient"
"""Opens the patient's own page of one booking."""

LASTS_AFTER_VISIT = timedelta(days=30)


def mint_link(booking: Booking, now: datetime, *, purpose: str = PATIENT) -> str:
    """Make a new link and give its token, which no row holds: send it or show it now."""
    token = new_token()
    keep_link(token, booking, now, purpose=purpose)
    return token


def keep_link(token: str, booking: Booking, now: datetime, *, purpose: str = PATIENT) -> None:
    """Make the link of this token, from tokens.new_token. A form sent twice makes it once."""
    link = Link(
        booking=booking,
        purpose=purpose,
        digest=token_digest(token),
        created_at=now,
        expires_at=_expiry(booking, now),
    )
    Link.objects.bulk_create([link], ignore_conflicts=True)


def find_link(token: str, now: datetime, *, purpose: str = PATIENT) -> Booking | None:
    """Return the booking that this token opens now, or None whatever the reason."""
    if not is_token(token):
        return None
    live = Link.objects.filter(
        digest=token_digest(token), purpose=purpose, expires_at__gt=now, revoked_at=None
    )
    link = live.select_related("booking", "booking__practitioner").first()
    return link.booking if link else None


def is_younger(token: str, booking: Booking, than: datetime) -> bool:
    """Return whether this booking's link with this token was made after that moment."""
    made = Link.objects.filter(booking=booking, digest=token_digest(token), created_at__gt=than)
    return made.exists()


def prolong_links(booking: Booking, now: datetime) -> None:
    """Let the links that were given out last until after the visit, whenever that is now."""
    expires = _expiry(booking, now)
    given_out = Link.objects.filter(booking=booking, revoked_at=None)
    given_out.filter(expires_at__gt=now, expires_at__lt=expires).update(expires_at=expires)


def revoke_links(booking: Booking, now: datetime) -> int:
    """Make every link of this booking useless, and give how many there were."""
    return Link.objects.filter(booking=booking, revoked_at=None).update(revoked_at=now)


def revoke_other_links(booking: Booking, token: str, now: datetime) -> int:
    """Make every link useless but the one with this token, and give how many there were."""
    given_out = Link.objects.filter(booking=booking, revoked_at=None)
    return given_out.exclude(digest=token_digest(token)).update(revoked_at=now)


def _expiry(booking: Booking, now: datetime) -> datetime:
    return max(now, booking.end or now) + LASTS_AFTER_VISIT
