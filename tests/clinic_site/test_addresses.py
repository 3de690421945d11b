"""Where a request comes from, whatever a client sends, and counting without keeping who it is."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from clinic_site import wsgi
from clinic_site.foundation.web.addresses import line_of, seen_by_proxy
from clinic_site.foundation.web.tokens import keyed_hash


@pytest.mark.parametrize(
    ("header", "address", "scheme"),
    [
        ("for=203.0.113.7;proto=https", "203.0.113.7", "https"),
        ("for=203.0.113.7:4711; proto=http", "203.0.113.7", "http"),
        ('proto=HTTPS;For="[2001:db8::1]:4711"', "2001:db8::1", "https"),
        ('for="[2001:db8::1]"', "2001:db8::1", ""),
        ('for="2001:db8::1"', "2001:db8::1", ""),
        ("for=10.0.0.1;proto=https, for=203.0.113.7", "203.0.113.7", ""),
        ('for="10.0.0.1, for=203.0.113.7', "203.0.113.7", ""),
        ("for=203.0.113.7, for=_hidden", "", ""),
        ("for=unknown", "", ""),
        ("for=[::1", "::1", ""),
        ("203.0.113.7", "", ""),
        (",;=,;==", "", ""),
        ("", "", ""),
    ],
)
def test_address_and_scheme_are_what_our_own_proxy_saw(
    header: str, address: str, scheme: str
) -> None:
    assert seen_by_proxy(header) == (address, scheme)


def test_keyed_hash_holds_nothing_it_was_made_of_and_ends_with_each_part() -> None:
    one = keyed_hash("booking", "2026-06-01", "192.0.2.1")
    assert len(one) == 64
    others = [
        keyed_hash("booking", "2026-06-02", "192.0.2.1"),
        keyed_hash("feedback", "2026-06-01", "192.0.2.1"),
        keyed_hash("booking", "2026-06-01", "192.0.2.2"),
    ]
    assert one not in others


def test_keyed_hash_needs_the_key(settings: Settings) -> None:
    one = keyed_hash("booking", "192.0.2.1")
    settings.LOOKUP_KEY = b"x" * 32
    assert keyed_hash("booking", "192.0.2.1") != one


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("nonsense", "nonsense", True),
    ],
)
def test_one_line_counts_as_one_sender(first: str, second: str, same: bool) -> None:
    assert (line_of(first) == line_of(second)) is same


ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
CLIENT, LIE = "203.0.113.7", "198.51.100.66"
OF_PROXY = [("X-Forwarded-For", CLIENT), ("Forwarded", f"for={CLIENT};proto=https")]


@pytest.fixture
def port() -> Iterator[int]:
    """The port of granian, as the README starts it, on loopback and behind a proxy of ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--blocking-threads", "2", "--log-level", "critical"]
    child = subprocess.Popen(
        [*command, "tests.clinic_site.echo_origin:application"],
        cwd=ROOT,
        env={**os.environ, "BEHIND_PROXY": "1"},
    )
    try:
        wait_for(child, port)
        yield port
    finally:
        child.terminate()
        child.wait(PATIENCE)


def wait_for(child: "subprocess.Popen[bytes]", port: int) -> None:
    for _attempt in range(PATIENCE * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"granian ended with {child.wait(0.1)}")
    raise AssertionError("granian never opened its port")


def ask(port: int, *headers: tuple[str, str]) -> Any:
    """Send the headers in this order, as a proxy passes them on, and read the echo."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest("GET", "/")
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    seen = json.loads(connection.getresponse().read())
    connection.close()
    return seen


def test_behind_a_proxy_no_header_of_a_client_moves_it(port: int) -> None:
    plain = ask(port, *OF_PROXY)
    assert (plain["address"], plain["scheme"]) == (CLIENT, "https")
    for lies in (
        [("X_Forwarded_For", LIE), ("X_Forwarded_Proto", "http")],
        [("X-Forwarded-For", LIE), ("X-Forwarded-Proto", "http")],
        [("x_forwarded-for", LIE), ("X-Forwarded-Host", "evil.example")],
    ):
        seen = ask(port, *OF_PROXY, *lies)
        assert (seen["address"], seen["scheme"], seen["let_in"]) == (CLIENT, "https", [])
        # The control: what used to be read believes the client.
        assert seen["old_reading"] == LIE
    # A proxy that adds to what the client claims stands last.
    seen = ask(port, ("Forwarded", f"for={LIE};proto=http"), *OF_PROXY)
    assert (seen["address"], seen["scheme"]) == (CLIENT, "https")
    # One that says nothing leaves its own address, and counts as plain http.
    seen = ask(port, ("X_Forwarded_For", LIE), ("X-Forwarded-Proto", "https"))
    assert (seen["address"], seen["scheme"]) == ("127.0.0.1", "http")


def test_without_a_proxy_no_header_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(wsgi, "_django", lambda environ, _start: seen.update(environ))
    lies = {"HTTP_FORWARDED": f"for={LIE};proto=https", "HTTP_X_FORWARDED_FOR": LIE}
    own = {"REMOTE_ADDR": CLIENT, "wsgi.url_scheme": "http"}
    wsgi.application({**own, **lies}, lambda *_given: print)
    assert {name: seen.get(name) for name in (*own, *lies)} == {**own, **dict.fromkeys(lies)}
