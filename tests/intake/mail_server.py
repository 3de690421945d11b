"""A mail server of our own on this machine, with the faults that real ones have."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from types import TracebackType


class Fault(StrEnum):
    """What is wrong with the server."""

    NONE = "none"
    DOWN = "down"
    HANGING = "hanging"
    LATER = "4xx"
    NEVER = "5xx"
    DROPS = "drops-after-data"


class MailServer:
    """Listens while it is entered. `taken` are the notifications it took, `calls` who connected."""

    def __init__(self, fault: Fault = Fault.NONE) -> None:
        self.fault = fault
        self.taken: list[Message] = []
        self.calls = 0
        self._server = _Server(("127.0.0.1", 0), _Talk)
        self._server.owner = self
        self.port = int(self._server.server_address[1])
        # Looked at often, so that closing it does not wait.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "MailServer":
        self._thread.start()
        if self.fault is Fault.DOWN:
            self._close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.fault is not Fault.DOWN:
            self._close()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    owner: MailServer
    daemon_threads = True


class _Talk(socketserver.StreamRequestHandler):
    """One client: just as much of the protocol as a sender needs."""

    server: _Server

    def handle(self) -> None:
        owner = self.server.owner
        owner.calls += 1
        if owner.fault is Fault.HANGING:
            self.rfile.read()  # Says nothing, until the other side has had enough.
            return
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                notification = self._read_notification()
                if owner.fault is Fault.LATER:
                    self._say("451 later")
                    continue
                owner.taken.append(message_from_bytes(notification))
                if owner.fault is Fault.DROPS:
                    return
                self._say("250 taken")
            elif word == b"RCPT" and owner.fault is Fault.NEVER:
                self._say("550 nobody of that name")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _read_notification(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)
