"""What became of one message: the fields of its log line (CONTRACT, "One log line per message")."""

from __future__ import annotations

import attrs


@attrs.define(slots=True)
class Record:
    """Filled while the message goes its way.  Times are seconds."""

    transaction: str
    session: str
    peer: str
    tls: str = ""
    helo: str = ""
    message_id: str = ""
    network_message_id: str = ""
    size: int = 0
    sender: bytes = b""
    recipients: tuple[bytes, ...] = ()
    verdict: str = ""
    """What was done: passed, blocked, discarded, refused (form, limits, far side), deferred, aborted."""
    action: str = "allow"
    policies: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    policy_version: str = ""
    scan_status: str = ""
    failure: str = ""
    """timeout, failure, oversize or unscannable, if there is no whole report."""
    failure_action: str = ""
    """tempfail, accept, accept_with_header or reject, if ``failure`` is set."""
    problem: str = ""
    """What failed, in words."""
    subject: str = ""
    """Only with ``Settings.log_subjects``."""
    inbound_code: int = 0
    upstream_code: int = 0
    upstream_text: str = ""
    t_receive: float = 0.0
    t_inspect: float = 0.0
    t_forward: float = 0.0
    t_total: float = 0.0
    cpu_inspect: float = 0.0
    far_end: str = ""
