"""Make the secrets that a first run needs, before Django's settings load.

Standard library only: at this moment nothing has been configured yet.
"""

import base64
import contextlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
AES_KEY_BYTES = 32
OWNER_ENTERS = 0o700


def prepare(local: Path | None = None) -> None:
    """Write `.local/secrets.env` (mode 600) if it is missing; leave an existing one alone.

    Exits with one clear line when the folder cannot be written. The file is there whole or not at
    all, and of two first runs at once one wins: keys that were used once must not be replaced.
    """
    folder = local or Path(os.environ.get("LOCAL_DIR", PROJECT / ".local"))
    target = folder / "secrets.env"
    if target.exists():
        return
    try:
        folder.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
        # mkstemp makes a file that its owner alone can read and write.
        descriptor, draft = tempfile.mkstemp(dir=folder, prefix="secrets.", suffix=".part")
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(_demo_secrets())
                file.flush()
                os.fsync(file.fileno())
            # Unlike a rename, a link never takes the place of a file that came meanwhile.
            with contextlib.suppress(FileExistsError):
                target.hardlink_to(draft)
        finally:
            Path(draft).unlink()
    except OSError as error:
        sys.exit(
            f"Cannot write {target}: {error.strerror}. "
            "Make the folder writable, or choose another with LOCAL_DIR."
        )


def _demo_secrets() -> str:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(AES_KEY_BYTES)).decode()

    lines = {
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ENVELOPE_KEYS": f"k1:{key()}",
        "LOOKUP_KEY": key(),
        "DEMO_PASSWORD": secrets.token_urlsafe(9),
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())
