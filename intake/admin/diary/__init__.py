"""Who works when and where, and what can be booked."""

from intake.admin.diary.closures import ClosureAdmin
from intake.admin.diary.practitioners import PractitionerAdmin
from intake.admin.diary.services import RoomAdmin, ServiceAdmin

__all__ = ["ClosureAdmin", "PractitionerAdmin", "RoomAdmin", "ServiceAdmin"]
