"""The data identifiers that a policy can name."""

from __future__ import annotations

import difflib

from skygw.detect.card import CreditCard
from skygw.detect.matching import DataIdentifier

DATA_IDENTIFIERS: dict[str, type[DataIdentifier]] = {"credit_card": CreditCard}
"""Every known data identifier: the name that policies use, and what finds it."""


def suggest(name: str) -> str | None:
    """The known data identifier that ``name`` was probably meant to be, or ``None``.

    >>> suggest("creditcard")
    'credit_card'
    """
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(folded[:100], DATA_IDENTIFIERS, n=1, cutoff=0.6)
    return close[0] if close else None
