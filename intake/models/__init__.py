"""The nouns of the intake room. Import them from here."""

from intake.models.booking import Booking, Claim, Event
from intake.models.enquiry import Enquiry
from intake.models.envelope import Envelope, LookupKey, PurgeRun, ReadLog
from intake.models.hours import Closure, Opening, WeeklyHours
from intake.models.link import Link
from intake.models.resource import Practitioner, Resource, Room
from intake.models.service import Service

__all__ = [
    "Booking",
    "Claim",
    "Closure",
    "Enquiry",
    "Envelope",
    "Event",
    "Link",
    "LookupKey",
    "Opening",
    "Practitioner",
    "PurgeRun",
    "ReadLog",
    "Resource",
    "Room",
    "Service",
    "WeeklyHours",
]
