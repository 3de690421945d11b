"""No pattern of ours takes more than linear time, whatever a stranger sends.

Each runs in a process of its own that the system kills after a second of processor.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from django import forms
from django.apps import apps
from django.core.validators import RegexValidator
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from tests.test_architecture import MODULES, OURS

pytestmark = pytest.mark.slow

LENGTH = 90_000
AT_ONCE = 2
FEWEST = 50
"""Fewer than there are: that some were found shows that the search for them still works."""
Found = dict[tuple[str, int], str]
"""Where each pattern stands, by its text and flags."""
CHILD = Path(__file__).with_name("hostile_text.py")

MADE_OF_WORDS = {
    "articles.gate.substance": [],
    "articles.admin.concurrency.formsets": [r"sections-(\d+)-(.+)"],
    "articles.rendering.bodies": [r"\b(slipped disc|disc|L5)(?:e?s)?\b"],
    "articles.search.words": [r"\b(traction\w*|back\w*|out\b)"],
    "clinic_site.foundation.images.naming": [],
}
"""Patterns that are made while the site runs, as they come out; or none where a global holds it."""


def modules() -> Iterator[ModuleType]:
    for top in OURS:
        package = importlib.import_module(top)
        yield package
        for each in pkgutil.walk_packages(package.__path__, f"{top}."):
            if ".migrations" not in each.name and not each.name.endswith(".wsgi"):
                yield importlib.import_module(each.name)


def in_modules() -> Found:
    """What stands in a module or in a class of it."""
    found = {}
    for module in modules():
        classes = [each for each in vars(module).values() if isinstance(each, type)]
        for space in (module, *classes):
            for name, value in vars(space).items():
                for pattern in value if isinstance(value, tuple | list) else [value]:
                    if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                        found[pattern.pattern, pattern.flags] = f"{module.__name__}.{name}"
    return found


def in_calls() -> tuple[Found, set[str]]:
    """What is handed to `re` on the spot, and the modules that hand it what no reader can see."""
    found, unseen = {}, set()
    for module in MODULES:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
                continue
            if node.func.attr == "escape":
                continue
            given = node.args[0]
            if isinstance(given, ast.Constant):
                found[str(given.value), 0] = f"{module.name}:{node.lineno}"
            else:
                unseen.add(module.name)
    return found, unseen


def in_addresses(resolver: URLResolver | URLPattern) -> Found:
    regex = resolver.pattern.regex
    found = {(regex.pattern, regex.flags): f"the address {resolver.pattern}"}
    for each in getattr(resolver, "url_patterns", ()):
        found |= in_addresses(each)
    return found


def in_fields() -> Found:
    """What forms and models check values with."""
    ours = [each for module in modules() for each in vars(module).values()]
    bases = [
        field
        for each in ours
        if isinstance(each, type) and issubclass(each, forms.BaseForm)
        for field in getattr(each, "base_fields", {}).values()
    ]
    columns = [field for model in apps.get_models() for field in model._meta.get_fields()]
    return {
        (check.regex.pattern, check.regex.flags): f"the field {field}"
        for field in [*bases, *columns]
        for check in getattr(field, "validators", ())
        if isinstance(check, RegexValidator) and isinstance(check.regex, re.Pattern)
    }


def every_pattern() -> Found:
    made = {(each, 0): name for name, patterns in MADE_OF_WORDS.items() for each in patterns}
    globals_and_classes = in_modules()
    known = {pattern for pattern, _flags in globals_and_classes}
    calls = {key: where for key, where in in_calls()[0].items() if key[0] not in known}
    return {**made, **in_fields(), **calls, **globals_and_classes}


def what_it_said(pattern: str, flags: int, length: int) -> str:
    """Return the text at which the process was killed that ran the pattern, or "" if none."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(CHILD)],
        input=json.dumps([pattern, flags, length]),
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ran.returncode == 0 else f"{ran.stdout.splitlines()[-1:]} {ran.stderr}"


def too_slow(found: Found, length: int) -> dict[str, str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        said = list(pool.map(lambda key: what_it_said(key[0], key[1], length), found))
    each = zip(found.items(), said, strict=True)
    return {f"{where} {pattern}": how for ((pattern, _flags), where), how in each if how}


def test_no_pattern_is_worse_than_linear() -> None:
    found = every_pattern()
    assert len(found) > FEWEST
    assert too_slow(found, LENGTH) == {}


def test_no_pattern_of_an_address_takes_long_over_the_longest_path() -> None:
    converters = {(each.regex, 0): f"converter {name}" for name, each in get_converters().items()}
    found = {**converters, **in_addresses(get_resolver())}
    assert too_slow(found, 2_000) == {}


def test_patterns_made_while_the_site_runs_are_all_named_here() -> None:
    assert in_calls()[1] == set(MADE_OF_WORDS)


@pytest.mark.parametrize(
    "pattern", [r"(/[^\s?\"']*)\?[^\s\"']*", r"\S*@", r"(a+)+b", r"\s+$", r"x*y"]
)
def test_control_patterns_that_read_a_text_again_and_again_are_found(pattern: str) -> None:
    """The first is the one that stopped the site: log lines were redacted with it."""
    assert too_slow({(pattern, 0): "here"}, LENGTH)
