"""Bounds and habits of the relay, as plain values; ``skygw.app`` fills them from the configuration."""

from __future__ import annotations

import attrs


@attrs.frozen
class Timeouts:
    """Seconds.  Every wait has one (I16)."""

    command: float = 300.0
    """Silence of the sender between commands (RFC 5321 section 4.5.3.2.7: at least five minutes)."""
    data_block: float = 180.0
    """Silence of the sender within content (4.5.3.2.5)."""
    receive: float = 900.0
    """The whole of one content."""
    min_data_rate: int = 500
    """Octets a second that content has to keep up after a grace of ``data_block``; 0 asks none."""
    inspection: float = 55.0
    inspection_hard: float = 300.0
    budget_wait: float = 60.0
    upstream_reply: float = 300.0
    upstream_end_of_data: float = 240.0
    final_reply: float = 480.0
    """From the end of data to the final reply, whatever happens: Exchange waits about ten minutes."""
    keepalive: float = 60.0
    session: float = 480.0
    """A pair older than this ends itself between messages."""
    quit: float = 5.0
    """How long the far server is given to answer QUIT."""


@attrs.frozen
class Settings:
    """What every session is held to."""

    hostname: str = "localhost"
    greeting: str = "ESMTP skygw"
    max_message_octets: int = 157_286_400
    max_header_octets: int = 1_048_576
    max_recipients: int = 1000
    max_received: int = 30
    max_errors: int = 20
    """Commands that we refuse; the next one is answered 421."""
    max_idle_commands: int = 100
    """NOOP, RSET and their like since the last message; each one beyond counts as an error."""
    max_inspected_octets: int = 157_286_400
    """Larger messages are not inspected: ``on_oversize`` says what becomes of them."""
    starttls: bool = False
    require_tls: bool = False
    prefer_bdat: bool = True
    received: bool = True
    scan_header: str = "X-Skygw-Scan"
    log_subjects: bool = False
    """Whether subjects are read for the log."""
    tenant: str = ""
    """The tenant's id: the key of delivery keys."""
    timeouts: Timeouts = attrs.field(factory=Timeouts)
