"""Payment cards: issuer ranges, lengths, check digit.

Sources: the issuers' published ranges, as collected by ISO/IEC 7812 and EMVCo.
"""

from __future__ import annotations

from skygw.detect.validators.checks import luhn

_ANY = frozenset(range(16, 20))
# Prefix -> (brand, lengths); looked up by the longest prefix first.
_ISSUERS: dict[str, tuple[str, frozenset[int]]] = {
    "4": ("visa", frozenset({13, 16, 19})),
    **{str(prefix): ("mastercard", frozenset({16})) for prefix in range(51, 56)},
    **{str(prefix): ("mastercard", frozenset({16})) for prefix in range(2221, 2721)},
    "34": ("amex", frozenset({15})),
    "37": ("amex", frozenset({15})),
    "6011": ("discover", _ANY),
    **{str(prefix): ("discover", _ANY) for prefix in range(644, 650)},
    "65": ("discover", _ANY),
    **{str(prefix): ("diners", _ANY | {14}) for prefix in (*range(300, 306), 3095)},
    "36": ("diners", _ANY | {14, 15}),
    "38": ("diners", _ANY | {14}),
    "39": ("diners", _ANY | {14}),
    **{str(prefix): ("jcb", _ANY) for prefix in range(3528, 3590)},
    "62": ("unionpay", _ANY),
    **{
        str(prefix): ("maestro", frozenset(range(12, 20)))
        for prefix in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763, 676770, 676774)
    },
}
_PREFIX_LENGTHS = sorted({len(prefix) for prefix in _ISSUERS}, reverse=True)

# Debit cards issued in Europe that can be told by their range: Maestro, and Visa's Electron, Debit and V PAY
# ranges there.
_DEBIT = (
    "4026", "417500", "4405", "4508", "4844", "4913", "4917", "4462", "4463", "4539", "4547", "4659", "4751",
    "4835", "4921", "4929", "4822",
)  # fmt: skip

_SEQUENCE = "01234567890" * 4


def issuer(digits: str) -> str | None:
    """The brand whose range and lengths fit ``digits``, or ``None``.  The check digit is not looked at."""
    for length in _PREFIX_LENGTHS:
        found = _ISSUERS.get(digits[:length])
        if found is not None and len(digits) in found[1]:
            return found[0]
    return None


def brand(digits: str) -> str | None:
    """The brand of a card number that is right in every respect and no obvious decoy, or ``None``."""
    found = issuer(digits)
    return found if found is not None and luhn(digits) and not _is_decoy(digits) else None


def _is_decoy(digits: str) -> bool:
    """One digit repeated up to the check digit, or the digits counted up or down."""
    body = digits[:-1]
    return len(set(body)) == 1 or body in _SEQUENCE or body in _SEQUENCE[::-1]


def visa(value: str) -> bool:
    """A Visa card."""
    return brand(value) == "visa"


def mastercard(value: str) -> bool:
    """A Mastercard."""
    return brand(value) == "mastercard"


def amex(value: str) -> bool:
    """An American Express card."""
    return brand(value) == "amex"


def discover(value: str) -> bool:
    """A Discover card."""
    return brand(value) == "discover"


def diners(value: str) -> bool:
    """A Diners Club card."""
    return brand(value) == "diners"


def jcb(value: str) -> bool:
    """A JCB card."""
    return brand(value) == "jcb"


def unionpay(value: str) -> bool:
    """A UnionPay card."""
    return brand(value) == "unionpay"


def maestro(value: str) -> bool:
    """A Maestro card."""
    return brand(value) == "maestro"


def eu_debit(value: str) -> bool:
    """A debit card of the ranges that European banks issue."""
    found = brand(value)
    return found == "maestro" or (found == "visa" and len(value) == 16 and value.startswith(_DEBIT))
