"""Worksheets of Excel in SpreadsheetML (ECMA-376, part 1, 18.3 and 18.4): rows with their strings in place.

A cell holds a number, a string of its own, or with ``t="s"`` the number of a shared string.  Only the latter,
and numbers in scientific notation, need a look; everything else of a sheet is text between tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract import elements, joined, xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found
from skygw.extract.html import unescaped
from skygw.extract.outcome import Outcome

# Quantifiers are bounded: a tag of a million attributes must not be looked at from each of them.
_SHARED = re.compile(
    r"""<((?:\w{1,20}:)?)c\b[^<>]{0,200}?\st=["']s["'][^<>]{0,200}+>\s{0,20}+<\1v>\s{0,20}+(\d{1,9}+)\s{0,20}+</\1v>"""
)
_SCIENTIFIC = re.compile(r"v>\s{0,9}+([-+]?[0-9]{0,40}+(?:\.[0-9]{0,40}+)?[eE][-+]?[0-9]{1,3})\s{0,9}+(?=<)")
_CANONICAL = re.compile(r"-?[0-9](?:\.[0-9]+)?E\+?[0-9]+")
# Without a value behind it.
_UNCOMPUTED = re.compile(
    r"<((?:\w{1,20}:)?)f\b[^<>]{0,200}+>([^<]{3,8192}+)</\1f>\s{0,20}+"
    r"(?:<\1v\s?/>|<\1v>\s{0,20}+</\1v>)?\s{0,20}+</\1c>"
)
_HEADER = re.compile(r"(?:Header|Footer)>([^<]{3,4096}+)</")
# ECMA-376, part 1, 18.3.1.39: sections, fonts, sizes, colours.
_CODE = re.compile(r"""&(?:[BIUSEXYLCR]|"[^"]{0,99}+"|[0-9]{1,3}+|K[0-9A-F+\-]{5,6})""")
_LITERAL = re.compile(r'"([^"]*+)"')
_CELLS = elements.RUNS | {"row": "\n", "/row": "", "c": "\t", "/c": "", "v": "", "f": " ", "t": ""}
_CELLS |= dict.fromkeys(
    ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "formula1",
     "formula2", "formula", "sqref", "definedName", "dataValidation", "sheetData"),
    "\n",
)  # fmt: skip
_END_OF_STRING = "\x1e"


def strings_of(octets: bytes, seen: xml.Seen) -> list[str]:
    """The shared strings in their order, still with entities.  ``seen`` is filled."""
    ends = {f"{prefix}{end}": _END_OF_STRING for prefix in ("", "x:") for end in ("si/",)}
    ends |= {"/si": _END_OF_STRING, "/x:si": _END_OF_STRING}
    text = "".join(xml.raw_pieces(xml.characters(octets), ends, seen))
    strings = text.split(_END_OF_STRING)
    return [string.strip() for string in strings]


def text_of(octets: bytes, strings: list[str], allowance: Allowance) -> Iterator[Found]:
    """The text of a sheet, row by row; in place of their numbers the shared ``strings``."""
    room = [allowance.text]

    def shared(found: re.Match[str]) -> str:
        number = int(found[2])
        string = strings[number] if number < len(strings) else found[2]
        room[0] -= len(string)
        return f"<c>{string}" if room[0] >= 0 else "<c>"

    def pieces() -> Iterator[str]:
        for piece in xml.characters(octets, b"<row"):
            piece = _SHARED.sub(shared, piece)
            yield _SCIENTIFIC.sub(_in_full, piece)

    seen = xml.Seen()
    yield from xml.stripped(pieces(), _CELLS, "", seen)
    yield from joined.again(octets, joined.CELLS, seen)
    yield from _computed(octets)
    if room[0] < 0:
        yield Outcome.TRUNCATED


def _in_full(found: re.Match[str]) -> str:
    """4.111111111111111E15 is how Excel writes a number; what is written otherwise may be a name."""
    full = xml.in_full(found[1])
    return f"v>{full}" if _CANONICAL.fullmatch(found[1]) else f"v>{found[1]}\t{full}"


def _computed(octets: bytes) -> Iterator[Found]:
    """What whoever opens the sheet makes of it: formulas without a value yet, headers without their codes."""
    if xml.is_narrow(octets) and not any(sign in octets for sign in (b"f>", b"Header>", b"Footer>")):
        return
    for piece in xml.characters(octets, b"<row"):
        texts = ["".join(_LITERAL.findall(unescaped(found[2]))) for found in _UNCOMPUTED.finditer(piece)]
        if "Header>" in piece or "Footer>" in piece:
            texts += (_CODE.sub("", unescaped(found[1])) for found in _HEADER.finditer(piece))
        yield Again("\n".join(text for text in texts if text))
