"""Text as it is compared: what looks alike becomes alike.

A sender can write ``4111`` with full-width, mathematical, circled or Arabic digits, with a non-breaking
hyphen, with characters of no width between the digits, or with marks upon them; a reader sees the same
number.  Both the texts of a message and the words of a policy go through :func:`comparable` before they meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Characters that are not seen (Unicode's Default_Ignorable_Code_Point, as far as it is in use), bidi
# controls and the byte order mark.  One compiled class: str.translate is 16 times slower on these.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)

# Control characters of ASCII: nothing is shown for most; others separate fields (X12, MARC) or lines.
_CONTROL = "\x00-\x08\x0e-\x1b\x7f"
_SEPARATOR = "\x0b\x1c\x1d\x1e\x1f"
_CONTROLS: dict[int, str | None] = dict.fromkeys((*range(9), *range(14, 28), 127))
_CONTROLS |= dict.fromkeys(map(ord, _SEPARATOR), " ")

_BEYOND = "\U0001bca0"  # the first that is not in the first plane
_INVISIBLE = re.compile(f"[{_CONTROL}{INVISIBLE}]+")
_SEPARATORS = re.compile(f"[{_SEPARATOR}]")

# U+2010 to U+2015, the minus sign and relatives; the full-width and small forms fall to NFKC.
_HYPHEN = re.compile("[\u00b7\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fb\ufe58]")

# Decimal digits of every script; there are none beyond U+1FFFF.
_DIGITS = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(0x80, 0x20000)
    if unicodedata.category(chr(code)) == "Nd"
}
_DIGIT = re.compile(r"[^\x00-\x7f](?<=\d)")  # five times as fast as (?![0-9])\d


def _ranges(codes: Iterable[int]) -> str:
    """``codes``, in order, for a class of characters."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


# Digits in circles, brackets or with a full stop, and those of scripts without decimal digits, as far as NFKC
# does not make the digit alone of them.
_FRAMED = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(0x80, 0x20000)
    if unicodedata.digit(chr(code), None) is not None
    and unicodedata.category(chr(code)) != "Nd"
    and unicodedata.normalize("NFKC", chr(code)) != str(unicodedata.digit(chr(code)))
}
# Combining marks: underlined, struck out, in a keycap.  Upon letters they make other letters, upon digits
# nothing that a reader takes for something else.
_MARKS = "\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKED = re.compile(f"(?<=[0-9])[{_MARKS}]+")
_FRAME = re.compile(f"[{_ranges(_FRAMED)}]")
_DRESSED = re.compile(f"[{_MARKS}{_ranges(_FRAMED)}]")

# Any of the above, or beyond the first plane, where a class of single characters is slow.
_ODD = re.compile(
    f"[{_CONTROL}{_SEPARATOR}{INVISIBLE.partition(_BEYOND)[0]}{_MARKS}"
    f"{_ranges(code for code in _FRAMED if code < 0x10000)}\U00010000-\U0010ffff]"
)

# Letters of Cyrillic and Greek that look like Latin ones (Unicode Technical Standard 39, confusables).  Only
# in words that mix scripts: a word that is all Cyrillic is a Russian word.
_LOOK = str.maketrans(
    "АВСЕНІЈКМОРЅТХУаеіјорсухѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναρι",
    "ABCEHIJKMOPSTXYaeijopcyxshdqwABEZHIKMNOPTYXovapi",
)
_WORD = re.compile(r"[^\W_]+")
_LONG = 100
"""Characters of a word before the place where scripts meet; no word is longer."""
_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_BORDER = re.compile(
    "[A-Za-z0-9\u00c0-\u024f][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z0-9\u00c0-\u024f]"
)


def comparable(text: str) -> str:
    """``text`` for matching: NFKC, nothing invisible, digits and hyphens in ASCII, digits without marks.

    In words that mix Latin with Cyrillic or Greek, letters that look Latin become so.

    ASCII text is returned as it is, but for control characters.  The length may change; the case does not.

    >>> comparable("\\uff14\\u200b1\\u0661\\u0661\\u20111")
    '4111-1'
    """
    if text.isascii():
        made = text.translate(_CONTROLS)  # a gigabyte in half a second
        return text if made == text else made
    dressed = False
    if _ODD.search(text):
        text = _SEPARATORS.sub(" ", _INVISIBLE.sub("", text))
        dressed = _DRESSED.search(text) is not None
        text = _FRAME.sub(_framed_digit, text) if dressed else text
    if not unicodedata.is_normalized("NFKC", text):
        # Some ignorable characters appear only by normalisation, U+FFA0 for one.
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _HYPHEN.sub("-", text)
    if _BORDER.search(text):
        text = _unmixed(text)
    text = _DIGIT.sub(_ascii_digit, text)
    return _MARKED.sub("", text) if dressed else text


def _unmixed(text: str) -> str:
    """The words in which scripts meet, by their looks; the others are not even looked at."""
    pieces: list[str] = []
    done = 0
    for border in _BORDER.finditer(text):
        start = border.start()
        if start < done:
            continue
        while start > done and border.start() - start < _LONG and text[start - 1].isalnum():
            start -= 1
        word = _WORD.match(text, start)
        if word is not None and _LATIN.search(word[0]) and _OTHER.search(word[0]):
            pieces += (text[done:start], word[0].translate(_LOOK))
            done = word.end()
    return "".join((*pieces, text[done:]))


def _framed_digit(found: re.Match[str]) -> str:
    return _FRAMED[ord(found[0])]


def _ascii_digit(found: re.Match[str]) -> str:
    return _DIGITS[ord(found[0])]
