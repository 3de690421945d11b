"""What the staff call each notification."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

NAMES: Mapping[str, Promise] = {
    "booking.held": gettext_lazy("We hold your time"),
    "booking.hold_rescheduled": gettext_lazy("We hold another time"),
    "booking.hold_rescheduled_by_patient": gettext_lazy("You asked for another time"),
    "booking.held_again": gettext_lazy("We hold your time again"),
    "booking.offered": gettext_lazy("We offer other times"),
    "booking.refused": gettext_lazy("None of the times suits you"),
    "booking.accepted": gettext_lazy("You accepted a time"),
    "booking.rescheduled_by_patient": gettext_lazy("You rescheduled your visit"),
    "booking.rescheduled": gettext_lazy("Your visit has a new time"),
    "booking.reminder": gettext_lazy("Your visit is near"),
    "booking.offer_lapsed": gettext_lazy("The offered times are free again"),
    "booking.contact_corrected": gettext_lazy("We write to your new address"),
    "booking.contact_left": gettext_lazy("We no longer write to this address"),
    "booking.call_back": gettext_lazy("We will call you"),
    "booking.confirmed": gettext_lazy("Your visit is confirmed"),
    "booking.declined": gettext_lazy("We cannot offer this visit"),
    "booking.cancelled": gettext_lazy("We had to cancel"),
    "booking.withdrawn": gettext_lazy("You canceled your request"),
    "booking.lapsed": gettext_lazy("We did not answer in time"),
    "booking.new_request": gettext_lazy("A new request came"),
    "booking.patient_accepted": gettext_lazy("The patient accepted a time"),
    "booking.patient_refused": gettext_lazy("None of the times suits the patient"),
    "booking.patient_rescheduled": gettext_lazy("The patient rescheduled the visit"),
    "booking.offer_lapsed_call_patient": gettext_lazy("An offer expired: call the patient"),
    "booking.patient_withdrew": gettext_lazy("The patient canceled"),
    "booking.lapsed_call_patient": gettext_lazy("A request expired: call the patient"),
}
