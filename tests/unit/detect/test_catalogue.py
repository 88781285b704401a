from __future__ import annotations

import pytest

from skygw.detect import DATA_IDENTIFIERS, suggest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("creditcard", "credit_card"),
        ("Credit Card", "credit_card"),
        ("credit-cards", "credit_card"),
        ("credit-card-number", "credit_card"),  # Purview's slugs
        ("international-banking-account-number", "iban"),
        ("SWIFT code (BIC)", "swift_code"),  # titles
        ("iban", "iban"),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_suggest(name: str, expected: str | None) -> None:
    assert suggest(name) == expected


def test_mapping() -> None:
    assert "credit_card" in DATA_IDENTIFIERS
    assert DATA_IDENTIFIERS["iban"].name == "iban"
    assert len(DATA_IDENTIFIERS) == len(list(DATA_IDENTIFIERS))
    assert repr(DATA_IDENTIFIERS) == "<the data identifiers>"
    with pytest.raises(KeyError):
        DATA_IDENTIFIERS["nothing"]
