"""From nothing to a running sample site."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clinic_site import roles
from clinic_site.foundation import sealing
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.clinic import sample as sample_clinic
from clinic_site.management.commands.serve import DEFAULT_PORT, HOST, server_command
from intake import sample as sample_diary

CHILD_STOPS_WITHIN_SECONDS = 10
LOOK_AT_CHILDREN_EVERY_SECONDS = 0.5
DEMO_STAFF = {
    "manager": roles.MANAGER,
    "reception": roles.RECEPTION,
    "clinician": roles.CLINICIAN,
    "editor": roles.EDITOR,
    "reviewer": roles.CLINICAL_REVIEWER,
}


class Command(BaseCommand):
    """Prepare the sample site and serve it with its worker; safe to run again."""

    help = "Set up the sample clinic, then serve it on 127.0.0.1 with its worker."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read --prepare, --port and --reload."""
        parser.add_argument("--prepare", action="store_true", help="set up, but do not serve")
        parser.add_argument(
            "--port", type=int, default=DEFAULT_PORT, help="where to serve, on 127.0.0.1"
        )
        parser.add_argument(
            "--reload",
            action="store_true",
            help="for editing: serve with Django's own server, which shows an edit at the next "
            "look; the worker keeps the code it began with",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each step once; what staff have edited since is left alone."""
        if not settings.DEMO:
            raise CommandError("quickstart is for a demo: it needs DEMO=1.")
        port: int = options["port"]
        if not options["prepare"]:
            _require_free(port)
        self._step("Preparing the database", lambda: call_command("migrate", verbosity=0))
        sealing.check_keys_at_start()
        self._step("Adding the sample clinic", sample_clinic.load)
        self._step("Adding sample practitioners and their hours", sample_diary.load)
        self._step(
            "Publishing the starter articles as samples that await clinical sign-off",
            lambda: call_command("load_starter", publish=True, verbosity=0),
        )
        self._step("Adding demo staff", add_demo_staff)
        self._step("Collecting static files", collect_static)
        # A demo is left off for weeks, holds nobody's real details, and is started by the person
        # who looks at it: asking them about the clock would protect nothing.
        call_command("work", clock_is_right=True, stdout=io.StringIO())
        self._show_accounts()
        if not options["prepare"]:
            self._serve(port, reload=options["reload"])

    def _step(self, title: str, work: Callable[[], object]) -> None:
        self.stdout.write(f"{title} … ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        work()
        self.stdout.write(f"done ({time.monotonic() - began:.1f} s)")

    def _show_accounts(self) -> None:
        self.stdout.write("\nSign in as one of these, unless you changed its password, with")
        self.stdout.write(f"  password   {settings.DEMO_PASSWORD}")
        for username, role in DEMO_STAFF.items():
            self.stdout.write(f"  {username:<10} {role}")

    def _serve(self, port: int, *, reload: bool) -> None:
        address = f"http://{HOST}:{port}"
        self.stdout.write(f"\nReaders  {address}/")
        self.stdout.write(f"Booking  {address}/book/")
        self.stdout.write(f"Staff    {address}{settings.STAFF_PATH}")
        self.stdout.write(
            "Notifications are printed below as the worker sends them. Ctrl-C stops.\n"
        )
        self.stdout.flush()
        if settings.SITE_URL == settings.DEMO_SITE_URL:
            # For the children: links, in notifications and on paper, must lead to this very port.
            os.putenv("SITE_URL", address)
        server = server_command(HOST, port)
        if reload:
            # Styles and templates are read anew at each look with it.
            os.putenv("DEBUG", "1")
            server = _manage("runserver", f"{HOST}:{port}")
        stopped_by = run_together(server, _manage("work"))
        if stopped_by:
            raise CommandError(f"The {stopped_by} stopped by itself, so all of it was stopped.")


def collect_static() -> None:
    """Collect and compress static files, unless none has changed since the last time."""
    made = Path(settings.STATIC_ROOT) / "staticfiles.json"
    newest = max(
        storage.get_modified_time(path)
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    if not made.exists() or datetime.fromtimestamp(made.stat().st_mtime, UTC) < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


def add_demo_staff() -> None:
    """Create one demo account per role; an account that exists is not touched."""
    for username, role in DEMO_STAFF.items():
        if User.objects.filter(username=username).exists():
            continue
        user = User.objects.create_user(username, password=settings.DEMO_PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        DemoAccount.objects.create(user=user)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Choose another: --port 8001"
            ) from error


def _manage(*words: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]


def run_together(server: list[str], worker: list[str]) -> str:
    """Run both until asked to stop (Ctrl-C, SIGTERM) or one ends; stop the other too.

    Returns "" when asked to stop, else which of them ended by itself.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    earlier = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    # Sessions of their own: Ctrl-C reaches this process alone, which then stops both in order.
    children = {
        name: subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 - our own
        for name, command in (("server", server), ("worker", worker))
    }
    try:
        while not asked:
            ended = [name for name, child in children.items() if child.poll() is not None]
            if ended:
                return ended[0]
            time.sleep(LOOK_AT_CHILDREN_EVERY_SECONDS)
        return ""
    finally:
        for child in children.values():
            _stop(child)
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(CHILD_STOPS_WITHIN_SECONDS)
    # A server's process that was still starting can outlive its parent and keep the port.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
