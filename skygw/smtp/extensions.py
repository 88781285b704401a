"""What a server offers in its reply to EHLO, and what we may offer between two others.

RFC 5321 section 4.1.1.1::

    ehlo-line = ehlo-keyword *( SP ehlo-param )
"""

from __future__ import annotations

import attrs

from skygw.smtp.reply import Reply

#: Passed through if the far side offers it.  Never AUTH, XCLIENT, XFORWARD, X-EXPS, BURL, ETRN (I12): they
#: speak of the session that ends at us, or make the far side do something other than take this message.
TRANSPARENT = (
    b"PIPELINING",
    b"8BITMIME",
    b"SMTPUTF8",
    b"CHUNKING",
    b"BINARYMIME",
    b"DSN",
    b"ENHANCEDSTATUSCODES",
)

#: Room that is kept for the header fields that we put before a message (decision 6 of the architecture).
HEADER_ROOM_OCTETS = 8 * 1024


@attrs.frozen
class Capabilities:
    """What the far side offers.  ``keywords`` are in upper case, each with its parameters as they came."""

    keywords: dict[bytes, bytes] = attrs.field(factory=dict)

    @classmethod
    def of(cls, reply: Reply) -> Capabilities:
        """From a reply to EHLO, whose first line is a name.  Of repeated keywords the first counts."""
        keywords: dict[bytes, bytes] = {}
        for line in reply.lines[1:]:
            keyword, _, parameters = line.strip().partition(b" ")
            if keyword:
                keywords.setdefault(keyword.upper(), parameters.strip())
        return cls(keywords)

    def __contains__(self, keyword: bytes) -> bool:
        return keyword in self.keywords

    @property
    def size(self) -> int | None:
        """The largest message in octets (RFC 1870); None where there is no fixed limit, or it is not said."""
        parameter = self.keywords.get(b"SIZE", b"")
        return int(parameter) or None if parameter.isdigit() and len(parameter) <= 20 else None

    def offered(self, *, max_message_octets: int, starttls: bool) -> tuple[bytes, ...]:
        """The lines that we say to EHLO: theirs intersected with ours.

        BINARYMIME needs CHUNKING (RFC 3030 section 3).
        """
        lines = [keyword for keyword in TRANSPARENT if keyword in self]
        if b"CHUNKING" not in self and b"BINARYMIME" in lines:
            lines.remove(b"BINARYMIME")
        limit = min(self.size or max_message_octets, max_message_octets)
        lines.append(b"SIZE %d" % max(limit - HEADER_ROOM_OCTETS, 1))
        if starttls:
            lines.append(b"STARTTLS")
        return tuple(lines)
