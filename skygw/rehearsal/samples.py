"""Sample messages for the demo, each with what must become of it under ``POLICIES``.

The card numbers belong to nobody: they have a right check digit and a known issuer range, no more.
"""

from __future__ import annotations

import base64
import hashlib

import attrs

from skygw.rehearsal.letter import Letter
from skygw.rehearsal.script import Script

SENDER = b"alice@contoso.example"
PARTNER = b"bob@partner.example"
RIVAL = b"eve@rival.example"
UNKNOWN = b"unknown@partner.example"

BLOCK_TEXT = "Card numbers must not leave by mail. Help: https://dlp.contoso.example"
RIVAL_TEXT = "Prices must not go to rival.example"
NO_SUCH_USER = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"

#: One file of ``policies/``.  Everything is in enforce mode: this is a demonstration.
POLICIES = f"""\
version: 1
policies:
  - name: Payment cards
    mode: enforce
    scope: {{senders: ["*@contoso.example"], recipients: external}}
    rules:
      - severity: critical
        all:
          - data_identifier: {{type: credit_card, min: 1}}
    responses:
      critical: {{action: block, text: "{BLOCK_TEXT}"}}

  - name: Confidential is encrypted
    mode: enforce
    rules:
      - severity: minor
        all:
          - keyword: {{words: [confidential], in: [subject, body]}}
    responses:
      minor: {{action: add_header, header: {{X-Demo-Encrypt: "yes"}}}}

  - name: Project Nightingale is watched
    mode: enforce
    rules:
      - severity: info
        all:
          - keyword: Nightingale
    responses:
      info: {{action: monitor}}

  - name: Prices stay away from rivals
    mode: enforce
    scope: {{recipients: ["*@rival.example"]}}
    rules:
      - severity: major
        all:
          - keyword: price list
    responses:
      major: {{action: block, text: "{RIVAL_TEXT}"}}

  - name: Chain letters vanish
    mode: enforce
    rules:
      - severity: warning
        all:
          - keyword: chain letter
    responses:
      warning: {{action: block, discard: true}}
"""

#: How the far server behaves in the demo: like Exchange, and it does not know one of the recipients.
FAR_SCRIPT = {"exchange": {}, "stages": {"rcpt": [{"for": "unknown@*", "reply": NO_SUCH_USER}]}}


def far_script() -> Script:
    return Script.from_data(FAR_SCRIPT)


@attrs.frozen
class Sample:
    """A message and what must become of it."""

    name: str
    letter: Letter
    verdict: str
    """For people: what the gateway should decide."""
    reply: bytes
    """How the reply that the sender sees must begin."""
    action: str = ""
    """``action`` in the gateway's own log line; empty: it writes none for this message."""
    arrives: tuple[bytes, ...] = ()
    """Recipients at the far server; none: nothing may arrive."""
    headers: tuple[bytes, ...] = ()
    """Fields of an Add X Header action, to be prepended once each."""
    refused: tuple[bytes, ...] = ()
    """Replies to RCPT, octet for octet, in order, for the recipients that the far server refuses."""

    @property
    def message_id(self) -> bytes:
        return b"<" + self.name.replace(" ", "-").replace(",", "").encode("ascii") + b"@contoso.example>"


def samples() -> tuple[Sample, ...]:
    """All of them, in the order in which the demo sends them."""
    refusal = NO_SUCH_USER.encode("ascii") + b"\r\n"
    blocked = b"550 5.7.1 " + BLOCK_TEXT.encode("ascii") + b"\r\n"
    passed = b"250 2.6.0"
    return (
        _sample("clean text", b"See you at noon.\r\n", "allow", passed, "allow", (PARTNER,)),
        _sample("card in plain text", b"My Visa: 4539 1488 0343 6467\r\n", "block", blocked, "block"),
        _sample("card in HTML", _HTML, "block", blocked, "block", mime=_HTML_TYPE),
        _sample("card in an attachment", _attached(_CARDS), "block", blocked, "block", mime=_MIXED),
        _sample(
            "confidential",
            b"This is confidential.\r\n",
            "add_header",
            passed,
            "add_header",
            (PARTNER,),
            headers=(b"X-Demo-Encrypt: yes",),
        ),
        _sample(
            "watched keyword", b"Nightingale flies.\r\n", "monitor", passed, "monitor", (PARTNER,)
        ),
        _sample("unknown recipient", b"Hello?\r\n", "refused", refusal, to=(UNKNOWN,), refused=(refusal,)),
        _sample(
            "one of two unknown",
            b"Hello, both?\r\n",
            "allow",
            passed,
            "allow",
            (PARTNER,),
            to=(PARTNER, UNKNOWN),
            refused=(refusal,),
        ),
        _sample(
            "prices to a rival too",
            b"Our price list.\r\n",
            "block",
            b"550 5.7.1 " + RIVAL_TEXT.encode("ascii") + b"\r\n",
            "block",
            to=(PARTNER, RIVAL),
        ),
        _sample("chain letter", b"A chain letter!\r\n", "discard", b"250 2.6.0", "block"),
        _international(passed),
        _sample("dot lines", _DOTS, "allow", passed, "allow", (PARTNER,)),
        _sample(
            "5 MiB attachment",
            _attached(_noise(5 * 1024 * 1024), b"application/octet-stream", b"noise.bin"),
            "allow",
            passed,
            "allow",
            (PARTNER,),
            mime=_MIXED,
        ),
        _sample("bare LF by BDAT", b"Lines\nof Unix\r\n", "allow", passed, "allow", (PARTNER,), by="BDAT"),
        _sample("bare LF by DATA", b"Lines\nof Unix\r\n", "refused", b"550 5.6.11"),
        _sample("bounce, two chunks", b"Returned.\r\n", "allow", passed, "allow", (PARTNER,), by="CHUNKS"),
    )


_BOUNDARY = b"=_demo_boundary"
_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
_HTML_TYPE = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
_MIXED = b'Content-Type: multipart/mixed; boundary="' + _BOUNDARY + b'"\r\n'
# The number is cut by tags and a soft line break: whoever looks at the octets does not see it.
_HTML = b"<p>Card: <b>5425</b> 2334 =\r\n<i>3010</i>&nbsp;9903</p>\r\n"
_CARDS = b"name;card;expires\r\nA. Smith;3714-496353-98431;12/29\r\n"
_DOTS = b".\r\n..\r\n.a line that begins with a dot\r\nend .\r\n.\r\n\r\n.\r\n"


def _sample(
    name: str,
    body: bytes,
    verdict: str,
    reply: bytes,
    action: str = "",
    arrives: tuple[bytes, ...] = (),
    *,
    to: tuple[bytes, ...] = (PARTNER,),
    mime: bytes = _PLAIN,
    by: str = "DATA",
    headers: tuple[bytes, ...] = (),
    refused: tuple[bytes, ...] = (),
) -> Sample:
    """``by``: ``CHUNKS`` is BDAT in two chunks, pipelined, with the null reverse-path."""
    sample = Sample(name, Letter(SENDER, to, b""), verdict, reply, action, arrives, headers, refused)
    content = _content(sample, mime, body)
    chunks = by == "CHUNKS"
    letter = Letter(
        b"" if chunks else SENDER,
        to,
        content,
        b"SIZE=%d" % len(content),
        by="DATA" if by == "DATA" else "BDAT",
        chunk_octets=len(content) // 2 if chunks else 0,
        pipelined=chunks,
    )
    return attrs.evolve(sample, letter=letter)


def _international(reply: bytes) -> Sample:
    """Addresses and text in UTF-8, with parameters that must go onward as they are."""
    to = "jürgen@büro.example".encode()
    sample = Sample("8-bit and SMTPUTF8", Letter(SENDER, (to,), b""), "allow", reply, "allow", (to,))
    content = _content(sample, _PLAIN, "Grüße aus Köln, 你好\r\n".encode())
    letter = Letter(
        "zoë@contoso.example".encode(), (to,), content, b"BODY=8BITMIME SMTPUTF8", by="BDAT", pipelined=True
    )
    return attrs.evolve(sample, letter=letter)


def _content(sample: Sample, mime: bytes, body: bytes) -> bytes:
    return (
        b"From: Alice <alice@contoso.example>\r\n"
        b"To: Bob <bob@partner.example>\r\n"
        b"Subject: " + sample.name.encode("ascii") + b"\r\n"
        b"Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n"
        b"Message-ID: " + sample.message_id + b"\r\n"
        b"MIME-Version: 1.0\r\n" + mime + b"\r\n" + body
    )


def _attached(octets: bytes, kind: bytes = b"text/csv", name: bytes = b"customers.csv") -> bytes:
    encoded = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return (
        b"--" + _BOUNDARY + b"\r\nContent-Type: text/plain\r\n\r\nPlease find it attached.\r\n"
        b"--" + _BOUNDARY + b"\r\nContent-Type: " + kind + b"\r\n"
        b'Content-Disposition: attachment; filename="' + name + b'"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + b"--" + _BOUNDARY + b"--\r\n"
    )


def _noise(size: int) -> bytes:
    """Octets that look like a compressed file, the same in every run."""
    return hashlib.shake_256(b"skygw demo").digest(size)
