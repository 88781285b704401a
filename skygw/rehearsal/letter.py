"""What a scripted sender sends, and what it was told."""

from __future__ import annotations

import attrs

from skygw.smtp import Reply


@attrs.frozen
class Letter:
    """A message with its envelope.  Paths are the octets between < and >."""

    reverse_path: bytes
    recipients: tuple[bytes, ...]
    content: bytes = attrs.field(repr=False)
    parameters: bytes = b""
    """ESMTP parameters of MAIL as they stand on the line, without the first blank."""
    rcpt_parameters: bytes = b""
    by: str = "DATA"
    """``DATA`` or ``BDAT``."""
    chunk_octets: int = 0
    """Size of a BDAT chunk; 0: one chunk."""
    pipelined: bool = False
    """Whether the envelope goes as one flight (RFC 2920), with the content where it goes by BDAT."""

    @property
    def mail_line(self) -> bytes:
        return _line(b"MAIL FROM:<" + self.reverse_path + b">", self.parameters)

    @property
    def rcpt_lines(self) -> tuple[bytes, ...]:
        return tuple(_line(b"RCPT TO:<" + path + b">", self.rcpt_parameters) for path in self.recipients)

    @property
    def chunks(self) -> list[bytes]:
        """Content as it goes by BDAT; at least one chunk, be it empty."""
        step = self.chunk_octets or len(self.content) or 1
        return [self.content[at : at + step] for at in range(0, len(self.content), step)] or [b""]


@attrs.define
class Sent:
    """The replies to one letter, as far as they came."""

    mail: Reply | None = None
    rcpt: list[Reply] = attrs.field(factory=list)
    data: Reply | None = None
    """To DATA; None where there was none."""
    chunks: list[Reply] = attrs.field(factory=list)
    """To every chunk but the last."""
    final: Reply | None = None
    """To the end of data or to the last chunk."""

    @property
    def outcome(self) -> Reply | None:
        """The reply that decided what became of it: the final one, or the last one of the envelope."""
        refused = [reply for reply in [self.mail, *self.rcpt, self.data] if reply and reply.code >= 400]
        return self.final or (refused[-1] if refused else None)

    @property
    def accepted(self) -> bool:
        return self.final is not None and self.final.category == 2


def _line(command: bytes, parameters: bytes) -> bytes:
    return command + b" " + parameters if parameters else command
