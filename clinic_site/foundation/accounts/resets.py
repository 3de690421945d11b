"""Asking for a new password by notification, without telling anybody who has an account.

Whoever asks gets the same answer after the same work, because answering never looks at the
accounts: it keeps a fingerprint of the address that was typed. The outbox looks when it writes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.accounts.backends import StaffBackend
from clinic_site.foundation.accounts.models import ResetRequest
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.posting import post
from clinic_site.foundation.outbox.sending import Message
from clinic_site.foundation.web import counting
from clinic_site.foundation.web.addresses import line_of
from clinic_site.foundation.web.counting import Limit, normalized
from clinic_site.foundation.web.tokens import keyed_hash

KIND = "account.reset"
NAMES = {KIND: _("Choose a new password")}

LINE = Limit("reset: line", 10, timedelta(hours=1))
"""Notifications asked for from one line: a whole desk that comes back from a long leave."""
ADDRESS = Limit("reset: address", 3, timedelta(hours=1))
"""Notifications to one typed address: one that went into junk mail, and one more."""
EVERYBODY = Limit("reset: everybody", 60, timedelta(hours=1))
"""Notifications in all: more would keep patients' notifications waiting."""
KEPT = timedelta(days=1)
"""A notification that the mail server refused for so long is of no use any more."""

_PURPOSE = "reset"


def request_reset(email: str, address: str, now: datetime) -> bool:
    """Put a notification into the outbox for whoever has this e-mail; False after too many.

    `address` is where the request comes from. Neither is kept, except as a fingerprint.
    """
    typed = normalized(email)
    keys = dict(
        [
            counting.key(LINE, line_of(address)),
            counting.key(ADDRESS, typed),
            counting.key(EVERYBODY),
        ]
    )
    if not counting.take(keys, now):
        return False
    with transaction.atomic():
        asked = ResetRequest.objects.create(
            fingerprint=keyed_hash(_PURPOSE, typed), requested_at=now
        )
        post(kind=KIND, subject=asked.pk, version=1, to_staff=True, now=now)
    return True


def render(notification: Notification, now: datetime) -> Message | None:
    """Write the notification with a link for each account of this address, if any."""
    asked = ResetRequest.objects.filter(
        pk=notification.subject, requested_at__gt=now - KEPT
    ).first()
    people = _people(asked.fingerprint) if asked else []
    if not people:
        return None
    context = {
        "accounts": [(person.get_username(), _link(person)) for person in people],
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "clinic": Clinic.current(),
    }
    whole = render_to_string("notifications/password_reset.txt", context).strip()
    subject, _newline, text = whole.partition("\n")
    return Message(to=(people[0].email,), subject=subject, text=text.strip() + "\n")


def purge(now: datetime) -> int:
    """Delete the requests that no notification follows any more, and return how many."""
    gone, _by_model = ResetRequest.objects.filter(requested_at__lte=now - KEPT).delete()
    return gone


def _people(wanted: str) -> list[User]:
    """Return who may choose a new password and has this address, spelled alike."""
    found = [
        person
        for person in User.objects.filter(is_staff=True).order_by("pk")
        if person.email
        and person.has_usable_password()
        and StaffBackend().user_can_authenticate(person)
        and keyed_hash(_PURPOSE, normalized(person.email)) == wanted
    ]
    # The fingerprint takes ß for ss, which are two domains: nobody gets another's link.
    return [person for person in found if person.email.lower() == found[0].email.lower()]


def _link(person: User) -> str:
    who = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return f"{settings.SITE_URL}{reverse('password_reset_confirm', args=[who, token])}"
