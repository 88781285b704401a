"""Cards by brand: Faker, python-stdnum's Luhn, and numbers that issuers publish for tests."""

from __future__ import annotations

import random

from stdnum import luhn

from tests.support.detection.common_tools import ENGLISH, Make, add, broken, everyday, listed, seeded

_TEST_CARDS = {  # docs.stripe.com/testing, docs.adyen.com, developer.paypal.com
    "visa": (
        "4242424242424242",
        "4000056655665556",
        "4012888888881881",
        "4111111111111111",
        "4917610000000000",
    ),
    "mastercard": (
        "5555555555554444",
        "2223003122003222",
        "5200828282828210",
        "5105105105105100",
        "2222400070000005",
    ),
    "amex": ("378282246310005", "371449635398431", "370000000000002"),
    "discover": ("6011111111111117", "6011000990139424", "6011981111111113"),
    "diners": ("3056930009020004", "36227206271667", "36006666333344"),
    "jcb": ("3566002020360505", "3569990010095841"),
    "unionpay": ("6200000000000005", "6243030000000001"),
    "maestro": ("6771798021000008", "6759649826438453"),
}
_MAESTRO = listed(
    "5018 5020 5038 5893 6304 6759 6761 6762 6763"
)  # Wikipedia: Payment card number
_FAKER = {
    "visa": "visa16",
    "mastercard": "mastercard",
    "amex": "amex",
    "discover": "discover",
    "diners": "diners",
    "jcb": "jcb16",
    "maestro": "maestro",
}


def _in_range(brand: str, digits: str) -> bool:
    """Ranges that issuers have today; Faker's are older, or wider."""
    if brand == "jcb":
        return "3528" <= digits[:4] <= "3589"
    if brand == "maestro":
        return digits.startswith(_MAESTRO)
    return True


def _card(brand: str) -> Make:
    def make(rng: random.Random) -> str:
        if rng.random() < 0.15:
            published = [digits for digits in _TEST_CARDS[brand] if _in_range(brand, digits)]
            return _grouped(rng, rng.choice(published))
        while True:
            if brand == "unionpay":
                body = "62" + f"{rng.randrange(10**13):013}"
                digits = body + luhn.calc_check_digit(body)
            elif brand == "maestro":
                body = rng.choice(_MAESTRO) + f"{rng.randrange(10**11):011}"
                digits = body + luhn.calc_check_digit(body)
            else:
                digits = seeded(ENGLISH, rng).credit_card_number(_FAKER[brand])
            if _in_range(brand, digits):
                return _grouped(rng, digits)

    return make


def _grouped(rng: random.Random, digits: str) -> str:
    """As it is printed: unbroken, or in the groups of its length."""
    sizes = {14: (4, 6, 4), 15: (4, 6, 5)}.get(len(digits), (4, 4, 4, 4, 3))
    separator = rng.choice(["", "", " ", " ", "-"])
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return separator.join(filter(None, groups))


def _not_a_card(brand: str) -> Make:
    make = _card(brand)

    def wrong(rng: random.Random) -> str:
        kind = rng.randrange(4)
        digits = "".join(filter(str.isdigit, make(rng)))
        if kind == 0:
            return everyday(rng)
        if kind == 1:  # an article of EAN, a parcel, a number of an account: sixteen digits, no issuer
            return _grouped(rng, rng.choice("0179") + broken(digits)[1:16])
        return _grouped(rng, broken(digits))

    return wrong


for _brand in _TEST_CARDS:
    add(
        f"credit_card_{_brand}",
        "Faker, python-stdnum's Luhn, published test numbers",
        _card(_brand),
        _not_a_card(_brand),
    )


def _any_card(rng: random.Random) -> str:
    return _card(rng.choice(["visa", "visa", "mastercard", "mastercard", *_TEST_CARDS]))(rng)


def _any_wrong_card(rng: random.Random) -> str:
    return _not_a_card(rng.choice(["visa", "mastercard", *_TEST_CARDS]))(rng)


add("credit_card", "Faker, python-stdnum's Luhn, published test numbers", _any_card, _any_wrong_card)


def _debit(rng: random.Random) -> str:
    """Maestro, and Visa Electron's ranges (Wikipedia: 4026, 417500, 4405, 4508, 4844, 4913, 4917)."""
    if rng.random() < 0.5:
        return _card("maestro")(rng)
    prefix = rng.choice(["4026", "417500", "4405", "4508", "4844", "4913", "4917"])
    body = prefix + "".join(rng.choices("0123456789", k=15 - len(prefix)))
    return _grouped(rng, body + luhn.calc_check_digit(body))


add(
    "eu_debit_card",
    "Wikipedia: ranges of Maestro and Visa Electron; python-stdnum's Luhn",
    _debit,
    lambda rng: _grouped(rng, broken("".join(filter(str.isdigit, _debit(rng))))),
)
