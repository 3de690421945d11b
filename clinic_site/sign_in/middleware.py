"""How long a staff session lasts, and what it must show before it opens anything."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clinic_site.sign_in.late import give_back, words_of

IDLE_LIMIT = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=8)
BEGAN, SEEN = "staff_session_began", "staff_session_seen"
OPEN_WITHOUT_SECOND_STEP = frozenset({"login", "logout", "jsi18n"})


class StaffSession:
    """End a staff session after 15 idle minutes or 8 hours; outside demo, ask for a second step.

    The second step is asked of every staff account: an account gains rights later without anybody
    thinking of its sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at staff paths only: no reader's request touches a session here."""
        if not request.path.startswith(settings.STAFF_PATH) or not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if self._is_over(request, now):
            logout(request)
            if words := words_of(request):
                return give_back(request, words, _with_next("admin:login", request))
            messages.info(request, _("You were away for a while. Please sign in again."))
            return redirect(_with_next("admin:login", request))
        request.session.setdefault(BEGAN, now.isoformat())
        request.session[SEEN] = now.isoformat()
        if self._needs_second_step(request):
            return redirect(_with_next("second_step", request))
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, now: datetime) -> bool:
        began, seen = request.session.get(BEGAN), request.session.get(SEEN)
        if began is None or seen is None:
            return False
        idle = now - datetime.fromisoformat(seen)
        return idle > IDLE_LIMIT or now - datetime.fromisoformat(began) > LONGEST_SESSION

    def _needs_second_step(self, request: HttpRequest) -> bool:
        if settings.DEMO or request.user.is_verified():  # type: ignore[union-attr]
            return False
        exempt = {reverse(f"admin:{name}") for name in OPEN_WITHOUT_SECOND_STEP}
        return request.path not in exempt and not request.path.startswith(reverse("second_step"))


def _with_next(name: str, request: HttpRequest) -> str:
    # Only a GET can be repeated by following a link.
    target = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return f"{reverse(name)}?{urlencode({'next': target})}"
