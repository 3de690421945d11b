"""Pages of the second step of signing in, and of signing in again with a form that came late."""

import io

import segno
from django import forms
from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import login as remember_device

from clinic_site.foundation.accounts import attempts, events
from clinic_site.foundation.accounts.models import AccountEvent, AuthenticatorApp
from clinic_site.foundation.accounts.people import user_of
from clinic_site.sign_in.resubmission import (
    Resubmission,
    ask_to_sign_in,
    carried,
    give_back,
    read_resubmission,
)


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


class CodeForm(forms.Form):
    """Six digits from the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )


@staff_member_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code; somebody who has no app yet is led to setting one up."""
    user = user_of(request)
    sent = read_resubmission(request)
    if not has_app(user):
        return _set_up_page(request, CodeForm(), sent) if sent else redirect("second_step_set_up")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = check(user, form.cleaned_data["code"])
        if device is not None:
            remember_device(request, device)
            onward = give_back(request, sent) if sent else redirect(_onward(request))
            return complete(request, onward)
        events.record_often(AccountEvent.Kind.CODE_REFUSED, user, now=timezone.now())
        form.add_error("code", _("This code is wrong or was used before. Wait for the next one."))
    return _code_page(request, form, sent)


@staff_member_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a code to scan; the first right answer finishes it and shows recovery codes once."""
    user = user_of(request)
    sent = read_resubmission(request)
    if has_app(user):
        return _code_page(request, CodeForm(), sent) if sent else redirect("second_step")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = confirm_app(user, form.cleaned_data["code"])
        if done is not None:
            device, codes = done
            remember_device(request, device)
            now = timezone.now()
            events.record(AccountEvent.Kind.SECOND_STEP_SET_UP, user, by=user, now=now)
            context = {"codes": codes, **carried(sent)}
            shown = render(request, "admin/sign_in/recovery_codes.html", context)
            return complete(request, shown)
        form.add_error("code", _("This code does not fit. Check the clock of your phone."))
    return _set_up_page(request, form, sent)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Take up a form that came late once more: after a lock-out, or for another person."""
    sent = read_resubmission(request)
    if sent is None:
        return redirect("admin:login")
    if isinstance(request.user, User) and not sent.may_be_shown_to(request.user.pk):
        events.record(
            AccountEvent.Kind.SIGNED_OUT, request.user, by=request.user, now=timezone.now()
        )
        logout(request)
    if not request.user.is_authenticated:
        return ask_to_sign_in(request, sent)
    return lead_on(request, sent)


def lead_on(request: HttpRequest, sent: Resubmission) -> HttpResponse:
    """Take somebody who is signed in to their late form, over the second step if need be."""
    if is_verified(request.user):
        return give_back(request, sent)
    return ask_for_code(request, sent)


def complete(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Note that the person has just taken a step of signing in, and whether it was the last.

    After the last one the browser is known from now on. Called where a step is taken and nowhere
    else: a session alone, which may have been stolen, must not make a device known.
    """
    user, now = user_of(request), timezone.now()
    if is_verified(user):
        events.record(AccountEvent.Kind.SIGNED_IN, user, by=user, now=now)
        attempts.remember(request, response, user.get_username(), now)
    else:
        events.record(AccountEvent.Kind.PASSWORD_ACCEPTED, user, by=user, now=now)
    return response


def ask_for_code(request: HttpRequest, sent: Resubmission) -> HttpResponse:
    """Show the page of the second step, or that of setting it up, which carry the form along."""
    page = _code_page if has_app(user_of(request)) else _set_up_page
    return page(request, CodeForm(), sent)


def _code_page(request: HttpRequest, form: CodeForm, sent: Resubmission | None) -> HttpResponse:
    return render(request, "admin/sign_in/second_step.html", {"form": form, **carried(sent)})


def _set_up_page(request: HttpRequest, form: CodeForm, sent: Resubmission | None) -> HttpResponse:
    key = key_to_type(AuthenticatorApp.begin(user_of(request)))
    context = {"form": form, "key": key, **carried(sent)}
    return render(request, "admin/sign_in/set_up.html", context)


@staff_member_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The picture to scan, for the person who is setting up and nobody else."""
    user = user_of(request)
    if has_app(user):
        return HttpResponse(status=404)
    drawing = io.BytesIO()
    address = AuthenticatorApp.begin(user).address
    segno.make(address).save(drawing, kind="svg", scale=5, light="white")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


def _onward(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return reverse("admin:index")
