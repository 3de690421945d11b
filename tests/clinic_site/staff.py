"""Members of staff for tests: by role, with their second step, and what the desk shows them."""

import re
import time

from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP

from clinic_site.foundation.accounts.models import AuthenticatorApp


def member(role: str | None = None, username: str | None = None, **facts: object) -> User:
    """A member of staff with this role of roles.py; "superuser" is above them all."""
    name = username or (role or "nobody").lower().replace(" ", "-")
    user = User.objects.create_user(name, is_staff=True, **facts)  # type: ignore[arg-type]
    if role == "superuser":
        user.is_superuser = True
        user.save()
    elif role is not None:
        user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(user, backend="clinic_site.foundation.accounts.backends.StaffBackend")
    return client


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


DESK = "/staff/"


def counted(text: str) -> dict[str, str]:
    """The numbers of the tiles, by what they count."""
    tiles = text.split('<span class="tile__count">')[1:]
    return {
        tile.split('tile__label">')[1].split("<")[0]: tile.split("<", maxsplit=1)[0]
        for tile in tiles
    }


def desk(who: Client) -> str:
    return who.get(DESK).content.decode()


def part(text: str, key: str) -> str:
    """One list of the page."""
    begin = text.index(f'<section class="worklist" aria-labelledby="{key}">')
    return text[begin : text.index("</section>", begin)]
