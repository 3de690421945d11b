"""The nouns of the intake room. Import them from here."""

from intake.models.booking import Booking, Event, Kind, ReachBy
from intake.models.diary_feed import DiaryFeed
from intake.models.enquiry import Enquiry
from intake.models.envelope import Envelope, LookupKey, PurgeRun, ReadLog
from intake.models.hours import Closure, Opening, WeeklyHours
from intake.models.link import Link
from intake.models.offer import Offer, TimeCell
from intake.models.resource import Practitioner, Resource, Room
from intake.models.sender import Sender
from intake.models.service import RoomKind, Service

__all__ = [
    "Booking",
    "Closure",
    "DiaryFeed",
    "Enquiry",
    "Envelope",
    "Event",
    "Kind",
    "Link",
    "LookupKey",
    "Offer",
    "Opening",
    "Practitioner",
    "PurgeRun",
    "ReachBy",
    "ReadLog",
    "Resource",
    "Room",
    "RoomKind",
    "Sender",
    "Service",
    "TimeCell",
    "WeeklyHours",
]
