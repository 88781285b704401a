"""Header values as text: unfolding, raw 8-bit, encoded words (RFC 5322 2.2.3, RFC 2047, RFC 6532)."""

from __future__ import annotations

import binascii
import re

from skygw.mail.charset import decode
from skygw.mail.transfer import base64

# encoded-word = "=?" charset "?" encoding "?" encoded-text "?="        (RFC 2047, section 2)
# Deviations: blanks inside the text (many mailers forget "_"), any length (the limit of 75 is often
# broken), up to eight "?" in the text (a bound keeps the time linear), a language after the charset (RFC
# 2231, section 5).
_WORD = re.compile(
    r"=\?([^?\s*]{1,64})(?:\*[^?\s]{0,64})?\?([bBqQ])\?([^?\r\n]*+(?:\?(?!=)[^?\r\n]*+){0,8}+)\?="
)
_BLANK = re.compile(r"\s*\Z")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_LINE_END = re.compile(rb"[\r\n]+")


def unfolded(raw: bytes) -> bytes:
    """The value without its folds and without blanks at its ends; other line ends become a blank."""
    if b"\n" in raw or b"\r" in raw:
        raw = _LINE_END.sub(b" ", _FOLD.sub(b"", raw))
    return raw.strip(b" \t")


def text(raw: bytes) -> str:
    """The decoded text of an unstructured header value.  Never raises.

    Raw 8-bit is read as UTF-8, else as windows-1252.
    """
    octets = unfolded(raw)
    value = octets.decode("ascii") if octets.isascii() else decode(octets)
    return decoded_words(value) if "=?" in value else value


def decoded_words(value: str) -> str:
    """``value`` with its encoded words decoded, wherever they stand (quoted strings too, as readers do).

    Neighbours with the same charset and encoding are joined before they are decoded: mailers cut words
    in the middle of a character.
    """
    output: list[str] = []
    pending = b""
    charset = ""
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        adjacent = end > 0 and _BLANK.match(between) is not None
        if not (adjacent and word[1].lower() == charset):
            output.append(decode(pending, charset))
            pending = b""
        if not adjacent:
            output.append(between)
        charset = word[1].lower()
        pending += _octets(word[2], word[3])
        end = word.end()
    output.append(decode(pending, charset))
    output.append(value[end:])
    return "".join(output)


def _octets(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "surrogatepass")
    if encoding in "bB":
        return base64(raw).octets
    return binascii.a2b_qp(raw, header=True)
