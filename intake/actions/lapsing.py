"""What the clock does to bookings."""

from datetime import datetime

from intake import queries
from intake.actions.transitions import lapse
from intake.exceptions import NotAllowed, StaleVersion


def lapse_due(now: datetime) -> int:
    """Let what nobody decided or answered lapse, and give how many. Harmless to repeat.

    That is every held request whose start has come, and every offer past its deadline.
    """
    count = 0
    for booking in queries.lapsing(now):
        try:
            lapse(booking.id, version=booking.version, now=now)
        except (StaleVersion, NotAllowed):
            # Staff or the patient decided at this very moment: theirs is the newer word.
            continue
        count += 1
    return count
