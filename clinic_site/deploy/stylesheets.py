"""Join small stylesheets into the few files that pages link to.

One small file per component is good to read and bad to download. Each bundle is written under
`.local/bundles/` whenever one of its parts is newer, and found there by Django's own staticfiles.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path("static") / "css"

BUNDLES: dict[str, tuple[str, ...]] = {
    "css/site.css": (
        "fonts",
        "tokens",
        "base",
        "layout",
        "header",
        "footer",
        "banner",
        "button",
        "lists",
        "search",
        "home",
        "article",
        "contents",
        "claim",
        "card",
        "figure",
        "table",
        "term",
        "references",
        "questions",
        "forced",
    ),
    "css/booking.css": (
        "journey",
        "form",
        "choices",
        "error-summary",
        "times",
        "summary-list",
        "interruption",
        "for-caller",
    ),
    "css/preview.css": (
        "form",
        "error-summary",
        "difference",
        "draft-bar",
    ),
    "css/staff.css": (
        "fonts",
        "tokens",
        "staff-admin",
        "staff-controls",
        "staff-editor",
        "cut",
        "staff-pictures",
        "staff-lists",
        "staff-desk",
        "staff-day",
        "staff-diary",
        "staff-accounts",
        "staff-booking",
        "staff-decision",
        "staff-findings",
        "times",
        "staff-times",
        "staff-history",
        "staff-workflow",
        "difference",
    ),
}


class BundleFinder(BaseFinder):
    """A staticfiles finder whose files are made from the parts named in BUNDLES."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.LOCAL_DIR) / "bundles"
        self.storage = FileSystemStorage(location=self.folder)

    def check(self, **kwargs: Any) -> list[Any]:
        """Report nothing: a missing part fails loudly when it is read."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the bundle lies; nothing for any other path."""
        if path not in BUNDLES:
            return []
        target = str(build(path, self.folder))
        return [target] if find_all else target

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Make every bundle and yield it."""
        for path in BUNDLES:
            build(path, self.folder)
            yield path, self.storage


def build(path: str, folder: Path) -> Path:
    """Write one bundle if a part of it, or the list of parts, is newer; return its place."""
    source = Path(settings.BASE_DIR) / SOURCE
    parts = [source / f"{name}.css" for name in BUNDLES[path]]
    target = folder / path
    newest = max(part.stat().st_mtime for part in [*parts, Path(__file__)])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts))
        draft.replace(target)
    return target
