"""The second step: a code from an app on the phone, or a recovery code from paper."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from clinic_site.foundation.accounts.models import AuthenticatorApp


def has_app(user: User) -> bool:
    """Return whether the person has finished setting up the second step."""
    return bool(AuthenticatorApp.objects.filter(user=user, confirmed=True).exists())


def is_verified(user: User | AnonymousUser) -> bool:
    """Return whether the person has shown the second step in this session, or need not."""
    # Somebody who signed in with this very request has not met the middleware that adds the method.
    shown = getattr(user, "is_verified", None)
    return settings.DEMO or (shown is not None and bool(shown()))


def key_to_type(app: AuthenticatorApp) -> str:
    """Return the secret as authenticator apps take it by hand: base32, in groups of four."""
    key = app.typed_secret
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


@transaction.atomic
def check(user: User, code: str) -> AuthenticatorApp | None:
    """Return the app that accepts the code; None for a wrong, used or throttled one."""
    # Locked, so that one code sent twice at once opens one session.
    apps = AuthenticatorApp.objects.select_for_update()
    app: AuthenticatorApp | None = apps.filter(user=user, confirmed=True).first()
    return app if app is not None and app.verify_token(_bare(code)) else None


@transaction.atomic
def confirm_app(user: User, code: str) -> tuple[AuthenticatorApp, list[str]] | None:
    """Finish setting up with a first code; return the app and recovery codes to print."""
    app = AuthenticatorApp.begin(user)
    if not app.verify_token(_bare(code)):
        return None
    app.confirmed = True
    app.save()
    return app, app.renew_recovery_codes()


def _bare(code: str) -> str:
    return code.strip().replace(" ", "")
