"""What is kept about the staff's accounts: the second step of signing in."""

import base64
import hashlib
import hmac
import secrets
import time
import uuid
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from clinic_site.sealing import seal, unseal

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

    # The sealed secret is bound to this and not to `id`, which a restored table may give anew.
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
        return deleted == 1

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
    message = f"recovery-code:{subject}:{code.lower()}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()
