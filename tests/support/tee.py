"""A TCP proxy that keeps what passes: put before the gateway, it shows what the gateway really got.

Runs as a process of its own (``Tee`` starts and stops it), so that a test stays a plain sequence of
calls.  Only for sessions in clear: what STARTTLS hides stays hidden.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import attrs
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.protocols import portforward

ROOT = Path(__file__).resolve().parents[2]


@attrs.frozen
class Transaction:
    """One message as a sender gave it: the octets of the two kinds of command, and the content.

    ``mail`` and ``recipients`` are whole command lines without CRLF; ``octets`` has its dots unstuffed and
    ends before the dot that ends it.
    """

    mail: bytes
    recipients: tuple[bytes, ...]
    octets: bytes


@attrs.define
class Tee:
    """The proxy as a context: ``port`` is where it listens, everything goes on to ``to``."""

    to: int
    folder: Path
    port: int = 0
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Tee:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.tee", str(self.to), str(self.folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first.strip().isdigit(), f"the tee did not start: {first!r}"
        self.port = int(first)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.communicate(timeout=20)

    def transactions(self) -> list[Transaction]:
        """Every message that went through by DATA, session by session."""
        return [
            transaction
            for file in sorted(self.folder.glob("*.sender"))
            for transaction in transactions(file.read_bytes())
        ]



def transactions(raw: bytes) -> list[Transaction]:
    """The messages in what a sender wrote in one session, all of whose DATA commands were answered 354."""
    found: list[Transaction] = []
    mail, recipients, at = b"", [], 0
    while (end := raw.find(b"\r\n", at)) >= 0:
        line, at = raw[at:end], end + 2
        verb = line[:5].upper()
        if verb == b"MAIL ":
            mail, recipients = line, []
        elif verb == b"RCPT ":
            recipients.append(line)
        elif line.upper() == b"DATA":
            # The CRLF of the command itself may be the one before the dot (an empty message).
            stop = raw.index(b"\r\n.\r\n", at - 2)
            content = raw[at : stop + 2]
            found.append(Transaction(mail, tuple(recipients), unstuffed(content)))
            at = stop + 5
    return found


def unstuffed(content: bytes) -> bytes:
    """Content without the dots that RFC 5321, 4.5.2 has a sender add."""
    if content.startswith(b"."):
        content = content[1:]
    return content.replace(b"\r\n.", b"\r\n")


class _FarSide(portforward.ProxyClient):
    def dataReceived(self, data: bytes) -> None:
        self.peer.far_record.write(data)
        super().dataReceived(data)


class _FarSideFactory(portforward.ProxyClientFactory):
    protocol = _FarSide


class _NearSide(portforward.ProxyServer):
    clientProtocolFactory = _FarSideFactory

    def connectionMade(self) -> None:
        self.factory.sessions += 1
        stem = f"{self.factory.sessions:05d}"
        # Unbuffered: a test reads while sessions are still open.
        self.sender_record = (self.factory.folder / f"{stem}.sender").open("wb", buffering=0)
        self.far_record = (self.factory.folder / f"{stem}.far").open("wb", buffering=0)
        super().connectionMade()

    def dataReceived(self, data: bytes) -> None:
        self.sender_record.write(data)
        super().dataReceived(data)


class _TeeFactory(portforward.ProxyFactory):
    protocol = _NearSide
    sessions = 0

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__("127.0.0.1", port)
        self.folder = folder


def main() -> None:
    """``python -m tests.support.tee PORT FOLDER``: prints the port it listens on, runs until SIGTERM."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    listening = TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(_TeeFactory(port, folder))
    listening.addCallback(lambda bound: print(bound.getHost().port, flush=True))
    reactor.run()


if __name__ == "__main__":
    main()
