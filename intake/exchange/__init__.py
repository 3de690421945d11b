"""What leaves the intake room for other programs: tables, and a staff calendar.

Both hold references and initials only; whoever may know more opens the booking.
"""
