"""The nouns of the intake room. Import them from here."""

from intake.models.booking import Booking, Event, Kind, Link, Offer, ReachBy, TimeCell
from intake.models.diary import (
    Closure,
    Opening,
    Practitioner,
    Resource,
    Room,
    RoomKind,
    Service,
    WeeklyHours,
)
from intake.models.private import DiaryFeed, Enquiry, Envelope, LookupKey, PurgeRun, ReadLog

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
    "Service",
    "TimeCell",
    "WeeklyHours",
]
