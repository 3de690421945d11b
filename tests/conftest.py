"""What every test may lean on."""

from datetime import UTC, datetime
from importlib import import_module

import hypothesis
import pytest
from pytest_django import Settings
from pytest_django.plugin import blocking_manager_key

from clinic_site.foundation.clinic import sample
from clinic_site.foundation.clinic.models import Clinic
from tests import sent_forms  # noqa: F401 - from here on forms are sent as browsers send them
from tests.append_only import append_only_lets_go  # noqa: F401 - used by every test
from tests.canary import empty_log  # noqa: F401 - asked for by name

# A busy machine must not fail a test that found nothing.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# A Monday morning in the sample clinic's zone (New York), far from any change of clocks.
NOW = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)


def pytest_collection(session: pytest.Session) -> None:
    """Load the WSGI entry point as a server does, which looks for its keys in a database once."""
    with session.config.stash[blocking_manager_key].unblock():
        import_module("clinic_site.wsgi")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Guessing a test's password may be easy; waiting for a million rounds of each is not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now() -> datetime:
    """The moment at which a test plays, unless it says otherwise."""
    return NOW


@pytest.fixture
def clinic(db: None) -> Clinic:
    """The sample clinic with its opening hours."""
    sample.load()
    return Clinic.current()
