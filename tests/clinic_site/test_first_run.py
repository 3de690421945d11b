"""The first run makes secrets once, for their owner only."""

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
