"""The only writer of bookings, of the time they own, and of their events."""
