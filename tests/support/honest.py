"""Honest messages in the shapes that mail programs really send: nothing in them is meant to deceive.

The shapes follow what the named programs write (header order, boundaries, folding, encodings), in several
languages and charsets; they are written here, nobody's mail is quoted.  Deterministic for a seed.
"""

from __future__ import annotations

import base64
import email.policy
import quopri
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random

import attrs

from tests.support.languages import LANGUAGES

Shape = Callable[["Letter"], bytes]


@attrs.frozen
class Letter:
    """What a message is about: a language's words, its legacy charset, and a source of chance."""

    language: str
    charset: str
    subject: str
    lines: tuple[str, ...]
    random: Random = attrs.field(repr=False)

    @property
    def text(self) -> str:
        """A body of several paragraphs, lines ending with CRLF."""
        count = self.random.randint(1, 12)
        return "".join(self.random.choice(self.lines) + "\r\n" for _ in range(count))

    def html(self) -> str:
        """The same as a mail program's HTML."""
        paragraphs = "".join(
            f'<p class="MsoNormal">{line}<o:p></o:p></p>\r\n' for line in self.text.splitlines()
        )
        head = '<html>\r\n<head>\r\n<meta charset="utf-8">\r\n</head>\r\n'
        return f"{head}<body>\r\n{paragraphs}</body>\r\n</html>\r\n"

    def token(self, length: int = 12) -> str:
        """A random word such as boundaries and ids are made of."""
        return "".join(self.random.choice("0123456789abcdef") for _ in range(length))


def messages(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """``count`` messages with the name of their shape and language."""
    random = Random(seed)
    shapes = list(SHAPES.items())
    for number in range(count):
        name, shape = shapes[number % len(shapes)]
        language = random.choice(list(LANGUAGES))
        charset, subject, lines = LANGUAGES[language]
        yield f"{name} ({language})", shape(Letter(language, charset, subject, lines, random))


def _head(letter: Letter, *fields: str) -> str:
    """A header section's beginning: trace, signature, addresses; ``fields`` stand at its end."""
    when = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(minutes=letter.random.randint(0, 9999))
    subject = Header(letter.subject, "utf-8").encode(linesep="\r\n")
    signature = base64.b64encode(letter.random.randbytes(96)).decode()
    lines = [
        (
            f"Received: from mail.example.com (mail.example.com [192.0.2.{letter.random.randint(1, 99)}])\r\n"
            f"\tby mx.example.net with ESMTPS id {letter.token()}\r\n\tfor <b@example.net>; "
            f"{format_datetime(when)}"
        ),
        (
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;\r\n"
            " h=from:to:subject:date:message-id:mime-version:content-type:\r\n"
            "  content-transfer-encoding:references;\r\n"
            f" bh={letter.token(16)}=; b={signature[:60]}\r\n {signature[60:]}"
        ),
        f"Date: {format_datetime(when)}",
        f"Message-ID: <{letter.token(24)}@example.com>",
        f'From: "{Header(letter.lines[0][:12], "utf-8").encode()}" <a@example.com>',
        "To: Bea Example <b@example.net>,\r\n\tc@example.net",
        f"Subject: {subject}",
        *fields,
    ]
    return "\r\n".join(lines) + "\r\n\r\n"


def _b64(octets: bytes) -> str:
    return base64.encodebytes(octets).decode().replace("\n", "\r\n")


def _qp(text: str, charset: str) -> str:
    # quopri ends lines as it finds them: without CR it writes =0D before each.
    octets = text.replace("\r\n", "\n").encode(charset, "xmlcharrefreplace")
    return quopri.encodestring(octets).decode().replace("\n", "\r\n")


def _octets(text: str, charset: str = "utf-8") -> bytes:
    return text.encode(charset, "xmlcharrefreplace")


def _document(letter: Letter) -> bytes:
    return b"PK\x03\x04" + letter.random.randbytes(letter.random.randint(50, 5000))


def _image(letter: Letter) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + letter.random.randbytes(letter.random.randint(50, 3000))


def outlook(letter: Letter) -> bytes:
    """Exchange and Outlook: alternative in related in mixed, images by cid, a document."""
    token = letter.token(16).upper()
    outer, middle = (
        f"_00{number}_{token}AM0PR0{number}MB.eurprd0{number}.prod.outlook.com_" for number in "45"
    )
    charset = letter.random.choice(("utf-8", letter.charset))
    name = Header(f"{letter.subject[:10]}.docx", "utf-8").encode()
    return _octets(
        _head(
            letter,
            "Thread-Topic: minutes",
            "Thread-Index: AdDxyz==",
            "Accept-Language: en-US",
            "Content-Language: en-US",
            "X-MS-Has-Attach: yes",
            "X-MS-TNEF-Correlator:",
            "x-ms-exchange-messagesentrepresentingtype: 1",
            f'Content-Type: multipart/related;\r\n\tboundary="{outer}";\r\n\ttype="multipart/alternative"',
            "MIME-Version: 1.0",
        )
        + f'--{outer}\r\nContent-Type: multipart/alternative;\r\n\tboundary="{middle}"\r\n\r\n'
        f'--{middle}\r\nContent-Type: text/plain; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(letter.text, charset)}\r\n"
        f'--{middle}\r\nContent-Type: text/html; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(letter.html(), charset)}\r\n--{middle}--\r\n\r\n"
        f'--{outer}\r\nContent-Type: image/png; name="image001.png"\r\nContent-Description: image001.png\r\n'
        f'Content-Disposition: inline; filename="image001.png"; size=1234;\r\n\tcreation-date="Mon, '
        f'02 Nov 2026 09:00:00 GMT";'
        f'\r\n\tmodification-date="Mon, 02 Nov 2026 09:00:00 GMT"\r\n'
        f"Content-ID: <image001.png@01DD.{token}>\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_image(letter))}\r\n"
        f"--{outer}\r\n"
        f"Content-Type:\r\n\tapplication/vnd.openxmlformats-officedocument.wordprocessingml.document;\r\n"
        f'\tname="{name}"\r\nContent-Description: {name}\r\n'
        f'Content-Disposition: attachment;\r\n\tfilename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_document(letter))}\r\n--{outer}--\r\n"
    )


def outlook_base64(letter: Letter) -> bytes:
    """Exchange with bodies in base64, as for scripts beyond Latin."""
    boundary = f"_000_{letter.token(32).upper()}BN8PR12MB_"
    return _octets(
        _head(letter, f'Content-Type: multipart/alternative;\r\n\tboundary="{boundary}"', "MIME-Version: 1.0")
        + f'--{boundary}\r\nContent-Type: text/plain; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n"
        f"{_b64(_octets(letter.text))}\r\n"
        f'--{boundary}\r\nContent-Type: text/html; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n"
        f"{_b64(_octets(letter.html()))}\r\n--{boundary}--\r\n"
    )


def outlook_desktop(letter: Letter) -> bytes:
    """Outlook by SMTP: the well known preamble, and TNEF now and then."""
    token = letter.token(20).upper()
    boundary = f"----=_NextPart_000_{token[:4]}_01DD{token[4:8]}.{token[8:16]}"
    return _octets(
        _head(
            letter,
            "MIME-Version: 1.0",
            f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
            "X-Mailer: Microsoft Outlook 16.0",
            "Thread-Index: AQHc==",
            "Content-Language: de",
        )
        + f"This is a multipart message in MIME format.\r\n\r\n--{boundary}\r\n"
        f'Content-Type: text/plain;\r\n\tcharset="{letter.charset}"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(letter.text, letter.charset)}\r\n--{boundary}\r\n"
        'Content-Type: application/ms-tnef;\r\n\tname="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n'
        'Content-Disposition: attachment;\r\n\tfilename="winmail.dat"\r\n\r\n'
        f"{_b64(bytes.fromhex('789f3e22') + _document(letter))}\r\n--{boundary}--\r\n\r\n"
    )


def gmail(letter: Letter) -> bytes:
    """Gmail: alternative in mixed, names both plain and quoted, X-Attachment-Id."""
    outer, inner = (f"0000000000{letter.token(16)}" for _ in range(2))
    encoding = "base64" if letter.language not in ("en",) else "quoted-printable"
    write = (lambda text: _b64(_octets(text))) if encoding == "base64" else (lambda text: _qp(text, "utf-8"))
    return _octets(
        _head(letter, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{outer}"')
        + f'--{outer}\r\nContent-Type: multipart/alternative; boundary="{inner}"\r\n\r\n'
        f'--{inner}\r\nContent-Type: text/plain; charset="UTF-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        f'{write(letter.text)}\r\n--{inner}\r\nContent-Type: text/html; charset="UTF-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
        f"{write('<div dir=ltr>' + letter.text + '</div>')}\r\n--{inner}--\r\n"
        f'--{outer}\r\nContent-Type: application/pdf; name="{letter.token()}.pdf"\r\n'
        f'Content-Disposition: attachment; filename="{letter.token()}.pdf"\r\n'
        f"Content-Transfer-Encoding: base64\r\n"
        f"Content-ID: <f_{letter.token()}>\r\nX-Attachment-Id: f_{letter.token()}\r\n\r\n"
        f"{_b64(_document(letter))}"
        f"--{outer}--\r\n"
    )


def apple(letter: Letter) -> bytes:
    """Apple Mail: odd MIME-Version comment, unquoted encodings, format=flowed, RFC 2231 names."""
    boundary = f"Apple-Mail=_{letter.token(8).upper()}-{letter.token(4).upper()}"
    name = "".join(f"%{octet:02X}" for octet in letter.subject.encode())[:60].rpartition("%")[0]
    return _octets(
        _head(
            letter,
            f'Content-Type: multipart/mixed;\r\n\tboundary="{boundary}"',
            "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))",
            "X-Mailer: Apple Mail (2.3826.200.121)",
        )
        + f"\r\n--{boundary}\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Type: text/plain;\r\n\tcharset=utf-8\r\n\r\n"
        f"{letter.text}\r\n--{boundary}\r\n"
        f"Content-Disposition: attachment;\r\n\tfilename*=utf-8''{name}.pdf\r\n"
        f"Content-Type: application/pdf;\r\n\tx-unix-mode=0644;\r\n\tname*=utf-8''{name}.pdf\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_document(letter))}\r\n--{boundary}\r\n"
        f"Content-Transfer-Encoding: 7bit\r\n"
        f"Content-Type: text/plain;\r\n\tcharset=us-ascii\r\n\r\n\r\n\r\n--{boundary}--\r\n"
    )


def iphone(letter: Letter) -> bytes:
    """iOS Mail: alternative, one part empty."""
    boundary = f"Apple-Mail-{letter.token(8).upper()}-{letter.token(4)}"
    return _octets(
        _head(
            letter,
            f"Content-Type: multipart/alternative;\r\n\tboundary={boundary}",
            "Content-Transfer-Encoding: 7bit",
            "Mime-Version: 1.0 (1.0)",
            "X-Mailer: iPhone Mail (23A341)",
        )
        + f"\r\n--{boundary}\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n"
        f"{_b64(_octets(letter.text))}\r\n--{boundary}\r\nContent-Type: text/html;\r\n\tcharset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_octets(letter.html()))}\r\n--{boundary}--\r\n"
    )


def thunderbird(letter: Letter) -> bytes:
    """Thunderbird: the S/MIME-less preamble, format=flowed, names cut by RFC 2231."""
    boundary = f"------------{letter.token(24)}"
    name = letter.subject.encode()
    first, second = (
        quopri.encodestring(half, quotetabs=True)
        .decode()
        .replace("=\n", "")
        .replace("=", "%")
        .replace(" ", "%20")
        for half in (name[:20], name[20:])
    )
    return _octets(
        _head(
            letter,
            f'Content-Type: multipart/mixed; boundary="{boundary}"',
            "User-Agent: Mozilla Thunderbird",
            "MIME-Version: 1.0",
            "Content-Language: en-US",
        )
        + f"This is a multi-part message in MIME format.\r\n--{boundary}\r\n"
        "Content-Type: text/plain; charset=UTF-8; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{letter.text.replace(', ', ',  ')}\r\n--{boundary}\r\n"
        f"Content-Type: application/pdf; "
        f'name="{Header(letter.subject + ".pdf", "utf-8").encode(linesep=chr(13) + chr(10))}"\r\n'
        f"Content-Disposition: attachment; filename*0*=UTF-8''{first};\r\n"
        f" filename*1*={second}%2E%70%64%66\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_document(letter))}\r\n\r\n--{boundary}--\r\n"
    )


def flowed(letter: Letter) -> bytes:
    """A single text, format=flowed, 8bit."""
    fields = (
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8; format=flowed; delsp=yes",
        "Content-Transfer-Encoding: 8bit",
    )
    return _octets(_head(letter, *fields) + letter.text.replace(" ", " \r\n", 3))


def legacy(letter: Letter) -> bytes:
    """A single text in the charset of old, raw or quoted-printable."""
    if letter.random.random() < 0.5:
        fields = (
            "MIME-Version: 1.0",
            f"Content-Type: text/plain; charset={letter.charset}",
            "Content-Transfer-Encoding: 8bit",
        )
        return _octets(_head(letter, *fields)) + letter.text.encode(letter.charset, "replace")
    fields = (
        "MIME-Version: 1.0",
        f'Content-Type: text/plain; charset="{letter.charset}"',
        "Content-Transfer-Encoding: quoted-printable",
    )
    return _octets(_head(letter, *fields) + _qp(letter.text, letter.charset))


def plain(letter: Letter) -> bytes:
    """No MIME at all, as scripts and printers send."""
    return _octets(_head(letter)) + letter.text.encode("ascii", "replace")


def standard_library(letter: Letter) -> bytes:
    """Python's own way to write it."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"], message["From"], message["To"] = letter.subject, "a@example.com", "b@example.net"
    message.set_content(letter.text)
    message.add_alternative(letter.html(), subtype="html")
    message.add_attachment(
        _document(letter), maintype="application", subtype="zip", filename=f"{letter.subject}.zip"
    )
    if letter.random.random() < 0.3:
        inner = EmailMessage(policy=email.policy.SMTP)
        inner["Subject"] = letter.subject
        inner.set_content(letter.text)
        message.add_attachment(inner)
    return message.as_bytes()


def mailing_list(letter: Letter) -> bytes:
    """A list server: fields of its own, its footer as a part of its own or at the end."""
    boundary = f"==============={letter.random.randint(10**18, 10**19 - 1)}=="
    listed = (
        "List-Id: Talk <talk.lists.example.org>",
        "List-Unsubscribe: <https://lists.example.org/talk>,\r\n <mailto:talk-leave@lists.example.org>",
        "Precedence: list",
        "Errors-To: talk-bounces@lists.example.org",
    )
    footer = (
        "_______________________________________________\r\nTalk mailing list\r\nTalk@lists.example.org\r\n"
    )
    if letter.random.random() < 0.5:
        fields = (
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        )
        return _octets(_head(letter, *fields, *listed) + letter.text + footer)
    return _octets(
        _head(letter, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', *listed)
        + f"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n"
        f"{_b64(_octets(letter.text))}\r\n--{boundary}\r\n"
        'Content-Type: text/plain; charset="us-ascii"\r\nMIME-Version: 1.0\r\n'
        "Content-Transfer-Encoding: 7bit\r\n"
        f"Content-Disposition: inline\r\n\r\n{footer}\r\n--{boundary}--\r\n"
    )


def digest(letter: Letter) -> bytes:
    """A list's digest: contents, then messages, then a footer."""
    outer, inner = (f"==============={letter.random.randint(10**18, 10**19 - 1)}==" for _ in range(2))
    posts = "".join(
        f"--{inner}\r\nContent-Type: message/rfc822\r\nMIME-Version: 1.0\r\n\r\n"
        + _head(
            letter,
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            f"Message: {number}",
        )
        + letter.text
        + "\r\n"
        for number in range(letter.random.randint(1, 4))
    )
    return _octets(
        _head(letter, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{outer}"')
        + f'--{outer}\r\nContent-Type: text/plain; charset="us-ascii"\r\n'
        f"Content-Description: Talk Digest, Vol 1\r\n\r\n"
        f"Today's Topics:\r\n\r\n   1. minutes\r\n\r\n--{outer}\r\n"
        f'Content-Type: multipart/digest; boundary="{inner}"\r\nMIME-Version: 1.0\r\n\r\n'
        f"{posts}--{inner}--\r\n\r\n"
        f"--{outer}\r\nContent-Type: text/plain\r\nContent-Description: Digest Footer\r\n\r\n"
        f"End of Digest\r\n--{outer}--\r\n"
    )


def delivery_status(letter: Letter) -> bytes:
    """A bounce (RFC 3464) with the original, or only its header section."""
    boundary = f"{letter.token(10).upper()}.{letter.random.randint(10**9, 10**10)}/mail.example.com"
    whole = letter.random.random() < 0.5
    original = _head(
        letter,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    returned = original + letter.text if whole else original.removesuffix("\r\n")
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return _octets(
        _head(
            letter,
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="{boundary}"',
        )
        + f"This is a MIME-encapsulated message.\r\n\r\n--{boundary}\r\nContent-Description: Notification\r\n"
        f"Content-Type: text/plain; charset=us-ascii\r\n\r\nI could not deliver your message.\r\n\r\n"
        f"--{boundary}\r\n"
        "Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example.com\r\nArrival-Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n\r\n"
        "Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--{boundary}\r\n"
        f"Content-Description: Undelivered\r\n"
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{returned}\r\n--{boundary}--\r\n"
    )


def read_receipt(letter: Letter) -> bytes:
    """A disposition notification (RFC 8098)."""
    boundary = f"_{letter.token(8)}-{letter.token(4)}_"
    return _octets(
        _head(
            letter,
            "MIME-Version: 1.0",
            f"Content-Type: multipart/report; report-type=disposition-notification;\r\n\t"
            f'boundary="{boundary}"',
        )
        + f'--{boundary}\r\nContent-Type: text/plain; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(letter.text, 'utf-8')}\r\n--{boundary}\r\n"
        f"Content-Type: message/disposition-notification\r\n\r\n"
        "Final-recipient: RFC822; b@example.net\r\n"
        "Disposition: automatic-action/MDN-sent-automatically; displayed\r\n"
        f"X-MSExch-Correlation-Key: {letter.token()}\r\n"
        f"Original-Message-ID: <{letter.token()}@example.com>\r\n\r\n"
        f"--{boundary}--\r\n"
    )


def invitation(letter: Letter) -> bytes:
    """A calendar invitation: text, HTML and calendar; the calendar again as a file."""
    outer, inner = (f"000000000000{letter.token(12)}" for _ in range(2))
    calendar = (
        "BEGIN:VCALENDAR\r\nPRODID:-//Example//EN\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"DTSTART:20261102T090000Z\r\nUID:{letter.token()}\r\nSUMMARY:{letter.subject}\r\n"
        "DESCRIPTION:first line\\n\r\n  folded line\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return _octets(
        _head(letter, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{outer}"')
        + f'--{outer}\r\nContent-Type: multipart/alternative; boundary="{inner}"\r\n\r\n'
        f'--{inner}\r\nContent-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(_octets(letter.text))}\r\n"
        f'--{inner}\r\nContent-Type: text/calendar; charset="UTF-8"; method=REQUEST\r\n'
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{calendar}\r\n--{inner}--\r\n"
        f'--{outer}\r\nContent-Type: application/ics; name="invite.ics"\r\n'
        'Content-Disposition: attachment; filename="invite.ics"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        f"{_b64(_octets(calendar))}--{outer}--\r\n"
    )


def smime_detached(letter: Letter) -> bytes:
    """S/MIME with a detached signature."""
    boundary = f"----=_NextPart_000_{letter.token(4)}_01DD"
    return _octets(
        _head(
            letter,
            "MIME-Version: 1.0",
            "Content-Type: multipart/signed; "
            f'protocol="application/x-pkcs7-signature";\r\n\tmicalg=SHA1;\r\n\tboundary="{boundary}"',
        )
        + f"This is a multi-part message in MIME format.\r\n\r\n--{boundary}\r\n"
        'Content-Type: text/plain;\r\n\tcharset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(letter.text, 'utf-8')}\r\n--{boundary}\r\n"
        'Content-Type: application/pkcs7-signature;\r\n\tname="smime.p7s"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment;\r\n\tfilename="smime.p7s"\r\n\r\n'
        f"{_b64(bytes.fromhex('308006092a864886f70d010702a080') + letter.random.randbytes(900))}\r\n"
        f"--{boundary}--\r\n"
    )


def smime_opaque(letter: Letter) -> bytes:
    """S/MIME encrypted, or signed with the content inside."""
    kind = letter.random.choice(("enveloped-data", "signed-data"))
    oid = "2a864886f70d010703" if kind == "enveloped-data" else "2a864886f70d010702"
    return _octets(
        _head(
            letter,
            "MIME-Version: 1.0",
            f'Content-Type: application/pkcs7-mime;\r\n\tsmime-type={kind};\r\n\tname="smime.p7m"',
            "Content-Transfer-Encoding: base64",
            'Content-Disposition: attachment;\r\n\tfilename="smime.p7m"',
        )
        + _b64(bytes.fromhex("30800609" + oid + "a080") + letter.random.randbytes(2000))
    )


def pgp(letter: Letter) -> bytes:
    """PGP/MIME (RFC 3156), encrypted or signed."""
    boundary = letter.token(32)
    armour = f"Version: X\r\n\r\n{_b64(letter.random.randbytes(400))}=ABCD\r\n"
    if letter.random.random() < 0.5:
        return _octets(
            _head(
                letter,
                "MIME-Version: 1.0",
                'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n'
                f' boundary="{boundary}"',
            )
            + f"This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)\r\n--{boundary}\r\n"
            "Content-Type: application/pgp-encrypted\r\n"
            "Content-Description: PGP/MIME version identification\r\n\r\n"
            f"Version: 1\r\n\r\n--{boundary}\r\n"
            f'Content-Type: application/octet-stream; name="encrypted.asc"\r\n'
            'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n'
            f"-----BEGIN PGP MESSAGE-----\r\n{armour}-----END PGP MESSAGE-----\r\n\r\n--{boundary}--\r\n"
        )
    return _octets(
        _head(
            letter,
            "MIME-Version: 1.0",
            "Content-Type: multipart/signed; micalg=pgp-sha512;\r\n"
            f'\tprotocol="application/pgp-signature"; boundary="{boundary}"',
            "Content-Disposition: inline",
        )
        + f"\r\n--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{_qp(letter.text, 'utf-8')}\r\n--{boundary}\r\n"
        'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n'
        f"-----BEGIN PGP SIGNATURE-----\r\n\r\n{armour}-----END PGP SIGNATURE-----\r\n\r\n--{boundary}--\r\n"
    )


def forwarded(letter: Letter) -> bytes:
    """A message forwarded as an attachment, itself a multipart with a boundary of the same make."""
    boundary = f"------------{letter.token(24)}"
    return (
        _octets(
            _head(letter, f'Content-Type: multipart/mixed; boundary="{boundary}"', "MIME-Version: 1.0")
            + f"This is a multi-part message in MIME format.\r\n--{boundary}\r\n"
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nfyi\r\n\r\n"
            f'--{boundary}\r\nContent-Type: message/rfc822; charset=UTF-8;\r\n name="minutes.eml"\r\n'
            'Content-Disposition: attachment; filename="minutes.eml"\r\n'
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
        )
        + letter.random.choice((thunderbird, gmail, apple, outlook_base64))(letter)
        + _octets(f"\r\n--{boundary}--\r\n")
    )


def web_form(letter: Letter) -> bytes:
    """A shop's or ticket system's mail: alternative, .NET or PHPMailer boundaries, long HTML lines cut."""
    boundary = letter.random.choice(
        (
            f"--boundary_{letter.token(3)}_{letter.token(8)}",
            f"b1={letter.token(16)}",
            f"b1_{letter.token(32)}",
        )
    )
    html = letter.html().replace("\r\n", "")
    return _octets(
        _head(
            letter,
            "X-Mailer: PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
            "Content-Transfer-Encoding: 8bit",
        )
        + f"This is a multi-part message in MIME format.\r\n\r\n--{boundary}\r\n"
        f"Content-Type: text/plain; charset=UTF-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{letter.text}\r\n\r\n--{boundary}\r\n"
        f"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{_qp(html, 'utf-8')}\r\n"
        f"\r\n--{boundary}--\r\n"
    )


SHAPES: dict[str, Shape] = {
    shape.__name__.replace("_", " "): shape
    for shape in (
        outlook,
        outlook_base64,
        outlook_desktop,
        gmail,
        apple,
        iphone,
        thunderbird,
        flowed,
        legacy,
        plain,
        standard_library,
        mailing_list,
        digest,
        delivery_status,
        read_receipt,
        invitation,
        smime_detached,
        smime_opaque,
        pgp,
        forwarded,
        web_form,
    )
}
