"""Which notifications there are, what the staff call them, and in which statuses each is true."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.transitions.statuses import NotificationKind, Status

PREFIX = "booking."


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One notification.

    template is a file of templates/notifications/. statuses are those in which the notification is
    still true. on_page says that a person who left no e-mail has read the same on the page that
    caused it, so nobody has to phone them. While before_start, the notification is of no use once
    the visit has begun, or the offer is over. Notifications with_time are true only of a booking
    that has one, those without_time of one that has none. A notification to_former goes to the
    address before a correction.
    """

    name: Promise
    template: str
    statuses: tuple[Status, ...]
    to_staff: bool = False
    on_page: bool = False
    before_start: bool = False
    with_time: bool = False
    without_time: bool = False
    calendar: str = ""
    with_link: bool = False
    to_former: bool = False


NOTIFICATIONS: Mapping[str, NotificationRow] = {
    NotificationKind.HELD: NotificationRow(
        _("We hold your time"),
        "held.txt",
        (Status.HELD,),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    NotificationKind.HOLD_RESCHEDULED: NotificationRow(
        _("We hold another time"),
        "hold_rescheduled.txt",
        (Status.HELD,),
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    NotificationKind.HOLD_RESCHEDULED_BY_PATIENT: NotificationRow(
        _("You asked for another time"),
        "hold_rescheduled.txt",
        (Status.HELD,),
        on_page=True,
        before_start=True,
        with_time=True,
        with_link=True,
    ),
    NotificationKind.HELD_AGAIN: NotificationRow(
        _("We hold your time again"),
        "held_again.txt",
        (Status.HELD,),
        before_start=True,
        with_link=True,
    ),
    NotificationKind.OFFERED: NotificationRow(
        _("We offer other times"),
        "offered.txt",
        (Status.OFFERED,),
        before_start=True,
        with_link=True,
    ),
    NotificationKind.REFUSED: NotificationRow(
        _("None of the times suits you"),
        "refused.txt",
        (Status.HELD,),
        on_page=True,
        with_link=True,
    ),
    NotificationKind.CALL_BACK: NotificationRow(
        _("We will call you"), "call_back.txt", (Status.WAITING,), on_page=True
    ),
    NotificationKind.CONFIRMED: NotificationRow(
        _("Your visit is confirmed"),
        "confirmed.txt",
        (Status.CONFIRMED,),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # Who accepts or reschedules has read the answer on the page, or hears it on the phone.
    NotificationKind.ACCEPTED: NotificationRow(
        _("You accepted a time"),
        "confirmed.txt",
        (Status.CONFIRMED,),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    NotificationKind.RESCHEDULED_BY_PATIENT: NotificationRow(
        _("You rescheduled your visit"),
        "rescheduled.txt",
        (Status.CONFIRMED,),
        on_page=True,
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    NotificationKind.RESCHEDULED: NotificationRow(
        _("Your visit has a new time"),
        "rescheduled.txt",
        (Status.CONFIRMED,),
        before_start=True,
        calendar="REQUEST",
        with_link=True,
    ),
    # A courtesy: nobody has to phone those who left no e-mail.
    NotificationKind.REMINDER: NotificationRow(
        _("Your visit is near"),
        "reminder.txt",
        (Status.CONFIRMED,),
        on_page=True,
        before_start=True,
        with_link=True,
    ),
    NotificationKind.CONTACT_CORRECTED: NotificationRow(
        _("We write to your new address"),
        "contact_corrected.txt",
        tuple(Status),
        on_page=True,
        with_link=True,
    ),
    NotificationKind.CONTACT_LEFT: NotificationRow(
        _("We no longer write to this address"),
        "contact_left.txt",
        tuple(Status),
        on_page=True,
        to_former=True,
    ),
    NotificationKind.DECLINED: NotificationRow(
        _("We cannot offer this visit"), "declined.txt", (Status.DECLINED,)
    ),
    NotificationKind.CANCELLED: NotificationRow(
        _("We had to cancel"), "cancelled.txt", (Status.CANCELLED,), calendar="CANCEL"
    ),
    NotificationKind.WITHDRAWN: NotificationRow(
        _("You canceled your request"),
        "withdrawn.txt",
        (Status.WITHDRAWN,),
        on_page=True,
        calendar="CANCEL",
    ),
    NotificationKind.LAPSED: NotificationRow(
        _("We did not answer in time"), "lapsed.txt", (Status.LAPSED,)
    ),
    NotificationKind.OFFER_LAPSED: NotificationRow(
        _("The offered times are free again"), "offer_lapsed.txt", (Status.LAPSED,)
    ),
    NotificationKind.NEW_REQUEST: NotificationRow(
        _("A new request came"),
        "new_request.txt",
        (Status.HELD, Status.WAITING),
        to_staff=True,
    ),
    NotificationKind.PATIENT_ACCEPTED: NotificationRow(
        _("The patient accepted a time"),
        "patient_accepted.txt",
        (Status.CONFIRMED,),
        to_staff=True,
    ),
    NotificationKind.PATIENT_REFUSED: NotificationRow(
        _("None of the times suits the patient"),
        "patient_refused.txt",
        (Status.HELD,),
        to_staff=True,
        without_time=True,
    ),
    NotificationKind.PATIENT_RESCHEDULED: NotificationRow(
        _("The patient rescheduled the visit"),
        "patient_rescheduled.txt",
        (Status.HELD, Status.CONFIRMED),
        to_staff=True,
    ),
    NotificationKind.PATIENT_WITHDREW: NotificationRow(
        _("The patient canceled"),
        "patient_withdrew.txt",
        (Status.WITHDRAWN,),
        to_staff=True,
    ),
    NotificationKind.LAPSED_CALL_PATIENT: NotificationRow(
        _("A request expired: call the patient"),
        "lapsed_call_patient.txt",
        (Status.LAPSED,),
        to_staff=True,
    ),
    NotificationKind.OFFER_LAPSED_CALL_PATIENT: NotificationRow(
        _("An offer expired: call the patient"),
        "offer_lapsed_call_patient.txt",
        (Status.LAPSED,),
        to_staff=True,
    ),
}
