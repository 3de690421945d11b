"""The editors' desk at the moment at which the tests play."""

import pytest
from time_machine import Traveller

from clinic_site.foundation.clinic.models import Clinic


@pytest.fixture(autouse=True)
def _at_the_desk(db: None, at_now: Traveller, clinic: Clinic) -> None:
    """Every test here needs the clinic, and stands still in time."""
