"""Bundles hold their parts, in order, and follow a change of a part."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from clinic_site.deploy.stylesheets import BundleFinder


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
