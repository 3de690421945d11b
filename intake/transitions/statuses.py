"""The statuses of a booking, who acts on it, why staff say no, what happens and what is sent."""

from collections.abc import Mapping
from enum import StrEnum

from clinic_site.foundation.text.marks import gettext_noop as _


class Status(StrEnum):
    """The state of a booking. An appointment is never WAITING; a call-back never holds time."""

    HELD = "held"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"
    WAITING = "waiting"
    CALLED = "called"
    CLOSED = "closed"


STATUS_LABELS: Mapping[Status, str] = {
    Status.HELD: _("Held, waiting for a decision"),
    Status.OFFERED: _("Other times offered"),
    Status.CONFIRMED: _("Confirmed"),
    Status.DECLINED: _("Declined by the clinic"),
    Status.WITHDRAWN: _("Patient cancelled"),
    Status.LAPSED: _("Expired"),
    Status.CANCELLED: _("Clinic cancelled"),
    Status.ATTENDED: _("Attended"),
    Status.MISSED: _("Missed"),
    Status.WAITING: _("Waiting for a call"),
    Status.CALLED: _("Spoke to patient"),
    Status.CLOSED: _("Closed without a call"),
}

LIVE: frozenset[Status] = frozenset({Status.HELD, Status.OFFERED, Status.CONFIRMED})
"""The statuses that may own time that is still to come."""

OPEN: frozenset[Status] = LIVE | {Status.WAITING}
"""The statuses that wait for something; all others are final, though staff may undo some."""

UNTIMED: frozenset[Status] = frozenset(
    {Status.HELD, Status.OFFERED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}
)
"""The statuses in which an appointment may have no time of its own; OFFERED never has one."""


class DeclineReason(StrEnum):
    """Why staff said no, for the clinic's own lists. Patients are never shown it."""

    NO_TIME = "no-time"
    WRONG_CLINIC = "wrong-clinic"
    NOT_REACHED = "not-reached"
    DOCTOR_FIRST = "doctor-first"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    OTHER = "other"


DECLINE_REASONS: Mapping[DeclineReason, str] = {
    DeclineReason.NO_TIME: _("No free time that suits"),
    DeclineReason.WRONG_CLINIC: _("Not the right clinic for this"),
    DeclineReason.NOT_REACHED: _("We could not reach the patient"),
    DeclineReason.DOCTOR_FIRST: _("The answers need a doctor first"),
    DeclineReason.DUPLICATE: _("The same request came twice"),
    DeclineReason.AUTOMATIC: _("The request looks automatic"),
    DeclineReason.OTHER: _("Another reason"),
}


class Actor(StrEnum):
    """Who makes a transition."""

    PATIENT = "patient"
    STAFF = "staff"
    CLOCK = "clock"


REQUEST = "request"
"""The name under which the first event of every booking is written; it is not a transition."""

CORRECTION = "correct"
KEPT = "keep"
EXPORT = "export"
ERASURE = "erase"
OTHER_EVENT_LABELS: Mapping[str, str] = {
    REQUEST: _("Request received"),
    CORRECTION: _("Contact details corrected"),
    KEPT: _("Kept as an ordinary request"),
    EXPORT: _("Own data downloaded"),
    ERASURE: _("Private details deleted"),
}
OTHER_EVENTS = frozenset(OTHER_EVENT_LABELS)
"""The names of events that are no transitions: they leave the status as it is."""


class NotificationKind(StrEnum):
    """Everything that is sent about a booking. The value stands in the outbox."""

    # To the patient.
    HELD = "booking.held"
    HOLD_RESCHEDULED = "booking.hold_rescheduled"
    HOLD_RESCHEDULED_BY_PATIENT = "booking.hold_rescheduled_by_patient"
    HELD_AGAIN = "booking.held_again"
    OFFERED = "booking.offered"
    REFUSED = "booking.refused"
    ACCEPTED = "booking.accepted"
    CONFIRMED = "booking.confirmed"
    RESCHEDULED = "booking.rescheduled"
    RESCHEDULED_BY_PATIENT = "booking.rescheduled_by_patient"
    REMINDER = "booking.reminder"  # some hours before the visit, on each transition that reminds
    CALL_BACK = "booking.call_back"
    DECLINED = "booking.declined"
    CANCELLED = "booking.cancelled"
    WITHDRAWN = "booking.withdrawn"
    LAPSED = "booking.lapsed"
    OFFER_LAPSED = "booking.offer_lapsed"
    CONTACT_CORRECTED = "booking.contact_corrected"
    CONTACT_LEFT = "booking.contact_left"  # to the former address: nobody phones if it fails

    # To the staff.
    NEW_REQUEST = "booking.new_request"
    PATIENT_ACCEPTED = "booking.patient_accepted"
    PATIENT_REFUSED = "booking.patient_refused"
    PATIENT_RESCHEDULED = "booking.patient_rescheduled"
    PATIENT_WITHDREW = "booking.patient_withdrew"
    LAPSED_CALL_PATIENT = "booking.lapsed_call_patient"
    OFFER_LAPSED_CALL_PATIENT = "booking.offer_lapsed_call_patient"
