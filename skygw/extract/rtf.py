"""RTF (specification 1.9.1) to text by its tokens, each looked at once.

What readers show runs on over groups; what they pass over (unknown destinations behind ``\\*``, names of
fonts and styles) stands aside, so that it neither breaks a number in two nor is lost.  Embedded objects
(``\\objdata``) are leaves.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator

import attrs

from skygw.extract import cfb
from skygw.extract.budget import Allowance
from skygw.extract.found import PAUSE, STRIDE, Again, Found, Leaf, Unfit
from skygw.extract.outcome import Outcome
from skygw.mail import charset

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})"  # 1: an octet
    rb"|\\([A-Za-z]{1,32})(-?[0-9]{1,10})?[ ]?"  # 2, 3: a control word and its number
    rb"|\\([^A-Za-z])"  # 4: a control symbol
    rb"|([{}])"  # 5
    rb"|([^\\{}\r\n]+)"  # 6: text
)
_MARKS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t", b"tab": "\t",
    b"nestcell": "\t", b"nestrow": "\n", b"column": "\n", b"softline": "\n",
    b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022", b"lquote": "\u2018", b"rquote": "\u2019",
    b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
_ASIDE = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"listtable", b"listoverridetable", b"rsidtbl", b"generator",
    b"filetbl", b"revtbl", b"info", b"bkmkstart", b"bkmkend", b"xe", b"tc",
})  # fmt: skip
# What is not where it stands: hidden and deleted text, notes.
_UNSHOWN = frozenset({b"v", b"deleted"})
_ELSEWHERE = frozenset({b"footnote", b"annotation"})
_HIDES = re.compile(rb"\\(?:v|deleted|footnote|annotation)(?![a-z])")
_VECTOR = frozenset({b"emfblip", b"wmetafile"})
_HEX = frozenset({b"pict", b"themedata", b"colorschememapping", b"datastore", b"blipuid", b"panose"})
_FONT_CHARSETS = {
    0: "cp1252", 77: "macintosh", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
_HALF = re.compile("[\ud800-\udfff]")
_DEPTH = 10_000
_LINES = 20_000


@attrs.define
class _Group:
    """What holds within a pair of braces: where text goes ("" main, "aside", "hex", "objdata", "picture").

    ``unshown``: the text is not seen; ``elsewhere``: not in this place.
    """

    sink: str = ""
    skip: int = 1
    font: int = -1
    unshown: bool = False
    elsewhere: bool = False


class _State:
    def __init__(self, hides: bool) -> None:
        self.hides = hides  # whether anything in the document is not shown where it stands
        self.shown: list[str] = []
        self.parted = False
        self.again: list[str] = []
        self.groups = [_Group()]
        self.ignorable = False
        self.pending = 0  # characters after \u that readers of Unicode pass over
        self.codepage = "cp1252"
        self.fonts: dict[int, str] = {}
        self.octets = bytearray()
        self.main: list[str] = []
        self.aside: list[str] = []
        self.hex: list[bytes] = []
        self.surplus = 0

    def flush(self) -> None:
        """Octets in the code page of the font become text."""
        if self.octets:
            name = self.fonts.get(self.groups[-1].font, "") or self.codepage
            self._add(charset.decode(bytes(self.octets), name))
            self.octets.clear()

    def text(self, text: str) -> None:
        self.flush()
        self._add(text)

    def _add(self, text: str) -> None:
        sink = self.groups[-1].sink
        if sink == "":
            self.main.append(text)
            if self.hides:
                self._show(text)
        elif sink == "aside":
            self.aside.append(text)


    def _show(self, text: str) -> None:
        if self.groups[-1].unshown or self.groups[-1].elsewhere:
            self.parted = True
        elif text == "\n":
            self.close()
        else:
            self.shown.append(text)

    def close(self) -> None:
        """The end of a paragraph: if something in it was not shown, it is read again without that."""
        if self.parted:
            self.again += (*self.shown, "\n")
        self.shown.clear()
        self.parted = False


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The text, embedded objects, and what readers pass over."""
    octets = leaf.octets
    start = octets.find(b"{\\rt", 0, 1024)
    if start < 0:
        raise Unfit
    state = _State(_HIDES.search(octets) is not None)
    position = start
    for step in itertools.count():
        if position >= len(octets):
            break
        if not step % STRIDE:
            yield PAUSE
        token = _TOKEN.match(octets, position)
        if token is None:
            position += 1  # line ends, a backslash at the end
            continue
        position = token.end()
        kind = token.lastindex
        if kind == 6:
            _plain(state, token[6])
        elif kind in (2, 3):
            position += _word(state, token[2], int(token[3] or 0), token[3] is not None)
        elif kind == 1:
            _octets(state, bytes((int(token[1], 16),)))
        elif kind == 4:
            _symbol(state, token[4])
        elif token[5] == b"{":
            _begin(state)
        else:
            yield from _end(state)
        if len(state.main) > _LINES:
            yield _joined(state.main)
            state.main = []
    state.flush()
    if len(state.groups) > 2 or state.surplus:
        yield Outcome.FAILED  # cut; the last brace alone is forgotten by some writers
    yield _joined(state.main)
    state.close()
    yield Again(_joined(state.again))
    yield from _object(state)
    yield _joined(state.aside)


def _joined(pieces: list[str]) -> str:
    """Characters beyond U+FFFF come as two halves."""
    text = "".join(pieces)
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _begin(state: _State) -> None:
    state.flush()
    if len(state.groups) < _DEPTH:
        state.groups.append(attrs.evolve(state.groups[-1]))
    else:
        state.surplus += 1
    state.ignorable = False


def _end(state: _State) -> Iterator[Found]:
    state.flush()
    state.pending = 0
    if state.surplus:
        state.surplus -= 1
        return
    if len(state.groups) > 1:
        left = state.groups.pop()
        if left.sink == "objdata" != state.groups[-1].sink:
            yield from _object(state)
        if left.sink == "picture" != state.groups[-1].sink:
            yield Leaf(_digits(state), "image/wmf", within="rtf")
        if left.sink == "aside" != state.groups[-1].sink:
            state.aside.append("\n")


def _plain(state: _State, octets: bytes) -> None:
    sink = state.groups[-1].sink
    if sink in ("objdata", "picture"):
        state.hex.append(octets)
    elif sink != "hex":
        _octets(state, octets)


def _octets(state: _State, octets: bytes) -> None:
    if state.pending:
        skipped = min(state.pending, len(octets))
        state.pending -= skipped
        octets = octets[skipped:]
    state.octets += octets


def _symbol(state: _State, symbol: bytes) -> None:
    if symbol == b"*":
        state.ignorable = True
    elif symbol in _SYMBOLS:
        if state.pending:
            state.pending -= 1
        else:
            state.text(_SYMBOLS[symbol])


def _word(state: _State, word: bytes, number: int, has_number: bool) -> int:
    """What a control word does; returns the octets of binary data behind it."""
    group = state.groups[-1]
    if word in _MARKS:
        state.text(_MARKS[word])
    elif word == b"u":
        state.text(chr(number & 0xFFFF))
        state.pending = group.skip
    elif word in _UNSHOWN and not state.ignorable:
        state.flush()
        group.unshown = number != 0 or not has_number
    elif word in _ELSEWHERE and not state.ignorable:
        state.flush()
        group.elsewhere = True
    elif word == b"plain":
        state.flush()
        group.unshown = False
    elif word == b"uc":
        group.skip = max(0, min(number, 100))
    elif word == b"bin":
        return max(0, number)
    elif word == b"f" and has_number:
        state.flush()
        group.font = number
    elif word == b"fcharset":
        state.fonts[group.font] = _FONT_CHARSETS.get(number, "")
    elif word == b"ansicpg":
        state.codepage = f"cp{number}" if number != 65001 else "utf-8"
    elif word in (b"mac", b"pc", b"pca"):
        state.codepage = {b"mac": "macintosh", b"pc": "cp437"}.get(word, "cp850")
    elif word == b"objdata":
        state.flush()
        group.sink = "objdata"
    elif word in _HEX:
        state.flush()
        group.sink = "hex"
    elif word in _VECTOR and group.sink == "hex":
        group.sink = "picture"
    elif word == b"picprop":
        group.sink = "aside"  # words about a picture, within its digits
    elif word in _ASIDE or state.ignorable:
        state.flush()
        group.sink = group.sink or "aside"
    state.ignorable = False
    return 0


def _digits(state: _State) -> bytes:
    """The octets that were given in hexadecimal digits."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", b"".join(state.hex))
    state.hex.clear()
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def _object(state: _State) -> Iterator[Found]:
    """An embedded object in the form of OLE 1 (MS-OLEDS 2.2): class, names, size, octets."""
    if not state.hex:
        return
    octets = _digits(state)
    at = octets.find(cfb.MAGIC)
    if at >= 0:
        yield Leaf(octets[at:], "application/octet-stream", within="rtf")
        return
    yield from _old_object(octets)


def _old_object(octets: bytes) -> Iterator[Found]:
    from skygw.extract.ole import native  # ole knows of more formats than this module

    position, strings = 8, []
    try:
        for _ in range(3):
            (length,) = struct.unpack_from("<L", octets, position)
            strings.append(octets[position + 4 : position + 4 + length].rstrip(b"\0"))
            position += 4 + length
        (size,) = struct.unpack_from("<L", octets, position)
    except struct.error:
        yield Leaf(octets, "application/octet-stream", within="rtf")
        return
    data = octets[position + 4 : position + 4 + size]
    if strings[0] == b"Package":
        yield from native(b"\0\0\0\0" + data)
    else:
        yield Leaf(data, "application/octet-stream", within="rtf")


_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def compressed(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """RTF as it is compressed in Outlook's items (MS-OXRTFCP)."""
    octets = leaf.octets
    if octets[8:12] == b"MELA":
        yield Leaf(octets[16:], "application/rtf", within="msg")
        return
    if octets[8:12] != b"LZFu":
        raise Unfit
    given = _expanded(octets, allowance.octets)
    allowance.expand(len(given))
    yield Leaf(given, "application/rtf", within="msg")


def _expanded(octets: bytes, limit: int) -> bytes:
    out = bytearray(_DICTIONARY)
    base = len(_DICTIONARY)
    size = min(int.from_bytes(octets[4:8], "little"), limit) + base
    position = 16
    while position < len(octets) and len(out) < size:
        flags = octets[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += octets[position : position + 1]
                position += 1
                continue
            token = int.from_bytes(octets[position : position + 2], "big")
            position += 2
            # Offsets are into a ring of 4,096 octets that began with the dictionary.
            back = (len(out) - (token >> 4)) % 4096
            if not back or position > len(octets):
                return bytes(out[base:])
            for _ in range((token & 15) + 2):
                out.append(out[-back] if back <= len(out) else 32)
    return bytes(out[base:])
