"""The first run makes secrets once, for their owner only."""

import os
import runpy
import stat
import sys
from pathlib import Path

import pytest

from clinic_site import first_run
from clinic_site.environment import Environment, read_file


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
