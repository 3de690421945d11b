"""Where the files of pictures lie, and under which address readers get them."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from clinic_site.foundation.images.encoding import Refused
from clinic_site.foundation.images.naming import is_file_name

FOLDER = "pictures"
_OWNER_ENTERS = 0o700


def address(name: str) -> str:
    """Return the address of one file."""
    return f"{settings.MEDIA_URL}{FOLDER}/{name}"


def keep(files: Mapping[str, bytes]) -> None:
    """Write the files, each whole or not at all. One that is there already is left as it is."""
    try:
        for folder in (_folder().parent, _folder()):
            folder.mkdir(_OWNER_ENTERS, parents=True, exist_ok=True)
        for name, content in files.items():
            target = _folder() / name
            if not target.exists():
                _write(target, content)
    except OSError as error:
        raise Refused(
            _("The picture could not be kept: the server’s disk is full or locked. Try later.")
        ) from error


def _write(target: Path, content: bytes) -> None:
    # Its owner alone may read it: the site itself serves what is published.
    handle, draft = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def open_file(name: str) -> BinaryIO | None:
    """Open one file, or return None if there is none of this name. No name can lead elsewhere."""
    if not is_file_name(name):
        return None
    try:
        return (_folder() / name).open("rb")
    except OSError:
        return None


def discard(names: Iterable[str]) -> None:
    """Delete the files of a picture that nothing shows."""
    for name in names:
        if is_file_name(name):
            (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER
