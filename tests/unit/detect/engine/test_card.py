from __future__ import annotations

import pytest

from skygw.detect.engine import make_engine
from skygw.detect.matching import View
from skygw.detect.validators.card import brand as is_card_number
from skygw.detect.validators.card import issuer

VISA = "4111111111111111"
ENGINE = make_engine({"credit_card": 7})


def found(text: str) -> list[tuple[str, int]]:
    """Value and confidence of each match."""
    return [(value, confidence) for _, _, _, value, confidence in ENGINE.decide(View(text)).matches]


@pytest.mark.parametrize(
    ("digits", "brand"),
    [
        (VISA, "visa"),
        ("4222222222222", "visa"),  # 13 digits
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),  # 2-series
        ("2720990000000007", "mastercard"),  # its last range
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("6500000000000002", "discover"),
        ("30569309025904", "diners"),
        ("36227206271667", "diners"),
        ("3530111333300000", "jcb"),
        ("6212345678901232", "unionpay"),
        ("6212345678900000003", "unionpay"),  # 19 digits
        ("6759649826438453", "maestro"),
        ("676770000005", "maestro"),
        # none of them
        ("4111111111111112", None),  # check digit
        ("411111111111116", None),  # 15 digits are no Visa
        ("1234567812345670", None),  # no issuer
        ("2721000000000004", None),  # behind Mastercard's range
        ("0000000000000000", None),
        ("4444444444444448", None),  # one digit repeated
        ("3456789012345678908", None),
        ("", None),
    ],
)
def test_numbers(digits: str, brand: str | None) -> None:
    assert is_card_number(digits) == brand


def test_issuer_looks_at_range_and_length_alone() -> None:
    assert issuer("4111111111111112") == "visa"
    assert issuer("411") is None


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        (VISA, 75),
        ("4111 1111 1111 1111", 75),
        ("4111-1111-1111-1111", 75),
        ("4111.1111.1111.1111", 75),
        ("4111  1111  1111  1111", 75),  # two blanks
        (f"x;{VISA};y", 75),
        (f"id={VISA}&", 75),
        (f"卡{VISA}", 75),
        (f"card_{VISA}"[4:], 75),
        ("41111111 11111111", 65),  # unusual groups
        ("411111111111 1111", 65),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 65),
        ("4111-1111 1111.1111", 65),  # separators that differ
        (f"Karte: {VISA}", 85),
        (f"{VISA} exp 12/27", 85),
        (f"VISA\n{VISA}", 85),
        (f"my_credit_card,{VISA}", 85),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 visa", 85),
        (f"信用卡{VISA}", 85),
        (f"american\nexpress, {VISA}", 85),
    ],
)
def test_forms(text: str, confidence: int) -> None:
    assert found(text) == [(VISA, confidence)]


@pytest.mark.parametrize(
    ("text", "value", "confidence"),
    [
        ("3782 822463 10005", "378282246310005", 75),
        ("3056 930902 5904", "30569309025904", 75),
        ("6212 3456 7890 0000 003", "6212345678900000003", 75),
        ("676770000005", "676770000005", 65),
        ("676770000005 Maestro", "676770000005", 85),
        ("6759649826438453", "6759649826438453", 65),  # Maestro's ranges are wide
        ("6759 6498 2643 8453", "6759649826438453", 75),
    ],
)
def test_other_lengths(text: str, value: str, confidence: int) -> None:
    assert found(text) == [(value, confidence)]


@pytest.mark.parametrize(
    "text",
    [
        f"1{VISA}",
        f"{VISA}1",
        f"x{VISA}",
        f"{VISA}x",
        f"0.{VISA}",  # a decimal fraction
        "54120.00000000092",  # one decimal point: a number
        "5018-7587-5046-0643",  # the first three groups alone would be a card
        "4006381000093",  # the check digit is right, and that of an EAN, too
        "41111111 11111111 1",  # unusual groups in a longer run
        "1 41111111 11111111",
        "4111 1111 1111 111",
        "4111/1111/1111/1111",
        "4111\n1111\n1111\n1111",
        "",
    ],
)
def test_no_card(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1234 4111 1111 1111 1111",  # a wrong candidate overlaps the right one
        "4111 1111 1111 1111 123",  # the security code follows
        "12 4111 1111 1111 1111 12 2027",
        f"4111 {VISA}",
        f"1. {VISA}",
    ],
)
def test_cards_among_other_digits(text: str) -> None:
    assert [value for value, _ in found(text)] == [VISA]


def test_lists_of_cards() -> None:
    assert [value for value, _ in found(f"{VISA} 5555555555554444 378282246310005")] == [
        VISA,
        "5555555555554444",
        "378282246310005",
    ]


@pytest.mark.parametrize(
    ("distance", "confidence"), [(0, 85), (290, 85), (299, 85), (302, 75), (1000, 75), (100_000, 75)]
)
def test_window_of_evidence(distance: int, confidence: int) -> None:
    gap = " " + "." * distance
    assert found(f"visa{gap}{VISA}") == [(VISA, confidence)]
    assert found(f"{VISA}{gap}visa") == [(VISA, confidence)]


@pytest.mark.parametrize("word", ["discarded", "expensive", "visage", "cartesian", "account"])
def test_words_that_only_contain_evidence(word: str) -> None:
    assert found(f"{word} {VISA} {word}") == [(VISA, 75)]


def test_positions() -> None:
    ((slot, start, end, _, _),) = ENGINE.decide(View("xx 4111 1111 1111 1111 yy")).matches
    assert (slot, start, end) == (7, 3, 22)


@pytest.mark.parametrize(
    "text",
    [
        "4" * 1_000_000,
        "41" * 500_000 + " ",
        "4 " * 200_000,
        "4111 " * 80_000,
        "411111111111111 " * 60_000,
        "4111 1111 1111 1112 " * 50_000,
        "card " * 200_000 + VISA,
        f"card {VISA} " * 20_000,
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    """Digits without end, and near misses."""
    ENGINE.decide(View(text))
