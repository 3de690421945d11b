"""Giving people what is held about them: one file, in words and for machines."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox import posting as outbox
from clinic_site.foundation.outbox.sending import name_of
from intake import consent, envelopes
from intake.actions.events import record
from intake.exceptions import NotAllowed
from intake.models import Booking, ReadLog
from intake.transitions.statuses import EXPORT, OTHER_EVENT_LABELS, STATUS_LABELS, Actor, Status
from intake.triage.question_sets import questions_asked
from intake.triage.questions import ANSWER_LABELS

IN_WORDS = "your-data.txt"
FOR_MACHINES = "your-data.json"


def export_booking(booking_id: UUID, *, version: int, now: datetime) -> tuple[str, bytes]:
    """Return a ZIP file's name and content: what is held about the person, as text and as JSON.

    That they fetched it is noted. Left out are the staff's notes and why they said no, which may
    speak of others: the file says so, and who to ask. Raises StaleVersion when somebody was
    faster, NotAllowed once it is deleted.
    """
    with transaction.atomic():
        booking = record(EXPORT, booking_id, version=version, now=now)
        if booking.purged_at is not None:
            raise NotAllowed("it is deleted")
        clinic = Clinic.current()
        with timezone.override(clinic.zone):
            facts = _facts(booking, now)
            words = render_to_string("intake/your_data.txt", {"data": facts, "clinic": clinic})
            machine = json.dumps(facts, ensure_ascii=False, indent=2, default=_as_iso)
            stamp = timezone.localtime(now).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((IN_WORDS, words), (FOR_MACHINES, machine)):
            archive.writestr(zipfile.ZipInfo(name, stamp), text.encode("utf-8"))
    return f"your-data-{booking.reference}.zip", packed.getvalue()


def _facts(booking: Booking, now: datetime) -> dict[str, Any]:
    def opened(kind: str) -> dict[str, Any]:
        return envelopes.open(booking.id, kind, by=None, page="export", now=now)

    answers = opened(envelopes.ANSWERS)
    text = consent.TEXTS.get(booking.consent_version)
    return {
        "made_at": now,
        "reference": booking.reference,
        "request": _request(booking),
        "contact": opened(envelopes.CONTACT),
        "answers": list(_answers(answers)),
        "what_we_should_know": answers.get("reason") or "",
        "consent": {
            "given_at": booking.consented_at,
            "version": booking.consent_version,
            "sha256": booking.consent_sha256,
            "language": booking.consent_language,
            "words": [_(words) for words in (*text.paragraphs, text.statement)] if text else [],
        },
        "history": _history(booking),
        "notifications": _notifications(booking),
        "links": list(
            booking.links.order_by("created_at").values("created_at", "expires_at", "revoked_at")
        ),
        "readings": list(
            ReadLog.objects.filter(subject=booking.id).order_by("at", "pk").values("at", "kind")
        ),
        "notes_not_in_this_file": envelopes.count(booking.id, envelopes.NOTE, envelopes.APPROVAL),
    }


def _request(booking: Booking) -> dict[str, Any]:
    offered = booking.offers.select_related("practitioner").order_by("position")
    return {
        "kind": booking.get_kind_display(),
        "stands_at": booking.get_status_display(),
        "service": booking.service.name if booking.service else "",
        "with": booking.practitioner.name if booking.practitioner else "",
        "start": booking.start,
        "end": booking.end,
        "asked_for": booking.wished_start,
        "offered": [{"start": each.start, "with": each.practitioner.name} for each in offered],
        "offered_until": booking.offer_until,
        "we_answer_by": booking.decide_by,
        "asked_at": booking.created_at,
        "ended_at": booking.closed_at,
        "taken_on_the_phone": booking.booked_by_id is not None,
        "language": booking.language,
        "marked_for_a_clinician": booking.flagged,
        "told_to_get_help_that_day": booking.urgent,
        "an_answer_was_changed": booking.answers_changed,
    }


def _answers(answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Put each set of answers beside the words that were asked; those changed later come last."""
    holding = [answers[step] for step in ("safety", "checklist") if answers.get(step)]
    for line in (*holding, *(answers.get("earlier") or ())):
        name, version = str(line.get("name") or ""), int(line["version"])
        questions, given = questions_asked(name, version), []
        for key, answer in line["answers"].items():
            question = questions.get(key)
            given.append(
                {
                    "question": _(question.text) if question else key,
                    "signs": [_(bullet.text) for bullet in question.bullets] if question else [],
                    "answer": _(ANSWER_LABELS[answer]) if answer in ANSWER_LABELS else answer,
                }
            )
        yield {
            "questions": _("Questions about this visit") if name else _("Safety questions"),
            "wording": version,
            "changed_later": line not in holding,
            "given": given,
        }


def _history(booking: Booking) -> list[dict[str, Any]]:
    who = {Actor.PATIENT: _("you"), Actor.STAFF: _("our staff"), Actor.CLOCK: _("the system")}
    return [
        {
            "at": event.at,
            "what": _(
                OTHER_EVENT_LABELS.get(event.transition) or STATUS_LABELS[Status(event.target)]
            ),
            "by": who[Actor(event.actor)],
        }
        for event in booking.events.order_by("version")
    ]


def _notifications(booking: Booking) -> list[dict[str, Any]]:
    return [
        {
            "notification": name_of(notification.kind),
            "to": _("our staff") if notification.to_staff else _("you"),
            "written_at": notification.created_at,
            "became": notification.get_status_display(),
            "sent_at": notification.sent_at,
        }
        for notification in outbox.about(booking.id).order_by("created_at", "pk")
    ]


def _as_iso(value: Any) -> str:
    """Write a moment on the clinic's clock, with its offset; and a translated word as itself."""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_current_timezone()).isoformat()
    return str(value)
