"""The clock: notifications, lapses, purges, and the notifications of the week."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from articles import digests
from articles.feedback.answers import purge_feedback
from articles.previews.invitations import purge_links
from articles.search import misses
from clinic_site.foundation import sealing
from clinic_site.foundation.accounts import resets
from clinic_site.foundation.clinic import clock
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.foundation.web import counting
from intake.actions.clock import lapse_due, mark_orphans
from intake.privacy.deletion import purge_bookings

TICK_SECONDS = 5
PURGE_EVERY_SECONDS = 60 * 60
MINUTE = "%Y-%m-%d %H:%M UTC"

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do what is due, then wait a moment, until told to stop."""

    help = "Send notifications, let holds lapse, delete what is past its time. Runs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read --once and --clock-is-right."""
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument(
            "--clock-is-right",
            action="store_true",
            help="say that the server's clock is right though it has jumped, then stop; "
            "workers that run go on by themselves",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run rounds until SIGTERM or SIGINT; a round that began is finished first."""
        sealing.check_keys_at_start()
        # It stops, so that it cannot stand in a service file and take the guard away for good.
        if options["clock_is_right"]:
            self.stdout.write(_take_their_word(timezone.now()))
        elif options["once"]:
            now = timezone.now()
            if last := one_round(now, purge_too=True):
                raise CommandError(_on_hold(last, now))
        else:
            _rounds(_told_to_stop())


def _told_to_stop() -> threading.Event:
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return stop


def _rounds(stop: threading.Event) -> None:
    # Counted on a clock that cannot jump: else an hour may last a year.
    purge_next = time.monotonic()
    was_on_hold = False
    while not stop.is_set():
        now = timezone.now()
        purge_too = time.monotonic() >= purge_next
        # A database that was away at the start tells now; a notification must not be tried in vain.
        sealing.check_keys_at_start()
        try:
            last = one_round(now, purge_too=purge_too)
        # Without the guard's answer nothing is done; the next round asks again.
        except Error as error:
            logger.error("No round: %s", type(error).__name__)
        else:
            if last and not was_on_hold:
                logger.error(_on_hold(last, now))
            if was_on_hold and not last:
                logger.warning("The clock is trusted again. The work goes on.")
            was_on_hold = last is not None
            if purge_too and not last:
                purge_next = time.monotonic() + PURGE_EVERY_SECONDS
        stop.wait(TICK_SECONDS)


def one_round(now: datetime, *, purge_too: bool) -> datetime | None:
    """Do each duty once. One that fails is logged and does not keep the others from running.

    If the clock has jumped none is done, and the moment of the last round is returned. Raises a
    database error, with nothing done, if nobody knows when that was.
    """
    close_old_connections()
    if last := clock.begin_round(now):
        return last
    duties: list[Callable[[datetime], object]] = [lapse_due, mark_orphans, deliver_due]
    if purge_too:
        duties += [purge_bookings, forget_sessions]
        duties += [counting.purge_counts, resets.purge]
        duties += [digests.post_due, purge_feedback, misses.purge_misses, purge_links]
    for duty in duties:
        close_old_connections()
        try:
            duty(now)
        # The clock must go on when the database or the mail server is away for a while.
        except Exception as error:  # noqa: BLE001 - see above
            logger.error("%s failed: %s", duty.__name__, type(error).__name__)
    return None


def _on_hold(last: datetime, now: datetime) -> str:
    return (
        f"The server's clock says {now:{MINUTE}}, and the last round was {last:{MINUTE}}. "
        "Nothing is lapsed, sent or deleted. If the clock is wrong, set it right. If it is right, "
        "a manager says so on the desk, or you run `python manage.py work --clock-is-right`."
    )


def _take_their_word(now: datetime) -> str:
    last = clock.jumped_since(now)
    if last is None:
        return "Nothing was on hold because of the clock."
    if not clock.confirm(last, now):
        raise CommandError("Somebody else confirmed at this very moment. Run it again to be sure.")
    return f"It is {now:{MINUTE}}, and the last round was {last:{MINUTE}}. The work goes on."


def forget_sessions(now: datetime) -> None:
    """Delete the sessions that are over: Django keeps their rows, and those name bookings."""
    Session.objects.filter(expire_date__lte=now).delete()
