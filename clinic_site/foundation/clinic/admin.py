"""Editing the clinic's facts."""

import re

import phonenumbers
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic_site.foundation.clinic.models import Clinic, OpeningHours, zone_is_fixed
from clinic_site.foundation.clinic.pickers import PICKERS

DIALED = re.compile(r"\(?\+?[0-9][0-9 ().\-]*[0-9]")


def clean_number(number: str) -> str:
    """Return a number that a phone can dial: pages tell people in an emergency to call it."""
    if number and not DIALED.fullmatch(number):
        raise forms.ValidationError(_("Write the number as it is dialed, like +1 202-555-0100."))
    return number


class ClinicForm(forms.ModelForm[Clinic]):
    """The clinic's facts. The zone is fixed while bookings lie ahead."""

    class Meta:
        model = Clinic
        exclude: list[str] = []

    def clean_phone(self) -> str:
        """Refuse what cannot be dialed."""
        return clean_number(self.cleaned_data["phone"])

    def clean_emergency_number(self) -> str:
        """Refuse what cannot be dialed."""
        return clean_number(self.cleaned_data["emergency_number"])

    def clean_urgent_line(self) -> str:
        """Refuse what cannot be dialed."""
        return clean_number(self.cleaned_data["urgent_line"])

    def clean_country(self) -> str:
        """Refuse a country by whose rules no patient's number could be read."""
        country: str = self.cleaned_data["country"].upper()
        if country not in phonenumbers.SUPPORTED_REGIONS:
            raise forms.ValidationError(_("Write the two letters of a country, like US or GB."))
        return country

    def clean_time_zone(self) -> str:
        """Refuse another zone when it would shift times that people already count on."""
        chosen: str = self.cleaned_data["time_zone"]
        if chosen != self.instance.time_zone and zone_is_fixed(timezone.now()):
            raise forms.ValidationError(
                _("Bookings lie ahead, and another zone would shift their times. Nothing changed.")
            )
        return chosen


class OpeningHoursInline(admin.TabularInline[OpeningHours, Clinic]):
    """The opening hours, beside the clinic."""

    model = OpeningHours
    formfield_overrides = PICKERS
    extra = 1
    verbose_name_plural = gettext_lazy("opening hours (in the clinic’s time zone)")


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin[Clinic]):
    """One row: it can be changed, neither added to nor deleted."""

    form = ClinicForm
    inlines = [OpeningHoursInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow adding only while there is no clinic yet."""
        return super().has_add_permission(request) and not Clinic.current().is_set_up

    def has_delete_permission(self, request: HttpRequest, obj: Clinic | None = None) -> bool:
        """Never: every page stands on this row."""
        return False
