"""XML to text by taking the tags out, in time linear in the size, whatever the input.

No tree, no DTD, no entity that the document defines (so no "billion laughs"): five entities and character
references are replaced, everything else stays as it stands.  Comments and CDATA are text.  Attributes'
values follow at the end, each once, without those that only lay out.

The trick is that documents repeat few tags very often: each different tag is looked at once, and the rest is
``split`` and ``join``, that is to say C.  Pieces of a mebibyte keep memory bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract.html import unescaped
from skygw.mail import charset

# A ">" inside of quotes does not end a tag, a "<" is nowhere allowed in one (XML 1.0, 3.1): so no search goes
# beyond the next "<".  A quote without partner is an ordinary character.
_TAG = re.compile(r"""<((?:[^"'<>]++|"[^"<]*+"|'[^'<]*+'|["'])*+)>""")
# Twice as fast, and the same unless a quoted ">" is about: then a tag seems to have half a pair of quotes.
_SIMPLE_TAG = re.compile(r"<([^<>]*+)>")
# Tags without anything between them, as one: where text runs on, the same stretches come again and again.
_TAGS_IN_A_ROW = re.compile(r"<([^<>]*+(?:><[^<>]*+)*+)>")
_LONG_ROW = 2000
_ATTRIBUTE = re.compile(r"""([\w.\-]{1,64}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_PLACED = re.compile(r"""\sd?y=["']""")
"""A piece of text of SVG that stands in a line of its own."""
_NAME = re.compile(r"/?\s*+(?:[\w.\-]{1,64}+:)?([\w.\-]{1,64}+)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_QUOTED = re.compile(r""""([^"]*+)"|'([^']*+)'""")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})""")
# <c r="B2" s="1" t="s">, <row r="2" spans="1:3">: different every time, and the most frequent tags of all.
_CELL = re.compile(r'(?:x:)?(?:c|row)(?: (?:r|s|t|spans|ht|customHeight|x14ac:dyDescent)="[\w:.]{0,20}")*/?')

# Every paragraph has an id of its own, which makes its tag unlike all others.
_IDS = re.compile(r' w14:paraId="[0-9A-F]{8}"(?: w14:textId="[0-9A-F]{8}")?')
# <w:p w:rsidR="00AB12CD">, <w:r w:rsidRPr="00AB12CD">: the most frequent tags in documents.
_PARAGRAPH = re.compile(r'w:(p|r|tr)(?: w:rsid\w{0,10}="[0-9A-F]{8}")*/?')

_PIECE = 1 << 20
_REMEMBERED = 50_000
"""Different tags that are remembered in one document; more only cost time."""

# In these vocabularies text stands in runs, and everything but a few elements is within a line.
_RUNNING = ("wordprocessingml", "drawingml", "presentationml")
_SPECIAL = {"tab": "\t", "s": " ", "noBreakHyphen": "-", "softHyphen": "", "ptab": "\t", "line-break": "\n"}
_SPECIAL |= {f"/{name}": "" for name in _SPECIAL}
RUNS = _SPECIAL | dict.fromkeys((
    "p", "br", "cr", "tc", "tr", "tbl", "txbxContent", "sectPr", "posOffset", "align", "pctWidth",
    "pctHeight", "pctPosHOffset", "pctPosVOffset", "sizeRelH", "sizeRelV", "instrText", "comment", "author",
    "text", "txBody", "sp", "v", "c", "f", "pt", "cat", "val", "ser", "tx", "cm", "style", "docPart",
    "footnote", "endnote", "listItem", "ext", "formatCode", "idx", "order", "delInstrText", "name",
    "attrName", "graphic",
), "\n")  # fmt: skip
"""What elements leave in the text where text runs on over all others."""

LINES = _SPECIAL | dict.fromkeys((
    "r", "rPr", "rFont", "sz", "b", "i", "u", "strike", "color", "family", "scheme", "vertAlign", "charset",
    "span", "a", "bookmark", "bookmark-start", "bookmark-end", "soft-page-break", "change", "change-start",
    "change-end", "reference-mark", "reference-mark-start", "reference-mark-end", "ruby", "ruby-base",
    "em", "strong", "sup", "sub", "tspan", "font", "small", "big", "code", "cp", "pp", "tp", "fld",
    "smartTag",
    "toc-mark", "toc-mark-start", "toc-mark-end", "proofErr", "hyperlink", "ins", "annotation-end", "meta",
), "")  # fmt: skip
"""What elements leave in the text where all others end a line."""

CELLS = LINES | {"t": ""}
"""The same in SpreadsheetML, where a string may have runs with a text each."""

_LAYOUT = frozenset({
    "id", "style-name", "rsidR", "rsidRDefault", "rsidRPr", "rsidP", "rsidTr", "rsidSect", "rsidDel", "rsid",
    "paraId", "textId", "durableId", "schemaLocation", "Ignorable", "space", "lang", "eastAsia", "hAnsi",
    "ascii", "cs", "ascii-theme", "asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme", "themeColor",
    "fill",
    "fmla", "xfrm", "cNvPr", "anchorId", "editId", "uri", "panose1", "panose", "sig", "usb0", "usb1", "usb2",
    "usb3", "csb0", "csb1", "creationId", "uid", "ContentType", "PartName", "Type", "font-name", "rId",
    "relativeFrom", "prst", "typeface", "Extension", "font-family", "svg", "points", "viewBox", "d", "path",
    "coordsize", "Data", "Indices", "Fill", "Stroke", "RenderTransform", "guid", "nsid", "tmpl", "tplc",
    "adj", "style", "w", "h", "x", "y", "cx", "cy", "dyDescent", "sqref", "ref", "spans", "xmlns",
    "media-type", "full-path", "version", "Del",
    "IX", "NameU", "Unique", "script", "numFmtId", "xfId", "ctrlPr",
})  # fmt: skip
_PLAIN = re.compile(
    r"[-+#]?[0-9.]{0,5}[a-z%]{0,4}|false|#?[0-9A-Fa-f]{6}|00[0-9A-Fa-f]{6}|(?=[0-9]*[A-F])[0-9A-F]{8}"
    r"|http://(?:schemas\.|www\.w3\.org/|purl\.org/dc).*|urn:(?:schemas-microsoft|oasis:names:tc).*"
)
_LONG = re.compile(r"""=["']([^"'<>]{9,})["']""")
_BETWEEN = re.compile(r">\s*+([^<>\s][^<>]*+)")
_LINES_END = re.compile(r"\n[ \t\r\n]++")


class _Tags(dict[str, str]):
    """What each tag leaves in the text; keeps those that have attributes.

    ``names``: what the elements of these names leave; ``default`` is for all others.
    """

    def __init__(self, names: dict[str, str], default: str) -> None:
        super().__init__()
        self.names = names
        self.default = default
        self.uneven = False
        self.strict = False
        self._pairs: dict[tuple[str, str, str], None] = {}
        self._waiting: list[str] = []

    def __missing__(self, tag: str) -> str:
        if "><" in tag:
            left = "".join([self[one] for one in tag.split("><")])
            if len(tag) < _LONG_ROW and len(self) < _REMEMBERED:
                self[tag] = left
            return left
        if self.names is RUNS:
            if paragraph := _PARAGRAPH.fullmatch(tag):
                left = self.names.get(paragraph[1], self.default)
                if len(self) < _REMEMBERED:
                    self[tag] = left
                return left
        elif _CELL.fullmatch(tag):
            return self.names.get("row" if "row" in tag[:6] else "c", "\n")
        if not self.strict and _uneven(tag):
            self.uneven = True
            return ""
        left = self._left(tag)
        if len(self) < _REMEMBERED:
            self[tag] = left
        return left

    def _left(self, tag: str) -> str:
        if tag.startswith("!"):
            return _declaration(tag)
        if tag.startswith("?"):
            return " "
        if "=" in tag and _uneven(tag):
            self._pairs.update(dict.fromkeys(_ATTRIBUTE.findall(tag)))
        elif "=" in tag:
            self._waiting.append(tag)
            if len(self._waiting) > 1000:
                self._collect()
        found = _NAME.match(tag)
        name = found[1] if found else ""
        if name == "tspan" and _PLACED.search(tag):
            return "\n"
        left = self.names.get(name, self.default)
        return self.names.get(f"/{name}", left) if tag.startswith("/") else left

    def _collect(self) -> None:
        self._pairs.update(dict.fromkeys(_ATTRIBUTE.findall("\n".join(self._waiting))))
        self._waiting.clear()

    def values(self) -> list[str]:  # type: ignore[override]
        """Attributes' values, each once."""
        self._collect()
        values = (double or single for name, double, single in self._pairs if name not in _LAYOUT)
        return [value for value in dict.fromkeys(values) if not _PLAIN.fullmatch(value)]


def _uneven(tag: str) -> bool:
    """Whether a quote has no partner, as far as that is cheaply seen."""
    return bool(tag.count('"') % 2 or tag.count("'") % 2)


def _declaration(tag: str) -> str:
    """The text of a comment, the quoted strings of a declaration."""
    if tag.startswith("!--"):
        return f"\n{tag[3:].removesuffix('--')}\n"
    return "\n".join(("", *(double or single for double, single in _QUOTED.findall(tag)), ""))


def looks_like_xml(octets: bytes) -> bool:
    """Whether the first visible character is "<", in UTF-8 or UTF-16."""
    beginning = octets[:256].removeprefix(b"\xef\xbb\xbf")
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        beginning = beginning[2:]
    beginning = beginning.replace(b"\0", b"").lstrip()
    return beginning[:1] == b"<" and beginning[1:2].isascii() and not beginning[1:2].isspace()


def declared_charset(octets: bytes) -> str:
    """The encoding that the XML declaration names, or the empty string."""
    found = _DECLARED.match(octets[:400].removeprefix(b"\xef\xbb\xbf").lstrip())
    return found[1].decode("ascii") if found else ""


def text_of(octets: bytes) -> str:
    """The text of an XML document in any encoding."""
    return "".join(pieces_of(octets))


def pieces_of(octets: bytes) -> Iterator[str]:
    """The text of an XML document in pieces, attributes' values last.  Memory: a few times a piece."""
    if any(word.encode() in octets for word in _RUNNING):
        return stripped(characters(octets), RUNS, "")
    return stripped(characters(octets), CELLS if b"spreadsheetml" in octets else LINES, "\n")


def pieces_of_text(source: str) -> Iterator[str]:
    """The same for XML that is characters already."""
    running = any(word in source for word in _RUNNING)
    return stripped(_cut(source, "<"), *((RUNS, "") if running else (LINES, "\n")))


def stripped(sources: Iterator[str], names: dict[str, str], default: str) -> Iterator[str]:
    """``sources``, pieces of one document, without tags; attributes' values last.

    ``names``: what the elements of these names leave in their place; ``default`` is for all others.
    """
    tags = _Tags(names, default)
    for source in sources:
        yield _tidy(_text(source, tags))
    values = tags.values()
    if values:
        yield "\n" + unescaped("\n".join(values))


def layout_of(octets: bytes) -> Iterator[str]:
    """The same for styles, themes and the like, in a hurry: of the attributes only values of some length."""
    for source in characters(octets):
        values = dict.fromkeys((*_BETWEEN.findall(source), *_LONG.findall(source)))
        yield unescaped("\n".join(value for value in values if not _PLAIN.fullmatch(value)))


def raw_pieces(sources: Iterator[str], special: dict[str, str]) -> Iterator[str]:
    """``sources`` without tags, entities left; ``special`` tags leave what it says."""
    tags = _Tags(CELLS, "\n")
    tags.update(special)
    for source in sources:
        yield _text(source, tags)


def _tidy(text: str) -> str:
    return unescaped(_LINES_END.sub("\n", text))


def _text(source: str, tags: _Tags) -> str:
    tags.uneven = tags.strict = False
    if tags.names is RUNS:
        text = _replaced(_TAGS_IN_A_ROW, _IDS.sub("", source), tags)
    else:
        text = _replaced(_SIMPLE_TAG, source, tags)
    if not tags.uneven:
        return text
    tags.strict = True
    return _replaced(_TAG, source, tags)


def _replaced(pattern: re.Pattern[str], source: str, tags: _Tags) -> str:
    parts = pattern.split(source)
    parts[1::2] = map(tags.__getitem__, parts[1::2])
    return "".join(parts)


def characters(octets: bytes, mark: bytes = b"<") -> Iterator[str]:
    """``octets`` decoded, in pieces that end before ``mark`` wherever one is near."""
    declared = charset.codec(declared_charset(octets)) or "utf_8"
    narrow = declared in ("utf_8", "cp1252", "iso8859_15", "cp1250", "cp1251") and b"\0" not in octets[:4]
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")) or not narrow or b"<![CDATA[" in octets:
        name = "" if declared == "utf_8" else declared
        yield from _cut(charset.readings(octets, name)[0], mark.decode("ascii"))
        return
    position = 0
    while position < len(octets):
        end = _end(octets, mark, position)
        piece = octets[position:end]
        yield charset.decode(piece, "" if declared == "utf_8" else declared)
        position = end


def _cut(source: str, mark: str) -> Iterator[str]:
    if "<![CDATA[" in source:
        source = _CDATA.sub(_escaped, source)
    position = 0
    while position < len(source):
        end = _end(source, mark, position)
        yield source[position:end]
        position = end


def _end(source: bytes | str, mark: bytes | str, position: int) -> int:
    end = position + _PIECE
    if end >= len(source):
        return len(source)
    # A tag that is longer than a piece is cut: it stays in the text then.
    before = source.rfind(mark, position + 1, end)  # type: ignore[arg-type]
    return before if before > 0 else end


def _escaped(found: re.Match[str]) -> str:
    return found[1].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
