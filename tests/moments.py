"""The one moment at which tests play, unless they say otherwise."""

from datetime import UTC, datetime

NOW = datetime(2027, 3, 1, 17, tzinfo=UTC)
"""A Monday, noon in New York, far from any change of the clocks."""
