"""The clock: letters, lapses, purges, and the letters of the week."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from articles import digests, feedback, previews
from articles.search import misses
from clinic_site.accounts import counts, resets
from clinic_site.clinic import keys
from clinic_site.outbox.delivery import deliver_due
from intake import actions, privacy, throttling

TICK_SECONDS = 5
PURGE_EVERY = timedelta(hours=1)

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do what is due, then wait a moment, until told to stop."""

    help = "Send letters, let holds lapse, delete what is past its time. Runs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read --once."""
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run rounds until SIGTERM or SIGINT; a round that began is finished first."""
        keys.check_at_start()
        if options["once"]:
            one_round(timezone.now(), purge_too=True)
            return
        stop = threading.Event()

        def ask(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ask)
        purge_next = timezone.now()
        while not stop.is_set():
            # A database that was away at the start tells now; a letter must not be tried in vain.
            keys.check_at_start()
            now = timezone.now()
            one_round(now, purge_too=now >= purge_next)
            if now >= purge_next:
                purge_next = now + PURGE_EVERY
            stop.wait(TICK_SECONDS)


def one_round(now: datetime, *, purge_too: bool) -> None:
    """Do each duty once. One that fails is logged and does not keep the others from running."""
    duties: list[Callable[[datetime], object]] = [
        actions.lapse_due,
        actions.mark_orphans,
        deliver_due,
    ]
    if purge_too:
        duties += [privacy.purge, throttling.purge, forget_sessions]
        duties += [counts.purge, resets.purge]
        duties += [digests.post_due, feedback.purge, misses.purge, previews.purge]
    for duty in duties:
        close_old_connections()
        try:
            duty(now)
        # The clock must go on when the database or the mail server is away for a while.
        except Exception as error:  # noqa: BLE001 - see above
            logger.error("%s failed: %s", duty.__name__, type(error).__name__)


def forget_sessions(now: datetime) -> None:
    """Delete the sessions that are over: Django keeps their rows, and those name bookings."""
    Session.objects.filter(expire_date__lte=now).delete()
