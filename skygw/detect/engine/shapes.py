"""Shapes whose values no regular expression takes well: cards, IBANs, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import attrs

from skygw.detect.engine import card, iban, phone


@attrs.frozen(eq=False)
class Shape:
    """How values of one shape are found.

    Attributes:
        expression: for ``hyperscan``: ends a region of ``width`` characters in which a value may begin.
        candidate: where a value can begin.
        at: the value that begins at a candidate, or ``None``: its end, its canonical form, and the confidence
            that it can have without a keyword.
    """

    expression: str
    width: int
    candidate: re.Pattern[str]
    at: Callable[[str, int], tuple[int, str, int] | None]


SHAPES: Mapping[str, Shape] = {
    "card": Shape(r"(?:\b|_)[2-6](?:[ .-]{0,2}[0-9]){11}", 40, card.CANDIDATE, card.card_at),
    "iban": Shape(iban.EXPRESSION, 40, iban.CANDIDATE, iban.iban_at),
    "phone": Shape(phone.EXPRESSION, 12, phone.CANDIDATE, phone.phone_at),
}
