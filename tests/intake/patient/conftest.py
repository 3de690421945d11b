"""A clinic, and a clock that stands still."""

import pytest

from tests.intake.factories import make_clinic
from tests.moments import NOW


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    make_clinic(privacy_contact="privacy@clinic.example")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
