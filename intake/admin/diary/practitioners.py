"""People who see patients, and their hours."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.clinic.pickers import PICKERS
from intake.admin.diary import advice, days, illness
from intake.admin.diary.asking import AsksFirst
from intake.admin.diary.kept import KeptWhileBooked
from intake.models import Opening, Practitioner, WeeklyHours


class WeeklyHoursInline(admin.TabularInline[WeeklyHours, Practitioner]):
    """The hours of every week, beside the person."""

    model = WeeklyHours
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = _(
        "weekly hours (in the clinic’s time zone; leave a gap between two rows for lunch)"
    )


class OpeningInline(admin.TabularInline[Opening, Practitioner]):
    """Extra hours on single days."""

    model = Opening
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = _(
        "extra openings (in the clinic’s time zone; added to the weekly hours, on one date)"
    )


@admin.register(Practitioner)
class PractitionerAdmin(AsksFirst[Practitioner], KeptWhileBooked[Practitioner]):
    """People who see patients, with their hours."""

    list_display = ["name", "role_title", "is_active", "order"]
    filter_horizontal = ["services"]
    inlines = [WeeklyHoursInline, OpeningInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "role_title", "is_active", "order", "user"],
                "description": _(
                    "Before a change is saved that visits already booked fall out of, you are "
                    "shown whom it affects."
                ),
            },
        ),
        (
            _("What they offer"),
            {
                "fields": ["services"],
                "description": _("A service that nobody offers cannot be booked."),
            },
        ),
    ]

    def advice(self, obj: Practitioner) -> list[str]:
        """Look over the hours, as they were saved."""
        return advice.on_practitioner(obj)

    def get_urls(self) -> list[URLPattern]:
        """Put the diary's own pages before the stock ones."""
        staff = self.admin_site.admin_view
        return [
            path("week/", staff(days.week), name="intake_practitioner_week"),
            path("day/", staff(days.day), name="intake_practitioner_day"),
            path("mine/", staff(days.mine), name="intake_practitioner_mine"),
            path("ill/", staff(illness.choose), name="intake_practitioner_illness"),
            path("<int:pk>/ill/", staff(illness.ill), name="intake_practitioner_ill"),
            *super().get_urls(),
        ]
