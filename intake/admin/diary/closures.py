"""Time when nobody is booked."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.pickers import PICKERS
from intake import actions
from intake.admin.diary import advice, holidays
from intake.admin.diary.asking import AsksFirst
from intake.models import Closure


@admin.register(Closure)
class ClosureAdmin(AsksFirst[Closure]):
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
                "description": _(
                    "For a holiday, a meeting, an hour off. No new times are offered then. Times "
                    "are in the clinic’s time zone. Visits already booked are not canceled: "
                    "before it is saved you are shown whom it affects."
                ),
            },
        )
    ]

    def advice(self, obj: Closure) -> list[str]:
        """Say so where the day is over, or was closed before."""
        return advice.on_closure(obj, timezone.now().astimezone(Clinic.current().zone).date())

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes holidays from a file."""
        page = self.admin_site.admin_view(holidays.holidays)
        return [path("holidays/", page, name="intake_closure_holidays"), *super().get_urls()]

    def delete_model(self, request: HttpRequest, obj: Closure) -> None:
        """Open the time again, for those who waited on the desk too."""
        super().delete_model(request, obj)
        actions.mark_orphans(timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        """Open each of the times again."""
        super().delete_queryset(request, queryset)
        actions.mark_orphans(timezone.now())
