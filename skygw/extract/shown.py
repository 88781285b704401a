"""What a reader of HTML shows, as a second reading beside the text that :mod:`skygw.extract.html` gives.

The first reading keeps everything, so that a comment, a style sheet or a hidden element between two halves
of a number keeps them apart.  Here these are dropped with nothing in their place; only the elements that
browsers lay out as blocks separate, and those not if they are laid out in a line (``display: inline``,
``float``).

It is given only where it differs within a line.  Newsletters have their comments and style sheets between
blocks, and are read once.

Rows of flexible boxes and grids are not looked at.

Sources: HTML standard, 13.2.5 (tokens), 15.3 (what is laid out how); CSS 2.2, 9.2.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator

from skygw.extract import sheets
from skygw.extract.bidi import END, OVERRIDE
from skygw.extract.sheets import Rules

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html",
    "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre",
    "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "tr", "ul", "xmp",
})  # fmt: skip
# Without an end tag.
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip

# Every alternative but the last, "<" alone, matches whatever follows, so that no octet is looked at twice.
# The group is a tag; what is without it is not shown.
_TOKEN = re.compile(
    r"""<(?:
        !--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))
        |(script|style|template|title|iframe|noembed|noframes|audio|video|canvas|datalist)(?=[\s/>])
            (?:[^<]++|<(?!/\1))*+(?:</[^>]*+(?:>|\Z)|\Z)
        |noscript(?=[\s/>])[^<>]*+>[^<0-9]*+</noscript[^>]*+(?:>|\Z)
        |r[tp](?=[\s/>])[^<>]*+>[^<]*+
        |(/?[a-z](?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)(?:>|\Z)
        |[!?/][^>]*+(?:>|\Z)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPS = 3  # what a split has for each token: the text before it, and two groups

_NAME = re.compile(r"/?([A-Za-z][^\s/>]*+)")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]++))?+""")
_TURNING = re.compile(r"unicode-bidi:(?:bidi|isolate)-override")

# Elements whose end tag is often left out: the next one of the name ends them, a paragraph any block.
_UNENDED = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})

_SEAM, _HIDDEN, _INLINED = "\0", "\0hidden", "\0inlined"
# A place where something was dropped or joined, with characters on both sides in the same line.
_BETWEEN = re.compile(r"[^\s\0] *+\0[ \0]*+[^\s\0]")

_LONGEST_STYLE = 4096  # in which references are read: none in it is too long for int()
_REMEMBERED = 20_000


def shown(source: str, joined: frozenset[str]) -> Iterator[str]:
    """What of ``source`` is shown, one line per block; nothing if nothing in a line differs.

    Twice if style sheets in it may hide something: they do under conditions, and in some programs.

    ``source`` has only blanks for white space, ``joined`` are the elements that the first reading joins.
    References are left as they are.
    """
    source = source.replace("\0", "")
    parts = _TOKEN.split(source)
    if len(parts) == 1:
        return
    sheet = sheets.rules_of(source)
    for tags in (_Tags(joined, sheets.NONE), _Tags(joined, sheet))[: 2 if sheet else 1]:
        text = _shown(parts[::_GROUPS], parts[2::_GROUPS], tags)
        if text is not None:
            yield text


def _shown(texts: list[str], found: list[str | None], tags: _Tags) -> str | None:
    left = [tags[tag] for tag in found]
    if tags.kinds <= {"", "\n"} or not tags.is_new:
        return None
    if _HIDDEN in tags.kinds or _INLINED in tags.kinds:
        text = "".join(_laid_out(texts, found, left, tags.names))
    else:
        left.append("")
        text = "".join(itertools.chain.from_iterable(zip(texts, left, strict=True)))
    return text.replace(_SEAM, "") if OVERRIDE in text or _BETWEEN.search(text) else None


class _Tags(dict["str | None", str]):
    """What each different tag leaves; ``kinds``: what of that there is, ``names``: of the elements."""

    def __init__(self, joined: frozenset[str], rules: Rules) -> None:
        super().__init__()
        self.kinds: set[str] = set()
        self.names: dict[str | None, str] = {}
        self.is_new = not rules
        """Whether the style sheets, if any, say something about any tag."""
        self._joined = joined
        self._rules = rules

    def __missing__(self, tag: str | None) -> str:
        name, left = _look(tag, self._joined) if tag else ("", _SEAM)
        if tag and self._rules and left not in (_HIDDEN, _INLINED):
            left = self._by_rules(tag, name, left)
        self.kinds.add(left)
        if len(self) < _REMEMBERED or left in (_HIDDEN, _INLINED):
            self[tag] = left
            self.names[tag] = name
        return left

    def _by_rules(self, tag: str, name: str, left: str) -> str:
        if tag.startswith("/"):
            return left
        means = self._rules.for_element(name, _ATTRIBUTE.findall(tag, len(name)))
        if not means or (means == "inlined" and left != "\n"):
            return left
        self.is_new = True
        if name in _VOID:
            return _SEAM
        return _HIDDEN if means == "hidden" else _INLINED


def _look(tag: str, joined: frozenset[str]) -> tuple[str, str]:
    """The name of the element in lower case, and what it leaves in the text."""
    name = _name(tag)
    if tag.startswith("/") and name == "bdo":
        return name, END
    if name in _BLOCKS:
        left = "\n"
    else:
        left = "" if name in joined else _SEAM
    if "=" not in tag and "hidden" not in tag.lower():
        return name, left
    style, hidden, turned = "", False, False
    for key, value in _ATTRIBUTE.findall(tag, len(name)):
        if key.lower() == "style" and not style:
            style = sheets.plain(html.unescape(value) if len(value) < _LONGEST_STYLE else value)
        hidden = hidden or key.lower() == "hidden"
        turned = turned or (name == "bdo" and key.lower() == "dir" and "rtl" in value.lower())
    if hidden or sheets.hides(style):
        return name, _SEAM if name in _VOID else _HIDDEN
    if turned or ("direction:rtl" in style and _TURNING.search(style)):
        return name, left + OVERRIDE if left == "\n" else OVERRIDE
    if left == "\n" and sheets.inlines(style):
        return name, _SEAM if name in _VOID else _INLINED
    return name, left


def _laid_out(
    texts: list[str], tags: list[str | None], left: list[str], names: dict[str | None, str]
) -> Iterator[str]:
    """The text, where elements are hidden or blocks are in a line: these need to know their end tags."""
    inlined: dict[str, list[bool]] = {}
    opened: dict[str, int] = {}
    hidden: _Hidden | None = None
    yield texts[0]
    for position, (tag, what) in enumerate(zip(tags, left, strict=True), 1):
        name = names.get(tag) or _name(tag)
        ends = tag is not None and tag.startswith("/")
        if hidden is not None:
            if not hidden.is_over(name, ends, what, opened):
                continue
            own, hidden = ends and name == hidden.name, None
            if own:
                yield texts[position]
                continue
        if what == _HIDDEN and not ends:
            hidden = _Hidden(name)
            yield _SEAM
            continue
        opened[name] = max(0, opened.get(name, 0) + (-1 if ends else 1))
        yield _separator(name, ends, what, inlined)
        yield texts[position]


def _separator(name: str, ends: bool, what: str, inlined: dict[str, list[bool]]) -> str:
    """What a tag leaves, if blocks of its name may be in a line; ``inlined`` says which are."""
    if what == _INLINED:
        inlined.setdefault(name, []).append(True)
        return _SEAM
    if what == "\n" and name in inlined:
        of_name = inlined[name]
        if not ends:
            of_name.append(False)
        elif of_name and of_name.pop():
            return _SEAM
    return what


class _Hidden:
    """An element that is not shown, while it lasts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._opened = {name: 1}

    def is_over(self, name: str, ends: bool, what: str, around: dict[str, int]) -> bool:
        """Whether it ends with this tag: its own end tag, that of an element around it, or an implied one."""
        if not ends:
            if self.name in _UNENDED and (name == self.name or (self.name == "p" and what == "\n")):
                return True
            if name not in _VOID:
                self._opened[name] = self._opened.get(name, 0) + 1
            return False
        within = self._opened.get(name, 0) - 1
        self._opened[name] = max(0, within)
        if name == self.name:
            return within <= 0
        return within < 0 and bool(what) and around.get(name, 0) > 0


def _name(tag: str | None) -> str:
    found = _NAME.match(tag or "")
    return found[1].lower() if found else ""
