"""Bundles hold their parts, in order, and follow a change of a part."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from clinic_site.deploy import stylesheets


@pytest.fixture
def sources(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    css = tmp_path / "static" / "css"
    css.mkdir(parents=True)
    (css / "one.css").write_text("a{}")
    (css / "two.css").write_text("b{}")
    settings.BASE_DIR = tmp_path
    settings.LOCAL_DIR = tmp_path
    monkeypatch.setattr(stylesheets, "BUNDLES", {"css/all.css": ("two", "one")})
    return css


def test_bundle_joins_its_parts_in_order(sources: Path) -> None:
    found = stylesheets.BundleFinder().find("css/all.css")
    assert Path(found).read_text() == "b{}\na{}"


def test_bundle_follows_a_changed_part(sources: Path) -> None:
    target = Path(stylesheets.BundleFinder().find("css/all.css"))
    (sources / "one.css").write_text("c{}")
    later = target.stat().st_mtime + 10
    os.utime(sources / "one.css", (later, later))
    assert Path(stylesheets.BundleFinder().find("css/all.css")).read_text() == "b{}\nc{}"


def test_other_paths_are_left_to_other_finders(sources: Path) -> None:
    assert stylesheets.BundleFinder().find("css/other.css") == []


def test_every_bundle_of_the_site_can_be_made() -> None:
    for path in stylesheets.BUNDLES:
        assert finders.find(path), path
