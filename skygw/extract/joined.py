"""Paragraphs and cells of office documents as they are shown where something stands in the middle of a word.

A comment of XML, the code of a field, a deleted run, an element of a foreign vocabulary, a footnote: whoever
looks at the page sees what is before and what is behind as one.  This is another reading beside that of
:mod:`skygw.extract.xml`, in which only the ends of the format's own paragraphs and cells separate, and
everything else leaves nothing.  It gives those paragraphs alone in which something was left out.

Linear in the size: each different tag is looked at once, and then one step for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from skygw.extract import elements, xml
from skygw.extract.found import Again
from skygw.extract.html import unescaped


@attrs.frozen
class Vocabulary:
    """What a family of formats shows.

    Attributes:
        units: elements whose text stands for itself: paragraphs, cells.
        words: the elements that have text in them; if there are none, all have.
        hidden: elements that are shown elsewhere, or not at all.
        spaces: what elements leave that stand for characters.
        usual: names, with prefixes, that need no second look.
        own: the namespaces whose elements count.
    """

    units: frozenset[str]
    words: frozenset[str]
    hidden: frozenset[str]
    spaces: dict[str, str]
    usual: re.Pattern[str]
    own: re.Pattern[str]


_OOXML = r"(?:http://schemas\.openxmlformats\.org/|http://purl\.oclc\.org/ooxml/)"
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

TEXT = Vocabulary(
    units=frozenset({"p"}),
    words=frozenset({"t"}),
    hidden=frozenset({
        "instrText", "delInstrText", "delText", "rt", "Fallback", "posOffset", "align", "pctWidth",
        "pctHeight",
    }),
    spaces=_BREAKS,
    usual=re.compile(
        r"(?:[wapcmrvo]|pic|mc|wp|wps|wpg|wpc|w10|[wac]p?1[0-9]\w{0,9}|p1[0-9]|mo|mv):"
        r"(?!(?:instrText|delInstrText|delText|rt|Fallback|posOffset|align|pctWidth|pctHeight|vanish|sym)$)"
        r"[\w.\-]+"
    ),
    own=re.compile(
        _OOXML + r"(?:wordprocessingml|drawingml|presentationml|officeDocument)/(?:2006/)?(?:main|math)"
        r"|http://schemas\.microsoft\.com/office/word/2003/wordml"
    ),
)
"""WordprocessingML, and the text of DrawingML in presentations and charts."""

CELLS = Vocabulary(
    units=frozenset({"si", "c", "text"}),
    words=frozenset({"t", "v"}),
    hidden=frozenset({"rPh", "f"}),
    spaces={},
    usual=re.compile(r"(?:x:)?(?!rPh$)[\w.\-]+|(?:x14ac|x14|x15|xr\d?|mc|r|xdr):(?!(?:c|v|t|f|si|row)$)[\w.\-]+"),
    own=re.compile(_OOXML + r"spreadsheetml/(?:2006/)?main"),
)
"""SpreadsheetML: cells, and strings that cells share."""

ODF = Vocabulary(
    units=frozenset({"p", "h"}),
    words=frozenset(),
    hidden=frozenset({
        "note", "annotation", "frame", "hidden-text", "script", "ruby-text", "custom-shape", "rect", "line",
        "control", "object", "image", "text-box", "executable", "tracked-changes", "event-listeners",
    }),
    spaces={"tab": "\t", "line-break": "\n", "s": " "},
    usual=re.compile(
        r"(?:style|number|fo|svg|table|config|meta|manifest|dc|xlink|loext|chart|form|presentation|anim|smil)"
        r":(?!p$|h$)[\w.\-]+|office:(?!annotation$)[\w.\-]+|draw:[a-z\-]*(?:style|page|gradient|marker|dash|properties)"
        r"|text:(?:p|h|span|a|s|tab|line-break|soft-page-break|list|list-item|list-header|section"
        r"|sequence-decls?|bookmark|bookmark-start|bookmark-end|list-style\S*|list-level\S*|outline\S*|notes-configuration"
        r"|linenumbering-configuration|table-of-content\S*|index-\S*)"
    ),
    own=re.compile(r"urn:oasis:names:tc:opendocument:xmlns:(?:text|office|drawing|table):1\.0"),
)
"""OpenDocument."""

_NAME = re.compile(r"/?\s*+(?:([\w.\-]{1,64}+):)?([\w.\-]{1,64}+)")
_BINDING = re.compile(r"""\sxmlns(?::([\w.\-]{1,64}+))?\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_MARK = re.compile(r"<(?:!--|\?)")
_SYMBOL = re.compile(r"""\bchar\s*+=\s*+["'](?:[Ff]0|00)([2-7][0-9A-Fa-f])["']""")
_OFF = re.compile(r"""\bval\s*+=\s*+["'](?:0|false|off)["']""")
_ESCAPE = re.compile(r"_x(0[0-7][0-9A-Fa-f]{2})_")
_LEFT = "!"
"""The tag that stands where a comment was."""
_REMEMBERED = 50_000
_DEEPEST = 1000


def readings(octets: bytes | str) -> Iterator[str | Again]:
    """The text of an XML part as :mod:`skygw.extract.xml` reads it, and where it matters, again as shown."""
    names, default = xml.vocabulary(octets)
    seen = xml.Seen()
    yield from xml.stripped(xml.characters(octets), names, default, seen)
    family = TEXT if names is elements.RUNS else CELLS if names is elements.CELLS else None
    if family is None and any("opendocument" in uri for _, uri in seen.namespaces):
        family = ODF
    if family is not None:
        yield from again(octets, family, seen)


def again(octets: bytes | str, family: Vocabulary, seen: xml.Seen) -> Iterator[Again]:
    """The other reading alone, if the document has anything that it would leave out."""
    if is_needed(family, seen):
        yield from map(Again, paragraphs(xml.characters(octets), family, seen))


def is_needed(family: Vocabulary, seen: xml.Seen) -> bool:
    """Whether a document has anything that this reading would leave out."""
    if seen.marks or any(family.usual.fullmatch(name) is None for name in seen.names):
        return True
    if family is TEXT and any(name.startswith("w:") for name in seen.names):
        # In documents, not in slides and charts, what ends a line elsewhere may stand within one.
        local = {name.rpartition(":")[2] for name in seen.names} - _ENDS
        if any(elements.RUNS.get(name) == "\n" for name in local):
            return True
    return any(_is_foreign(prefix, uri, family) for prefix, uri in seen.namespaces)


def _is_foreign(prefix: str, uri: str, family: Vocabulary) -> bool:
    """Whether a prefix that stands for a vocabulary of the format everywhere else does not do so here."""
    if prefix in ("w", "a", "p") and family is TEXT:
        return "ml/" not in uri or _WELL_KNOWN.match(uri) is None
    usual = family.usual.fullmatch(f"{prefix}:any" if prefix else "any")
    return usual is not None and _WELL_KNOWN.match(uri) is None


_ENDS = frozenset({"p", "br", "cr", "tc", "tr", "tbl", "sectPr", "comment", "footnote", "endnote", "docPart"})
_WELL_KNOWN = re.compile(
    r"http://schemas\.(?:openxmlformats\.org|microsoft\.com)/|http://purl\.o(?:clc\.org/ooxml|rg/dc)/|"
    r"urn:(?:oasis:names:tc:opendocument:|schemas-microsoft-com:|org:documentfoundation:)|http://www\.w3\.org/|"
    r"http://openoffice\.org/"
)


def paragraphs(sources: Iterator[str], family: Vocabulary, seen: xml.Seen) -> Iterator[str]:
    """The paragraphs of ``sources``, pieces of one document, in which something was left out."""
    reading = _Reading(_Tags(family, seen))
    for source in _unmarked(sources):
        reading.read(source)
        if reading.done:
            yield unescaped("\n".join(reading.done))
            reading.done.clear()
    reading.finish()
    yield unescaped("\n".join(reading.done))


def _unmarked(sources: Iterator[str]) -> Iterator[str]:
    """``sources`` with one short tag in place of each comment and instruction, whatever is in them."""
    rest = ""
    for source in sources:
        source = rest + source
        rest = ""
        parts: list[str] = []
        position = 0
        while (mark := _MARK.search(source, position)) is not None:
            start = mark.start()
            ending = "-->" if mark[0] == "<!--" else "?>"
            end = source.find(ending, mark.end())
            if end < 0:
                break
            parts += (source[position:start], f"<{_LEFT}>")
            position = end + len(ending)
        parts.append(source[position:])
        # A comment may go on in the next piece, if it is of a reasonable length.
        if mark is not None and len(source) - mark.start() < 1 << 22:
            rest = source[mark.start() :]
            parts[-1] = source[position : mark.start()]
        yield "".join(parts)
    yield rest


@attrs.frozen
class _Step:
    """What a tag does: ``act`` is one of the words below, ``left`` what it leaves.

    ``parts``: without it, the text before and behind would not seem to be one.
    """

    act: str = ""
    left: str = ""
    parts: bool = False


class _Tags(dict[str, _Step]):
    """What each different tag does, found out once."""

    def __init__(self, family: Vocabulary, seen: xml.Seen) -> None:
        super().__init__()
        self.family = family
        bound: dict[str, bool] = {}
        for prefix, uri in seen.namespaces:
            bound[prefix] = bound.get(prefix, False) or self._is_own(uri)
        self._foreign = {prefix for prefix, own in bound.items() if not own}
        self._main = {id(TEXT): elements.RUNS, id(CELLS): elements.CELLS}.get(id(family), elements.LINES)

    def __missing__(self, tag: str) -> _Step:
        step = self._step(tag)
        if len(self) < _REMEMBERED:
            self[tag] = step
        return step

    def _is_own(self, uri: str) -> bool:
        return "&" in uri or self.family.own.fullmatch(uri) is not None

    def _step(self, tag: str) -> _Step:
        found = _NAME.match(tag)
        if found is None:
            return _Step(parts=True)
        prefix, name = found[1] or "", found[2]
        own = prefix not in self._foreign
        for bound, double, single in _BINDING.findall(tag):
            if bound == prefix:
                own = self._is_own(unescaped(double or single))
        family = self.family
        closing, empty = tag.startswith("/"), tag.endswith("/")
        parts = self._main.get(name, "" if family is TEXT else "\n") == "\n"
        if name in family.hidden:
            act = "" if empty else "shown" if closing else "hidden"
            return _Step(act, parts=name != "f")
        if not own:
            return _Step(parts=parts or name in family.words)
        if name in family.units:
            return _Step("" if empty else "end" if closing else "begin", parts=empty)
        if name in family.words:
            return _Step("" if empty else "silent" if closing else "spoken")
        if name in family.spaces:
            return _Step(left="" if closing else family.spaces[name])
        if family is TEXT:
            return self._of_word(tag, name, closing, parts)
        return _Step(parts=parts)

    def _of_word(self, tag: str, name: str, closing: bool, parts: bool) -> _Step:
        if name == "sym" and (symbol := _SYMBOL.search(tag)) is not None:
            return _Step(left=_safe(chr(int(symbol[1], 16))), parts=True)
        if name == "r":
            return _Step("run")
        if name == "vanish" and not closing and _OFF.search(tag) is None:
            return _Step("vanish", parts=True)
        return _Step(parts=parts)


def _safe(character: str) -> str:
    """``character`` as it may stand in text whose references are still to be replaced."""
    return "&amp;" if character == "&" else character


@attrs.define
class _Unit:
    """A paragraph or cell under way; they may stand within each other (text boxes, notes)."""

    texts: list[str] = attrs.field(factory=list)
    parted: bool = False
    hidden: int = 0
    vanished: bool = False
    spoken: bool = False


@attrs.define
class _Reading:
    tags: _Tags
    done: list[str] = attrs.field(factory=list)
    _units: list[_Unit] = attrs.field(factory=list)

    def read(self, source: str) -> None:
        parts = xml._TAG.split(source)
        tags, units = self.tags, self._units
        all_speak = not tags.family.words
        for position in range(0, len(parts) - 1, 2):
            text, step = parts[position], tags[parts[position + 1]]
            if units:
                unit = units[-1]
                if text and (unit.spoken or all_speak) and not unit.hidden and not unit.vanished:
                    unit.texts.append(text)
                if step.parts:
                    unit.parted = True
                if step.left and not unit.hidden and not unit.vanished:
                    unit.texts.append(step.left)
                if step.act:
                    self._act(step.act, unit)
            elif step.act == "begin":
                units.append(_Unit())
        if units and parts[-1] and (units[-1].spoken or all_speak) and not units[-1].hidden:
            units[-1].texts.append(parts[-1])

    def _act(self, act: str, unit: _Unit) -> None:
        if act == "begin":
            unit.parted = True
            if len(self._units) < _DEEPEST:
                self._units.append(_Unit())
        elif act == "end":
            self._close(self._units.pop())
        elif act == "hidden":
            unit.hidden += 1
        elif act == "shown":
            unit.hidden = max(0, unit.hidden - 1)
        elif act == "vanish":
            unit.vanished = True
        elif act == "run":
            unit.vanished = False
        else:
            unit.spoken = act == "spoken"

    def _close(self, unit: _Unit) -> None:
        text = "".join(unit.texts)
        if self.tags.family is CELLS and _ESCAPE.search(text):
            # ECMA-376, part 1, 22.9.2.19: characters that XML does not allow, and any other.
            text = _ESCAPE.sub(lambda found: _safe(chr(int(found[1], 16))), text)
            unit.parted = True
        if unit.parted and not text.isspace() and text:
            self.done.append(text)

    def finish(self) -> None:
        """Close what has no end."""
        while self._units:
            self._close(self._units.pop())
