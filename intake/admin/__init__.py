"""The staff's side of the intake room: deciding on requests, and keeping the diary."""

from intake.admin.booking import BookingAdmin, ReadLogAdmin
from intake.admin.schedule import ClosureAdmin, PractitionerAdmin, RoomAdmin, ServiceAdmin

__all__ = [
    "BookingAdmin",
    "ClosureAdmin",
    "PractitionerAdmin",
    "ReadLogAdmin",
    "RoomAdmin",
    "ServiceAdmin",
]
