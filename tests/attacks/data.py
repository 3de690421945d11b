"""Attacks on what is kept: forged logs, a clock that jumps, private words, unsafe starts."""

import base64
import sqlite3
from pathlib import Path
from uuid import UUID

from tests.attacks.browser import Browser
from tests.attacks.site import Site

APPEND_ONLY = ("intake_readlog", "intake_event", "articles_edition", "accounts_accountevent")
CANARY = "Canarynote about a patient"
A_YEAR_LATER = (
    "import django, time_machine; from datetime import datetime, timedelta, UTC; django.setup();"
    "from django.core.management import call_command\n"
    "with time_machine.travel(datetime.now(UTC) + timedelta(days=365), tick=True):\n"
    "    call_command('work', '--once')"
)
KEPT = (
    "SELECT count(*) FROM intake_envelope",
    "SELECT count(*) FROM intake_enquiry",
    "SELECT count(*) FROM intake_booking WHERE status = 'held'",
)


def note_in_clear(site: Site) -> list[str]:
    """A staff form with a patient's note after the session's end, and a mistyped password."""
    browser = Browser(site.port, site.figures, "192.0.2.20")
    browser.get("/staff/login/")
    token = browser.offered("csrfmiddlewaretoken")[-1]
    fields = {"csrfmiddlewaretoken": token, "note": CANARY, "version": "1"}
    browser.post_to("/staff/intake/booking/", fields)
    browser.post({"username": "reception", "password": "Canarypassword1"}, holding="password")
    files = [site.database, site.database.with_name(f"{site.database.name}-wal")]
    raw = b"".join(file.read_bytes() for file in files if file.exists()) + site.log().encode()
    # The form travels in a field of that name, packed so that its words are not read at once.
    sought = ("Canarynote", "Canarypassword1", "resubmission")
    return [f"{word} lies in the database or the log" for word in sought if word.encode() in raw]


def forged_logs(site: Site) -> list[str]:
    """INSERT OR REPLACE, UPDATE and DELETE on append-only tables, with the file in one's hands."""
    _read_a_booking(site)
    fell = []
    with sqlite3.connect(site.database, timeout=20) as connection:
        for table in APPEND_ONLY:
            row = connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
            if row is None:
                fell.append(f"{table} is empty: nothing was tried")
                continue
            marks = ", ".join("?" * len(row))
            tries = {
                "replaced": (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row),
                "deleted": (f"DELETE FROM {table}", ()),
            }
            for done, (statement, values) in tries.items():
                try:
                    connection.execute(statement, values)
                except sqlite3.DatabaseError:
                    continue
                fell.append(f"a row of {table} was {done}")
        connection.rollback()
    return fell


def _read_a_booking(site: Site) -> None:
    """Let a clinician open a booking, so that there is a reading to forge."""
    browser = Browser(site.port, site.figures, "192.0.2.30")
    browser.get("/staff/login/")
    browser.post({"username": "clinician", "password": site.ask_password()}, holding="username")
    [(first,)] = site.ask("SELECT id FROM intake_booking LIMIT 1")
    browser.get(f"/staff/intake/booking/{UUID(str(first))}/change/")


def jumping_clock(site: Site) -> list[str]:
    """A clock that jumps a year ahead under the worker."""
    before = [site.count(query) for query in KEPT]
    site.run_code(
        f"import os; os.environ['DJANGO_SETTINGS_MODULE']='clinic_site.settings'; {A_YEAR_LATER}"
    )
    after = [site.count(query) for query in KEPT]
    lost = sum(before) - sum(after)
    if sum(before) == 0:
        return ["nothing was there to lose"]
    return [f"{lost} rows of people were lost"] if lost else []


def unsafe_starts(site: Site) -> list[str]:
    """Starts with short, default, zero or doubled secrets, any host, and a key that is not ours."""
    key = base64.b64encode(bytes(range(32))).decode()
    zero = base64.b64encode(bytes(32)).decode()
    live = {
        "DEMO": "0",
        "SECRET_KEY": "Zb3-" + "k9QxLw7TfVn2RpYc5HsJ8gMd" * 3,
        "ENVELOPE_KEYS": f"p1:{key}",
        "LOOKUP_KEY": base64.b64encode(bytes(range(1, 33))).decode(),
        "ALLOWED_HOSTS": "clinic.example",
        "SITE_URL": "https://clinic.example",
        "EMAIL_URL": "smtp://localhost",
        "LOCAL_DIR": str(site.folder / "another"),
    }
    unsafe = {
        "a short SECRET_KEY": {"SECRET_KEY": "short"},
        "a default SECRET_KEY": {"SECRET_KEY": "django-insecure-" + "a" * 50},
        "any host": {"ALLOWED_HOSTS": "*"},
        "a key of zeros": {"ENVELOPE_KEYS": f"p1:{zero}"},
        "one key twice": {"ENVELOPE_KEYS": f"p1:{key},p2:{key}"},
        "one id twice": {"ENVELOPE_KEYS": f"p1:{key},p1:{zero}"},
        "mail to the console": {"EMAIL_URL": "console:"},
        "a demo on a real host": {"DEMO": "1"},
        "a folder without secrets": dict.fromkeys(live, ""),
    }
    fell = []
    for name, changes in unsafe.items():
        done = site.run("check", **{**live, **changes, "LOCAL_DIR": live["LOCAL_DIR"]})
        said = done.stderr.strip().splitlines()
        if done.returncode == 0:
            fell.append(f"{name} started")
        elif len(said) != 1:
            fell.append(f"{name} was refused in {len(said)} lines")
    other = site.run("work", "--once", ENVELOPE_KEYS=f"k1:{key}")
    if other.returncode == 0:
        fell.append("another key under the same name started")
    return fell


def open_files(site: Site) -> list[str]:
    """Files that another account of the machine could read."""
    private = [site.folder / "local", site.database, site.folder / "local" / "secrets.env"]
    private += list(_media(site))
    wide = [each for each in private if each.stat().st_mode & 0o077]
    return [f"{each.relative_to(site.folder)} is open to others" for each in wide]


def _media(site: Site) -> list[Path]:
    return list((site.folder / "local" / "media").rglob("*"))


ATTACKS = (note_in_clear, forged_logs, unsafe_starts, open_files, jumping_clock)
