"""PDF (ISO 32000-1) without a parser: what can be had by looking at streams and strings alone.

Streams without a filter and Flate streams are expanded within bounds; the strings that they show are put
together by the operators between them, with the ToUnicode maps of the fonts that name them.  No table of
cross-references is believed, no page tree walked: what a damaged or hostile file hides from its readers is
found as well.  It is a floor: other filters and fonts without a map stay unread, so the outcome is never a
clean ``text`` unless a real parser has been asked too.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator

import attrs

from skygw.extract import native, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import STRIDE, Again, Found, Label, Leaf, Unfit
from skygw.extract.inflate import zlibbed
from skygw.extract.kind import looks_like_text
from skygw.extract.outcome import Outcome
from skygw.mail import charset

_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_DICTIONARY = 4096
"""Octets before "stream" in which its dictionary is looked for."""
_OBJECT = re.compile(rb"(\d{1,9})[ \r\n]{1,4}\d{1,5}[ \r\n]{1,4}obj\b")
_TO_UNICODE = re.compile(rb"/ToUnicode[ \r\n]{1,4}(\d{1,9})")
_FONT_NAME = re.compile(rb"/([\w+\-.]{1,40})[ \r\n]{1,4}(\d{1,9})[ \r\n]{1,4}\d{1,5}[ \r\n]{1,4}R\b")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_ASCII85 = re.compile(rb"/(?:ASCII85Decode|A85)\b")
_OTHER_FILTER = re.compile(rb"/(?:LZW|ASCIIHex|RunLength|Crypt)")
_PICTURE = re.compile(rb"/Subtype\s{0,4}/Image|/FontFile|/DCTDecode|/JPXDecode|/CCITTFax|/JBIG2")
_EMBEDDED = re.compile(rb"/Type\s{0,4}/EmbeddedFile")
_SPOKEN = re.compile(rb"/(?:JS|V|DV|RV)[ \r\n]{0,4}(\d{1,9})[ \r\n]{1,4}\d{1,5}[ \r\n]{1,4}R\b")
"""Streams in the place of strings: scripts, values of fields (12.6.4.16, 12.7.3.4)."""
_SHOWS = re.compile(rb"\bT[jJ*]\b|\bBT\b")
_MAP = b"begincmap"

_LITERAL = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\)"
_TOKEN = re.compile(
    rb"(" + _LITERAL + rb")"  # 1
    rb"|<([0-9A-Fa-f\s]*+)>"  # 2
    rb"|/([\w+\-.]{1,40})[ \r\n]{1,4}[\d.]{1,12}[ \r\n]{1,4}Tf\b"  # 3
    rb"|(-?\d{1,9}(?:\.\d{0,9})?)"  # 4
    rb"|\b(Td|TD|Tm|T\*|ET|TJ|Tj|BT)(?![\w*])"  # 5
    rb"|(['\"\[\]])",  # 6
    re.DOTALL,
)
_STRING = re.compile(_LITERAL, re.DOTALL)
_HEX_STRING = re.compile(rb"(?<!<)<([0-9A-Fa-f\s]{4,1000000}+)>")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"\n"}
_LABEL = re.compile(rb"/(MSIP_Label_[\w\-]{1,100})\s{0,4}(" + _LITERAL + rb")")
_KERN = 200
"""Thousandths of an em from which a gap in TJ is a blank."""
_BLOCK = re.compile(rb"beginbf(char|range)(.{0,400000}?)endbf", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2,8})>\s{0,4}<([0-9A-Fa-f]{2,64})>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f]{2,8})>\s{0,4}<([0-9A-Fa-f]{2,8})>\s{0,4}(?:<([0-9A-Fa-f]{2,64})>|\[([^\[\]]{0,100000})\])"
)
_CODE = re.compile(rb"<([0-9A-Fa-f]{2,64})>")
_MAP_CODES = 70_000
_SAME_NAME = 100


@attrs.define
class _Fonts:
    """ToUnicode maps by the number of their object, and which font has which."""

    maps: dict[int, dict[bytes, str]] = attrs.field(factory=dict)
    of_font: dict[int, int] = attrs.field(factory=dict)
    names: dict[bytes, list[int]] = attrs.field(factory=dict)

    def named(self, name: bytes) -> dict[bytes, str]:
        """The map of the font that pages call ``name``; of several with one name the first."""
        for font in self.names.get(name, ()):
            if self.of_font.get(font) in self.maps:
                return self.maps[self.of_font[font]]
        return next(iter(self.maps.values())) if len(self.maps) == 1 else {}


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Shown text, strings of annotations, forms and properties, embedded files, metadata.

    Beside a real parser, which has told all that readers show, it is another reading.
    """
    if native.PDFIUM not in allowance.native:
        yield from _read(leaf, allowance)
        return
    for found in _read(leaf, allowance):
        if isinstance(found, str) and not isinstance(found, Outcome):
            yield Again(found)
        elif isinstance(found, (Label, Leaf)):
            yield found


def _read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    octets = leaf.octets
    if b"%PDF-" not in octets[:1024]:
        raise Unfit
    if b"/Encrypt" in octets:
        yield Outcome.ENCRYPTED
        return
    fonts = _Fonts()
    _learn_fonts(octets, fonts)
    pages: list[bytes] = []
    others: list[tuple[int, bytes]] = []
    spoken = _spoken_numbers(octets)
    for number, dictionary, stream in _streams(octets, allowance):
        if stream is None:
            yield Outcome.LIMIT
            return
        if _EMBEDDED.search(dictionary):
            yield Leaf(stream, "application/octet-stream", within="pdf")
        elif _MAP in stream[:4096]:
            fonts.maps[number] = _mapping(stream)
        elif b"/ObjStm" in dictionary:
            _learn_object_fonts(stream, fonts)
            spoken |= _spoken_numbers(stream)
            yield from _strings(stream)
        elif number in spoken and looks_like_text(stream):
            yield charset.decode(stream, "")
        elif xml.looks_like_xml(stream):  # forms (XFA) and properties (XMP)
            yield Leaf(stream, "application/octet-stream", within="docx")
        elif _SHOWS.search(stream):
            pages.append(stream)
        elif len(others) < _OTHERS and looks_like_text(stream):
            others.append((number, stream))
    for number, stream in others:  # told of by an object stream behind them
        if number in spoken:
            yield charset.decode(stream, "")
    for page in pages:
        yield from _page(page, fonts)
    yield from _strings(_without_streams(octets))


_OTHERS = 1000


def _spoken_numbers(octets: bytes) -> set[int]:
    return {int(found[1]) for found in itertools.islice(_SPOKEN.finditer(octets), _MAP_CODES)}


def _streams(octets: bytes, allowance: Allowance) -> Iterator[tuple[int, bytes, bytes | None]]:
    """Number, dictionary and octets of every stream that may hold text; ``None`` when a budget is spent."""
    position = 0
    while (start := _STREAM.search(octets, position)) is not None:
        position = start.end()
        if octets[max(0, start.start() - 3) : start.start()] == b"end":
            continue
        before = octets[max(0, start.start() - _DICTIONARY) : start.start()]
        heads = list(_OBJECT.finditer(before))
        number = int(heads[-1][1]) if heads else 0
        dictionary = before[heads[-1].end() :] if heads else before
        if _PICTURE.search(dictionary) or _OTHER_FILTER.search(dictionary):
            continue
        if not allowance.enter() or not allowance.octets or allowance.late:
            yield number, dictionary, None
            return
        if _FLATE.search(dictionary):
            armoured = _ASCII85.search(dictionary)
            source = _ascii85(octets, position) if armoured else memoryview(octets)[position:]
            given = zlibbed(source, allowance.octets)
            allowance.expand(len(given.octets))
            position += given.consumed if given.whole and not armoured else 0
            yield number, dictionary, given.octets
            if given.limited:
                yield number, dictionary, None
                return
        else:
            end = octets.find(b"endstream", position)
            end = len(octets) if end < 0 else end
            yield number, dictionary, octets[position:end]
            position = end


def _ascii85(octets: bytes, position: int) -> memoryview:
    """The octets behind a stream's ASCII85 (7.4.3); what is none of it gives nothing."""
    end = octets.find(b"~>", position)
    coded = octets[position : max(end, position)]
    try:
        return memoryview(base64.a85decode(coded, ignorechars=b" \t\n\r\v\0\f"))
    except ValueError:
        return memoryview(b"")


def _learn_fonts(octets: bytes, fonts: _Fonts) -> None:
    heads = list(itertools.islice(_OBJECT.finditer(octets), _MAP_CODES))
    for place, head in enumerate(heads):
        following = heads[place + 1].start() if place + 1 < len(heads) else len(octets)
        end = min(following, head.end() + _DICTIONARY)
        found = _TO_UNICODE.search(octets, head.end(), end)
        if found:
            fonts.of_font[int(head[1])] = int(found[1])
    _learn_names(octets, fonts)


def _learn_names(octets: bytes, fonts: _Fonts) -> None:
    for found in itertools.islice(_FONT_NAME.finditer(octets), _MAP_CODES):
        numbers = fonts.names.setdefault(found[1], [])
        if len(numbers) < _SAME_NAME:
            numbers.append(int(found[2]))


def _learn_object_fonts(stream: bytes, fonts: _Fonts) -> None:
    """The same for the objects in an object stream (7.5.7): pairs of number and offset stand first."""
    first = stream.find(b"<<")
    numbers = re.findall(rb"\d{1,9}", stream[: max(0, min(first, 1 << 20))])[:_MAP_CODES]
    ends = [*numbers[3::2], b"999999999"]
    for number, offset, following in zip(numbers[::2], numbers[1::2], ends, strict=False):
        start = first + int(offset)
        end = min(first + int(following), start + _DICTIONARY)
        found = _TO_UNICODE.search(stream, start, end)
        if found:
            fonts.of_font[int(number)] = int(found[1])
    _learn_names(stream, fonts)


def _mapping(stream: bytes) -> dict[bytes, str]:
    """Codes to characters (9.10.3): pairs; ranges, of which the first character is told, or each one."""
    mapping: dict[bytes, str] = {}
    for kind, block in _BLOCK.findall(stream):
        if kind == b"char":
            for code, target in _PAIR.findall(block):
                mapping.setdefault(bytes.fromhex(_even(code)), _wide(target))
            continue
        for first, last, target, array in _RANGE.findall(block):
            _map_range(mapping, bytes.fromhex(_even(first)), int(last, 16), target, array)
        if len(mapping) > _MAP_CODES:
            break
    return mapping


def _map_range(mapping: dict[bytes, str], low: bytes, last: int, target: bytes, array: bytes) -> None:
    first = int.from_bytes(low, "big")
    targets = [_wide(code) for code in _CODE.findall(array)]
    if target:
        start = _wide(target)
        codes = range(min(last - first + 1, 65_536))
        targets = [start[:-1] + _character(ord(start[-1]) + step) for step in codes] if start else []
    for step, characters in enumerate(targets[: max(0, last - first + 1)]):
        if len(mapping) > _MAP_CODES:
            return
        mapping[(first + step).to_bytes(len(low) + 1, "big")[-len(low) :]] = characters


def _character(code: int) -> str:
    """A character by its number; halves of a pair are none."""
    return "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def _even(digits: bytes) -> str:
    return (digits if len(digits) % 2 == 0 else digits + b"0").decode("ascii")


def _wide(digits: bytes) -> str:
    return bytes.fromhex(_even(digits)).decode("utf-16-be", "replace")


def _page(stream: bytes, fonts: _Fonts) -> Iterator[str]:
    """The text of a content stream (9.4): strings joined unless an operator moves to another line."""
    out: list[str] = []
    mapping: dict[bytes, str] = next(iter(fonts.maps.values())) if len(fonts.maps) == 1 else {}
    vertical = 0.0
    in_array = False
    for token in _TOKEN.finditer(stream):
        kind = token.lastindex
        if kind in (1, 2):
            raw = _literal(token[1]) if kind == 1 else bytes.fromhex(_even(re.sub(rb"\s", b"", token[2])))
            out.append(_shown(raw, mapping))
        elif kind == 3:
            mapping = fonts.named(token[3])
        elif kind == 4:
            vertical = float(token[4])
            if in_array and vertical < -_KERN:
                out.append(" ")
        elif kind == 5:
            if token[5] in (b"Tm", b"T*", b"ET") or (token[5] in (b"Td", b"TD") and vertical):
                out.append("\n")
        else:
            in_array = token[6] == b"["
            if token[6] in b"'\"":
                out.append("\n")
        if len(out) > 20_000:
            yield "".join(out)
            out = []
    yield "".join(out)


def _shown(raw: bytes, mapping: dict[bytes, str]) -> str:
    if not mapping:
        return _text(raw)
    width = len(next(iter(mapping)))
    codes = (raw[at : at + width] for at in range(0, len(raw), width))
    return "".join(mapping.get(code, "") for code in codes)


def _literal(token: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, token[1:-1]) if b"\\" in token else token[1:-1]


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes((int(found[1], 8) & 255,))
    return b"" if found[2] in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(found[2], found[2])


def _text(raw: bytes) -> str:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("cp1252", "replace")


def _strings(octets: bytes) -> Iterator[Found]:
    """Every string: annotations, form fields, properties, bookmarks, addresses; and labels."""
    for name, value in _LABEL.findall(octets):
        yield Label(name.decode("latin-1"), _text(_literal(value)))
    texts: list[str] = []
    for found in _STRING.finditer(octets):
        texts.append(_text(_literal(found[0])))
        if len(texts) >= STRIDE:
            yield "\n".join(texts)
            texts.clear()
    yield "\n".join(texts)
    yield "\n".join(filter(None, (_spoken(found[1]) for found in _HEX_STRING.finditer(octets))))


def _spoken(digits: bytes) -> str:
    """The text of a string in hexadecimal; nothing for identifiers and digests."""
    raw = bytes.fromhex(_even(re.sub(rb"\s", b"", digits)))
    text = _text(raw)
    told = raw[:2] == b"\xfe\xff" or raw.isascii()
    return text if told and "".join(text.split()).isprintable() else ""


def _without_streams(octets: bytes) -> bytes:
    pieces = []
    position = 0
    while (start := octets.find(b"stream", position)) >= 0:
        pieces.append(octets[position:start])
        end = octets.find(b"endstream", start)
        position = end + 9 if end >= 0 else len(octets)
    pieces.append(octets[position:])
    return b"".join(pieces)
