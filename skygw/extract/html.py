"""HTML to text by an own stripper whose time is linear in the size, whatever the input.

It does not build a tree: it takes the tags out and keeps everything else, so nothing is lost to the repairs
that a parser makes.  Comments (Outlook shows conditional ones), scripts, styles and hidden elements count
as text; so do the values of attributes, which follow at the end, as short comments do.  Inline tags join
what stands on either side, others separate it: ``4111<b>1111</b>`` is one number, two cells of a table are
two.

Measured: 60 to 100 MB/s on newsletters; a parser that builds a tree is quadratic on 300,000 attributes in a
tag and on a million nested elements.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from skygw.extract.shown import shown

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "o:p", "st1:place",
})  # fmt: skip

# What a tag holds behind its name.  A quote counts only behind "=", as in the HTML standard (13.2.5.32 ff.);
# a quote without an end is an ordinary character.  All quantifiers are possessive.
_REST = re.compile(r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_NAME = re.compile(r"/?([A-Za-z][^\s/>]{0,64}+)")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']{1,64}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++))""")

# Attributes that lay out the page: never text, and most of the octets of a newsletter.
_LAYOUT = frozenset({
    "style", "class", "id", "width", "height", "align", "valign", "bgcolor", "border", "cellpadding",
    "cellspacing", "color", "face", "size", "lang", "dir", "xmlns", "xml:lang", "target", "rel", "role",
    "type", "colspan", "rowspan", "background", "link", "vlink", "alink", "text", "charset",
})  # fmt: skip

# &#x34; with leading zeros is common evasion; digits without end make int() quadratic, or raise.
_ZEROS = re.compile(r"&#([xX]?)0++(?=[0-9A-Fa-f])")
_HUGE = re.compile(r"&#(?:[0-9]{9,}+|[xX][0-9A-Fa-f]{8,}+);?")
_MARK = re.compile(r"<!--(?:\[if[^\]]{0,200}+\]>)?|<!\[CDATA\[", re.IGNORECASE)
# Without a tag in it: not shown by anybody, so that what stands on either side is one word.
# "<!-->" is a whole one, too (HTML standard, 13.2.5.43 f.).
_COMMENT = re.compile(r"<!--(?:-?>|((?:[^<>-]|-(?!->)){0,200}+)-->)")


_PIECE = 4 << 20


def pieces_of(source: str) -> Iterator[str]:
    """The text in pieces of a few mebibytes, each cut before a tag, so that whoever asks may stop."""
    return map(text_of, _cut(source))


def _cut(source: str) -> Iterator[str]:
    position = 0
    while position < len(source) or not position:
        end = len(source)
        if end - position > _PIECE:
            end = source.rfind("<", position + 1, position + _PIECE)
            end = end if end > 0 else position + _PIECE
        yield source[position:end]
        position = max(end, 1)


def shown_pieces_of(source: str) -> Iterator[str]:
    """What is shown, see :mod:`skygw.extract.shown`, of those pieces where it differs within a line."""
    for piece in _cut(source):
        yield from map(_without_blanks, shown(_one_line(piece), _INLINE))


def text_of(source: str) -> str:
    """The text of ``source``, one line per block, attributes' values in lines of their own at the end."""
    source = _one_line(source)
    text = _by_tags(source)
    if text is None:
        text = _step_by_step(source)
    return _without_blanks(text)


def _one_line(source: str) -> str:
    for blank in "\r\n\t\f":
        source = source.replace(blank, " ")
    return source


def _without_blanks(text: str) -> str:
    while "  " in text:  # halves each run, so a handful of times
        text = text.replace("  ", " ")
    return unescaped(text.replace("\n ", "\n"))  # no line is shown with a blank before it


# A tag whose end nobody disputes: no quote hides a ">", no "<" within.  _OPEN is what must not be left over.
_SIMPLE_TAG = re.compile(r"<([^<>]*+)>")
_PLAIN_REST = re.compile(r"""(?:[^=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+""")
_OPEN = re.compile(r"<[A-Za-z/!?]")
_REMEMBERED = 20_000


class _Tags(dict[str, str]):
    """What each different tag leaves in the text.  ``odd``: one of them needs a closer look."""

    def __init__(self) -> None:
        super().__init__()
        self.odd = False
        self.found: list[str] = []

    def __missing__(self, tag: str) -> str:
        name = _NAME.match(tag)
        if name is None:
            self.odd = self.odd or not tag.startswith(("!", "?")) or tag.startswith(("!--", "![CDATA["))
            return ""
        if _PLAIN_REST.fullmatch(tag, name.end()) is None:
            self.odd = True
            return ""
        if "=" in tag:
            _take_attributes(tag, name.end(), len(tag), self.found)
        left = "" if name[1].lower() in _INLINE else "\n"
        if len(self) < _REMEMBERED:
            self[tag] = left
        return left


def _by_tags(source: str) -> str | None:
    """The text, if all tags are plain: each different one is looked at once.  Else ``None``.

    Newsletters repeat their tags; this is two to four times as fast as going from tag to tag.
    """
    if "<!--" in source or "<![" in source:
        return None
    tags = _Tags()
    parts = _SIMPLE_TAG.split(source)
    for position in range(1, len(parts), 2):
        parts[position] = tags[parts[position]]
        if tags.odd:
            return None
    text = "".join(parts)
    if _OPEN.search(text):
        return None
    return text.replace("-->", " ") + "\n" + "\n".join(tags.found)


def _step_by_step(source: str) -> str:
    pieces: list[str] = []
    values: list[str] = []
    position = 0
    last = source.rfind(">")
    while True:
        tag = source.find("<", position)
        if tag < 0 or tag > last:
            break
        pieces.append(source[position:tag])
        position = _take(source, tag, pieces, values)
    pieces.append(source[position:])
    return "".join(pieces).replace("-->", " ") + "\n" + "\n".join(values)


def _take(source: str, tag: int, pieces: list[str], values: list[str]) -> int:
    """Read what begins with "<" at ``tag`` and return where the text goes on."""
    name = _NAME.match(source, tag + 1)
    if name is None:
        return _take_mark(source, tag, pieces, values)
    end = _REST.match(source, name.end())
    # Not ended by these rules (the last quote has no partner): then at the next ">", which there is.
    stop = end.end() if end else source.find(">", name.end()) + 1
    if source.find("=", name.end(), stop) >= 0:
        _take_attributes(source, name.end(), stop, values)
    if name[1].lower() not in _INLINE:
        pieces.append("\n")
    return stop


def _take_attributes(source: str, start: int, stop: int, values: list[str]) -> None:
    for name, double, single, bare in _ATTRIBUTE.findall(source, start, stop):
        value = double or single or bare
        if value and name.lower() not in _LAYOUT:
            values.append(value)


def _take_mark(source: str, tag: int, pieces: list[str], values: list[str]) -> int:
    """Declarations and instructions go; "<" alone is text.

    Short comments follow at the end; long ones, with tags perhaps, and CDATA lose their marks only.
    """
    comment = _COMMENT.match(source, tag)
    if comment is not None:
        values.append(comment[1] or "")
        return comment.end()
    mark = _MARK.match(source, tag)
    if mark is not None:
        return mark.end()
    if source.startswith(("<!", "<?"), tag):
        return source.find(">", tag) + 1
    pieces.append("<")
    return tag + 1


def unescaped(text: str) -> str:
    """``text`` with character references replaced.  Never raises, and linear."""
    if "&" not in text:
        return text
    if "&#" in text:
        text = _HUGE.sub("\ufffd", _ZEROS.sub(r"&#\1", text))
    return html.unescape(text)
