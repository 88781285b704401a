"""Helpers for tests of ``skygw.smtp``: octets cut in every way, a server played on, reference readers.

The reference readers are written as plainly as possible and share nothing with ``skygw.smtp.data``: they
are the oracle that our own reading and writing of DATA is compared with.
"""

from __future__ import annotations

import io
import re
import smtplib
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from skygw.smtp import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    Command,
    DataRequested,
    Event,
    Refused,
    ServerConnection,
)

#: What brings a session to the point where content follows.
ENVELOPE = b"EHLO client\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n"

Decide = Callable[[ServerConnection, Event], None]


def two_pieces(octets: bytes) -> Iterator[list[bytes]]:
    """Every way to cut ``octets`` once, the uncut way included."""
    for border in range(len(octets) + 1):
        yield [piece for piece in (octets[:border], octets[border:]) if piece]


def single_octets(octets: bytes) -> list[bytes]:
    """The finest cutting."""
    return [octets[at : at + 1] for at in range(len(octets))]


def cut(octets: bytes, borders: Iterable[int]) -> list[bytes]:
    """``octets`` cut at each border (taken modulo the length, so that any numbers will do)."""
    places = sorted({border % (len(octets) + 1) for border in borders} | {0, len(octets)})
    return [octets[start:end] for start, end in pairwise(places)]


def accept_all(connection: ServerConnection, event: Event) -> None:
    """The decisions of a server that takes everything."""
    match event:
        case DataRequested():
            connection.start_data()
        case BodyEnded() | ChunkEnded(last=True):
            connection.finish()
        case Refused(fatal=True) | Command(verb=b"QUIT"):
            connection.close()
        case _:
            pass


def events_of(
    connection: ServerConnection, pieces: Iterable[bytes], decide: Decide = accept_all
) -> list[Event]:
    """All that happened while ``pieces`` came; neighbouring pieces of content are joined into one."""
    events: list[Event] = []
    for piece in pieces:
        connection.receive(piece)
        while (event := connection.next_event()) is not None:
            decide(connection, event)
            if isinstance(event, BodyReceived) and events and isinstance(events[-1], BodyReceived):
                events[-1] = BodyReceived(events[-1].octets + event.octets)
            else:
                events.append(event)
    return events


def greeted(**arguments: bool) -> ServerConnection:
    """A connection behind its EHLO."""
    connection = ServerConnection(**arguments)
    events_of(connection, [b"EHLO client\r\n"])
    return connection


def with_recipient() -> ServerConnection:
    """A connection behind MAIL and RCPT."""
    connection = ServerConnection()
    events_of(connection, [ENVELOPE])
    return connection


# -- reference readers -----------------------------------------------------------------------------------


def strict_reader(wire: bytes) -> tuple[bytes, bytes] | None:
    """Content and rest after RFC 5321, line by line; None while no line holds a single dot."""
    return _by_pattern(wire, rb"\r\n")


def lenient_readers(wire: bytes) -> dict[str, tuple[bytes, bytes] | None]:
    """What receivers that end lines elsewhere would read: each of them was smuggled through in 2023.

    Content is given with CRLF for each line end, the rest as it came.
    """
    endings = {
        "LF too": rb"\r\n|\n",
        "CR too": rb"\r\n|\r",
        "CR and LF too": rb"\r\n|\r|\n",
        "CR CR LF too": rb"\r+\n",
        "NUL dropped": rb"\r\0*\n",
    }
    return {name: _by_pattern(wire, pattern) for name, pattern in endings.items()}


def _by_pattern(wire: bytes, pattern: bytes) -> tuple[bytes, bytes] | None:
    content = b""
    start = 0
    for end in re.finditer(pattern, wire):
        line = wire[start : end.start()]
        start = end.end()
        if line == b".":
            return content, wire[start:]
        content += (line[1:] if line.startswith(b".") else line) + b"\r\n"
    return None


def stuffed_by_smtplib(content: bytes) -> bytes:
    """Dots doubled by the standard library, for content whose lines all end with CRLF."""
    return smtplib.quotedata(content.decode("latin-1")).encode("latin-1")


def replies_by_smtplib(wire: bytes) -> list[tuple[int, bytes]]:
    """Code and text of each reply, as the standard library reads them."""
    client = smtplib.SMTP()
    client.file = io.BytesIO(wire)
    replies = []
    while client.file.tell() < len(wire):
        replies.append(client.getreply())
    return replies
