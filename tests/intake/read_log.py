"""Let a transactional test's database be emptied though the read log refuses to lose rows."""

from collections.abc import Iterator

import pytest

from tests.intake.factories import empty_read_log

TRANSACTIONAL = {"transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def read_log_lets_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the read log before Django flushes the tables; import it into a conftest to use it."""
    marker = request.node.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction"))
    if not is_marked and not TRANSACTIONAL & set(request.fixturenames):
        yield
        return
    # Asked for here so that it is torn down, and the tables flushed, after us.
    request.getfixturevalue("transactional_db")
    yield
    empty_read_log()
