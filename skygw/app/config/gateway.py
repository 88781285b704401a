"""``[gateway]``: who we are, where we listen, and the bounds on sessions, messages and waiting."""

# ruff: noqa: RUF009 - setting() and section() declare attributes, they are no defaults that are shared.

from __future__ import annotations

from typing import ClassVar

import attrs

from skygw.app.config.keys import Between, Each, NotEmpty, Only, Text, section, setting
from skygw.app.config.values import PRINTABLE, Endpoint, HostName

_MIB = 1024 * 1024
_DAY = 86400.0


@attrs.frozen
class Timeouts:
    """How long we wait for what.  Every wait has an end (ARCHITECTURE, I16)."""

    TITLE: ClassVar[str] = "How long we wait, in seconds."

    command: float = setting(
        300.0,
        Between(1, _DAY),
        unit="s",
        doc="Silence of the sender before a command; RFC 5321, 4.5.3.2.7 asks for at least five minutes.",
    )
    data_block: float = setting(
        180.0,
        Between(1, _DAY),
        unit="s",
        doc="Silence of the sender within a message (RFC 5321, 4.5.3.2.5).",
    )
    min_data_rate: int = setting(
        500,
        Between(0, 1_000_000_000),
        unit="octets/s",
        doc="A sender that is slower than this over a whole message is cut off with 421; 0 is no bound.",
    )
    receive: float = setting(900.0, Between(1, _DAY), unit="s", doc="Time for one message to arrive.")
    inspection: float = setting(
        55.0,
        Between(0.1, 540),
        unit="s",
        doc="When inspection has not ended by then, the sender is answered as `on_timeout` says.",
    )
    inspection_hard: float = setting(
        300.0, Between(0.1, _DAY), unit="s", doc="When inspection has not ended by then, it is killed."
    )
    budget_wait: float = setting(
        60.0,
        Between(0, 540),
        unit="s",
        doc="How long a message waits for memory before it is answered 452 4.3.1.",
    )
    upstream_connect: float = setting(
        30.0, Between(0.1, 600), unit="s", doc="Time to connect to one address of the far server."
    )
    upstream_reply: float = setting(
        300.0,
        Between(0.1, _DAY),
        unit="s",
        doc="Time for the far server to answer a command (RFC 5321, 4.5.3.2).",
    )
    upstream_end_of_data: float = setting(
        240.0, Between(0.1, _DAY), unit="s", doc="Time for the far server to answer the end of a message."
    )
    final_reply: float = setting(
        480.0,
        Between(1, 590),
        unit="s",
        doc="The sender has its answer at most this long after the end of its message. "
        "Exchange waits about 600 s; after that it sends the message again.",
    )
    keepalive: float = setting(
        60.0,
        Between(1, _DAY),
        unit="s",
        doc="Silence on the far leg, while a message is received or held, after which we send NOOP.",
    )
    session: float = setting(
        480.0,
        Between(1, _DAY),
        unit="s",
        doc="A pair of sessions older than this ends with 421 between two messages.",
    )
    drain: float = setting(
        60.0,
        Between(0, _DAY),
        unit="s",
        doc="How long SIGTERM lets transactions finish before sessions are closed with 421.",
    )


@attrs.frozen
class Gateway:
    """The server itself."""

    TITLE: ClassVar[str] = "The server: its name, where it listens, and the bounds on what it takes."

    hostname: str = setting(
        "",
        HostName(),
        doc="Our name in the greeting, in EHLO to the far server and in `Received`.",
        default_text="the fully qualified name of the machine",
        example="dlp.contoso.com",
    )
    listen: tuple[str, ...] = setting(
        ("tcp:25",),
        NotEmpty("endpoint"),
        Each(Endpoint()),
        doc="Twisted endpoint strings on which we listen for SMTP.",
        example=("tcp:25:interface=192.0.2.25",),
    )
    workers: int = setting(
        1,
        Only(1, "this version runs as one process"),
        doc="Processes that share the work; only 1 in this version.",
    )
    max_sessions: int = setting(
        1000, Between(1, 100_000), doc="Inbound sessions at a time; the next one is answered 421 4.3.2."
    )
    max_sessions_per_address: int = setting(
        200, Between(1, 100_000), doc="Inbound sessions at a time from one address."
    )
    max_recipients: int = setting(
        1000,
        Between(100, 100_000),
        doc="Recipients of one message (RFC 5321, 4.5.3.1.8: at least 100); one more is answered 452 4.5.3.",
    )
    max_received: int = setting(
        30, Between(1, 1000), doc="`Received` fields of one message; more are a loop, answered 554 5.4.6."
    )
    max_message_octets: int = setting(
        157_286_400,
        Between(65_536, 2_147_483_648),
        unit="octets",
        doc="Size of one message. The default is the largest that Exchange Online can be set to (150 MB).",
    )
    memory_budget_octets: int = setting(
        0,
        Between(0, 2**50),
        unit="octets",
        doc="Memory for all messages that are here at a time, at least twice `max_message_octets`; "
        "0 is a quarter of the machine's memory or of the control group's limit, whichever is less.",
        example=4_294_967_296,
    )
    greeting: str = setting(
        "ESMTP skygw", Text(PRINTABLE, "printable ASCII"), doc="What follows our name in the greeting."
    )
    max_errors: int = setting(
        20, Between(1, 1_000_000), doc="Bad commands in one session; after that it is closed with 421 4.7.0."
    )
    max_header_octets: int = setting(
        _MIB, Between(1024, 64 * _MIB), unit="octets", doc="Size of the header of one message."
    )
    timeouts: Timeouts = section(Timeouts)
