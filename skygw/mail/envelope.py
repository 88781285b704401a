"""The envelope: who sends to whom, as the SMTP session said it (RFC 5321, 2.3.1)."""

from __future__ import annotations

from functools import cached_property

import attrs

from skygw.mail.address import normalise


@attrs.frozen
class Envelope:
    """Reverse-path and recipients of one message.

    Attributes:
        reverse_path: the octets between ``<`` and ``>`` of MAIL; ``b""`` is the null path of a notice.
        recipients: the octets between ``<`` and ``>`` of each accepted RCPT, in order, repeats included.
        helo: what the peer said in EHLO or HELO.
        peer: the peer's address as text.
    """

    reverse_path: bytes
    recipients: tuple[bytes, ...]
    helo: bytes = b""
    peer: str = ""

    @cached_property
    def sender(self) -> str:
        """The normalised sender, ``""`` for the null path."""
        return normalise(self.reverse_path)

    @cached_property
    def to(self) -> tuple[str, ...]:
        """The normalised recipients, in the order of :attr:`recipients`."""
        return tuple(map(normalise, self.recipients))
