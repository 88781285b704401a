"""Sending at once what can be sent at once.

``transport.write`` keeps octets until the reactor finds the socket writable, which it nearly always is: two
``epoll_ctl`` and a turn of the reactor for each reply.  Where nothing is waiting to be sent, octets can go to
the socket right away; what it does not take goes the usual way.
"""

from __future__ import annotations

from typing import Any


def send(transport: Any, octets: bytes) -> None:
    """Send ``octets`` behind everything that was written before.

    ``writeSomeData`` is what Twisted's own transports offer beneath their buffers
    (``twisted.internet.abstract.FileDescriptor``).  Whether these are empty shows in two attributes of
    which one is private: a transport that lacks either, or is under TLS, gets a plain ``write``.
    """
    if (
        getattr(transport, "_tempDataLen", 1)
        or getattr(transport, "dataBuffer", b"?")
        or getattr(transport, "TLS", True)
        or not transport.connected
        or transport.disconnecting
    ):
        transport.write(octets)
        return
    sent = transport.writeSomeData(octets)
    if not isinstance(sent, int) or sent < 0:  # lost: the reactor will find out, and tell
        transport.write(octets)
    elif sent < len(octets):
        transport.write(octets[sent:])
