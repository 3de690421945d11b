"""Editing the clinic's facts."""

from django.contrib import admin
from django.http import HttpRequest

from clinic_site.clinic.models import Clinic, OpeningHours


class OpeningHoursInline(admin.TabularInline[OpeningHours, Clinic]):
    """The opening hours, beside the clinic."""

    model = OpeningHours
    extra = 1


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin[Clinic]):
    """One row: it can be changed, neither added to nor deleted."""

    inlines = [OpeningHoursInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow adding only while there is no clinic yet."""
        return super().has_add_permission(request) and not Clinic.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Clinic | None = None) -> bool:
        """Never: every page stands on this row."""
        return False
