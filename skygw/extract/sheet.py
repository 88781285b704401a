"""Worksheets of Excel in SpreadsheetML (ECMA-376, part 1, 18.3 and 18.4): rows with their strings in place.

A cell holds a number, a string of its own, or with ``t="s"`` the number of a shared string.  Only the latter,
and numbers in scientific notation, need a look; everything else of a sheet is text between tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract import xml
from skygw.extract.budget import Allowance
from skygw.extract.found import Found
from skygw.extract.outcome import Outcome

# Quantifiers are bounded: a tag of a million attributes must not be looked at from each of them.
_SHARED = re.compile(
    r"""<((?:\w{1,20}:)?)c\b[^<>]{0,200}?\st=["']s["'][^<>]{0,200}+>\s{0,20}+<\1v>\s{0,20}+(\d{1,9}+)\s{0,20}+</\1v>"""
)
_SCIENTIFIC = re.compile(r"(?<=>)(-?\d\.\d{1,20}|-?\d)E\+?(\d{1,2})(?=<)")
_CELLS = xml.RUNS | {"row": "\n", "/row": "", "c": "\t", "/c": "", "v": "", "f": " ", "t": ""}
_CELLS |= dict.fromkeys(
    ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "formula1",
     "formula2", "formula", "sqref", "definedName", "dataValidation", "sheetData"),
    "\n",
)  # fmt: skip
_END_OF_STRING = "\x1e"


def strings_of(octets: bytes) -> list[str]:
    """The shared strings in their order, still with entities."""
    ends = {f"{prefix}{end}": _END_OF_STRING for prefix in ("", "x:") for end in ("si/",)}
    ends |= {"/si": _END_OF_STRING, "/x:si": _END_OF_STRING}
    text = "".join(xml.raw_pieces(xml.characters(octets), ends))
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
            yield _SCIENTIFIC.sub(_in_full, piece) if "E" in piece else piece

    yield from xml.stripped(pieces(), _CELLS, "")
    if room[0] < 0:
        yield Outcome.TRUNCATED


def _in_full(found: re.Match[str]) -> str:
    """4.111111111111111E15 is how Excel keeps a card number: 4111111111111110."""
    whole, _, fraction = found[1].partition(".")
    places = int(found[2])
    if places > 30:
        return found[0]
    digits = (fraction + "0" * places)[:places]
    rest = fraction[places:]
    return f"{whole}{digits}" + (f".{rest}" if rest else "")
