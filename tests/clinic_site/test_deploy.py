"""What is private lies closed to others on this machine, and bundles hold their parts."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from clinic_site.deploy.private_files import close_to_others
from clinic_site.deploy.stylesheets import BundleFinder


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


@pytest.fixture
def sources(tmp_path: Path, settings: Settings) -> Path:
    css = tmp_path / "static" / "css"
    (css / "bundles").mkdir(parents=True)
    (css / "bundles" / "all.css").write_text(
        '/* All. */\n@import "../two.css";\n@import "../one.css";\n'
    )
    (css / "one.css").write_text("a{}")
    (css / "two.css").write_text("b{}")
    settings.BASE_DIR = settings.LOCAL_DIR = tmp_path
    return css


def bundle() -> Path:
    return Path(BundleFinder().find("css/all.css"))


@pytest.mark.parametrize(
    ("changed", "text", "joined"),
    [
        ("one.css", "a{}", "b{}\na{}"),
        ("one.css", "c{}", "b{}\nc{}"),
        ("bundles/all.css", '@import "../one.css";\n', "a{}"),
    ],
)
def test_bundle_joins_its_parts_in_order_and_follows_a_change(
    sources: Path, changed: str, text: str, joined: str
) -> None:
    later = bundle().stat().st_mtime + 10
    (sources / changed).write_text(text)
    os.utime(sources / changed, (later, later))
    assert bundle().read_text() == joined


def test_other_paths_are_left_to_other_finders(sources: Path) -> None:
    for path in ("css/other.css", "all.css", "css/bundles/all.css", "css/../all.css"):
        assert BundleFinder().find(path) == []


def test_every_bundle_of_the_site_can_be_made() -> None:
    found = [path for path, _storage in BundleFinder().list(None)]
    assert "css/site.css" in found
    assert all(finders.find(path) for path in found)
