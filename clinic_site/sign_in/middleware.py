"""How long a staff session lasts, and what it must show before it opens anything."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clinic_site.foundation.accounts import events, sessions
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.middleware import GetResponse
from clinic_site.sign_in import second_step
from clinic_site.sign_in.resubmission import ask_to_sign_in, read_resubmission
from clinic_site.sign_in.second_step import ask_for_code

IDLE_LIMIT = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=8)
BEGAN, SEEN, NOTED = "staff_session_began", "staff_session_seen", "staff_session_noted"
OPEN_WITHOUT_SECOND_STEP = ("admin:login", "admin:logout", "admin:jsi18n", "sign_in_again")
TAKE_RESUBMISSIONS = ("admin:login", "sign_in_again")
"""The addresses that see to a late form themselves."""


class StaffSession:
    """End a staff session after 15 idle minutes or 8 hours; outside demo, ask for a second step.

    The second step is asked of every staff account: an account gains rights later without anybody
    thinking of its sign-in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at staff paths only: no reader's request touches a session here."""
        user = request.user
        if not request.path.startswith(settings.STAFF_PATH) or not isinstance(user, User):
            return self.get_response(request)
        now = timezone.now()
        if self._is_over(request, now):
            sent = read_resubmission(request)
            events.record(AccountEvent.Kind.SESSION_ENDED, user, by=None, now=now)
            logout(request)
            if sent:
                return ask_to_sign_in(request, sent)
            messages.info(request, _("You were away for a while. Please sign in again."))
            return redirect(_with_next("admin:login", request))
        begin_session(request, now)
        if self._needs_second_step(request):
            if sent := read_resubmission(request):
                return ask_for_code(request, sent)
            return redirect(_with_next("second_step", request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Ask somebody who is signed out to sign in with the form that was sent.

        The session may have run out or been ended in another window. Django has checked by now
        that the form is one of ours.
        """
        if request.method != "POST" or not request.path.startswith(settings.STAFF_PATH):
            return None
        if request.user.is_authenticated or request.path in map(reverse, TAKE_RESUBMISSIONS):
            return None
        sent = read_resubmission(request)
        return ask_to_sign_in(request, sent) if sent else None

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Note which page was refused to somebody signed in; Django answers 403."""
        user, match = request.user, request.resolver_match
        if not isinstance(error, PermissionDenied) or not isinstance(user, User):
            return
        if match is not None and request.path.startswith(settings.STAFF_PATH):
            events.record_often(
                AccountEvent.Kind.REFUSED, user, detail=match.view_name, now=timezone.now()
            )

    def _is_over(self, request: HttpRequest, now: datetime) -> bool:
        began, seen = request.session.get(BEGAN), request.session.get(SEEN)
        if began is None or seen is None:
            return False
        idle = now - datetime.fromisoformat(seen)
        return idle > IDLE_LIMIT or now - datetime.fromisoformat(began) > LONGEST_SESSION

    def _needs_second_step(self, request: HttpRequest) -> bool:
        if second_step.is_verified(request.user):
            return False
        is_exempt = request.path in map(reverse, OPEN_WITHOUT_SECOND_STEP)
        return not is_exempt and not request.path.startswith(reverse("second_step"))


def begin_session(request: HttpRequest, now: datetime) -> None:
    """Note that the person who is signed in uses this session, so that it can be listed and ended.

    Called with the sign-in itself, before the second step: a session must not escape its end.
    """
    user, key = request.user, request.session.session_key
    request.session.setdefault(BEGAN, now.isoformat())
    request.session[SEEN] = now.isoformat()
    noted = request.session.get(NOTED)
    is_noted = noted and now - datetime.fromisoformat(noted) < sessions.NOTED_EVERY
    if key is not None and isinstance(user, User) and not is_noted:
        began = datetime.fromisoformat(request.session[BEGAN])
        browser = sessions.browser_name(request.headers.get("User-Agent", ""))
        sessions.note(key, user, began=began, browser=browser, now=now)
        request.session[NOTED] = now.isoformat()


def _with_next(name: str, request: HttpRequest) -> str:
    # Only a GET can be repeated by following a link.
    target = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return f"{reverse(name)}?{urlencode({'next': target})}"
