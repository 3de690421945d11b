"""The web server, with the one set of options that quickstart and production share."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site.deploy.safe_start import is_local

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
THREADS = 32
"""In each process. Half of them may be held by clients that send a form slowly (see door.py)."""
CONNECTIONS = 512
"""In each process, idle ones too: beyond them, new ones wait for an old one to end."""
HEADERS_WITHIN_MILLISECONDS = 10_000
"""So long a connection may stay idle or take over its headers."""


class Command(BaseCommand):
    """Become the web server."""

    help = "Serve the site. Put a proxy in front that reads a whole request before it passes it on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read --host and --port."""
        parser.add_argument("--host", default=HOST, help="the address to listen at")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace this process by the server: signals reach it, and nothing stands between."""
        host = options["host"]
        if settings.DEMO and not settings.DEMO_PUBLIC and not is_local(host):
            raise CommandError(
                f"Strangers would reach this demo at {host}. If they may, set DEMO_PUBLIC=1."
            )
        command = server_command(host, options["port"])
        os.chdir(settings.BASE_DIR)
        os.execv(command[0], command)  # noqa: S606 - our own


def server_command(host: str, port: int) -> list[str]:
    """Return the command that serves the site."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--http": 1,
        "--workers": settings.SERVER_PROCESSES,
        "--blocking-threads": THREADS,
        "--backpressure": CONNECTIONS,
        "--http1-header-read-timeout": HEADERS_WITHIN_MILLISECONDS,
        "--log-level": "warning",
    }
    words = [str(word) for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *words, "--no-ws", "clinic_site.wsgi:application"]
