"""What the staff call each letter."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NAMES: Mapping[str, Promise] = {
    "booking.held": gettext_lazy("We hold your time"),
    "booking.call_back": gettext_lazy("We will call you"),
    "booking.confirmed": gettext_lazy("Your visit is confirmed"),
    "booking.declined": gettext_lazy("We cannot offer this visit"),
    "booking.cancelled": gettext_lazy("We had to cancel"),
    "booking.withdrawn": gettext_lazy("You withdrew your request"),
    "booking.lapsed": gettext_lazy("We did not answer in time"),
    "booking.new_request": gettext_lazy("A new request came"),
    "booking.patient_withdrew": gettext_lazy("The patient withdrew"),
    "booking.lapsed_call_patient": gettext_lazy("A request lapsed: call the patient"),
}
