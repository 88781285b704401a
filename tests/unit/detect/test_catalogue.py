from __future__ import annotations

import pytest

from skygw.detect import DATA_IDENTIFIERS, suggest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("creditcard", "credit_card"),
        ("Credit Card", "credit_card"),
        ("credit-cards", "credit_card"),
        ("iban", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_suggest(name: str, expected: str | None) -> None:
    assert suggest(name) == expected


def test_names_are_those_of_the_matchers() -> None:
    for name, matcher in DATA_IDENTIFIERS.items():
        assert matcher.type == name
        assert matcher(4).slots == (4,)
