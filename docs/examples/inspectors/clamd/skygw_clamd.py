"""Asks ClamAV's daemon whether it knows something bad in a message (clamd(8), INSTREAM).

An asynchronous inspector: it runs in the gateway process, beside the mail that flows there, so it must never
block.  It awaits a Deferred that fires when the daemon has answered; when the deadline of the message passes,
or its sender goes away, that Deferred is cancelled and the connection closed.
"""

from __future__ import annotations

import io
import os
import struct

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import clientFromString, connectProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.basic import FileSender
from twisted.python.failure import Failure

from skygw.detect import Finding
from skygw.inspect.message import Message

#: Where the daemon listens: a Twisted endpoint.
ENDPOINT = os.environ.get("SKYGW_CLAMD", "unix:/run/clamav/clamd.ctl")

#: No answer is longer; a daemon that goes on is none.
ANSWER_OCTETS = 4096


class Clamd:
    """Finds ``malware`` where the daemon does."""

    name = "clamd"

    async def inspect(self, message: Message) -> list[Finding]:
        """Raises, which fails the scan, if the daemon cannot be reached or does not give a verdict."""
        endpoint = clientFromString(reactor, ENDPOINT)
        stream = await connectProtocol(endpoint, Stream())
        try:
            verdict = await stream.scan(message)
        finally:
            stream.close()
        if verdict.endswith(b" FOUND"):
            return [Finding(type="malware", confidence=85, where="attachments")]
        if verdict.endswith(b" OK"):
            return []
        raise ValueError("no verdict: is the message larger than StreamMaxLength?")


class Stream(Protocol):
    """One connection, one message."""

    def __init__(self) -> None:
        self._answer = b""
        self._done: Deferred[bytes] = Deferred()

    def scan(self, message: Message) -> Deferred[bytes]:
        """What the daemon says, without the NUL at its end."""
        self.transport.write(b"zINSTREAM\0")
        sender = FileSender()
        # A chunk at a time, as fast as the daemon takes them: never the whole message at once.
        sent = sender.beginFileTransfer(io.BytesIO(message.octets), self.transport, _chunk)
        sent.addCallbacks(lambda _last: self.transport.write(struct.pack("!I", 0)), lambda _gone: None)
        return self._done

    def dataReceived(self, data: bytes) -> None:
        self._answer += data
        if len(self._answer) > ANSWER_OCTETS:
            self.close()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if not self._done.called:
            self._done.callback(self._answer.rstrip(b"\0\n"))

    def close(self) -> None:
        self.transport.abortConnection()


def _chunk(octets: bytes) -> bytes:
    return struct.pack("!I", len(octets)) + octets
