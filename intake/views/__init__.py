"""The pages of the booking journey and of the patient's link. Import them from here."""

from intake.views.choices import service, times
from intake.views.details import call_back, details, summary
from intake.views.diary_feed import diary_feed
from intake.views.held import again, held
from intake.views.patient import (
    answer,
    calendar,
    correct,
    download,
    erase,
    erased,
    patient,
    reschedule,
    withdraw,
    withdrawn,
)
from intake.views.safety import checklist, emergency, safety, urgent
from intake.views.start import by_phone, start

__all__ = [
    "again",
    "answer",
    "by_phone",
    "calendar",
    "call_back",
    "checklist",
    "correct",
    "details",
    "diary_feed",
    "download",
    "emergency",
    "erase",
    "erased",
    "held",
    "patient",
    "reschedule",
    "safety",
    "service",
    "start",
    "summary",
    "times",
    "urgent",
    "withdraw",
    "withdrawn",
]
