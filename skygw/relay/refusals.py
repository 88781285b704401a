"""Every reply that the relay gives in its own name, in one place.

None of them tells of our configuration.  Codes: RFC 5321 section 4.2, RFC 3463.
"""

from __future__ import annotations

from skygw.smtp import Reply

GO_AHEAD = Reply.of(354, "", "Start mail input; end with <CRLF>.<CRLF>")
OK = Reply.of(250, "2.0.0", "OK")
RESET = Reply.of(250, "2.0.0", "Reset")
VRFY = Reply.of(252, "2.5.0", "Cannot verify; send the message and see")
EXPN = Reply.of(502, "5.5.1", "Lists are not expanded here")
HELP = Reply.of(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT STARTTLS VRFY", "See RFC 5321")
START_TLS = Reply.of(220, "2.0.0", "Ready to start TLS")

TOO_BUSY = Reply.of(421, "4.3.2", "Too many sessions; try again later")
TOO_MANY_FROM_YOU = Reply.of(421, "4.7.0", "Too many sessions from your address; try again later")
NOT_ALLOWED = Reply.of(421, "4.7.1", "Your address is not served here")
STOPPING = Reply.of(421, "4.3.2", "Shutting down; try again later")
TOO_OLD = Reply.of(421, "4.4.2", "This session has lasted long enough; open a new one")
IDLE = Reply.of(421, "4.4.2", "Nothing heard for too long")
TOO_SLOW = Reply.of(421, "4.4.2", "The message came too slowly")
TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors")
TLS_NOW_REQUIRED = Reply.of(421, "4.7.0", "TLS is required now; open a new session")
UNEXPECTED = Reply.of(451, "4.3.0", "Local error; try again later")

NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients")
TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients")
TOO_LARGE = Reply.of(552, "5.3.4", "Message exceeds the size limit")
NO_MEMORY = Reply.of(452, "4.3.1", "Not enough memory for the message now; try again later")
HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "The header exceeds its size limit")
STARTS_WITH_BLANK = Reply.of(550, "5.6.0", "The message begins with a folded line")
LOOP = Reply.of(554, "5.4.6", "Too many hops: the message has passed through too many servers")

UPSTREAM_GONE = Reply.of(421, "4.4.2", "The next hop closed the connection; try again later")
NOT_SENT = Reply.of(451, "4.4.2", "The next hop did not take the message; try again later")
NO_TIME = Reply.of(451, "4.4.1", "No time left to pass the message on; try again later")
CLIENT_CERTIFICATE = Reply.of(451, "4.7.1", "Your client certificate is not accepted here")


def flawed(flaw: str) -> Reply:
    """Content that must not go onward under DATA (RFC 5321 section 2.3.8)."""
    return Reply.of(550, "5.6.11", f"The message holds {flaw}; lines must end with CRLF")


def not_established(public: str = "") -> Reply:
    """The far leg does not stand (I7); ``public`` may quote the far side, and tells nothing of ours."""
    why = f": {public[:300]}" if public else ""
    return Reply.of(421, "4.4.1", f"The next hop is not available{why}")


def taken(transaction: str) -> Reply:
    """A policy's silent discard."""
    return Reply.of(250, "2.6.0", f"{transaction} taken by policy")


def chunk_received(octets: int) -> Reply:
    """A chunk that is not the last (RFC 3030 section 2)."""
    return Reply.of(250, "2.0.0", f"{octets} octets received")
