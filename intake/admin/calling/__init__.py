"""Booking for a caller on the phone: the patient's own journey, walked by a member of staff.

The same questions with the same exits; nothing is counted, no notice is needed, and whoever asked
is named beside the booking.
"""

from intake.admin.calling.steps import begin, step

__all__ = ["begin", "step"]
