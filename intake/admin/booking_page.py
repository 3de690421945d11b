"""The page of one booking: what it shows, to whom, and the notes that staff keep there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic_site.foundation.accounts.people import name_of, require_all, user_of
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox import posting as outbox
from clinic_site.foundation.outbox import sending
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.posting import told_by_phone
from intake import envelopes
from intake.actions import events
from intake.admin.deciding import choices, offered, page_url
from intake.admin.forms import NoteForm
from intake.admin.private import (
    PAGE,
    Access,
    GivenAnswer,
    Private,
    differing_answers,
    open_answers,
    open_contact,
    read_notes,
)
from intake.exceptions import EnvelopeError
from intake.models import Booking, ReachBy
from intake.queries import worklists
from intake.throttling import DOUBTS
from intake.transitions.statuses import OTHER_EVENT_LABELS, STATUS_LABELS, Actor, Status

COMPARED = "booking: beside another"
"""The page's name in the read log, where answers are opened to be compared."""
MOST_RELATED = 10
"""At most this many other requests of the same contact are shown, the newest first."""


class ToldForm(forms.Form):
    """The version of the page that the patient was told about."""

    version = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)


@require_safe
def booking_page(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Show one booking. What is opened for it is written into the read log."""
    require_all(request, "intake.view_booking")
    return _show(request, _find(booking_id), NoteForm())


@require_POST
def write_note(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Keep a note for colleagues."""
    by = require_all(request, "intake.view_booking", "intake.write_note")
    booking = _find(booking_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, booking, form)
    events.add_note(booking, form.cleaned_data["note"], by=by, now=timezone.now())
    said = _("%(reference)s: the note is kept.")
    messages.success(request, said % {"reference": booking.reference})
    return redirect(page_url(booking))


@require_POST
def mark_told(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Note that somebody phoned a patient that no notification could reach.

    What has happened since the page was read is still to be told.
    """
    require_all(request, "intake.view_booking", "intake.decide_booking")
    booking = _find(booking_id)
    form = ToldForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    unsent = worklists.NEWS if booking.reach_by == ReachBy.PHONE else ()
    settled = told_by_phone(booking.id, timezone.now(), version=version, unsent=unsent)
    name = {"reference": booking.reference}
    if worklists.could_not_be_told().filter(pk=booking.pk).exists():
        said = _("%(reference)s: there is news since you read it. Tell them what stands here now.")
        messages.warning(request, said % name)
    elif settled:
        messages.success(request, _("%(reference)s: told by phone.") % name)
    else:
        messages.info(request, _("%(reference)s: nobody needs to phone any more.") % name)
    return redirect(page_url(booking))


def _find(booking_id: UUID) -> Booking:
    with_facts = Booking.objects.select_related("service", "practitioner", "room")
    return get_object_or_404(with_facts, pk=booking_id)


def _show(request: HttpRequest, booking: Booking, note_form: NoteForm) -> HttpResponse:
    """Open what the person may read, which is logged, and fetch the rest."""
    by, now = user_of(request), timezone.now()
    others, earlier = [], []
    if by.has_perm("intake.read_contact"):
        others = list(worklists.others_of(booking)[:MOST_RELATED])
        earlier = list(worklists.earlier_of(booking)[:MOST_RELATED])
    answers = open_answers(booking, by, now)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": booking.reference,
        "booking": booking,
        "now": now,
        "must_phone": worklists.could_not_be_told().filter(pk=booking.pk).exists(),
        "doubt": _(DOUBTS.get(booking.quarantine, booking.quarantine))
        if booking.quarantine
        else "",
        "offers": offered(booking),
        "contact": open_contact(booking, by=by, page=PAGE, now=now),
        "answers": answers,
        "differing": _compare(answers, [*others, *earlier], by, now),
        "choices": choices(booking, by, now),
        "focus": booking.status == Status.HELD and not booking.flagged,
        "notes": read_notes(booking, by, now),
        "note_form": note_form,
        "others": others,
        "earlier": earlier,
        "day": _day_around(booking),
        "notifications": _notifications(booking),
        "history": _history(booking),
    }
    return render(request, "admin/intake/booking/page.html", context)


def _compare(
    own: Private, others: Sequence[Booking], by: User, now: datetime
) -> list[tuple[Booking, Sequence[GivenAnswer]]]:
    """Return the other requests that answered differently; each reading of them is logged."""
    if not others or own.access is not Access.OPEN:
        return []
    ids = [other.id for other in others]
    try:
        sealed = envelopes.open_all(ids, envelopes.ANSWERS, by=by, page=COMPARED, now=now)
    except EnvelopeError:
        # The page of a damaged one says so.
        return []
    compared = (
        (other, differing_answers(own.data["sealed"], sealed[other.id], other.created_at))
        for other in others
        if other.id in sealed
    )
    return [(other, given) for other, given in compared if given]


def _day_around(booking: Booking) -> list[Booking]:
    """Return the practitioner's day around this visit."""
    if booking.start is None:
        return []
    seen = {Status.HELD, Status.CONFIRMED, Status(booking.status)}
    same = worklists.on_day(booking.start, Clinic.current().zone)
    return list(same.filter(practitioner=booking.practitioner, status__in=seen))


def _history(booking: Booking) -> list[tuple[datetime, str, str]]:
    """Return when each event was, what, and by whom; the oldest first."""
    actors = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return [
        (
            event.at,
            _(OTHER_EVENT_LABELS.get(event.transition) or STATUS_LABELS[Status(event.target)]),
            name_of(event.user) or actors.get(Actor(event.actor), _("staff")),
        )
        for event in booking.events.select_related("user").order_by("version")
    ]


def _notifications(booking: Booking) -> list[tuple[str, str, datetime | None]]:
    """Return the name of every notification, what became of it and when; the oldest first."""
    to_staff, to_patient = _("to staff: %(became)s"), _("to the patient: %(became)s")
    return [
        (
            sending.name_of(notification.kind),
            (to_staff if notification.to_staff else to_patient)
            % {"became": _became(notification, booking)},
            notification.sent_at,
        )
        for notification in outbox.about(booking.id).order_by("created_at", "pk")
    ]


def _became(notification: Notification, booking: Booking) -> str:
    """Say what became of a notification; without an address there is nothing to wait for."""
    status = Notification.Status
    if notification.to_staff and notification.status == status.PHONE:
        return _("not sent, nobody at the clinic has an e-mail address here")
    if not notification.to_staff and booking.reach_by == ReachBy.PHONE:
        is_news = notification.kind in worklists.NEWS
        if is_news and notification.status in (status.WAITING, status.SENDING):
            return str(status.PHONE.label)
        if not is_news and notification.status in (status.WAITING, status.SENDING, status.DROPPED):
            return _("not needed, the page told them (no e-mail address)")
    return notification.get_status_display()
