"""The second step: a code from an app on the phone, or a recovery code from paper."""

import base64

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django_otp import match_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

APP_NAME, PAPER_NAME = "app", "recovery codes"
RECOVERY_CODES = 8


def has_app(user: User) -> bool:
    """Tell whether the person has finished setting up the second step."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_verified(user: User | AnonymousUser) -> bool:
    """Tell whether the person has shown the second step in this session, or need not."""
    # Somebody who signed in with this very request has not met the middleware that adds the method.
    shown = getattr(user, "is_verified", None)
    return settings.DEMO or (shown is not None and bool(shown()))


def app_being_set_up(user: User) -> TOTPDevice:
    """Return the device whose code the person is about to scan; the same one until confirmed."""
    device, _created = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": APP_NAME}
    )
    return device


def key_to_type(device: TOTPDevice) -> str:
    """Return the secret as authenticator apps take it by hand: base32, in groups of four."""
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def check(user: User, code: str) -> Device | None:
    """Return the device that accepts the code; None for a wrong, used or throttled one."""
    return match_token(user, code.strip().replace(" ", ""))


@transaction.atomic
def confirm_app(user: User, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Finish setting up with a first code; return the device and recovery codes to print."""
    device = app_being_set_up(user)
    if not device.verify_token(code.strip().replace(" ", "")):
        return None
    device.confirmed = True
    device.save()
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name=PAPER_NAME)
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    return device, codes
