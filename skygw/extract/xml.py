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

import attrs

from skygw.extract.elements import CELLS, LAYOUT, LINES, LINKS, RUNS
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
_ATTRIBUTE = re.compile(r"""((?:xmlns:)?[\w.\-]{1,64}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_PLACED = re.compile(r"""\sd?y=["']""")
"""A piece of text of SVG that stands in a line of its own."""
_NAME = re.compile(r"/?\s*+((?:[\w.\-]{1,64}+:)?([\w.\-]{1,64}+))")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_QUOTED = re.compile(r""""([^"]*+)"|'([^']*+)'""")
_ROOT = re.compile(
    r"(?:\s++|<\?[^>]*+>|<!--(?:[^-]|-(?!->))*+-->)*+<(?:[\w.\-]{1,64}+:)?([\w.\-]{1,64}+)[\s/>]"
)
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
_RUNNING = ("wordprocessingml", "drawingml", "presentationml", "word/2003/wordml")
_RUNNING_OCTETS = tuple(word.encode() for word in _RUNNING)
_PLAIN = re.compile(
    r"[-+#]?[0-9.]{0,5}[a-z%]{0,4}|false|#?[0-9A-Fa-f]{6}|00[0-9A-Fa-f]{6}|(?=[0-9]*[A-F])[0-9A-F]{8}"
    # Names of vocabularies: a year at most, nothing of an address that would lead anywhere.
    r"|(?:http://(?:schemas\.(?:openxmlformats\.org|microsoft\.com|xmlsoap\.org)|www\.w3\.org|purl\.org/dc"
    r"|purl\.oclc\.org/ooxml)/|urn:(?:schemas-microsoft|oasis:names:tc))(?!(?:[^0-9]*+[0-9]){10})[\w.:/#\-]*"
)
# A number in scientific notation, as Excel keeps one of a card: 4.111111111111111E15.
_SCIENTIFIC = re.compile(r"([-+]?)([0-9]{0,40}+)(?:\.([0-9]{0,40}+))?[eE]([-+]?)([0-9]{1,3})")
# A namespace with references in it: nobody writes that who has nothing to hide.
_HIDDEN = re.compile(r"""xmlns[:\w.\-]{0,99}+\s{0,9}+=\s{0,9}+["'][^"'<>&]{0,300}+&""")
_HIDDEN_OCTETS = re.compile(_HIDDEN.pattern.encode())
_LONG = re.compile(r"""=["']([^"'<>]{9,})["']""")
_BETWEEN = re.compile(r">\s*+([^<>\s][^<>]*+)")
_LINES_END = re.compile(r"\n[ \t\r\n]++")


@attrs.define
class Seen:
    """What one document has in it: names of elements with their prefixes, and what the prefixes stand for.

    ``marks``: comments, processing instructions or characters in Excel's notation are among its text.
    """

    names: set[str] = attrs.field(factory=set)
    namespaces: set[tuple[str, str]] = attrs.field(factory=set)
    marks: bool = False


class _Tags(dict[str, str]):
    """What each tag leaves in the text; keeps those that have attributes.

    ``names``: what the elements of these names leave; ``default`` is for all others.
    """

    def __init__(self, names: dict[str, str], default: str, seen: Seen | None = None) -> None:
        super().__init__()
        self.names = names
        self.seen = seen or Seen()
        self._prefixed = self.seen.names
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
            self.seen.marks = self.seen.marks or tag.startswith("!--")
            return _declaration(tag)
        if tag.startswith("?"):
            self.seen.marks = self.seen.marks or not tag.startswith("?xml ")
            return " "
        if "=" in tag and _uneven(tag):
            self._pairs.update(dict.fromkeys(_ATTRIBUTE.findall(tag)))
        elif "=" in tag:
            self._waiting.append(tag)
            if len(self._waiting) > 1000:
                self._collect()
        found = _NAME.match(tag)
        name = ""
        if found is not None:
            prefixed, name = found.groups()
            self._prefixed.add(prefixed)
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
        values: dict[str, None] = {}
        for name, double, single in self._pairs:
            if name in LAYOUT:
                continue
            value = double or single
            if name[:5] == "xmlns":
                self.seen.namespaces.add((name[6:], unescaped(value)))
            elif name in LINKS or not _PLAIN.fullmatch(value):
                values[in_full(value) if name == "value" else value] = None
        return list(values)

    def check(self, text: str) -> None:
        """Whether comments or instructions with a "<" within are left in ``text``, or characters as Excel
        writes them; so many names of elements that nobody could look through them count as much."""
        marked = "<" in text and ("<!--" in text or "<?" in text)
        if marked or ("_" in text and "_x00" in text) or len(self._prefixed) > _REMEMBERED:
            self.seen.marks = True
            self._prefixed.clear()


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


def root(octets: bytes) -> str:
    """The local name of the outermost element; empty if it is not near the beginning."""
    found = _ROOT.match(next(characters(octets[:8192]), "").lstrip("\ufeff"))
    return found[1] if found else ""


def text_of(octets: bytes) -> str:
    """The text of an XML document in any encoding."""
    return "".join(pieces_of(octets))


def pieces_of(octets: bytes) -> Iterator[str]:
    """The text of an XML document in pieces, attributes' values last.  Memory: a few times a piece."""
    names, default = vocabulary(octets)
    return stripped(characters(octets), names, default)


def vocabulary(source: bytes | str) -> tuple[dict[str, str], str]:
    """What elements leave in the text of this document, and what all others do."""
    if isinstance(source, bytes) and not is_narrow(source):
        # The names of vocabularies are characters, whatever the octets are.
        source = charset.readings(source, declared_charset(source))[0]
    if isinstance(source, str):
        hidden = "&" in source and _HIDDEN.search(source) is not None
        running = hidden or any(word in source for word in _RUNNING)
        cells = "spreadsheetml" in source
    else:
        running = any(word in source for word in _RUNNING_OCTETS)
        running = running or (b"&" in source and _HIDDEN_OCTETS.search(source) is not None)
        cells = b"spreadsheetml" in source
    return (RUNS, "") if running else (CELLS if cells else LINES, "\n")


def stripped(
    sources: Iterator[str], names: dict[str, str], default: str, seen: Seen | None = None
) -> Iterator[str]:
    """``sources``, pieces of one document, without tags; attributes' values last.

    ``names``: what the elements of these names leave in their place; ``default`` is for all others.
    ``seen`` is filled on the way, and complete at the end.
    """
    tags = _Tags(names, default, seen)
    for source in sources:
        text = _text(source, tags)
        tags.check(text)
        yield _tidy(text)
    values = tags.values()
    if values:
        yield "\n" + unescaped("\n".join(values))


def layout_of(octets: bytes) -> Iterator[str]:
    """The same for styles, themes and the like, in a hurry: of the attributes only values of some length."""
    for source in characters(octets):
        values = dict.fromkeys((*_BETWEEN.findall(source), *_LONG.findall(source)))
        yield unescaped("\n".join(value for value in values if not _PLAIN.fullmatch(value)))


def raw_pieces(sources: Iterator[str], special: dict[str, str], seen: Seen) -> Iterator[str]:
    """``sources`` without tags, entities left; ``special`` tags leave what it says, ``seen`` is filled."""
    tags = _Tags(CELLS, "\n", seen)
    tags.update(special)
    for source in sources:
        text = _text(source, tags)
        tags.check(text)
        yield text
    tags.values()


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


def characters(octets: bytes | str, mark: bytes = b"<") -> Iterator[str]:
    """``octets`` decoded, in pieces that end before ``mark`` wherever one is near."""
    if isinstance(octets, str):
        yield from _cut(octets, mark.decode("ascii"))
        return
    declared = charset.codec(declared_charset(octets)) or "utf_8"
    if not is_narrow(octets) or b"<![CDATA[" in octets:
        name = "" if declared == "utf_8" else declared
        yield from _cut(charset.readings(octets, name)[0], mark.decode("ascii"))
        return
    position = 0
    while position < len(octets):
        end = _end(octets, mark, position)
        piece = octets[position:end]
        yield charset.decode(piece, "" if declared == "utf_8" else declared)
        position = end


def is_narrow(octets: bytes) -> bool:
    """Whether ASCII reads as itself in ``octets``, an octet each."""
    declared = charset.codec(declared_charset(octets)) or "utf_8"
    narrow = declared in ("utf_8", "cp1252", "iso8859_15", "cp1250", "cp1251") and b"\0" not in octets[:4]
    return narrow and not octets.startswith((b"\xff\xfe", b"\xfe\xff"))


def in_full(value: str) -> str:
    """A whole number in scientific notation with all its digits; everything else as it is."""
    found = _SCIENTIFIC.fullmatch(value.strip())
    if found is None or not (found[2] or found[3]):
        return value
    sign, whole, fraction = found[1].replace("+", ""), found[2], found[3] or ""
    places = int(found[5]) if found[4] != "-" else -int(found[5])
    if abs(places) > 30:
        return value
    point = len(whole) + places
    if point <= 0:
        return value
    digits = (whole + fraction).ljust(point, "0")
    rest = digits[point:].rstrip("0")
    return f"{sign}{digits[:point].lstrip('0') or '0'}" + (f".{rest}" if rest else "")


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
