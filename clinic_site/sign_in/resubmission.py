"""A form of staff that came too late: carried along while its writer signs in, and kept nowhere.

The whole form travels in one sealed hidden field of the pages on the way. It is sent to its own
address again only by its writer's click, with a fresh token, and meets every check there.
"""

import base64
import json
import re
import zlib
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse

from clinic_site.foundation.sealing import SealError, seal, unseal
from clinic_site.foundation.web.origin import SentFrom, sent_from

FIELD = "resubmission"
"""The hidden field that carries the form."""

FORBIDDEN = 403
OK = 200

_KIND, _SUBJECT = "resubmission", UUID(int=0)
_NEVER_CARRIED = frozenset({"csrfmiddlewaretoken", FIELD})
_RICH_TEXT = re.compile(r"<(p|h\d|ul|ol|table)\b", re.IGNORECASE)
_END_OF_LINE = re.compile(r"</(p|h\d|li|tr)>", re.IGNORECASE)
# Unlike Django's strip_tags, which takes long over broken tags and raises at some.
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"-(\d+)-")

Words = list[tuple[str, str]]


@dataclass(frozen=True)
class Resubmission:
    """What was sent, where to, and by whom. `writer` is empty where nobody can know any more."""

    address: str
    writer: str
    fields: tuple[tuple[str, str], ...]
    lost_file: bool
    lost_password: bool

    @classmethod
    def opened(cls, sealed: str) -> Self:
        """Return what `sealed` was made of. Raises SealError for anything we did not make."""
        try:
            text = unseal(_SUBJECT, _KIND, base64.urlsafe_b64decode(sealed))
        except ValueError as error:
            raise SealError("no sealed form") from error
        address, writer, fields, *lost = json.loads(zlib.decompress(text))
        return cls(address, writer, tuple((name, value) for name, value in fields), *lost)

    @cached_property
    def sealed(self) -> str:
        """The form as one text that nobody can read or alter, to stand in a hidden field.

        The page may be saved by a browser, and whoever sits down at it is not yet its writer.
        """
        parts = (self.address, self.writer, self.fields, self.lost_file, self.lost_password)
        text = zlib.compress(json.dumps(parts).encode())
        return base64.urlsafe_b64encode(seal(_SUBJECT, _KIND, text)).decode()

    @property
    def words(self) -> Words:
        """What a person wrote, by field: whatever is more than one word, as plain text."""
        plain = ((_spoken(name), _plain(value)) for name, value in self.fields)
        return [(name, text) for name, text in plain if len(text.split()) > 1]

    def may_be_shown_to(self, user_id: object) -> bool:
        """Return whether this person wrote it, as far as anybody can know."""
        return self.writer in ("", str(user_id))


def _spoken(name: str) -> str:
    numbered = _ROW_NUMBER.sub(lambda found: f" {int(found[1]) + 1} ", name)
    return numbered.replace("-", " ").replace("_", " ")


def _plain(value: str) -> str:
    if not _RICH_TEXT.match(value):
        return value
    return _TAG.sub("", _END_OF_LINE.sub("\n", value)).strip()


def read_resubmission(request: HttpRequest) -> Resubmission | None:
    """Return the form that a request carries along, or else is; None if no word would be lost.

    Only for a request from a page of ours, so that nobody else can lay words in front of staff.
    """
    if request.method != "POST" or sent_from(request) not in (SentFrom.OURS, SentFrom.UNSAID):
        return None
    if carried := request.POST.get(FIELD):
        try:
            return Resubmission.opened(carried)
        except SealError:
            return None
    if not request.path.startswith(settings.STAFF_PATH) or _is_signing_in(request.path):
        return None
    form = _read(request)
    return form if form.words else None


def _read(request: HttpRequest) -> Resubmission:
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in sent if not _is_secret(name)]
    return Resubmission(
        address=request.get_full_path(),
        writer=_writer(request),
        fields=tuple((name, value) for name, value in kept if name not in _NEVER_CARRIED),
        lost_file=bool(request.FILES),
        lost_password=len(kept) < len(sent),
    )


def _is_secret(name: str) -> bool:
    return "password" in name


def _is_signing_in(path: str) -> bool:
    ways_in = ("admin:login", "sign_in_again", "second_step", "admin_password_reset")
    return path.startswith(tuple(reverse(name) for name in ways_in))


def _writer(request: HttpRequest) -> str:
    """Return whose session the form was sent in, also when that has just run out."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(pk=key).first()
    return str(ended.get_decoded().get(SESSION_KEY, "")) if ended else ""


def carried(form: Resubmission | None) -> dict[str, str]:
    """Return what a page on the way needs in its context to carry the form along."""
    return {"resubmission": form.sealed} if form else {}


def ask_to_sign_in(request: HttpRequest, form: Resubmission) -> HttpResponse:
    """Show the ordinary sign-in page, which carries the form along."""
    # A look at the page, not an attempt to sign in: what was posted was meant for another address.
    looking = copy(request)
    looking.method = "GET"
    context: dict[str, Any] = {**carried(form), "app_path": reverse("admin:login")}
    response: TemplateResponse = admin.site.login(looking, context)  # type: ignore[assignment]
    response.status_code = FORBIDDEN
    response.render()
    return response


def give_back(request: HttpRequest, form: Resubmission, status: int = OK) -> HttpResponse:
    """Show the words to who wrote them, with one button that sends the form again.

    Somebody else is told only that it is another's, who may sign in instead.
    """
    is_theirs = form.may_be_shown_to(request.user.pk)
    name = "send_again" if is_theirs else "not_yours"
    context = {**admin.site.each_context(request), **carried(form)}
    if is_theirs:
        context["form"] = form
    return render(request, f"admin/sign_in/{name}.html", context, status=status)
