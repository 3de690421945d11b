"""Settings are read strictly: a typing slip stops the site with a hint."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic_site.environment import Environment, mail_settings, read_file

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()


def test_flag_reads_the_usual_words() -> None:
    env = Environment({"A": "yes", "B": "0", "C": ""})
    assert [env.flag(name) for name in "ABC"] == [True, False, False]
    assert env.flag("D", default=True) is True


def test_flag_refuses_to_guess() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEMO must be 1 or 0"):
        Environment({"DEMO": "maybe"}).flag("DEMO")


def test_words_drop_blanks() -> None:
    assert Environment({"HOSTS": "a.example, ,b.example"}).words("HOSTS") == [
        "a.example",
        "b.example",
    ]


def test_keys_keep_their_order() -> None:
    keys = Environment({"K": f"new:{KEY},old:{KEY}"}).keys("K", "hint")
    assert list(keys) == ["new", "old"]
    assert keys["new"] == bytes(range(32))


@pytest.mark.parametrize("value", ["", "k1", f":{KEY}", f"much-too-long:{KEY}", "k1:abc", "k1:!!"])
def test_keys_that_cannot_work_are_refused_without_being_shown(value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment({"K": value}).keys("K", "hint")
    assert "abc" not in str(refusal.value)


def test_file_gives_names_and_values(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# comment=1\nA=1=2\n\nB = x \n")
    assert read_file(file) == {"A": "1=2", "B": "x"}
    assert read_file(tmp_path / "missing") == {}


def test_mail_address_is_read_in_full() -> None:
    found = mail_settings("smtp://me%40x:p%2Fw@mail.example:587/?tls=1")
    assert found["EMAIL_HOST_USER"] == "me@x"
    assert found["EMAIL_HOST_PASSWORD"] == "p/w"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        587,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("url", "backend"), [("console:", "console"), ("memory:", "locmem"), ("file:///x", "filebased")]
)
def test_mail_backends_for_a_first_look(url: str, backend: str) -> None:
    assert (
        mail_settings(url)["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    )


def test_unknown_mail_address_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail_settings("carrier-pigeon://loft")


GOOD = {
    "SECRET_KEY": "x" * 60,
    "ENVELOPE_KEYS": f"k1:{KEY}",
    "LOOKUP_KEY": KEY,
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
}


def start(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    values = {**GOOD, "LOCAL_DIR": str(tmp_path), "PATH": "/usr/bin", **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=values,
        capture_output=True,
        text=True,
        check=False,
    )


def test_site_starts_with_its_secrets_and_refuses_without_each(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    for name in GOOD:
        refused = start(tmp_path, **{name: ""})
        assert refused.returncode != 0
        assert f"{name} is not set" in refused.stderr


def test_demo_needs_neither_address_nor_hosts(tmp_path: Path) -> None:
    assert start(tmp_path, DEMO="1", SITE_URL="", ALLOWED_HOSTS="").returncode == 0


def test_debug_is_refused_outside_demo_mode(tmp_path: Path) -> None:
    refused = start(tmp_path, DEBUG="1")
    assert refused.returncode != 0
    assert "only with DEMO=1" in refused.stderr
