"""An unsafe start is refused in one line that says what to do; the same made right starts."""

import base64
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from clinic_site.foundation.exceptions import StartRefused

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def key(first: int) -> str:
    return base64.b64encode(bytes(range(first, first + 32))).decode()


RANDOM = "vR4t_9xKq-ZmW2pLs8YbNc5GdHf7JgTa3EuQi6OoXy1PzDkBnM0SwVe"
CLINIC = {
    "SECRET_KEY": RANDOM,
    "ENVELOPE_KEYS": f"k1:{key(1)},k2:{key(2)}",
    "LOOKUP_KEY": key(3),
    "ALLOWED_HOSTS": "clinic.example,.clinic.example",
    "SITE_URL": "https://clinic.example",
    "EMAIL_URL": "smtp://mail.example",
}
DEMO = {"DEMO": "1", "SITE_URL": "", "ALLOWED_HOSTS": "", "EMAIL_URL": ""}
AT_HOME = {"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}

# What is changed in the environment of a clinic, and what the refusal says.
REFUSED: list[tuple[dict[str, str], str]] = [
    *(({name: ""}, f"{name} is not set") for name in CLINIC if name != "EMAIL_URL"),
    ({"DEBUG": "1"}, "only with DEMO=1"),
    ({"DEMO": "perhaps"}, "DEMO must be 1 or 0"),
    ({"SECRET_KEY": RANDOM[:49]}, "SECRET_KEY is shorter than 50"),
    ({"SECRET_KEY": "x" * 60}, "SECRET_KEY repeats a few"),
    ({"SECRET_KEY": "abcdefghijkl" * 5 + "abc"}, "SECRET_KEY repeats a few"),
    ({"SECRET_KEY": f"django-insecure-{RANDOM}"}, "SECRET_KEY is an example"),
    ({"SECRET_KEY": f"{RANDOM}ChangeMe"}, "SECRET_KEY is an example"),
    ({"SECRET_KEY": f"{RANDOM}{key(3)}"}, "SECRET_KEY contains another"),
    ({"SECRET_KEY": f"{RANDOM}{key(2)}"}, "SECRET_KEY contains another"),
    ({"DEMO": "1", "SECRET_KEY": "short"}, "SECRET_KEY is shorter"),
    ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS is shorter"),
    ({"SECRET_KEY_FALLBACKS": RANDOM}, "SECRET_KEY_FALLBACKS repeats SECRET_KEY"),
    ({"ENVELOPE_KEYS": f"k1:{key(1)},k1:{key(2)}"}, "ENVELOPE_KEYS names k1 twice"),
    ({"ENVELOPE_KEYS": f"k1:{key(1)},k2:{key(1)}"}, "k1 of ENVELOPE_KEYS and k2 of ENVELOPE_KEYS"),
    ({"ENVELOPE_KEYS": f"k1:{key(3)}"}, "LOOKUP_KEY and k1 of ENVELOPE_KEYS are the same key"),
    ({"ENVELOPE_KEYS": f"k1:{'A' * 43}="}, "k1 of ENVELOPE_KEYS is not made of random bytes"),
    (
        {"LOOKUP_KEY": base64.b64encode(b"one piece, twice" * 2).decode()},
        "LOOKUP_KEY is not made of random bytes",
    ),
    *(
        ({"ALLOWED_HOSTS": f"clinic.example,{host}"}, f"ALLOWED_HOSTS={host} answers to any name")
        for host in ("*", ".", ".com", ".com.")
    ),
    ({"SITE_URL": "http://clinic.example"}, "SITE_URL must begin with https://"),
    ({"SITE_URL": "clinic.example"}, "SITE_URL must begin with https://"),
    ({"SITE_URL": "https://clinic.example:99999"}, "SITE_URL is not an address"),
    ({"HTTPS": "0"}, "HTTPS=0 sends what patients write in clear"),
    ({**AT_HOME, "HTTPS": "0", "ALLOWED_HOSTS": "clinic.example"}, "clinic.example is not this"),
    *(
        ({"EMAIL_URL": url}, f"EMAIL_URL={url.strip().lower().partition(':')[0]}: sends nothing")
        for url in ("console:", "CONSOLE:", " console:", "memory:", "file:///tmp/mail")
    ),
    ({"EMAIL_URL": "smtp://mail.example:99999"}, "EMAIL_URL is not an address"),
    ({"DEMO": "1"}, "clinic.example is not this machine"),
    ({**DEMO, "ALLOWED_HOSTS": "localhost,192.0.2.7"}, "192.0.2.7 is not this machine"),
    ({**DEMO, "ALLOWED_HOSTS": "*"}, "* is not this machine"),
    *(
        ({"DATABASE_URL": url}, "DATABASE_URL must read postgres://")
        for url in (
            *("nonsense", "postgres://a:hush@h:port/x", "postgres://[::1/x", "postgres://"),
            *("mysql://a:hush@h/x", "sqlite://", "sqlite://:memory:"),
        )
    ),
]
STARTS: list[dict[str, str]] = [
    {},
    {"SECRET_KEY_FALLBACKS": RANDOM[::-1]},
    {**AT_HOME, "HTTPS": "0"},
    DEMO,
    {**DEMO, **AT_HOME, "EMAIL_URL": "file:///tmp/mail"},
    {"DEMO": "1", "DEMO_PUBLIC": "1", "ALLOWED_HOSTS": "*", "EMAIL_URL": "console:"},
    {"DATABASE_URL": "postgres://a:b%40@localhost:5432/x"},
]


def read_settings(
    folder: Path, changes: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, object]:
    """Run the real settings file on a clinic's environment with these changes."""
    monkeypatch.setattr(os, "environ", {**CLINIC, "LOCAL_DIR": str(folder), **changes})
    return runpy.run_path(str(ROOT / "clinic_site" / "settings.py"))


@pytest.mark.parametrize(("changes", "said"), REFUSED, ids=lambda value: str(value)[:60])
def test_unsafe_start_is_refused_in_one_line(
    changes: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StartRefused) as refusal:
        read_settings(tmp_path, changes, monkeypatch)
    line = str(refusal.value)
    assert said in line
    assert "\n" not in line
    secrets = [RANDOM, key(1), key(2), key(3), "hush"]
    assert not any(secret in line for secret in secrets)


@pytest.mark.parametrize("changes", STARTS, ids=str)
def test_control_the_same_made_right_starts(
    changes: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_settings(tmp_path, changes, monkeypatch)


def start(folder: Path, *command: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**CLINIC, "LOCAL_DIR": str(folder), "PATH": "/usr/bin", **changes},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


SERVE = ("-m", "granian", "--interface", "wsgi", "--port", "0", "--log-level", "error")
SERVER = (*SERVE, "clinic_site.wsgi:application")


@pytest.mark.parametrize(
    "command",
    [("manage.py", "check"), ("manage.py", "work"), ("manage.py", "quickstart"), SERVER],
    ids=lambda command: command[1],
)
def test_every_way_to_start_says_one_line_and_stops(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "secrets.env").touch()
    ended = start(tmp_path, *command)
    assert ended.returncode != 0
    said = [line for line in ended.stderr.splitlines() if "granian" not in line]
    assert said[0].startswith(f"The site does not start. {tmp_path}/secrets.env is empty.")
    assert "Traceback" not in ended.stderr


def test_control_a_clinic_with_all_it_needs_starts(tmp_path: Path) -> None:
    assert start(tmp_path, "manage.py", "check").returncode == 0
