"""The staff's side of the intake room: reviewing requests, and keeping the diary."""

from intake.admin.booking import BookingAdmin
from intake.admin.diary import ClosureAdmin, PractitionerAdmin, RoomAdmin, ServiceAdmin
from intake.admin.read_log import ReadLogAdmin

__all__ = [
    "BookingAdmin",
    "ClosureAdmin",
    "PractitionerAdmin",
    "ReadLogAdmin",
    "RoomAdmin",
    "ServiceAdmin",
]
