"""What is kept about staff accounts: second steps, what happened, open sessions, counts of tries.

No password, no address and nothing of a form ever stands in these rows.
"""

import base64
import secrets
import time
import uuid
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from clinic_site.foundation.sealing import seal, unseal
from clinic_site.foundation.web.tokens import keyed_hash

SECRET_BYTES = 20
"""RFC 4226 recommends 160 bits."""
CODE_DIGITS = 6
STEPS_OF_TOLERANCE = 1
RECOVERY_CODES = 8
_RECOVERY_CODE_BYTES = 5
_NO_STEP_YET = -1
_SEALED_AS = "second-step"
_ISSUER = "Clinic"


class AuthenticatorApp(TimestampMixin, ThrottlingMixin, Device):  # type: ignore[misc]
    """The app on a person's phone, and the recovery codes on paper that stand in for it.

    The secret is sealed. Whoever reads the database can make no code from it.
    """

    # The sealed secret is bound to this and not to `id`, which a restored table may give again.
    subject = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sealed = models.BinaryField()
    drift = models.SmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=_NO_STEP_YET)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")
        constraints = [
            models.UniqueConstraint(fields=["user", "confirmed"], name="accounts_one_app_in_use")
        ]

    @classmethod
    def begin(cls, user: User) -> "AuthenticatorApp":
        """Return the app that the person is setting up; the same one until it is confirmed."""
        subject = uuid.uuid4()
        sealed = seal(subject, _SEALED_AS, secrets.token_bytes(SECRET_BYTES))
        new = {"subject": subject, "sealed": sealed, "name": "app"}
        app: AuthenticatorApp
        app, _created = cls.objects.get_or_create(user=user, confirmed=False, defaults=new)
        return app

    @property
    def secret(self) -> bytes:
        """The shared secret. Raises SealError when the key it was sealed with is missing."""
        return unseal(self.subject, _SEALED_AS, bytes(self.sealed))

    @property
    def typed_secret(self) -> str:
        """The secret in base32, as authenticator apps take it."""
        return base64.b32encode(self.secret).decode().rstrip("=")

    @property
    def address(self) -> str:
        """The otpauth address that a picture to scan holds."""
        label = quote(f"{_ISSUER}:{self.user.get_username()}")
        return (
            f"otpauth://totp/{label}?{urlencode({'secret': self.typed_secret, 'issuer': _ISSUER})}"
        )

    def verify_token(self, token: str) -> bool:
        """Accept the app's code or a recovery code, each once; wrong ones slow down the next."""
        is_allowed, _why = self.verify_is_allowed()
        if not is_allowed:
            return False
        if not (self._fits(token) or self._uses_recovery_code(token)):
            self.throttle_increment(commit=True)
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def _fits(self, token: str) -> bool:
        if len(token) != CODE_DIGITS or not (token.isascii() and token.isdecimal()):
            return False
        reading = TOTP(self.secret, digits=CODE_DIGITS, drift=self.drift)
        # One moment for all of it: a step that ends meanwhile must not be noted as the last.
        reading.time = time.time()
        if not reading.verify(int(token), STEPS_OF_TOLERANCE, self.last_step + 1):
            return False
        self.last_step, self.drift = reading.t(), reading.drift
        return True

    def _uses_recovery_code(self, token: str) -> bool:
        deleted, _by_model = self.recovery_codes.filter(
            digest=_digest(token, self.subject)
        ).delete()
        return bool(deleted)

    def renew_recovery_codes(self) -> list[str]:
        """Make new recovery codes in place of all earlier ones; show them now, once."""
        codes = [
            base64.b32encode(secrets.token_bytes(_RECOVERY_CODE_BYTES)).decode().lower()
            for _number in range(RECOVERY_CODES)
        ]
        self.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(app=self, digest=_digest(code, self.subject)) for code in codes
        )
        return codes

    def get_throttle_factor(self) -> int:
        """Return how many seconds the first wrong code costs; each further one doubles them."""
        return 1


class RecoveryCode(models.Model):
    """A keyed hash of a code that opens the second step once. The row goes when it is used."""

    app = models.ForeignKey(AuthenticatorApp, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["app", "digest"], name="accounts_recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.app_id}"


def _digest(code: str, subject: uuid.UUID) -> str:
    # 40 random bits could be tried out from a bare hash; without the key they cannot.
    return keyed_hash("recovery-code", str(subject), code.lower())


class AccountEvent(models.Model):
    """One thing that happened to a staff account. Written by accounts.events and never changed.

    The database itself refuses to change, delete or replace a row (migration 0002). Where somebody
    signed in from is not kept: who, what and when answer what a manager asks.
    """

    class Kind(models.TextChoices):
        """What happened, worded to stand after the account's name."""

        PASSWORD_ACCEPTED = "password_accepted", _("gave the right password")
        CODE_REFUSED = "code_refused", _("gave a wrong code after the password")
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SESSION_ENDED = "session_ended", _("a session was ended")
        REFUSED = "refused", _("was refused a page")
        CREATED = "created", _("the account was made")
        DEACTIVATED = "deactivated", _("the account was switched off")
        REACTIVATED = "reactivated", _("the account was switched on again")
        ROLE_GRANTED = "role_granted", _("was given a role")
        ROLE_REMOVED = "role_removed", _("lost a role")
        RENAMED = "renamed", _("was given another name")
        EMAIL_CHANGED = "email_changed", _("the e-mail address was changed")
        PASSWORD_SET = "password_set", _("a new password was set")
        SECOND_STEP_SET_UP = "second_step_set_up", _("the second step was set up")
        SECOND_STEP_RESET = "second_step_reset", _("the second step was reset")
        TABLE_EXPORTED = "table_exported", _("took out a table of bookings")
        DIARY_ADDRESS_MADE = "diary_address_made", _("made a calendar address of the diary")

    # What the outbox's row about it names.
    subject = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("at"), db_index=True)
    kind = models.CharField(_("what happened"), max_length=30, choices=Kind)
    account = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("account"))
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    detail = models.CharField(
        _("which"),
        max_length=150,
        blank=True,
        help_text=_("Names of roles, of a page, or the former name."),
    )
    managers_told = models.BooleanField(_("managers were told"), default=False)
    # Addresses, sealed: those of the moment at which it happened, which no later change reaches.
    recipients = models.BinaryField(default=bytes, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("account event")
        verbose_name_plural = _("account log")

    def __str__(self) -> str:
        return f"{self.account}: {self.get_kind_display()}"


class OpenSession(models.Model):
    """A session in which somebody of the staff is signed in. It goes with Django's own row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(Session, models.CASCADE, related_name="+")
    account = models.ForeignKey(User, models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    browser = models.CharField(max_length=40)

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")

    def __str__(self) -> str:
        return f"{self.account}, {self.browser}"


class ResetRequest(models.Model):
    """Somebody typed an e-mail address and asked for a new password. Gone after a day.

    The row holds a keyed fingerprint of the address. Whether an account has it is looked up only
    when the notification is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    requested_at = models.DateTimeField(_("requested at"), db_index=True)

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")

    def __str__(self) -> str:
        return str(self.pk)


class DemoAccount(models.Model):
    """The mark of an account that is for a demo: its password is known, so it must die with it.

    It is never taken off, not even by a new password: whoever had the account in the demo may
    still hold a session, a link or a second step of it. A real person gets a new account.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="demo_account"
    )

    class Meta:
        verbose_name = _("demo account")
        verbose_name_plural = _("demo accounts")

    def __str__(self) -> str:
        return str(self.user_id)
