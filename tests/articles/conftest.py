"""What the tests of the articles room share."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.articles.editors import EVERYTHING, signed_in


@pytest.fixture
def real_mode(settings: Settings) -> None:
    """Leave demo mode: only what a clinician signed off is shown."""
    settings.DEMO = False


@pytest.fixture
def editor(client: Client) -> User:
    """A person who may do everything in this room, signed in."""
    return signed_in(client, *EVERYTHING)
