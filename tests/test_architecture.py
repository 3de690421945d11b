"""The house's import rules (README.md, "The rooms"), read off the source by parsing it."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("clinic_site", "articles", "intake")
STANDARD_LIBRARY = sys.stdlib_module_names

PURE = {
    "intake.availability",
    "intake.deadlines",
    "intake.triage",
    "intake.transitions",
    "articles.draft",
    "articles.markup",
    "articles.differences.compare",
    "articles.differences.matching",
    "articles.gate",
    "clinic_site.foundation.images.naming",
    "clinic_site.foundation.text.personal",
    "articles.readability",
    "articles.stages",
    "clinic_site.foundation.text.marks",
    "clinic_site.foundation.text.numbers",
    "clinic_site.foundation.warning_signs",
}
FOUNDATION = "clinic_site.foundation"

# Within an app: who may import whom.
INTAKE_MAY = {
    "journey": {"actions", "consent", "enquiries", "envelopes", "exceptions", "fields", "links"}
    | {"models", "queries", "throttling", "timetable", "triage"},
    "patient": {"actions", "calendars", "envelopes", "exceptions", "fields", "journey", "links"}
    | {"models", "privacy", "queries", "throttling", "timetable", "transitions", "triage"}
    | {"wording"},
    "timetable": {"models", "queries"},
    "admin": {"actions", "enquiries", "envelopes", "exceptions", "exchange", "fields", "holidays"}
    | {"journey", "models", "notifications", "queries", "throttling", "timetable", "transitions"}
    | {"triage"},
    "actions": {"queries", "envelopes", "links", "models", "transitions", "triage", "exceptions"}
    | {"availability", "deadlines", "throttling"},
    "throttling": {"models", "queries", "transitions", "exceptions"},
    "exchange": {"models", "transitions"},
    "enquiries": {"queries", "envelopes", "links", "models", "transitions", "triage", "exceptions"},
    "privacy": {"queries", "envelopes", "links", "models", "transitions", "exceptions", "enquiries"}
    | {"actions", "consent", "triage"},
    "notifications": {"calendars", "envelopes", "links", "models", "queries", "transitions"},
    "calendars": {"envelopes", "models", "transitions"},
    "queries": {"availability", "deadlines", "envelopes", "models", "transitions"},
    "links": {"models"},
    "envelopes": {"models", "exceptions"},
    "models": {"transitions"},
}
ARTICLES_MAY = {
    "reading": {"draft", "models", "outdated", "queries", "rendering", "search"},
    "feedback": {"models", "queries"},
    "previews": {"differences", "editions", "models", "reading"},
    "admin": {"differences", "editions", "exceptions", "feedback", "figures", "gate", "markup"}
    | {"models", "outdated", "previews", "reading", "stages"},
    "management": {"editions", "exceptions", "models", "starter"},
    "starter": {"markup", "models"},
    "digests": {"editions", "models", "outdated", "review_dates"},
    "review_dates": {"editions", "models", "stages"},
    "outdated": {"draft", "gate", "models"},
    "editions": {"draft", "exceptions", "gate", "models", "rendering", "search", "stages"},
    "queries": {"models", "rendering"},
    "rendering": {"draft", "figures", "markup", "models"},
    "differences": {"markup", "models", "rendering"},
    "search": {"models"},
    "gate": {"draft", "markup", "readability"},
    "models": {"draft", "figures", "markup"},
    "exceptions": {"gate"},
}


@dataclass(frozen=True)
class Module:
    """One of our source files, and what it imports."""

    name: str
    path: Path
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported module name, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def room(self) -> str:
        """The second part of the name: `intake.models.booking` lives in `models`."""
        return self.name.split(".")[1] if "." in self.name else ""


def load_modules() -> list[Module]:
    found = []
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return found


MODULES = load_modules()


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def offenders(modules: list[Module], forbidden: object) -> list[str]:
    assert callable(forbidden)
    return [
        f"{module.name}:{line} imports {target}"
        for module in modules
        for target, line in module.imports()
        if forbidden(target)
    ]


def test_apps_never_import_each_other() -> None:
    articles = [m for m in MODULES if within(m.name, "articles")]
    intake = [m for m in MODULES if within(m.name, "intake")]
    assert offenders(articles, lambda target: within(target, "intake")) == []
    assert offenders(intake, lambda target: within(target, "articles")) == []


def test_apps_and_foundation_import_nothing_of_the_roof() -> None:
    lower = [m for m in MODULES if within(m.name, "articles", "intake", FOUNDATION)]
    of_the_roof = offenders(
        lower, lambda target: within(target, "clinic_site") and not within(target, FOUNDATION)
    )
    assert of_the_roof == []


def test_foundation_knows_neither_app() -> None:
    below = [m for m in MODULES if within(m.name, FOUNDATION)]
    assert below
    assert offenders(below, lambda target: within(target, "articles", "intake")) == []


def test_pure_modules_import_the_standard_library_and_pure_modules_only() -> None:
    pure = [m for m in MODULES if within(m.name, *PURE)]
    assert {m.name for m in pure} >= PURE

    def impure(target: str) -> bool:
        if within(target, *OURS):
            return not within(target, *PURE)
        return target.split(".")[0] not in STANDARD_LIBRARY

    assert offenders(pure, impure) == []


@pytest.mark.parametrize(
    ("app", "allowed"),
    [("intake", INTAKE_MAY), ("articles", ARTICLES_MAY)],
    ids=["intake", "articles"],
)
def test_rooms_of_an_app_keep_their_order(app: str, allowed: dict[str, set[str]]) -> None:
    broken = []
    for module in MODULES:
        if not within(module.name, app) or module.room() not in allowed:
            continue
        for target, line in module.imports():
            if not within(target, app) or target == app:
                continue
            room = target.split(".")[1]
            if room != module.room() and room not in allowed[module.room()]:
                broken.append(f"{module.name}:{line} imports {target}")
    assert broken == []


def test_only_settings_reads_the_environment() -> None:
    entry_points = {"clinic_site.settings", "clinic_site.wsgi", "clinic_site.first_run"}
    broken = [
        module.name
        for module in MODULES
        if module.name not in entry_points
        and any(
            isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            for node in ast.walk(module.tree)
        )
    ]
    assert broken == []


def test_only_the_outbox_sends_mail() -> None:
    others = [m for m in MODULES if not within(m.name, "clinic_site.foundation.outbox")]
    assert offenders(others, lambda target: within(target, "django.core.mail", "smtplib")) == []


def test_passwords_are_checked_at_one_door_that_counts_the_wrong_ones() -> None:
    checks = {"authenticate", "aauthenticate", "check_password", "acheck_password"}
    askers = {
        module.name
        for module in MODULES
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in checks)
        or (isinstance(node, ast.Attribute) and node.attr in checks)
    }
    assert askers == {"clinic_site.foundation.accounts.attempts"}


def test_only_rendering_marks_text_as_safe() -> None:
    broken = [
        module.name
        for module in MODULES
        if not within(module.name, "articles.rendering")
        and any(
            (isinstance(node, ast.Name) and node.id in {"mark_safe", "SafeString", "SafeText"})
            or (isinstance(node, ast.alias) and node.name == "mark_safe")
            for node in ast.walk(module.tree)
        )
    ]
    assert broken == []
    unsafe = [p for p in (ROOT / "templates").rglob("*.html") if "|safe" in p.read_text()]
    assert unsafe == []


def test_our_modules_are_imported_at_the_top_only() -> None:
    broken = []
    for module in MODULES:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name == "ready" and module.name.endswith("apps"):
                continue
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            for statement in inner:
                names = [
                    getattr(statement, "module", None) or "",
                    *(a.name for a in statement.names),
                ]
                if any(within(name, *OURS) for name in names):
                    broken.append(f"{module.name}:{statement.lineno}")
        if any(isinstance(n, ast.Name) and n.id == "TYPE_CHECKING" for n in ast.walk(module.tree)):
            broken.append(f"{module.name} uses TYPE_CHECKING")
    assert broken == []


# `passwords` and `second_step` hold views: of every page where one is typed.
CLOCK_READERS = {
    "views",
    "journey",
    "patient",
    "passwords",
    "admin",
    "middleware",
    "commands",
    "pages",
    "desk",
}
CLOCK_READERS |= {"feeds", "second_step"}


def test_only_the_edges_read_the_clock() -> None:
    def reads_clock(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"now", "utcnow", "today", "localdate", "localtime"}
            and (node.func.attr not in {"localtime", "localdate"} or not node.args)
        )

    broken = [
        module.name
        for module in MODULES
        if not CLOCK_READERS & set(module.name.split("."))
        and any(reads_clock(node) for node in ast.walk(module.tree))
    ]
    assert broken == []


def test_the_rules_can_fail() -> None:
    tree = ast.parse("from articles.models import Article\nimport requests\n")
    planted = [Module("intake.transitions", ROOT / "planted.py", tree)]
    assert offenders(planted, lambda target: within(target, "articles")) == [
        "intake.transitions:1 imports articles.models.Article"
    ]


def test_the_top_level_holds_only_what_was_agreed() -> None:
    agreed = {"manage.py", "clinic_site", "articles", "intake", "templates", "static", "tests"}
    agreed |= {"requirements.txt", "README.md", "pyproject.toml", "LICENSE"}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} - {"__pycache__"}
    assert found <= agreed
