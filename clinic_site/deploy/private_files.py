"""Database, secrets and uploads are for the site's own account alone, whatever the umask."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

OWNER_READS = 0o600
OWNER_ENTERS = 0o700
BESIDE_THE_DATABASE = ("-wal", "-shm", "-journal")

logger = logging.getLogger(__name__)


def close_to_others(local: Path, database: Path | None, media: Path) -> None:
    """Take every right from others on the database, and on what is private inside `local`.

    Nothing else outside is touched. A SQLite database that is not there yet is made empty, because
    SQLite itself would let others read it. The files that it writes beside it are given its rights.
    """
    if not local.is_dir():
        return
    if database and not database.exists() and database.parent.is_dir():
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, OWNER_READS))
    for path in _private(local, media):
        if not path.is_symlink() and path.exists() and _lies_in(local, path):
            _close(path)
    for path in _database_files(database) if database else ():
        if path.is_file():
            _close(path)


def _private(local: Path, media: Path) -> Iterator[Path]:
    # A folder that others use too, such as /tmp, would be taken from them.
    if not local.stat().st_mode & stat.S_ISVTX and local != Path(local.anchor):
        yield local
    yield local / "secrets.env"
    yield media
    yield from media.rglob("*")


def _database_files(database: Path) -> Iterator[Path]:
    yield database
    yield from (database.with_name(database.name + end) for end in BESIDE_THE_DATABASE)


def _lies_in(local: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(local.resolve())


def _close(path: Path) -> None:
    mode = OWNER_ENTERS if path.is_dir() else OWNER_READS
    if stat.S_IMODE(path.stat().st_mode) == mode:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        logger.warning("Others may read %s: give it to the account of the site.", path)
