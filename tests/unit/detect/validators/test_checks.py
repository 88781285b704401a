from __future__ import annotations

import pytest
from stdnum import luhn as oracle

from skygw.detect.validators.checks import luhn


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("4111111111111111", True),
        ("4111111111111112", False),
        ("378282246310005", True),  # odd length
        ("0", True),
        ("1", False),
        ("", False),
        ("4111x", False),
        ("٤١١١", False),  # digits, but not ASCII
    ],
)
def test_luhn(digits: str, expected: bool) -> None:
    assert luhn(digits) is expected


def test_against_an_oracle() -> None:
    for number in range(79_927_398_710, 79_927_399_710):
        assert luhn(str(number)) == oracle.is_valid(str(number))
