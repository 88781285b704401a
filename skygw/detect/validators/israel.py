"""Israel: identity and company numbers."""

from __future__ import annotations

from .checks import luhn, repeats


def identity(value: str) -> bool:
    """Mispar zehut: nine digits by Luhn, shorter ones with zeros before (Wikipedia: Israeli ID card)."""
    padded = value.zfill(9)
    return 8 <= len(value) <= 9 and not repeats(value) and luhn(padded)


def company(value: str) -> bool:
    """Company number (het pe): nine digits that begin with 5, by Luhn."""
    return len(value) == 9 and value[0] == "5" and not repeats(value) and luhn(value)
