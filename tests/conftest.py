"""What every test may ask for by name. A newcomer's test needs little else.

`now` and `at_now` are the one moment at which tests play; `clinic` and `service` are what a booking
needs; `visitor` and `patient` are the public; and there is a signed-in client for each role.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import blocking_manager_key

from clinic_site import roles
from clinic_site.foundation.clinic import sample
from clinic_site.foundation.clinic.models import Clinic
from intake.models import Service
from tests import sent_forms  # noqa: F401 - from here on forms are sent as browsers send them
from tests.append_only import append_only_lets_go  # noqa: F401 - used by every test
from tests.canary import empty_log  # noqa: F401 - asked for by name
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import Patient
from tests.moments import NOW

# A busy machine must not fail a test that found nothing, so there is no deadline; and the examples
# are the same every time, so that a failure is there again. .ci/run draws more of them with
# HYPOTHESIS_PROFILE=deep; "new" draws others each time, for whoever goes looking.
hypothesis.settings.register_profile("suite", deadline=None, database=None, derandomize=True)
hypothesis.settings.register_profile(
    "deep", hypothesis.settings.get_profile("suite"), max_examples=300
)
hypothesis.settings.register_profile("new", deadline=None, database=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_collection(session: pytest.Session) -> None:
    """Load the WSGI entry point as a server does, which looks for its keys in a database once."""
    with session.config.stash[blocking_manager_key].unblock():
        import_module("clinic_site.wsgi")


NEEDS_MORE = {"db", "transactional_db", "live_server", "browser"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as quick what uses no database, so that `-m quick` tries all pure rules."""
    for item in items:
        slow = any(map(item.get_closest_marker, ("django_db", "slow", "race", "browser")))
        if not slow and not NEEDS_MORE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.quick)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Guessing a test's password may be easy; waiting for a million rounds of each is not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now() -> datetime:
    """Return the moment at which a test plays, unless it says otherwise."""
    return NOW


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """Stop the clock at `now`; `at_now.move_to()` sets it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def clinic(db: None) -> Clinic:
    """Return a clinic that opens from nine to five on weekdays."""
    return make_clinic()


@pytest.fixture
def sample_clinic(db: None) -> Clinic:
    """Return the clinic of the demo, with its opening hours."""
    sample.load()
    return Clinic.current()


@pytest.fixture
def service(clinic: Clinic) -> Service:
    """Return a first visit of half an hour, with one practitioner who gives it."""
    offered = make_service()
    make_practitioner(offered)
    return offered


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """Return an empty folder for uploaded pictures, gone after the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def visitor() -> Client:
    """Return a browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def patient() -> Patient:
    """Return a visitor who knows the way through the booking journey."""
    return Patient()


@pytest.fixture
def editor(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of an editor, signed in at `now`, where the clock stands."""
    return signed_in(member(roles.EDITOR))


@pytest.fixture
def reviewer(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of a clinical reviewer, likewise."""
    return signed_in(member(roles.CLINICAL_REVIEWER))


@pytest.fixture
def reception(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of a receptionist, likewise."""
    return signed_in(member(roles.RECEPTION))


@pytest.fixture
def clinician(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of a clinician, likewise."""
    return signed_in(member(roles.CLINICIAN, first_name="Ada", last_name="Byron"))


@pytest.fixture
def manager(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of a manager, likewise."""
    return signed_in(member(roles.MANAGER))


@pytest.fixture
def superuser(db: None, at_now: time_machine.Traveller) -> Client:
    """Return the browser of someone above all roles, likewise."""
    return signed_in(member("superuser"))
