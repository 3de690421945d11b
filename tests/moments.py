"""The moments at which tests play, unless they say otherwise, and spans of time to reckon with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2027, 3, 1, 17, tzinfo=UTC)
"""A Monday, noon in New York, far from any change of the clocks."""
START = datetime(2027, 3, 3, 14, tzinfo=UTC)
"""The next Wednesday, 9:00 in New York: when a booking begins."""
WEDNESDAY = START.astimezone(ZONE).date()

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
HALF_HOUR = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
