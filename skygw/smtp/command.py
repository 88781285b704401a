"""Commands as values, the line kept as it came.

RFC 5321 section 4.1.2, with the ESMTP parameters of section 4.1.2 and RFC 1870, 3030, 6152, 6531::

    mail       = "MAIL FROM:" Reverse-path [SP Mail-parameters]
    rcpt       = "RCPT TO:" Forward-path [SP Rcpt-parameters]
    esmtp-param = esmtp-keyword ["=" esmtp-value]
    esmtp-value = 1*(%d33-60 / %d62-126)

Deviations: blanks after the colon (Outlook, many appliances), blanks at the end of the line, "=" within a
value (some MTAs forget to encode it in ENVID), octets above 127 (SMTPUTF8).  What we understand of a line
is only for ourselves; what goes onward is ``line``.
"""

from __future__ import annotations

import re

import attrs

# A path without CTL; blanks and angle brackets only inside a quoted string.  Linear: each octet is matched
# by exactly one alternative.
_PATH = rb"<((?:[^\x00-\x20<>\"\\\x7f]|\"(?:[^\x00-\x1f\"\\\x7f]|\\[^\x00-\x1f\x7f])*\")*)>"
_MAIL = re.compile(rb"MAIL +FROM: *" + _PATH + rb"( [^\x00-\x1f\x7f]*)?", re.IGNORECASE)
_RCPT = re.compile(rb"RCPT +TO: *" + _PATH + rb"( [^\x00-\x1f\x7f]*)?", re.IGNORECASE)
_PARAMETER = re.compile(rb"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\x00-\x20\x7f]+))?")
_SIZE = re.compile(rb"[0-9]{1,20}")
#: RFC 3030 section 2.  On octets and with a bound: int() alone would take "+16", "1_6" and Arabic digits.
_BDAT = re.compile(rb"BDAT +([0-9]{1,20})( +LAST)? *", re.IGNORECASE)

_BODIES = frozenset({b"7BIT", b"8BITMIME", b"BINARYMIME"})


@attrs.define(slots=True)
class Mail:
    """MAIL.  ``path`` is what stood between the angle brackets, ``size`` the octets declared (RFC 1870)."""

    line: bytes
    path: bytes
    parameters: dict[bytes, bytes]
    size: int | None
    body: bytes
    """``7BIT`` (also where not given), ``8BITMIME`` or ``BINARYMIME``."""


@attrs.define(slots=True)
class Rcpt:
    """RCPT.  ``path`` is what stood between the angle brackets."""

    line: bytes
    path: bytes


def parse_mail(line: bytes) -> Mail | str:
    """The command on ``line`` (without CRLF), or what is wrong with it, for the text of a 501."""
    found = _MAIL.fullmatch(line)
    if found is None:
        return "Syntax: MAIL FROM:<address>"
    parameters = _parameters(found.group(2))
    if parameters is None:
        return "Malformed or repeated parameter"
    size = parameters.get(b"SIZE")
    if b"SIZE" in parameters and (size is None or not _SIZE.fullmatch(size)):
        return "SIZE needs a number of octets"
    body = parameters.get(b"BODY", b"7BIT").upper()
    if body not in _BODIES:
        return "BODY is 7BIT, 8BITMIME or BINARYMIME"
    return Mail(line, found.group(1), parameters, int(size) if size else None, body)


def parse_rcpt(line: bytes) -> Rcpt | str:
    """The command on ``line`` (without CRLF), or what is wrong with it, for the text of a 501."""
    found = _RCPT.fullmatch(line)
    if found is None or not found.group(1):
        return "Syntax: RCPT TO:<address>"
    if found.group(2) and _parameters(found.group(2)) is None:
        return "Malformed or repeated parameter"
    return Rcpt(line, found.group(1))


def parse_bdat(line: bytes) -> tuple[int, bool] | None:
    """Octets of the chunk and whether it is the last; None where the line is no BDAT command."""
    found = _BDAT.fullmatch(line)
    return (int(found.group(1)), found.group(2) is not None) if found else None


def _parameters(octets: bytes | None) -> dict[bytes, bytes] | None:
    """Keyword in upper case -> value (empty where none); None if malformed or if a keyword is repeated."""
    values: dict[bytes, bytes] = {}
    if octets is None:
        return values
    for word in octets.split():
        found = _PARAMETER.fullmatch(word)
        if found is None:
            return None
        keyword = found.group(1).upper()
        if keyword in values:
            return None
        values[keyword] = found.group(2) or b""
    return values
