"""Many clients at once, from several processes, against the test's own database.

Each process sets Django up by itself, as a server's workers do, and looks at the database that the
test made. In a round every client waits at one barrier across all processes, then does its job:

    with Clients(processes=4, threads=25) as clients:
        outcomes = clients.run(jobs.request, [(service_id, start)] * 100)

A job is a function of a module (so that it can be named to another process); what it returns must
be picklable. What it raises comes back as a Failure, so a test can say that there was none.
"""

import multiprocessing
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from types import TracebackType
from typing import Any

import django
from django.db import connection, connections

PATIENCE_SECONDS = 120
# A PostgreSQL server takes 100 connections as it comes. Like a server's thread pool, a process
# lets this many of its clients in at a time; the others wait at its door.
POSTGRESQL_AT_A_TIME = 20

Job = Callable[..., Any]


@dataclass(frozen=True)
class Failure:
    """What a job raised, as text: nobody expected it."""

    text: str


class Clients:
    """Processes full of clients; use it as a context manager and reuse it for many rounds."""

    def __init__(self, *, processes: int = 4, threads: int = 25) -> None:
        self.threads = threads
        context = multiprocessing.get_context("spawn")
        # Kept for as long as we are: a barrier that is forgotten here is gone for the others too.
        self.start = context.Barrier(processes)
        self.lines: list[Connection] = []
        self.workers = []
        for _number in range(processes):
            ours, theirs = context.Pipe()
            worker = context.Process(
                target=_work, args=(theirs, self.start, str(connection.settings_dict["NAME"]))
            )
            worker.start()
            self.lines.append(ours)
            self.workers.append(worker)

    def __enter__(self) -> "Clients":
        for line in self.lines:
            _hear(line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line, worker in zip(self.lines, self.workers, strict=True):
            line.send(None)
            worker.join(PATIENCE_SECONDS)
            if worker.is_alive():
                worker.kill()

    def run(self, job: Job, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Let one client for each tuple of arguments do the job, all at once; give what came.

        The clients are dealt out to the processes in turn.
        """
        if len(arguments) > len(self.lines) * self.threads:
            raise ValueError("too many clients")
        for number, line in enumerate(self.lines):
            line.send((job, arguments[number :: len(self.lines)]))
        return [outcome for line in self.lines for outcome in _hear(line)]


def _hear(line: Connection) -> Any:
    if not line.poll(PATIENCE_SECONDS):
        raise TimeoutError("a process of clients did not answer")
    return line.recv()


def _work(line: Connection, start: Barrier, database: str) -> None:
    """Run in each process: set up, then do rounds until told to stop."""
    django.setup()
    connections.settings["default"]["NAME"] = database
    line.send("ready")
    while (order := line.recv()) is not None:
        job, arguments = order
        line.send(_round(job, arguments, start))


def _round(job: Job, arguments: Sequence[tuple[Any, ...]], start: Barrier) -> list[Any]:
    if not arguments:
        start.wait(PATIENCE_SECONDS)
        return []

    # The last of this process's clients waits for the other processes, and lets its own go.
    def wait_for_the_others() -> None:
        start.wait(PATIENCE_SECONDS)

    together = threading.Barrier(len(arguments), action=wait_for_the_others)
    at_a_time = POSTGRESQL_AT_A_TIME if connection.vendor == "postgresql" else len(arguments)
    door = threading.Semaphore(at_a_time)
    outcomes: list[Any] = [None] * len(arguments)

    def client(number: int) -> None:
        together.wait(PATIENCE_SECONDS)
        with door:
            try:
                outcomes[number] = job(*arguments[number])
            except Exception:  # noqa: BLE001 - whatever it is, the test must see it
                outcomes[number] = Failure(traceback.format_exc())
            finally:
                connections.close_all()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(len(arguments))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
