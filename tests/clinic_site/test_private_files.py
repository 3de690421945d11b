"""What is private lies closed to every other account of the machine, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_site.deploy.private_files import close_to_others


@pytest.fixture(autouse=True)
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_was_left_open_is_closed_and_nothing_else(tmp_path: Path) -> None:
    local, database = tmp_path / "local", tmp_path / "local" / "clinic.sqlite3"
    outside = tmp_path / "outside"
    (local / "media" / "pictures").mkdir(parents=True)
    (local / "static").mkdir()
    for name in ("secrets.env", "clinic.sqlite3-wal", "media/pictures/a.webp", "static/site.css"):
        (local / name).touch()
    outside.touch()
    (local / "media" / "link").symlink_to(outside)
    assert mode(local) == 0o777
    close_to_others(local, database, local / "media")
    for folder in (local, local / "media", local / "media" / "pictures"):
        assert mode(folder) == 0o700
    for file in ("secrets.env", "clinic.sqlite3", "clinic.sqlite3-wal", "media/pictures/a.webp"):
        assert mode(local / file) == 0o600
    assert mode(local / "static" / "site.css") == 0o666
    assert mode(outside) == 0o666


def test_what_lies_elsewhere_is_left_alone_but_for_the_database(tmp_path: Path) -> None:
    local, elsewhere = tmp_path / "local", tmp_path / "elsewhere"
    local.mkdir()
    elsewhere.mkdir()
    (elsewhere / "picture").touch()
    (elsewhere / "db-wal").touch()
    close_to_others(local, elsewhere / "db", elsewhere)
    assert (mode(elsewhere), mode(elsewhere / "picture")) == (0o777, 0o666)
    assert (mode(elsewhere / "db"), mode(elsewhere / "db-wal")) == (0o600, 0o600)


def test_folder_that_others_use_too_stays_theirs(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    close_to_others(tmp_path, None, tmp_path / "media")
    assert mode(tmp_path) == 0o1777
    close_to_others(tmp_path / "missing", None, tmp_path / "missing" / "media")
    assert not (tmp_path / "missing").exists()
