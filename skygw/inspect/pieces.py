"""Long texts in pieces: what looks through a text makes copies of it, and those are bounded by this."""

from __future__ import annotations

from collections.abc import Iterator

from skygw.mail.origin import Origin, PiecewiseOrigin

PIECE = 4 << 20
"""Characters of a piece."""

EDGE = 1000
"""Characters on either side of a cut that are given once more: a value, and the evidence for it."""

_SEARCHED = 65_536
"""Characters before the end of a piece in which a line end, or at least a blank, is looked for."""


def in_pieces(text: str, origin: Origin | None) -> Iterator[tuple[str, Origin | None, bool]]:
    """``text`` in pieces with where they stood; behind each cut what stands around it, marked with True.

    Of those stretches only what is new counts: a value that was cut in two, or cut off from its evidence.
    """
    if len(text) <= PIECE:
        yield text, origin, False
        return
    start = 0
    while start < len(text):
        end = _cut(text, start)
        yield text[start:end], PiecewiseOrigin([0], [start], origin), False
        if start:
            edge = max(0, start - EDGE)
            yield text[edge : start + EDGE], PiecewiseOrigin([0], [edge], origin), True
        start = end


def _cut(text: str, start: int) -> int:
    end = start + PIECE
    if end >= len(text):
        return len(text)
    for blank in "\n ":
        found = text.rfind(blank, end - _SEARCHED, end)
        if found >= 0:
            return found + 1
    return end
