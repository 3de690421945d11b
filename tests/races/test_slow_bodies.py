"""Many clients that send their forms byte by byte, against a real server: readers still read."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.management.commands.serve import server_command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

ROOT = Path(__file__).resolve().parents[2]
SLOW_CLIENTS = 200
LOOKS = 10
PATIENCE_SECONDS = 10
MOST_TRIES = 300
HOME = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SLOW = (
    b"POST /book/safety/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlegs=no"
)


@contextmanager
def server(application: str) -> Iterator[int]:
    """Serve the test's own database; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    *command, _ours = server_command("127.0.0.1", port)
    url = f"sqlite:///{connection.settings_dict['NAME']}"
    child = subprocess.Popen(
        [*command, application],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "LOCAL_DIR": str(settings.LOCAL_DIR)},
        start_new_session=True,
    )
    try:
        yield port
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
        # Its own session: no process of it outlives the test.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def status_of_home(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(HOME)
        return int(line.makefile("rb").readline().split()[1])


def wait_until_open(port: int) -> None:
    for _attempt in range(MOST_TRIES):
        with suppress(ConnectionRefusedError):
            assert status_of_home(port) == 200
            return
        time.sleep(0.1)
    raise AssertionError("the server never opened its port")


def home_beside_slow_bodies(application: str) -> tuple[set[int], int]:
    """Return what the home page answered, and how many slow clients were told to come later."""
    with server(application) as port, ExitStack() as lines:
        wait_until_open(port)
        slow = [
            lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _number in range(SLOW_CLIENTS)
        ]
        for line in slow:
            line.sendall(SLOW)
        # The first may come through before the server has looked at all the others.
        answers = {status_of_home(port) for _look in range(LOOKS)}
        refused = 0
        for line in slow:
            line.sendall(b"&")
            line.settimeout(0.05)
            with suppress(TimeoutError):
                refused += line.recv(12) == b"HTTP/1.1 503"
        return answers, refused


def test_home_answers_while_many_bodies_trickle_in(clinic: Clinic) -> None:
    answers, refused = home_beside_slow_bodies("clinic_site.wsgi:application")
    assert answers == {200}
    assert refused > 0


def test_control_without_places_it_does_not(clinic: Clinic) -> None:
    with pytest.raises(TimeoutError):
        home_beside_slow_bodies("tests.races.open_door:application")
