"""What the READMEs, CONTRIBUTING.md and SECURITY.md say is there, is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECURITY = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
ROOMS = ("clinic_site", "articles", "intake", "tests")
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
PATH = re.compile(r"`((?:articles|intake|clinic_site|templates|static|tests|\.ci)/[\w./]*)`")
COMMAND = re.compile(r"^python3 -m venv \.venv && .*$", re.MULTILINE)


def test_every_path_named_exists() -> None:
    named = PATH.findall(README)
    assert "intake/transitions/table.py" in named
    defended = PATH.findall(SECURITY)
    assert "tests/races/test_one_time.py" in defended
    for page in (*(ROOT / room / "README.md" for room in ROOMS), CONTRIBUTING):
        named += PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named + defended if not (ROOT / path).exists()] == []


def test_one_line_runs_it_and_one_tests_it() -> None:
    run, test = COMMAND.findall(README)
    assert run.endswith("manage.py quickstart")
    assert "-m pytest" in test


def test_every_setting_read_is_explained() -> None:
    settings = (ROOT / "clinic_site" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings)) | {"LOCAL_DIR"}
    only_for_tests = {"TEMPLATE_DEBUG", "PLAIN_STATIC_NAMES", "DEMO_PASSWORD"}
    assert {name for name in read - only_for_tests if f"`{name}`" not in README} == set()
