"""A booking as an iCalendar entry: in notifications, and as a file on the patient's page.

Times are UTC instants, so that no calendar program has to know the clinic's zone rules. Nothing
in it says why somebody comes.
"""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event, vCalAddress, vText

from clinic_site.foundation.clinic.models import Clinic
from intake.models import Booking

REQUEST = "REQUEST"
CANCEL = "CANCEL"
PUBLISH = "PUBLISH"


def build(
    booking: Booking, clinic: Clinic, *, method: str, now: datetime, attendee: str = ""
) -> bytes:
    """Return the calendar file for a booking with a time.

    method is REQUEST or CANCEL in a notification, and PUBLISH for a file that people download. The
    UID never changes and SEQUENCE only rises, so a calendar program updates the entry it has.
    """
    described = [gettext("Reference: %(reference)s") % {"reference": booking.reference}]
    if clinic.phone:
        described.append(gettext("Phone: %(phone)s") % {"phone": clinic.phone})
    event = Event()
    event.add("uid", f"{booking.id}@booking.clinic")
    event.add("sequence", max(booking.calendar_sequence, 0))
    event.add("dtstamp", now)
    event.add("dtstart", booking.start)
    event.add("dtend", booking.end)
    event.add("summary", gettext("Appointment"))
    event.add("description", "\n".join(described))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    if clinic.address:
        lines = (" ".join(line.split()).rstrip(",") for line in clinic.address.splitlines())
        event.add("location", ", ".join(line for line in lines if line))
    # Calendar programs ignore a REQUEST or CANCEL that nobody organizes.
    sender = "" if method == PUBLISH else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if clinic.email or sender:
        organizer = vCalAddress(f"mailto:{clinic.email or sender}")
        organizer.params["CN"] = vText(clinic.name)
        event.add("organizer", organizer)
    if attendee:
        event.add("attendee", vCalAddress(f"mailto:{attendee}"))

    calendar = Calendar()
    calendar.add("prodid", "-//Clinic//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
