"""One set of processes for all races: to start them takes longer than most rounds."""

from collections.abc import Iterator

import pytest

from tests.races.harness import Clients


@pytest.fixture(scope="session")
def clients(django_db_setup: None) -> Iterator[Clients]:
    """Return four processes with room for a hundred clients. What is patched in one stays so."""
    with Clients() as started:
        yield started
