"""The wire language: SMTP without I/O, in both roles.

Feed octets, ask for events; nothing here knows of sockets, clocks or of what skygw does with mail.
``ServerConnection`` is the receiver's side, ``ClientConnection`` the sender's; ``state`` says what may
follow what, for both.

Spoken here: RFC 5321 (SMTP), 1870 (SIZE), 2034 and 3463 (enhanced status codes), 2920 (PIPELINING),
3030 (CHUNKING, BINARYMIME), 3207 (STARTTLS), 3461 (DSN), 6152 (8BITMIME), 6531 (SMTPUTF8).

Anybody may import this package; it imports ``attrs`` and ``skygw.errors`` alone.
"""

from skygw.smtp.client import ClientConnection
from skygw.smtp.command import Mail, Rcpt
from skygw.smtp.data import DataReader, DataWriter
from skygw.smtp.events import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    ChunkStarted,
    Command,
    DataRequested,
    Event,
    Greeted,
    Refused,
)
from skygw.smtp.extensions import Capabilities
from skygw.smtp.reply import Reply, ReplyReader
from skygw.smtp.server import ServerConnection
from skygw.smtp.state import State

__all__ = [
    "BodyEnded",
    "BodyReceived",
    "Capabilities",
    "ChunkEnded",
    "ChunkStarted",
    "ClientConnection",
    "Command",
    "DataReader",
    "DataRequested",
    "DataWriter",
    "Event",
    "Greeted",
    "Mail",
    "Rcpt",
    "Refused",
    "Reply",
    "ReplyReader",
    "ServerConnection",
    "State",
]
