"""The first command prepares everything once, and leaves alone what staff changed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from articles.models import Article, Edition
from clinic_site.foundation.clinic import clock
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.management.commands.quickstart import DEMO_STAFF, collect_static, run_together
from intake.models import Practitioner
from tests.clinic_site.test_safe_start import SERVER, key

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MOST_TRIES = 300


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path / "static"


def prepare() -> str:
    out = StringIO()
    call_command("quickstart", prepare=True, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_quickstart_sets_up_a_sample_clinic_and_changes_nothing_that_staff_edited() -> None:
    said = prepare()
    assert Clinic.current().is_sample
    assert Practitioner.objects.count() == 2
    assert Edition.objects.count() == 12
    assert Edition.objects.filter(signed_off_at__isnull=False).count() == 0
    assert {u.username for u in User.objects.all()} == set(DEMO_STAFF)
    assert all(name in said for name in DEMO_STAFF)
    Clinic.objects.update(name="Renamed")
    Article.objects.filter(slug="what-is-back-pain").update(summary="Edited by staff.")
    user = User.objects.get(username="reception")
    user.set_password("another password")
    user.save()
    clock.begin_round(timezone.now() - timedelta(weeks=2))
    prepare()
    user.refresh_from_db()
    assert Clinic.current().name == "Renamed"
    assert Article.objects.get(slug="what-is-back-pain").summary == "Edited by staff."
    assert user.check_password("another password")
    assert Edition.objects.count() == 12
    # A demo that was off for two weeks needs nobody to say that the clock is right.
    assert clock.jumped_since(timezone.now()) is None


@pytest.mark.parametrize(("age", "collected"), [(-60, False), (60 * 60 * 24 * 365 * 50, True)])
def test_static_files_are_collected_when_something_changed(
    settings: Settings, age: int, collected: bool
) -> None:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}")
    moment = time.time() - age
    os.utime(manifest, (moment, moment))
    collect_static()
    assert (manifest.parent / "css" / "site.css").exists() is collected


@pytest.mark.django_db
def test_quickstart_is_refused_outside_demo(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        prepare()


def test_taken_port_gets_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match=r"Port \d+ cannot be used .* --port 8001"):
            call_command("quickstart", port=taken.getsockname()[1], stdout=StringIO())


def test_one_child_that_ends_stops_the_other() -> None:
    ends, waits = [sys.executable, "-c", ""], [sys.executable, "-c", "input()"]
    assert run_together(ends, ["sleep", "600"]) == "server"
    assert run_together(["sleep", "600"], waits) == "worker"


def environment(folder: Path) -> dict[str, str]:
    """What a person has in their shell who has read no more than the README's command."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return {**kept, "LOCAL_DIR": str(folder / "local"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(folder: Path, port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run quickstart until it says that it serves; stop it at the end as a person does."""
    child = subprocess.Popen(
        [sys.executable, "manage.py", "quickstart", "--port", str(port), *words],
        cwd=ROOT,
        env=environment(folder),
        umask=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert any("Ctrl-C stops" in line for line in child.stdout)
        yield child
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    finally:
        child.terminate()
        child.wait(30)


def test_quickstart_serves_reloads_and_stops_in_order(port: int, tmp_path: Path) -> None:
    with started(tmp_path, port) as child:
        page, server = _fetch_once_open(
            child, f"http://127.0.0.1:{port}/articles/when-to-get-help/"
        )
        assert "911" in page
        assert "WSGIServer" not in server
        # What is printed, and what machines are told, leads to this very port.
        assert f"<strong>127.0.0.1:{port}/e/" in page
        assert f'"url":"http://127.0.0.1:{port}/articles/when-to-get-help/"' in page
        assert open_to_others(tmp_path / "local") == []
    # The same database with another key of the same name starts neither way.
    for command in (["manage.py", "work", "--once"], SERVER):
        refused = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**environment(tmp_path), "ENVELOPE_KEYS": f"k1:{key(9)}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert refused.returncode != 0
        line = refused.stderr.splitlines()[0]
        assert line.startswith("The site does not start. k1 of ENVELOPE_KEYS is not the key")
        assert "Traceback" not in refused.stderr
    with started(tmp_path, port, "--reload") as child:
        page, server = _fetch_once_open(child, f"http://127.0.0.1:{port}/")
        # Django's own server, with styles as they lie in the tree.
        assert server.startswith("WSGIServer")
        assert 'href="/static/css/site.css"' in page


def open_to_others(local: Path) -> list[str]:
    """What of the database, the secrets and the uploads anybody but the owner may read or enter."""
    assert {"clinic.sqlite3", "clinic.sqlite3-wal"} <= {path.name for path in local.iterdir()}
    public = {"static", "bundles"}
    private = [local, *(each for each in local.rglob("*") if not public & set(each.parts))]
    return [str(path) for path in private if path.stat().st_mode & 0o077]


def _fetch_once_open(child: subprocess.Popen[str], address: str) -> tuple[str, str]:
    """Return page and server as soon as the port is open; fail at once if quickstart ended."""
    for _attempt in range(MOST_TRIES):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own
                return answer.read().decode(), answer.headers.get("Server", "")
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"quickstart ended with {child.wait(0.1)}")
    raise AssertionError("the server never opened its port")
