"""Django's test client sends every form as one with files, and signs in past the sign-in page.

Importing this makes the client do as browsers do: a form has files only with a file in it, and a
session of the staff is noted when it begins.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.base import File
from django.test.client import MULTIPART_CONTENT, Client, RequestFactory
from django.utils import timezone
from django.utils.http import urlencode

from clinic_site.foundation.accounts import sessions
from clinic_site.sign_in.middleware import NOTED

FORM = "application/x-www-form-urlencoded"

_post: Any = RequestFactory.post


def _as_browsers_do(
    self: RequestFactory,
    path: str,
    data: Any = None,
    content_type: str = MULTIPART_CONTENT,
    **more: Any,
) -> Any:
    given = {} if data is None else data
    if content_type == MULTIPART_CONTENT and isinstance(given, Mapping) and not _has_file(given):
        given, content_type = urlencode(given, doseq=True), FORM
    return _post(self, path, given, content_type, **more)


def _has_file(fields: Mapping[str, Any]) -> bool:
    several = (value if isinstance(value, list | tuple) else [value] for value in fields.values())
    return any(
        isinstance(each, File) or hasattr(each, "read") for values in several for each in values
    )


_force_login: Any = Client.force_login


def _noting_the_session(self: Client, user: User, backend: str | None = None) -> None:
    _force_login(self, user, backend)
    key = self.session.session_key
    # Sessions may live elsewhere in a test.
    if user.is_staff and Session.objects.filter(pk=key).exists():
        now = timezone.now()
        sessions.note(str(key), user, began=now, browser="A browser", now=now)
        session = self.session
        session[NOTED] = now.isoformat()
        session.save()


Client.force_login = _noting_the_session  # type: ignore[assignment, method-assign]
RequestFactory.post = _as_browsers_do  # type: ignore[assignment, method-assign]
