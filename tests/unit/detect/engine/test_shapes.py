from __future__ import annotations

import pytest

from skygw.detect.engine.email import email_at
from skygw.detect.engine.iban import CANDIDATE as IBAN
from skygw.detect.engine.iban import iban_at
from skygw.detect.engine.phone import CANDIDATE as PHONE
from skygw.detect.engine.phone import phone_at
from skygw.detect.engine.shapes import SHAPES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DE89 3704 0044 0532 0130 00 BIC", "DE89370400440532013000"),
        ("DE89370400440532013000.", "DE89370400440532013000"),
        ("de89370400440532013000", "DE89370400440532013000"),
        ("DE 89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("DE89-3704-0044-0532-0130-00", "DE89370400440532013000"),
        ("NL91ABNA0417164300 x", "NL91ABNA0417164300"),
        ("DE89 3704 0044 0532 0130 001", None),  # too long
        ("DE89 3704 0044 0532 0130 0", None),  # too short
        ("DE89  3704 0044 0532 0130 00", None),  # two blanks
        ("XX89 3704 0044 0532 0130 00", None),
        ("DE89370400440532013000_", None),
        ("BE685390-0754-7034", None),  # with hyphens only in fours: pieces of a UUID are not
    ],
)
def test_iban(text: str, value: str | None) -> None:
    found = iban_at(text, 0)
    assert (found[1] if found else None) == value
    if found:
        assert IBAN.match(text)
        assert text[found[0] :] in (" BIC", ".", "", " x")


def test_an_iban_in_small_letters_may_be_hexadecimal_digits() -> None:
    assert [iban_at(text, 0) for text in ("BE68539007547034", "be68539007547034")] == [
        (16, "BE68539007547034", 85), (16, "BE68539007547034", 75),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+49 30 901820", "4930901820"),
        ("+1 (415) 555-2671", "14155552671"),
        ("+44 (0)20 7946 0018", "442079460018"),
        ("+49/30/901820", "4930901820"),
        ("+33 1 42 68 53 00 12.03.2024", "33142685300"),  # a date behind it
        ("+1-415-555-2671x", None),
        ("+999 123 456 789", None),  # no country
        ("+49 30", None),
        ("+49 111111111", None),
        ("+" + "1" * 40, None),
    ],
)
def test_phone(text: str, value: str | None) -> None:
    found = phone_at(text, 0)
    assert (found[1] if found else None) == value


def test_phone_begins_with_a_plus_that_nothing_touches() -> None:
    assert [found.start() for found in PHONE.finditer("a+49 +49 ++49 (+49")] == [5, 15]


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_text(shape: str) -> None:
    of = SHAPES[shape]
    for text in ("1" * 100_000, "+1" * 50_000, "+1 " * 30_000, "DE89 " * 20_000, "4111 " * 20_000):
        for candidate in of.candidate.finditer(text):
            of.at(text, candidate.start())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("jane.doe@example.com", "jane.doe@example.com"),
        ("<Jane.Doe@Example.COM>", "jane.doe@example.com"),
        ("mail=jane@example.com;", "jane@example.com"),
        ("'jane@example.com'", "jane@example.com"),
        ("o'brien+x@mail.example.co.uk.", "o'brien+x@mail.example.co.uk"),
        ("...jane@example.com", None),
        ("jane.@example.com", None),
        ("icon@2x.png", None),
        ("jane@example", None),
        ("jane@example.com@x", None),
        ("@example.com", None),
        ("x" * 65 + "@example.com", None),
        ("x" * 64 + "@example.com", "x" * 64 + "@example.com"),
        ("jane@-example.com", None),
    ],
)
def test_email(text: str, value: str | None) -> None:
    found = email_at(text, text.index("@"))
    assert (found[2] if found else None) == value
    if found:
        assert text[found[0] : found[1]].lower() == value
