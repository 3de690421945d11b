"""The pages behind a patient's link. GET looks, POST acts. Import them from here."""

from intake.views.patient.answering import answer
from intake.views.patient.data import download, erase, erased
from intake.views.patient.details import correct
from intake.views.patient.pages import calendar, patient, withdraw, withdrawn
from intake.views.patient.rescheduling import reschedule

__all__ = [
    "answer",
    "calendar",
    "correct",
    "download",
    "erase",
    "erased",
    "patient",
    "reschedule",
    "withdraw",
    "withdrawn",
]
