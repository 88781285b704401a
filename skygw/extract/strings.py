"""All that reads like text in octets of which nothing else is known: the floor under every other reader.

Two views: runs of windows-1252 characters, and of UTF-16LE ones (what Office and Windows write).  Base64,
machine code and the like give nonsense now and then; nothing of a sentence or a number is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf

# Six characters: four hold much chance in compressed octets, and no number worth a finding is shorter.
# Letters beyond ASCII count unless there are so many that the octets are compressed or encrypted.
_PLAIN = re.compile(rb"[\t\n\r\x20-\x7e]{6,}+")
_NARROW = re.compile(rb"[\t\n\r\x20-\x7e\xa0-\xff]{6,}+")
_HIGH = bytes(range(0x80, 0x100))

# One character of UTF-16LE: Latin, or of another script in use.
_UNIT = rb"(?:[\x20-\xff\t\n\r]\0|[\x01-\xff][\x01-\x06\x0e\x1e\x20-\x22\x30\x4e-\x9f\xac-\xd7\xff])"
_WIDE = re.compile(_UNIT + rb"{3,}+")
_ONE_WIDE = re.compile(_UNIT)
# Where a run may be: Latin characters between zeros.  The literal zero in front makes the search fast.
_ANCHOR = re.compile(rb"\0[\t\n\r\x20-\x7e]\0[\t\n\r\x20-\x7e]\0")
_BACK = 200
"""Characters of another script that may stand before the first Latin ones of a run."""

_PIECE = 1 << 20


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Runs of characters, a line each."""
    yield from runs(leaf.octets[: allowance.text])


def runs(octets: bytes) -> Iterator[str]:
    """The runs of both views, piece by piece.  A run that a piece's border cuts is given in two halves."""
    for start in range(0, len(octets), _PIECE):
        piece = octets[start : start + _PIECE]
        yield "\n".join(run.decode("utf-16-le", "replace") for run in _wide(piece))
        high = len(piece) - len(piece.translate(None, _HIGH))
        pattern = _PLAIN if high * 3 > len(piece) else _NARROW
        yield "\n".join(run.decode("cp1252", "replace") for run in pattern.findall(piece))


def _wide(piece: bytes) -> Iterator[bytes]:
    position = 0
    while (anchor := _ANCHOR.search(piece, position)) is not None:
        start = anchor.start() - 1
        back = max(position, start - 2 * _BACK)
        while start - 2 >= back and _ONE_WIDE.match(piece, start - 2, start):
            start -= 2
        run = _WIDE.match(piece, max(start, 0)) or _WIDE.match(piece, anchor.start() + 1)
        position = run.end() if run else anchor.end()
        if run:
            yield run[0]
