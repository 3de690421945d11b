"""Addresses of the booking journey, below /book/."""

from django.urls import path

from intake import views

app_name = "intake"

urlpatterns = [
    path("", views.start, name="start"),
    path("again/", views.again, name="again"),
    path("safety/", views.safety, name="safety"),
    path("emergency/", views.emergency, name="emergency"),
    path("urgent/", views.urgent, name="urgent"),
    path("call-back/", views.call_back, name="call_back"),
    path("service/", views.service, name="service"),
    path("checklist/", views.checklist, name="checklist"),
    path("times/", views.times, name="times"),
    path("details/", views.details, name="details"),
    path("by-phone/", views.by_phone, name="by_phone"),
    path("summary/", views.summary, name="summary"),
    path("held/", views.held, name="held"),
    path("withdrawn/", views.withdrawn, name="withdrawn"),
    path("deleted/", views.erased, name="erased"),
    path("diary/<str:token>/diary.ics", views.diary_feed, name="diary_feed"),
    path("r/<str:token>/", views.patient, name="patient"),
    path("r/<str:token>/answer/", views.answer, name="answer"),
    path("r/<str:token>/reschedule/", views.reschedule, name="reschedule"),
    path("r/<str:token>/details/", views.correct, name="correct"),
    path("r/<str:token>/download/", views.download, name="download"),
    path("r/<str:token>/erase/", views.erase, name="erase"),
    path("r/<str:token>/withdraw/", views.withdraw, name="withdraw"),
    path("r/<str:token>/visit.ics", views.calendar, name="calendar"),
]
