"""Octets to characters, for any name of a charset that a sender can write down.

Names are looked up in a table that is made once, never with ``codecs.lookup``: that would import modules by
a name that the sender chose, remember each unknown one for ever, and offer codecs that are no charsets or
take quadratic time (``punycode``).
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases

# Codecs of Python that are no charset of any mail, or unsafe on foreign input.
_REFUSED = frozenset({
    "base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "idna",
    "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "charmap",
})  # fmt: skip

# What readers really use for these names (WHATWG Encoding Standard, section 4.2): the superset.
_SUPERSETS = {
    "ascii": "cp1252", "latin_1": "cp1252", "iso8859_1": "cp1252", "iso8859_9": "cp1254",
    "iso8859_11": "cp874", "tis_620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}  # fmt: skip

_EXTRA = {
    "x_sjis": "cp932", "windows_31j": "cp932", "ms_kanji": "cp932", "x_gbk": "gb18030", "x_euc_jp": "euc_jp",
    "x_big5": "big5hkscs", "windows_874": "cp874", "dos_874": "cp874", "windows_949": "cp949",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman",
    "utf8mb4": "utf_8", "unicode": "utf_16", "unicode_1_1_utf_7": "utf_7", "x_user_defined": "cp1252",
    "x_unknown": "", "unknown_8bit": "", "default": "", "binary": "", "none": "", "x_cp1252": "cp1252",
    "x_cp1251": "cp1251", "x_cp1250": "cp1250", "koi8": "koi8_r", "cp_850": "cp850", "cskoi8r": "koi8_r",
}  # fmt: skip

# Charsets in which ASCII text does not read as itself: a reader that does not know them, or does not believe
# them, shows something else.
_NOT_ASCII = re.compile(r"utf_(?:7|16|32)|cp(?:037|273|424|500|875|1026|1140)|hz|iso2022|johab")

_BOMS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),  # before UTF-16: it begins with that one's mark
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)


def _table() -> dict[str, str]:
    table = {alias: name for alias, name in aliases.items() if name not in _REFUSED}
    table |= {name: name for name in table.values()}
    return {alias: _SUPERSETS.get(name, name) for alias, name in (table | _EXTRA).items()}


_TABLE = _table()
_PUNCTUATION = re.compile(r"[^a-z0-9]+")


def codec(charset: str) -> str | None:
    """Python's name for ``charset``, or ``None`` if it is unknown or says nothing.

    >>> codec("ISO-8859-1"), codec("rot13")
    ('cp1252', None)
    """
    name = _PUNCTUATION.sub("_", charset[:64].lower()).strip("_")
    return _TABLE.get(name) or None


def decode(octets: bytes, charset: str = "") -> str:
    """``octets`` in ``charset``; if that is unknown, as UTF-8, else as windows-1252.  Never raises."""
    name = codec(charset)
    return sniffed(octets) if name is None else _decode(octets, name)


def readings(octets: bytes, charset: str = "") -> tuple[str, ...]:
    """Every text that a reader may be shown for ``octets``: one, or rarely two.

    A byte order mark goes before the declared charset; a declared charset that has not the ASCII octets in
    their place (UTF-7, UTF-16, EBCDIC ...) is read both as declared and as found.  Never raises.
    """
    marked = _marked(octets)
    if marked is not None:
        return (marked,)
    name = codec(charset)
    if name is None or name == "cp1252":
        return (sniffed(octets),)
    declared = _decode(octets, name)
    if _NOT_ASCII.match(name):
        found = sniffed(octets)
        return (declared,) if found == declared else (declared, found)
    if b"\0" in octets:
        found = sniffed(octets)
        return (declared,) if "\0" in found else (declared, found)
    return (declared,)


def sniffed(octets: bytes) -> str:
    """``octets`` by what they look like: byte order mark, UTF-16 by its zeros, UTF-8, windows-1252."""
    marked = _marked(octets)
    if marked is not None:
        return marked
    wide = _wide(octets)
    if wide is not None:
        return _decode(octets, wide)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(octets, "cp1252")


def _marked(octets: bytes) -> str | None:
    for mark, name in _BOMS:
        if octets.startswith(mark):
            return _decode(octets[len(mark) :], name)
    return None


def _wide(octets: bytes) -> str | None:
    """UTF-16 without a mark: nearly every other octet of the beginning is zero."""
    beginning = octets[:1024]
    if len(beginning) < 4 or b"\0" not in beginning:
        return None
    half = len(beginning) // 2
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf_16_le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf_16_be"
    return None


def _decode(octets: bytes, name: str) -> str:
    try:
        return octets.decode(name, "replace")
    except (UnicodeError, LookupError, ValueError):
        # Codecs with faults of their own (UTF-7 and UTF-16 have raised here in the past).
        return octets.decode("cp1252", "replace")
