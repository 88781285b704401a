"""Text as it is compared: what looks alike becomes alike.

A sender can write ``4111`` with full-width, mathematical or Arabic digits, with a non-breaking hyphen, or
with characters of no width between the digits; a reader sees the same number.  Both the texts of a message
and the words of a policy go through :func:`comparable` before they meet.
"""

from __future__ import annotations

import re
import unicodedata

# Characters that are not seen (Unicode's Default_Ignorable_Code_Point, as far as it is in use), bidi
# controls and the byte order mark.  One compiled class: str.translate is 16 times slower on these.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")

# U+2010 to U+2015, the minus sign and relatives; the full-width and small forms fall to NFKC.
_HYPHEN = re.compile("[\u00b7\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fb\ufe58]")

# Decimal digits of every script; there are none beyond U+1FFFF.
_DIGITS = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(0x80, 0x20000)
    if unicodedata.category(chr(code)) == "Nd"
}
_DIGIT = re.compile(r"[^\x00-\x7f](?<=\d)")  # five times as fast as (?![0-9])\d

# Letters of Cyrillic and Greek that look like Latin ones (Unicode Technical Standard 39, confusables).  Only
# in words that mix scripts: a word that is all Cyrillic is a Russian word.
_LOOK = str.maketrans(
    "АВСЕНІЈКМОРЅТХУаеіјорсухѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναρι",
    "ABCEHIJKMOPSTXYaeijopcyxshdqwABEZHIKMNOPTYXovapi",
)
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_BORDER = re.compile("[A-Za-z0-9][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z0-9]")


def comparable(text: str) -> str:
    """``text`` for matching: NFKC, nothing invisible, decimal digits and hyphens in ASCII.

    In words that mix Latin with Cyrillic or Greek, letters that look Latin become so.

    ASCII text is returned as it is, but for NUL.  The length may change; the case does not.

    >>> comparable("\\uff14\\u200b1\\u0661\\u0661\\u20111")
    '4111-1'
    """
    if "\0" in text:
        text = text.replace("\0", "")  # readers show nothing for it
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if not unicodedata.is_normalized("NFKC", text):
        # Some ignorable characters appear only by normalisation, U+FFA0 for one.
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _HYPHEN.sub("-", text)
    if _BORDER.search(text):
        text = _WORD.sub(_latin_word, text)
    return _DIGIT.sub(_ascii_digit, text)


def _latin_word(found: re.Match[str]) -> str:
    word = found[0]
    return word.translate(_LOOK) if _LATIN.search(word) and _OTHER.search(word) else word


def _ascii_digit(found: re.Match[str]) -> str:
    return _DIGITS[ord(found[0])]
