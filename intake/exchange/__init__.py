"""What leaves the intake room for other programs: tables, and a staff calendar.

Both hold references and initials only; people who may know more open the booking.
"""
