"""A real site to attack: its own folder and database, granian and the worker, on loopback."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.attacks.browser import HOST, Figures, send

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 15
COMMAND_WITHIN_SECONDS = 120
# What a command needs of the machine; nothing else of this environment reaches the site.
KEPT = ("PATH", "HOME", "LANG")


class Site:
    """A sample site that stands behind a proxy: an attack plays the proxy, and changes address.

    Use it as a context manager. `figures` counts every request sent to it.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacked-"))
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        self.port = _free_port()
        self.figures = Figures()
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.run("quickstart", "--prepare")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the site's processes are started with."""
        return {
            **{name: value for name, value in os.environ.items() if name in KEPT},
            "LOCAL_DIR": str(self.folder / "local"),
            "TMPDIR": str(self.temporary),
            "BEHIND_PROXY": "1",
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def database(self) -> Path:
        """The site's SQLite file."""
        return self.folder / "local" / "clinic.sqlite3"

    def start(self) -> None:
        """Serve as the first command does, and return once the site answers."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "manage.py", "quickstart", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if send(self.port, "GET", "/healthz").status == 200:
                return
            time.sleep(0.2)
        raise TimeoutError(f"the site did not start:\n{self.log()}")

    def stop(self) -> None:
        """Stop server and worker."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(STOPS_WITHIN_SECONDS)
            self._server = None

    def log(self) -> str:
        """Everything that the site has printed so far."""
        return (self.folder / "log").read_text(errors="replace")

    def run(self, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a management command of the site; `changes` to its environment win."""
        return self._call([sys.executable, "manage.py", *command], changes)

    def run_code(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run a few lines of Python as the site."""
        return self._call([sys.executable, "-c", code], {})

    def _call(
        self, command: list[str], changes: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**self.environment, **changes},
            capture_output=True,
            text=True,
            timeout=COMMAND_WITHIN_SECONDS,
            check=False,
        )

    def ask_password(self) -> str:
        """Return the password of the demo accounts."""
        lines = (self.folder / "local" / "secrets.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)["DEMO_PASSWORD"]

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, as someone with the database file would read them."""
        with sqlite3.connect(self.database, timeout=20) as connection:
            return connection.execute(query).fetchall()

    def count(self, query: str) -> int:
        """Return the one number that a query gives."""
        [(number,)] = self.ask(query)
        return int(str(number))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
