"""Shapes whose values no regular expression takes well: cards, IBANs, telephone numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from skygw.detect.engine import card, email, iban, phone


@attrs.frozen(eq=False)
class Shape:
    """How values of one shape are found.

    Attributes:
        expression: for ``hyperscan``: ends a region of ``width`` characters in which a value may begin.
        candidate: where a value can begin.
        at: the value at a candidate, or ``None``: its start, its end, its canonical form, and the confidence
            that it can have without a keyword.
    """

    expression: str
    width: int
    candidate: re.Pattern[str]
    at: Callable[[str, int], tuple[int, int, str, int] | None]


def _begins(at: Callable[[str, int], tuple[int, str, int] | None]) -> Callable[..., Any]:
    """For values that begin at their candidate."""

    def value_at(text: str, start: int) -> tuple[int, int, str, int] | None:
        found = at(text, start)
        return None if found is None else (start, *found)

    return value_at


SHAPES: Mapping[str, Shape] = {
    "card": Shape(r"(?:\b|_)[2-6](?:[ .-]{0,2}[0-9]){11}", 40, card.CANDIDATE, _begins(card.card_at)),
    "iban": Shape(iban.EXPRESSION, 40, iban.CANDIDATE, _begins(iban.iban_at)),
    "phone": Shape(phone.EXPRESSION, 12, phone.CANDIDATE, _begins(phone.phone_at)),
    "email": Shape(email.EXPRESSION, 3, email.CANDIDATE, email.email_at),
}
