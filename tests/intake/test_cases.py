"""Every case that booking must pass names tests that are there. See cases.py."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.intake.cases import CASES, Shown

TESTS = Path(__file__).resolve().parents[1]
# As many as were agreed: a case that is dropped from the list is missed too.
AGREED = {
    "At once": 11,
    "Time": 10,
    "Lapsing": 3,
    "Links": 3,
    "Letters": 5,
    "Safety": 4,
    "People": 5,
}
EACH = [
    pytest.param(shown, id=f"{group}: {case}")
    for group, cases in CASES.items()
    for case, shown in cases.items()
]


@cache
def functions_in(path: str) -> frozenset[str]:
    """The tests that pytest would collect from this file and run."""
    file = TESTS / path
    if not (file.name.startswith("test_") and file.is_file()):
        return frozenset()
    body = ast.parse(file.read_text()).body
    return frozenset(
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any("skip" in ast.unparse(mark) for mark in node.decorator_list)
    )


def missing(shown: Shown) -> Iterator[str]:
    """What is named and is not there."""
    for name in shown:
        path, _colons, function = name.partition("::")
        if function not in functions_in(path):
            yield name


@pytest.mark.parametrize("shown", EACH)
def test_case_is_shown_by_tests_that_exist(shown: Shown) -> None:
    assert shown
    assert list(missing(shown)) == []


def test_every_agreed_case_is_listed() -> None:
    assert {group: len(cases) for group, cases in CASES.items()} == AGREED


def test_control_a_test_that_went_is_missed() -> None:
    gone = ("intake/test_cases.py::test_that_was_renamed", "intake/test_gone.py::test_x")
    here = "intake/test_cases.py::test_every_agreed_case_is_listed"
    assert list(missing((*gone, here))) == list(gone)
