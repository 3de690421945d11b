"""Addresses of the booking journey and of the patient's pages, below /book/."""

from django.urls import path

from intake.exchange.views import diary_feed
from intake.journey.pages import PAGES, again, by_phone, start, visitor_page
from intake.patient import details, pages, rescheduling

app_name = "intake"

urlpatterns = [
    path("", start, name="start"),
    path("again/", again, name="again"),
    path("by-phone/", by_phone, name="by_phone"),
    *(
        path(f"{step.replace('_', '-')}/", visitor_page, {"step": step}, name=step)
        for step in PAGES
    ),
    path("held/", pages.held, name="held"),
    path("canceled/", pages.canceled, name="canceled"),
    path("deleted/", details.erased, name="erased"),
    path("diary/<str:token>/diary.ics", diary_feed, name="diary_feed"),
    path("r/<str:token>/", pages.patient, name="patient"),
    path("r/<str:token>/answer/", pages.answer, name="answer"),
    path("r/<str:token>/reschedule/", rescheduling.reschedule, name="reschedule"),
    path("r/<str:token>/details/", details.correct, name="correct"),
    path("r/<str:token>/download/", details.download, name="download"),
    path("r/<str:token>/erase/", details.erase, name="erase"),
    path("r/<str:token>/cancel/", pages.cancel, name="cancel"),
    path("r/<str:token>/visit.ics", pages.calendar, name="calendar"),
]
