"""Who works when and where, and what can be booked: the forms of the diary.

What is allowed but probably not meant is pointed out after saving, never refused.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.pickers import PICKERS
from intake.actions.clock import mark_orphans
from intake.admin import absence, diary, holidays
from intake.admin.affected import ConfirmAffectedAdmin, ProtectedWhileBooked
from intake.models import Closure, Opening, Practitioner, Room, Service, WeeklyHours
from intake.queries.diaries import longest_stretch, rule_of

_MINUTE = timedelta(minutes=1)


class WeeklyHoursInline(admin.TabularInline[WeeklyHours, Practitioner]):
    """The hours of every week, beside the person."""

    model = WeeklyHours
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = gettext_lazy(
        "weekly hours (in the clinic’s time zone; leave a gap between two rows for lunch)"
    )


class OpeningInline(admin.TabularInline[Opening, Practitioner]):
    """Extra hours on single days."""

    model = Opening
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = gettext_lazy(
        "extra openings (in the clinic’s time zone; added to the weekly hours, on one date)"
    )


@admin.register(Practitioner)
class PractitionerAdmin(ConfirmAffectedAdmin[Practitioner], ProtectedWhileBooked[Practitioner]):
    """People who see patients, with their hours."""

    list_display = ["name", "role_title", "is_active", "order"]
    filter_horizontal = ["services"]
    inlines = [WeeklyHoursInline, OpeningInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "role_title", "is_active", "order", "user"],
                "description": gettext_lazy(
                    "Before a change is saved that visits already booked fall out of, you are "
                    "shown who is affected."
                ),
            },
        ),
        (
            gettext_lazy("What they offer"),
            {
                "fields": ["services"],
                "description": gettext_lazy("A service that nobody offers cannot be booked."),
            },
        ),
    ]

    def advice(self, obj: Practitioner) -> list[str]:
        """Point out hours that overlap, and services that never fit."""
        weekly = list(obj.weekly_hours.order_by("weekday", "starts"))
        offered = obj.services.filter(is_active=True)
        return [
            *_overlaps(weekly),
            *_misfits((service, obj) for service in offered),
        ]

    def get_urls(self) -> list[URLPattern]:
        """Put the diary's own pages before the stock ones."""
        staff = self.admin_site.admin_view
        return [
            path("week/", staff(diary.week), name="intake_practitioner_week"),
            path("day/", staff(diary.day), name="intake_practitioner_day"),
            path("mine/", staff(diary.mine), name="intake_practitioner_mine"),
            path("absence/", staff(absence.choose_person), name="intake_practitioner_absences"),
            path(
                "<int:pk>/absence/",
                staff(absence.report_absence),
                name="intake_practitioner_absence",
            ),
            *super().get_urls(),
        ]


@admin.register(Room)
class RoomAdmin(ProtectedWhileBooked[Room]):
    """Rooms and tables."""

    change_form_template = "admin/intake/change_form.html"
    list_display = ["name", "kind", "is_active"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "kind", "is_active"],
                "description": gettext_lazy(
                    "The clinic has one address, and these are the places in it. One booking at a "
                    "time uses a room or table. Without a free one, a visit that needs it is not "
                    "offered."
                ),
            },
        )
    ]


@admin.register(Service)
class ServiceAdmin(ConfirmAffectedAdmin[Service], ProtectedWhileBooked[Service]):
    """Kinds of visit, with the rules for when they can be booked."""

    list_display = ["name", "length_minutes", "price", "is_active", "order"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (
            gettext_lazy("What patients read before they choose"),
            {"fields": ["name", "slug", "summary", "price", "who_pays", "order", "is_active"]},
        ),
        (
            gettext_lazy("How long it takes"),
            {
                "fields": ["length_minutes", "buffer_before_minutes", "buffer_after_minutes"],
                "description": gettext_lazy(
                    "Longer visits mean fewer free times, from now on. What is already booked "
                    "keeps the length it was booked with."
                ),
            },
        ),
        (
            gettext_lazy("When it can be booked"),
            {"fields": ["start_every_minutes", "notice_hours", "horizon_days"]},
        ),
        (
            gettext_lazy("What it needs"),
            {
                "fields": ["room_kind", "checklist"],
                "description": gettext_lazy(
                    "With a checklist, its questions are asked before any time is shown. A yes or "
                    "a not sure flags the request for whoever decides."
                ),
            },
        ),
    ]

    def advice(self, obj: Service) -> list[str]:
        """Point out a service that nobody can give, or that has no room."""
        if not obj.is_active:
            return []
        found = []
        people = list(obj.practitioners.filter(is_active=True))
        if not people:
            found.append(
                _(
                    "Nobody offers this service yet, so it cannot be booked. Tick it in the form "
                    "of a practitioner."
                )
            )
        if obj.room_kind and not Room.objects.filter(kind=obj.room_kind, is_active=True):
            found.append(
                _("There is no %(kind)s that can be booked, so this service cannot be booked.")
                % {"kind": obj.get_room_kind_display().lower()}
            )
        return [*found, *_misfits((obj, person) for person in people)]


@admin.register(Closure)
class ClosureAdmin(ConfirmAffectedAdmin[Closure]):
    """Time when nobody is booked."""

    formfield_overrides = PICKERS
    list_display = ["date", "starts", "ends", "practitioner", "reason"]
    list_filter = ["practitioner"]
    list_select_related = ["practitioner"]
    date_hierarchy = "date"
    fieldsets = [
        (
            None,
            {
                "fields": ["practitioner", "date", "starts", "ends", "reason"],
                "description": gettext_lazy(
                    "For a holiday, a meeting, an hour off. No new times are offered then. Times "
                    "are in the clinic’s time zone. Visits already booked are not canceled: "
                    "before it is saved you are shown who is affected."
                ),
            },
        )
    ]

    def advice(self, obj: Closure) -> list[str]:
        """Point out a closure that changes nothing."""
        today = timezone.now().astimezone(Clinic.current().zone).date()
        if obj.date < today:
            return [_("This day is over: closing it changes nothing.")]
        same_day = Closure.objects.filter(date=obj.date, starts=None).exclude(pk=obj.pk)
        if same_day.filter(practitioner=None).exists():
            return [_("The whole clinic was closed on this day before.")]
        if obj.practitioner_id and same_day.filter(practitioner=obj.practitioner_id).exists():
            return [_("This person’s whole day was closed before.")]
        return []

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes holidays from a file."""
        page = self.admin_site.admin_view(holidays.holidays)
        return [path("holidays/", page, name="intake_closure_holidays"), *super().get_urls()]

    def delete_model(self, request: HttpRequest, obj: Closure) -> None:
        """Open the time again, also for visits that needed rebooking."""
        super().delete_model(request, obj)
        mark_orphans(timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        """Open each of the times again."""
        super().delete_queryset(request, queryset)
        mark_orphans(timezone.now())


def _overlaps(weekly: Iterable[WeeklyHours]) -> Iterator[str]:
    for one, other in pairwise(weekly):
        if one.weekday == other.weekday and other.starts < one.ends:
            hours = [f"{time_format(row.starts)} – {time_format(row.ends)}" for row in (one, other)]
            yield _(
                "%(day)s: %(one)s and %(other)s overlap. They count as one stretch; if there is "
                "a break between them, fix the times."
            ) % {"day": one.get_weekday_display(), "one": hours[0], "other": hours[1]}


def _misfits(pairs: Iterable[tuple[Service, Practitioner]]) -> Iterator[str]:
    """Say which services need more time than any stretch of the person's hours has."""
    for service, person in pairs:
        rule, has = rule_of(service), longest_stretch(person)
        needed = rule.before + rule.length + rule.after
        if has < needed:
            yield _(
                "%(service)s needs %(needed)d minutes in one stretch, to prepare and to clear up "
                "included. The longest stretch of %(person)s’s hours has %(has)d: it cannot be "
                "booked with them."
            ) % {
                "service": service.name,
                "needed": needed // _MINUTE,
                "person": person.name,
                "has": has // _MINUTE,
            }
