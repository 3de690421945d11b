"""A clinic, and a clock that stands still."""

import pytest

from tests.intake.factories import NOW, make_clinic


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    make_clinic(privacy_contact="privacy@clinic.example")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
