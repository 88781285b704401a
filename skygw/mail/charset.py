"""Octets to characters, for any name of a charset that a sender can write down.

Names are looked up in a table that is made once, never with ``codecs.lookup``: that would import modules by
a name that the sender chose, remember each unknown one for ever, and offer codecs that are no charsets or
take quadratic time (``punycode``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
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
    "iso_2022_cn": "iso2022_cn", "iso_2022_cn_ext": "iso2022_cn",
    "x_cp1251": "cp1251", "x_cp1250": "cp1250", "koi8": "koi8_r", "cp_850": "cp850", "cskoi8r": "koi8_r",
}  # fmt: skip

# EBCDIC with the euro sign is the page without it (RFC 1345 and IANA name both); those that Python has not
# differ from their relatives in a few signs and letters, never in digits.
_EBCDIC = {1047: "cp037", 1141: "cp273"}
_EBCDIC |= dict.fromkeys((256, 277, 278, 280, 281, 284, 285, 290, 297, 420, 423, 838, 870, 871), "cp500")
_EBCDIC |= dict.fromkeys((880, 905, 918, 924, 1025, *range(1142, 1150)), "cp500")
_PAGE = re.compile(r"(?:x_|cs)?(?:ibm|cp|ccsid|ebcdic)_?0*([1-9][0-9]{1,3})")

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
_NONE = frozenset({"", *(name for name, known in _EXTRA.items() if not known)})
_PUNCTUATION = re.compile(r"[^a-z0-9]+")
_ASCII = bytes(range(128))
_RAISED = bytes(code | 0x80 if code > 32 else code for code in range(256))
_FOREIGN = 10  # one octet in so many: more than accents are in the languages of western Europe

# Digits of double width, in octets that hardly follow one another in windows-1252.
_WIDE_DIGITS = (
    (re.compile(rb"\x82[\x4f-\x58]"), "cp932"),
    (re.compile(rb"\xa3[\xb0-\xb9]"), "gb18030"),  # JIS X 0208 and KS X 1001 have them in row 3, too
    (re.compile(rb"\xa2[\xaf-\xb8]"), "big5hkscs"),
)
_CHANCE = 2

_DESIGNATION = re.compile(rb"\x1b\$?[()*+][A-Z]")
_SHIFTED = re.compile(rb"\x0e([^\x0f\r\n]*+)\x0f?+")  # until SI, or the end of the line (RFC 1922)


def _plain(charset: str) -> str:
    return _PUNCTUATION.sub("_", charset[:64].lower()).strip("_")


def codec(charset: str) -> str | None:
    """Python's name for ``charset``, or ``None`` if it is unknown or says nothing.

    >>> codec("ISO-8859-1"), codec("rot13")
    ('cp1252', None)
    """
    name = _plain(charset)
    known = _TABLE.get(name)
    if known is None and (page := _PAGE.fullmatch(name)):
        known = _EBCDIC.get(int(page[1])) or _TABLE.get(f"cp{page[1]}")
    if known is None and "ebcdic" in name:
        return "cp500"
    return known or None


def is_unknown(charset: str) -> bool:
    """Whether ``charset`` names one that nothing here reads; ``x-unknown`` and the like name none."""
    return codec(charset) is None and _plain(charset) not in _NONE


def is_doubtful(octets: bytes, charset: str) -> bool:
    """Whether ``octets`` in a charset that is unknown may say something else than :func:`readings` give.

    ASCII text means itself in nearly every charset, and UTF-8 is hardly anything else by chance.
    """
    if not is_unknown(charset):
        return False
    if b"\x1b" in octets or b"\x0e" in octets:
        return True  # ISO 2022 (ECMA-35): what follows is not what it seems to be
    high = len(octets.translate(None, _ASCII))
    return high > len(octets) // _FOREIGN and not _is_utf8(octets)


def decode(octets: bytes, charset: str = "") -> str:
    """``octets`` in ``charset``; if that is unknown, as UTF-8, else as windows-1252.  Never raises."""
    name = codec(charset)
    return sniffed(octets) if name is None else _decode(octets, name)


def readings(octets: bytes, charset: str = "") -> tuple[str, ...]:
    """Every text that a reader may be shown for ``octets``: one, or rarely more.

    A byte order mark goes before the declared charset; a declared charset that has not the ASCII octets in
    their place (UTF-7, UTF-16, EBCDIC ...) is read both as declared and as found.  Where none is declared,
    or Latin-1, what shows the signs of an East Asian one is read as that, too.  Never raises.
    """
    marked = _marked(octets)
    if marked is not None:
        return (marked,)
    name = codec(charset)
    if name is None or name == "cp1252":
        found = sniffed(octets)
        return tuple(dict.fromkeys((found, *(_decode(octets, sign) for sign in _signs(octets)))))
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


def _signs(octets: bytes) -> Iterator[str]:
    """The East Asian charsets that readers would guess."""
    if b"\x1b$" in octets:
        yield "iso2022_jp_ext"
        yield "iso2022_kr" if b"\x1b$)C" in octets else "iso2022_cn"
    if octets.isascii() or _is_utf8(octets):
        return
    for digit, name in _WIDE_DIGITS:
        found = len(digit.findall(octets))
        if found > _CHANCE or (found and "\ufffd" not in _decode(octets, name)):
            yield name


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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
    if name == "iso2022_cn":
        # GB 2312 behind SO.  Python has no codec; the planes of CNS 11643 in it are not read.
        octets, name = _SHIFTED.sub(_unshifted, _DESIGNATION.sub(b"", octets)), "gb18030"
    try:
        return octets.decode(name, "replace")
    except (UnicodeError, LookupError, ValueError):
        # Codecs with faults of their own (UTF-7 and UTF-16 have raised here in the past).
        return octets.decode("cp1252", "replace")


def _unshifted(found: re.Match[bytes]) -> bytes:
    return found[1].translate(_RAISED)
