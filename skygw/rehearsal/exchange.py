"""What Exchange Online refuses by itself, where we know it.

The limits are Exchange Online's, or the documented defaults of Exchange Server where Exchange Online
publishes nothing; the texts are Exchange's where they are public.  Each limit can be set, and switched off
with 0.
"""

from __future__ import annotations

import re

import attrs

RELAY_DENIED = b"550 5.7.64 TenantAttribution; Relay Access Denied [ATTR36]\r\n"
TOO_MANY_RECIPIENTS = b"452 4.5.3 Too many recipients\r\n"
TOO_LARGE = b"552 5.3.4 Message size exceeds fixed maximum message size\r\n"
TOO_MANY_MESSAGES = b"421 4.4.2 Connection dropped due to too many messages in one session\r\n"
TOO_MANY_SESSIONS = (
    b"421 4.3.2 The maximum number of concurrent connections has exceeded a limit, "
    b"closing transmission channel\r\n"
)
BARE_LINE_FEED = (
    b"550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; "
    b"message contains bare linefeeds, which cannot be sent via DATA\r\n"
)
THROTTLED = b"451 4.7.500 Server busy. Please try again later. (AS77713121)\r\n"
TIMED_OUT = b"421 4.4.1 Connection timed out\r\n"
HOPS_EXCEEDED = b"554 5.4.14 Hop count exceeded - possible mail loop ATTR34\r\n"

_RECEIVED = re.compile(rb"^Received:", re.MULTILINE | re.IGNORECASE)


@attrs.frozen
class Exchange:
    """Limits that are played.  0, or an empty list, plays none of the kind."""

    accepted_domains: tuple[str, ...] = ()
    """Domains of the tenant: no recipient is taken unless the client's certificate carries one of them."""
    max_recipients_per_domain: int = 200
    """Recipients of one domain in one transaction."""
    max_messages_per_session: int = 20
    max_sessions_per_source: int = 20
    """Sessions at a time from one address."""
    max_messages_per_minute: int = 0
    """Transactions a minute, over all sessions."""
    idle_timeout: float = 300.0
    """Seconds of silence."""
    session_timeout: float = 600.0
    """Seconds from the connection on, even while active."""
    max_received: int = 60
    """``Received`` fields of one message (Exchange's MaxHopCount)."""

    def refuse_connection(self, sessions: int) -> bytes | None:
        """``sessions``: open ones of this source, this one included."""
        return TOO_MANY_SESSIONS if _over(sessions, self.max_sessions_per_source) else None

    def refuse_mail(self, *, messages: int, in_a_minute: int) -> bytes | None:
        """``messages``: transactions of this session, ``in_a_minute``: of all, this one included."""
        if _over(messages, self.max_messages_per_session):
            return TOO_MANY_MESSAGES
        if _over(in_a_minute, self.max_messages_per_minute):
            return THROTTLED
        return None

    def refuse_rcpt(self, *, of_domain: int, names: tuple[str, ...]) -> bytes | None:
        """``of_domain``: recipients of this one's domain, with it; ``names``: the certificate's."""
        if self.accepted_domains and not any(map(self._accepts, names)):
            return RELAY_DENIED
        return TOO_MANY_RECIPIENTS if _over(of_domain, self.max_recipients_per_domain) else None

    def refuse_message(self, content: bytes) -> bytes | None:
        """``content``: the whole message, dots removed."""
        header = content[: content.find(b"\r\n\r\n") + 2] if b"\r\n\r\n" in content else content
        return HOPS_EXCEEDED if _over(len(_RECEIVED.findall(header)), self.max_received) else None

    def _accepts(self, name: str) -> bool:
        return name.casefold().removeprefix("*.") in (domain.casefold() for domain in self.accepted_domains)


def _over(number: int, limit: int) -> bool:
    return bool(limit) and number > limit
