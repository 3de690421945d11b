"""What every test may lean on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from clinic_site.clinic import sample
from clinic_site.clinic.models import Clinic
from tests.intake.factories import empty_read_log

# A Monday morning in the sample clinic's zone (New York), far from any change of clocks.
NOW = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which a test plays, unless it says otherwise."""
    return NOW


@pytest.fixture
def clinic(db: None) -> Clinic:
    """The sample clinic with its opening hours."""
    sample.load()
    return Clinic.current()


@pytest.fixture(autouse=True)
def _read_log_is_emptied(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """The database refuses to delete what a test wrote to the read log: lift that once it ends."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        empty_read_log()
