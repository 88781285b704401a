"""Messages that are bombs: with a file of ``tests.support.bombs``, or by their own structure.

As a program (``python -m tests.support.bomb_mail FOLDER``) it writes all of them, so that whoever measures
memory has not made them.
"""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.bombs import BOMBS

_HEAD = b"From: a@contoso.example\r\nTo: b@fabrikam.example\r\nSubject: minutes\r\nMIME-Version: 1.0\r\n"


def attached(octets: bytes) -> bytes:
    """A message with one attachment."""
    coded = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return (
        _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee attached.\r\n--b\r\n"
        b"Content-Type: application/octet-stream; name=bomb\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + coded + b"--b--\r\n"
    )  # fmt: skip


def continued_parameters(count: int = 10_000) -> bytes:
    """A file name in so many pieces (RFC 2231)."""
    pieces = b"".join(b";\r\n filename*%d=x" % number for number in range(count))
    return _HEAD + b"Content-Disposition: attachment" + pieces + b"\r\n\r\nx\r\n"


def nested_multiparts(depth: int = 5000) -> bytes:
    """Multiparts in each other."""
    begin = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return _HEAD + begin + b"\r\nx\r\n" + b"".join(b"--b%d--\r\n" % n for n in reversed(range(depth)))


def many_parts(count: int = 100_000) -> bytes:
    """Parts without anything in them."""
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * count + b"--b--\r\n"


def nested_messages(depth: int = 1000) -> bytes:
    """Messages in each other."""
    return (_HEAD + b"Content-Type: message/rfc822\r\n\r\n") * depth + _HEAD + b"\r\nx\r\n"


def many_fields(count: int = 200_000) -> bytes:
    """A header of little but fields."""
    return _HEAD + b"X-A: b\r\n" * count + b"\r\nx\r\n"


def encoded_words(count: int = 100_000) -> bytes:
    """A subject of so many encoded words (RFC 2047)."""
    return b"Subject:" + b" =?utf-8?q?=41?=\r\n" * count + _HEAD.replace(b"Subject: minutes\r\n", b"") + b"\r\nx\r\n"


def doubtful_boundaries(count: int = 20_000) -> bytes:
    """Lines that may all be delimiters, to some reader."""
    lines = b"".join(b"--x%d\r\nContent-Type: text/plain\r\n\r\n" % number for number in range(count))
    return _HEAD + b"Content-Type: multipart/mixed; boundary=a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + lines


def deep_markup(depth: int = 1_000_000) -> bytes:
    """HTML whose elements are in each other."""
    return _HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>\r\n" * depth


MESSAGES: dict[str, Callable[[], bytes]] = {
    function.__name__: function
    for function in (
        continued_parameters, nested_multiparts, many_parts, nested_messages, many_fields, encoded_words,
        doubtful_boundaries, deep_markup,
    )
}  # fmt: skip


def write_all(folder: Path) -> None:
    """Each bomb as ``NAME.eml``."""
    for name, bomb in BOMBS.items():
        (folder / f"{name}.eml").write_bytes(attached(bomb()))
    for name, message in MESSAGES.items():
        (folder / f"{name}.eml").write_bytes(message())


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
