"""Messages for tests with real peers: of all sizes, deterministic, and full of what carriers get wrong."""

from __future__ import annotations

import base64
import smtplib
from collections.abc import Iterable, Iterator
from random import Random

import attrs

from tests.support.gateway import TENANT_DOMAIN

KIB = 1024
MIB = 1024 * KIB
LINE_LIMIT = 990
"""Octets in a line.  Postfix breaks lines over 998 (RFC 5322, 2.1.1): longer ones would not come as sent."""

NOT_IN_TEXT = b"\0\r\n"
TO_TEXT = bytes(octet if octet not in NOT_IN_TEXT else octet + 0x80 for octet in range(256))
"""A translation that leaves every octet but NUL, CR and LF as it is."""

DOT_LINES = (
    b".", b"..", b"...", b". ", b" .", b".\t", b".x", b"..x", b".MAIL FROM:<a@b>", b"MAIL FROM:<a@b>",
    b"RCPT TO:<a@b>", b"DATA", b"QUIT", b"BDAT 0 LAST", b"", b"", b"From x", b"RSET", b"\x85.", b".\xff",
)  # fmt: skip


@attrs.frozen
class Letter:
    """One message to be posted: ``octets`` end with CRLF; addresses are what stands between < and >."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    octets: bytes = attrs.field(repr=lambda octets: f"<{len(octets)} octets>")
    readable: bool = True
    """Whether there is no attachment that nobody can make text of."""

    @property
    def marker(self) -> bytes:
        """A header line that no other message has."""
        return marker(self.number)

    @property
    def needs_smtputf8(self) -> bool:
        """Whether an address is not ASCII (RFC 6531)."""
        return not all(address.isascii() for address in (self.sender, *self.recipients))


def marker(number: int) -> bytes:
    """The header line that tells which letter a message is."""
    return b"X-Letter: %06d" % number


def sizes(count: int, seed: int) -> list[int]:
    """``count`` sizes in octets from 1 KiB to 20 MiB: most are small, both ends are there."""
    random = Random(seed)
    bands = (
        (0.70, KIB, 16 * KIB),
        (0.20, 16 * KIB, 256 * KIB),
        (0.07, 256 * KIB, 2 * MIB),
        (0.03, 2 * MIB, 8 * MIB),
    )
    chosen = [KIB, 20 * MIB]
    for share, least, most in bands:
        chosen += [int(least * (most / least) ** random.random()) for _ in range(round(count * share))]
    chosen = chosen[:count] + [KIB] * (count - len(chosen))
    random.shuffle(chosen)
    return chosen


def letters(count: int, seed: int) -> Iterator[Letter]:
    """``count`` letters, the same ones for the same ``seed``."""
    random = Random(seed)
    bodies = (binary_body, dotted_body, multipart_body, utf8_body)
    for number, size in enumerate(sizes(count, seed)):
        body = bodies[number % len(bodies)]
        sender, recipients = addresses(number, random)
        octets = compose(number, body(random, size), size)
        yield Letter(number, sender, recipients, octets, readable=body is not multipart_body)


def addresses(number: int, random: Random) -> tuple[str, tuple[str, ...]]:
    """A sender of the tenant and one to twenty recipients; every fifth envelope is not ASCII."""
    count = random.choice((1, 1, 1, 2, 5, 20))
    recipients = [f"recipient-{number}-{index}@far.example" for index in range(count)]
    sender = f"sender+{number}@{TENANT_DOMAIN}"
    if number % 5 == 0:
        recipients.append(f"δοκιμή-{number}@παράδειγμα.example")
    if number % 10 == 0:
        sender = f"jörg.{number}@{TENANT_DOMAIN}"
    return sender, tuple(recipients)


def compose(number: int, content: bytes, size: int) -> bytes:
    """Header and ``content`` (its own header lines first), cut to ``size`` octets, ending with CRLF."""
    whole = (
        b"From: a@interop.example\r\nTo: undisclosed recipients:;\r\n"
        + marker(number)
        + b"\r\nMessage-ID: <letter-%06d@interop.example>\r\n" % number
        # Fields that carriers are known to drop, fold, decode or unfold.
        + b"Bcc: kept@interop.example\r\nReturn-Path: <kept@interop.example>\r\nContent-Length: 3\r\n"
        + b"Subject:  =?utf-8?q?two_blanks?=\r\n\tand a fold \r\nX-Empty:\r\nX-Eight-Bit: \xe4\xff\r\n"
        + content
    )
    # At least the header and the blank line stay, whatever the size.
    kept = max(size - 2, len(whole) - len(content) + 200)
    return whole[:kept].removesuffix(b"\r") + b"\r\n"


def binary_body(random: Random, size: int) -> bytes:
    """Every octet but NUL, CR and LF, in lines of random length; some are empty, some start with dots."""
    octets = random.randbytes(size).translate(TO_TEXT)
    pieces, at = [b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n"], 0
    while at < len(octets):
        length = random.randrange(LINE_LIMIT)
        pieces += (b"\r\n", octets[at : at + length])
        at += length
    return b"".join(pieces) + b"\r\n"


def dotted_body(random: Random, size: int) -> bytes:
    """Lines that look like the end of the message or like the next command."""
    lines = [random.choice(DOT_LINES) for _ in range(2000)]
    block = b"\r\n".join(lines) + b"\r\n"
    return b"\r\n" + block * (size // len(block) + 1) + b".\r\n.\r\n"


def multipart_body(random: Random, size: int) -> bytes:
    """A message with an attachment of no known kind, as a mail program would make it."""
    attachment = base64.encodebytes(random.randbytes(size * 3 // 4)).replace(b"\n", b"\r\n")
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_b"\r\n\r\npreamble\r\n'
        b"--=_b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the attachment.\r\n"
        b"--=_b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="a.bin"\r\n\r\n'
        + attachment
        + b"\r\n--=_b--\r\nepilogue  \r\n"
    )


def utf8_body(random: Random, size: int) -> bytes:
    """Text of many scripts, with blanks at line ends."""
    words = ("Grüße", "日本語", "данные", "👩‍👩‍👧", "plain", " ", "\t", ".", "naïve", "עברית")
    lines = ["".join(random.choice(words) for _ in range(random.randrange(30))) for _ in range(500)]
    block = "\r\n".join(lines).encode() + b"  \r\n"
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + block * (size // len(block) + 1)


def post(port: int, given: Iterable[Letter], name: str = "author.interop.example") -> int:
    """Hand letters to a mail server on a loopback port, in one session; how many went.

    Raises:
        smtplib.SMTPResponseException: The server did not take one.
    """
    count = 0
    with smtplib.SMTP("127.0.0.1", port, local_hostname=name, timeout=60) as session:
        session.ehlo()
        for letter in given:
            _expect(session.mail(letter.sender, _options(session, letter)))
            for recipient in letter.recipients:
                _expect(session.rcpt(recipient))
            _expect(session.data(letter.octets))
            count += 1
    return count


def _options(session: smtplib.SMTP, letter: Letter) -> list[str]:
    # smtplib's own sendmail() does this for text alone.
    session.command_encoding = "utf-8" if letter.needs_smtputf8 else "ascii"
    return ["BODY=8BITMIME", *(["SMTPUTF8"] if letter.needs_smtputf8 else [])]


def _expect(reply: tuple[int, bytes]) -> None:
    if reply[0] != 250:
        raise smtplib.SMTPResponseException(*reply)
