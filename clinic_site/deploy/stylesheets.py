"""Join small stylesheets into the few files that pages link to.

One small file per component is good to read and bad to download. An entry in
`static/css/bundles/` is a list of `@import` lines; the joined file is written under
`.local/bundles/` whenever one of its parts is newer, and found there by Django's own staticfiles.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)


class BundleFinder(BaseFinder):
    """A staticfiles finder that serves each entry of `static/css/bundles/` as `css/<its name>`."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.entries = Path(settings.BASE_DIR) / "static" / "css" / "bundles"
        self.folder = Path(settings.LOCAL_DIR) / "bundles"
        self.storage = FileSystemStorage(location=self.folder)

    def check(self, **kwargs: Any) -> list[Any]:
        """Report nothing: a missing part fails loudly when it is read."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the bundle lies; nothing for any other path."""
        folder, _slash, name = path.rpartition("/")
        if folder != "css" or not (self.entries / name).is_file():
            return []
        target = str(build(self.entries / name, self.folder / path))
        return [target] if find_all else target

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Make every bundle and yield it."""
        for entry in sorted(self.entries.glob("*.css")):
            path = f"css/{entry.name}"
            build(entry, self.folder / path)
            yield path, self.storage


def build(entry: Path, target: Path) -> Path:
    """Write the bundle if its entry or one of its parts is newer, and return its place."""
    names = _IMPORT.findall(entry.read_text(encoding="utf-8"))
    parts = [entry.parent / name for name in names]
    newest = max(part.stat().st_mtime for part in [*parts, entry])
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        draft.write_text("\n".join(part.read_text(encoding="utf-8") for part in parts))
        draft.replace(target)
    return target
