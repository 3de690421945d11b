"""Settings are read strictly, and the first run makes secrets once, for their owner only."""

import base64
import os
import runpy
import stat
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic_site import first_run
from clinic_site.environment import Environment, mail_settings, read_file
from clinic_site.foundation.exceptions import StartRefused

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


@pytest.mark.parametrize(
    "value", ["", "k1", f":{KEY}", f"much-too-long:{KEY}", "k1:abc", "k1:!!", f"k1:{KEY},k1:{KEY}"]
)
def test_keys_that_cannot_work_are_refused_without_being_shown(value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment({"K": value}).keys("K", "hint")
    assert "abc" not in str(refusal.value)


def test_file_gives_names_and_values(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# comment=1\nA=1=2\n\nB = x \n")
    assert read_file(file) == {"A": "1=2", "B": "x"}
    assert read_file(tmp_path / "missing") == {}


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (b"", "is empty"),
        (b"\n# nothing but a comment\n", "is empty"),
        (b"DEMO=1\nSECRET_KEY\n", "has no NAME=value on line 2"),
        (b"DEMO=1\n=x\n", "has no NAME=value on line 2"),
        (b"DEMO=1\nSECRET_KEY=\0\0\0\n", "holds zero bytes"),
        (b"DEMO=1\nSECRET_KEY=\xff\xfe\n", "is not text"),
    ],
)
def test_damaged_file_is_refused_with_how_to_fix_it(
    tmp_path: Path, content: bytes, how: str
) -> None:
    file = tmp_path / "secrets.env"
    file.write_bytes(content)
    with pytest.raises(StartRefused) as refusal:
        read_file(file)
    assert str(refusal.value).startswith(f"{file} {how}. Restore it from a backup")


def test_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").mkdir()
    with pytest.raises(StartRefused, match="cannot be read"):
        read_file(tmp_path / "secrets.env")


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


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first_run.prepare(tmp_path / "new")
    before = (tmp_path / "new" / "secrets.env").read_text()
    first_run.prepare(tmp_path / "new")
    assert (tmp_path / "new" / "secrets.env").read_text() == before


def test_run_that_is_cut_short_leaves_no_half_written_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SystemExit, match="No space left on device"):
            first_run.prepare(tmp_path)
    assert list(tmp_path.iterdir()) == []
    # The control: with room on the disk the next run makes them.
    first_run.prepare(tmp_path)
    assert read_file(tmp_path / "secrets.env")["DEMO"] == "1"


def test_of_two_first_runs_at_once_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(descriptor: int) -> None:
        (tmp_path / "secrets.env").write_text("SECRET_KEY=of-the-other-run\n")

    monkeypatch.setattr(os, "fsync", meanwhile)
    first_run.prepare(tmp_path)
    assert read_file(tmp_path / "secrets.env") == {"SECRET_KEY": "of-the-other-run"}
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.env"]


def test_secrets_belong_to_their_owner_alone(tmp_path: Path) -> None:
    first_run.prepare(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600


def test_secrets_are_ones_that_settings_accept(tmp_path: Path) -> None:
    first_run.prepare(tmp_path)
    env = Environment(read_file(tmp_path / "secrets.env"))
    assert env.flag("DEMO") is True
    assert list(env.keys("ENVELOPE_KEYS", "")) == ["k1"]
    assert len(env.key("LOOKUP_KEY", "")) == 32
    assert len(env.required("SECRET_KEY", "")) >= 50


def test_unwritable_place_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit, match=r"Cannot write .*secrets.env: .*LOCAL_DIR"):
        first_run.prepare(tmp_path / "file" / "local")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_old_python_gets_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as refusal:
        runpy.run_path(str(first_run.PROJECT / "manage.py"), run_name="__main__")
    assert refusal.value.code == "This site needs Python 3.11 or newer; this is Python 3.9.2."
