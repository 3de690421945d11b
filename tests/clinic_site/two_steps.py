"""The second step of signing in, as a person with a phone takes it."""

import re
import time

from django.contrib.auth.models import User
from django_otp.oath import TOTP

from clinic_site.foundation.accounts.models import AuthenticatorApp
from tests.clinic_site.staff import signed_in

STEP, SET_UP = "/staff/second-step/", "/staff/second-step/set-up/"


def code_of(user: User) -> str:
    """What the person's app shows now."""
    app = AuthenticatorApp.objects.get(user=user)
    reading = TOTP(app.secret, drift=app.drift)
    reading.time = time.time()
    return f"{reading.token():06d}"


def enrolled(user: User) -> list[str]:
    """Set up the person's app in some other browser; return the recovery codes."""
    browser = signed_in(user)
    browser.get(SET_UP)
    page = browser.post(SET_UP, {"code": code_of(user)}).content.decode()
    return re.findall(r"<li><code>(\w+)</code></li>", page)
