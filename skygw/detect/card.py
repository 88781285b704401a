"""Payment card numbers: issuer ranges, lengths, check digit, grouping, evidence.

A number must begin with a known issuer range, have one of its lengths (12 to 19 digits) and a right check
digit, and must not be a piece of a longer run of digits.  Then its confidence is

* 85 with a word about cards within 300 characters;
* 75 if it is one run of digits of a well-known brand, or printed in the groups that cards have;
* 65 otherwise: Maestro's short and wide ranges unbroken, or unusual grouping.

Texts are expected in comparable form (``skygw.mail.comparable``): other scripts' digits, hyphens and blanks
are ASCII already.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import ClassVar

from skygw.detect.luhn import luhn
from skygw.detect.matching import LETTER, Match, View

WINDOW = 300
"""Characters between number and evidence: Purview's proximity window."""

_ANY = frozenset(range(16, 20))
# Prefix -> (brand, lengths).  Sources: the issuers' published ranges, as collected by ISO/IEC 7812 and
# EMVCo; looked up by the longest prefix first.
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

# A digit that can begin a card, at the beginning of a group of digits, with at least eleven digits to
# follow.  It takes one digit only, so that a number is found even if a wrong candidate overlaps it; the digit
# comes first in the pattern because ``re`` then skips through other text quickly.  Here and below all
# repetition is bounded and possessive: time stays linear on a million digits.
_CANDIDATE = re.compile(r"[2-6](?<![0-9A-Za-z].)(?=(?:[ .\-]{0,2}+[0-9]){11})")

_UNBROKEN = re.compile(r"[0-9]{12,19}+(?![0-9A-Za-z])")
# How cards are printed: 4-4-4-4, with a rest for 17 to 19 digits, 4-6-5 (American Express), 4-6-4 (Diners),
# 4-4-4 and a rest for the short ones.  Longer ones first.  The separator is the same throughout.
_PRINTED = tuple(
    re.compile(f"[0-9]{{4}}([ .\\-]{{1,2}}+){groups}(?![0-9A-Za-z])")
    for groups in (
        r"[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{1,3}",
        r"[0-9]{4}\1[0-9]{4}\1[0-9]{1,4}",
        r"[0-9]{6}\1[0-9]{4,5}",
        r"[0-9]{4}\1[0-9]{4}",
    )
)
# Any other grouping, if it is the whole run of digits.
_LOOSE = re.compile(
    r"(?<![0-9][ .\-])(?<![0-9][ .\-]{2})[0-9](?:[ .\-]{0,2}+[0-9]){11,18}+(?![ .\-]{0,2}[0-9])(?![A-Za-z])"
)
_SEPARATORS = re.compile(r"[ .\-]+")

_SEQUENCE = "01234567890" * 4

EVIDENCE = (
    # English
    "card", "cards", "cc", "ccn", "cardholder", "creditcard", "debitcard", "cvv", "cvv2", "cvc", "cvc2",
    "security code", "expiry", "expires", "exp", "expiration", "valid thru", "valid through", "visa",
    "mastercard", "amex", "american express", "diners", "jcb", "unionpay", "union pay", "maestro",
    # German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Polish, Czech, Turkish
    "karte", "kreditkarte", "kreditkarten", "kreditkartennummer", "kartennummer", "karteninhaber",
    "prüfziffer", "prüfnummer", "gültig bis", "ablaufdatum", "carte", "carte bancaire", "cryptogramme",
    "tarjeta", "caducidad", "cartão", "cartao", "carta di credito", "numero carta", "creditcardnummer",
    "kaartnummer", "vervaldatum", "kortnummer", "kreditkort", "kredittkort", "betalkort", "karta", "karty",
    "kartę", "kart numarası", "kredi kartı", "luottokortti",
    # Russian, Greek
    "карта", "карты", "номер карты", "кредитная карта", "κάρτα", "πιστωτική",
)  # fmt: skip
EVIDENCE_UNSPACED = (
    "信用卡", "银行卡", "銀行卡", "卡号", "卡號", "有效期", "カード", "有効期限", "카드", "유효기간",
    "บัตรเครดิต",
)  # fmt: skip


def _pattern(word: str) -> str:
    return re.escape(word.casefold()).replace(r"\ ", r"\s{1,8}")


_EVIDENCE = re.compile(
    rf"(?<!{LETTER})(?:{{}})(?!{LETTER})|{{}}".format(
        "|".join(map(_pattern, sorted(EVIDENCE, reverse=True))),
        "|".join(EVIDENCE_UNSPACED),
    )
)
_LONGEST_EVIDENCE = 64


def issuer(digits: str) -> str | None:
    """The brand whose range and lengths fit ``digits``, or ``None``.  The check digit is not looked at."""
    for length in _PREFIX_LENGTHS:
        found = _ISSUERS.get(digits[:length])
        if found is not None and len(digits) in found[1]:
            return found[0]
    return None


def is_card_number(digits: str) -> str | None:
    """The brand of a card number that is right in every respect and no obvious decoy, or ``None``."""
    brand = issuer(digits)
    return brand if brand is not None and luhn(digits) and not _is_decoy(digits) else None


def _is_decoy(digits: str) -> bool:
    """One digit repeated up to the check digit, or the digits counted up or down."""
    body = digits[:-1]
    return len(set(body)) == 1 or body in _SEQUENCE or body in _SEQUENCE[::-1]


class CreditCard:
    """The data identifier ``credit_card``."""

    type: ClassVar[str] = "credit_card"
    folded = True
    best = 85

    def __init__(self, slot: int) -> None:
        self.slots: tuple[int, ...] = (slot,)

    def matches(self, view: View) -> Iterator[Match]:
        """Card numbers in ``view``, in order, without overlap; the value is the digits alone."""
        text = view.folded
        (slot,) = self.slots
        evidence = _Evidence(text)
        done = 0
        for candidate in _CANDIDATE.finditer(text):
            start = candidate.start()
            card = _card_at(text, start) if start >= done else None
            if card is not None:
                done, digits, confidence = card
                yield slot, start, done, digits, 85 if evidence.near(start, done) else confidence


def _card_at(text: str, start: int) -> tuple[int, str, int] | None:
    """The card that begins at ``start``: its end, digits and confidence without evidence."""
    unbroken = _UNBROKEN.match(text, start)
    if unbroken is not None and not _is_fraction(text, start):
        brand = is_card_number(unbroken[0])
        if brand is not None:
            usual = brand != "maestro" and len(unbroken[0]) in (14, 15, 16, 19)
            return unbroken.end(), unbroken[0], 75 if usual else 65
    for printed in _PRINTED:
        found = _grouped(printed, text, start, 75)
        if found is not None:
            return found
    return _grouped(_LOOSE, text, start, 65)


def _grouped(pattern: re.Pattern[str], text: str, start: int, confidence: int) -> tuple[int, str, int] | None:
    found = pattern.match(text, start)
    if found is None:
        return None
    digits = _SEPARATORS.sub("", found[0])
    return (found.end(), digits, confidence) if is_card_number(digits) else None


def _is_fraction(text: str, start: int) -> bool:
    """Whether the digits at ``start`` are those behind a decimal point."""
    before = text[max(0, start - 2) : start]
    return before[-1:] == "." and before[:1].isdigit()


class _Evidence:
    """Words about cards, looked for only around candidates, each stretch of the text at most once."""

    __slots__ = ("_ends", "_searched", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._searched = 0
        self._starts: list[int] = []
        self._ends: list[int] = []

    def near(self, start: int, end: int) -> bool:
        """Whether evidence lies within the window around a match; matches come in order."""
        self._search(start - WINDOW - _LONGEST_EVIDENCE, end + WINDOW + _LONGEST_EVIDENCE)
        first = bisect_left(self._ends, start - WINDOW)
        return first < len(self._starts) and self._starts[first] <= end + WINDOW

    def _search(self, start: int, end: int) -> None:
        position = max(self._searched, start, 0)
        if end <= position:
            return
        for found in _EVIDENCE.finditer(self._text, position, end):
            self._starts.append(found.start())
            self._ends.append(found.end())
        self._searched = end
