"""What leaves the intake room for other programs: tables, and a staff calendar.

Both hold references and initials only; whoever may know more opens the booking.
"""

from intake.exchange.diary_feed import diary_feed, find_feed, make_feed, revoke_feed
from intake.exchange.tables import bookings_table

__all__ = ["bookings_table", "diary_feed", "find_feed", "make_feed", "revoke_feed"]
