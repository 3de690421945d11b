"""Saying on the desk that the server's clock is right although it has jumped."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic_site.foundation.clinic import clock
from clinic_site.foundation.clinic.models import LastRound

CONFLICT = 409


class ShownClock(forms.Form):
    """The two moments that the desk showed: what a person looked at is all they can confirm."""

    last_round = forms.DateTimeField()
    now = forms.DateTimeField()


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Let the worker go on. If either moment has changed since, show both again and write nothing.

    Whoever may change the clinic may do this. It is kept in the admin's log.
    """
    user = request.user
    if not (isinstance(user, User) and user.has_perm("clinic.change_clinic")):
        raise PermissionDenied
    now = timezone.now()
    if clock.jumped_since(now) is None:
        messages.info(request, _("Nothing is on hold because of the clock any more."))
        return redirect("admin:index")
    form = ShownClock(request.POST)
    # The page grows old as a clock does that is set back a little: both within the same limit.
    if not (
        form.is_valid()
        and abs(now - form.cleaned_data["now"]) <= clock.BACK_AT_MOST
        and clock.confirm(form.cleaned_data["last_round"], now)
    ):
        messages.warning(
            request, _("Nothing was done: the times have changed. Look at both again.")
        )
        response = admin.site.index(request)
        response.status_code = CONFLICT
        return response
    LogEntry.objects.log_actions(
        user.pk, LastRound.objects.all(), CHANGE, "The clock is right.", single_object=True
    )
    messages.success(request, _("Thank you. The automatic work goes on within a minute."))
    return redirect("admin:index")
