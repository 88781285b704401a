"""A transaction while it comes in, and the record that is made of it."""

from __future__ import annotations

import re
from collections import Counter

import attrs

from skygw.rehearsal.record import MessageRecord
from skygw.smtp import Mail, Rcpt

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[!-;=?-~]{1,200}>)", re.MULTILINE | re.IGNORECASE)


@attrs.define
class Transaction:
    """MAIL, the recipients that were taken and not, and the content so far."""

    session: int
    mail: Mail
    limit: int
    """Content octets that are kept."""
    accepted: list[Rcpt] = attrs.field(factory=list)
    refused: list[tuple[bytes, bytes]] = attrs.field(factory=list)
    by: str = ""
    """``DATA`` or ``BDAT`` once content began."""
    size: int = 0
    failed: bool = False
    """Whether a chunk was refused: the rest is not taken either (RFC 3030 section 2)."""
    _pieces: list[bytes] = attrs.field(factory=list)
    _domains: Counter[bytes] = attrs.field(factory=Counter)

    def of_domain(self, rcpt: Rcpt) -> int:
        """Recipients of this one's domain, this one included."""
        return self._domains[_domain(rcpt)] + 1

    def took(self, rcpt: Rcpt) -> None:
        self.accepted.append(rcpt)
        self._domains[_domain(rcpt)] += 1

    def add(self, octets: bytes) -> None:
        if self.size < self.limit:
            self._pieces.append(octets[: self.limit - self.size])
        self.size += len(octets)

    @property
    def content(self) -> bytes:
        if len(self._pieces) > 1:
            self._pieces = [b"".join(self._pieces)]
        return self._pieces[0] if self._pieces else b""

    @property
    def message_id(self) -> bytes:
        """The Message-ID field where it is fit to be repeated in a reply."""
        head = self.content[:65536]
        found = _MESSAGE_ID.search(head, 0, head.find(b"\r\n\r\n") if b"\r\n\r\n" in head else len(head))
        return found.group(1) if found else b"<none>"

    def record(self, number: int, *, complete: bool, flaw: str = "", reply: bytes = b"") -> MessageRecord:
        return MessageRecord(
            number=number,
            session=self.session,
            mail=self.mail.line,
            reverse_path=self.mail.path,
            parameters=dict(self.mail.parameters),
            rcpts=tuple(rcpt.line for rcpt in self.accepted),
            recipients=tuple(rcpt.path for rcpt in self.accepted),
            refused=tuple(self.refused),
            content=b"" if flaw else self.content,
            size=self.size,
            by=self.by,
            flaw=flaw,
            complete=complete,
            reply=reply,
        )


def _domain(rcpt: Rcpt) -> bytes:
    return rcpt.path.rpartition(b"@")[2].lower()
