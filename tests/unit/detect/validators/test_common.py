"""Validators of what all countries share: cards, accounts, telephones, networks, wallets, dates."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import bic as stdnum_bic
from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn
from stdnum.exceptions import ValidationError

from skygw.detect.validators import birth, card, iban, network, phone, wallet


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("DE89370400440532013000", True),
        ("GB82WEST12345698765432", True),
        ("NO9386011117947", True),
        ("DE89370400440532013001", False),
        ("DE8937040044053201300", False),
        ("ZZ89370400440532013000", False),
        ("DE", False),
        ("", False),
        ("DE89é70400440532013000", False),
    ],
)
def test_iban(value: str, expected: bool) -> None:
    assert iban.iban(value) is expected


@given(st.sampled_from(sorted(iban.LENGTHS)), st.data())
def test_iban_against_stdnum(country: str, data: st.DataObject) -> None:
    """Right check digits are right for both; stdnum also looks at the form of a country's account number."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    length = iban.LENGTHS[country] - 4
    body = data.draw(st.text(alphabet, min_size=length, max_size=length))
    value = country + stdnum_iban.calc_check_digits(f"{country}00{body}") + body
    if len(set(body)) > 1:
        assert iban.iban(value)
    wrong = value[:-1] + alphabet[(alphabet.index(value[-1]) + 1) % 36]
    assert not iban.iban(wrong)


@given(st.from_regex(r"[A-Z]{6}[A-Z2-9][A-NP-Z1-9]([A-Z0-9]{3})?", fullmatch=True))
def test_bic_is_stricter_than_stdnum(value: str) -> None:
    """stdnum does not know the countries."""
    if iban.bic(value):
        assert stdnum_bic.is_valid(value)


def test_bic() -> None:
    assert iban.bic("DEUTDEFF")
    assert iban.bic("DEUTDEFF500")
    assert not iban.bic("DEUTXXFF")
    assert not iban.bic("DEUTDEF")
    assert not iban.bic("DEUTDE0F")
    assert not iban.bic("DEUTDEF0")  # a test code
    assert not iban.bic("BENEFICIARY")  # a word


@given(st.text("0123456789", max_size=20))
def test_cards_are_a_part_of_what_luhn_admits(value: str) -> None:
    if card.brand(value):
        assert stdnum_luhn.is_valid(value)


def test_brands() -> None:
    numbers = {
        "visa": "4111111111111111", "mastercard": "5555555555554444", "amex": "378282246310005",
        "discover": "6011111111111117", "diners": "30569309025904", "jcb": "3530111333300000",
        "unionpay": "6212345678901232", "maestro": "6759649826438453",
    }  # fmt: skip
    for brand, number in numbers.items():
        assert [name for name in numbers if getattr(card, name)(number)] == [brand]
    assert card.eu_debit("6759649826438453")
    assert card.eu_debit("4917610000000000")
    assert not card.eu_debit("4111111111111111")


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize("region", REGIONS)
def test_phones_of_all_regions(region: str) -> None:
    """The examples that Google's library has for fixed lines and mobiles."""
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
        national = str(number.national_number)
        if len(national) > 4 and not any(row in digits for row in ("123456", "234567")):
            assert phone.international(digits), digits


@pytest.mark.parametrize(
    "value",
    ["", "1", "49", "999123456789", "49111111111", "4912345678901234", "14155552", "+4930901820",
     "४९३०९०१८२०"],
)  # fmt: skip
def test_no_phone(value: str) -> None:
    assert not phone.international(value)


def test_national_and_dialled() -> None:
    assert phone.national("030901820")
    assert not phone.national("0000000000")
    assert not phone.national("12345")
    assert phone.dialled("004930901820")
    assert not phone.dialled("4930901820")


@pytest.mark.parametrize("value", ["10.0.0.1", "192.0.2.17", "8.8.8.200", "223.255.1.1"])
def test_ipv4(value: str) -> None:
    assert network.ipv4(value)


@pytest.mark.parametrize(
    "value",
    ["", "0.0.0.0", "0.1.2.30", "255.255.255.0", "1.2.3.4", "2.10.0.3", "1.2.3", "1.2.3.400", "1.2.3.4.50",
     "a.b.c.d", "1.2.3.²0"],
)  # fmt: skip
def test_no_ipv4(value: str) -> None:
    assert not network.ipv4(value)


def test_ipv6() -> None:
    assert network.ipv6("2001:db8::1")
    assert not network.ipv6("::1")
    assert not network.ipv6("add::bad")
    assert not network.ipv6("12:34:56")


def test_mac() -> None:
    assert network.mac("001B44113AB7")
    assert not network.mac("000000000000")
    assert not network.mac("AABBCCDDEEFF")
    assert not network.mac("001B44113AB")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jane.doe@example.com", True),
        ("o'brien+x@mail.example.co.uk", True),
        (".jane@example.com", False),
        ("jane.@example.com", False),
        ("ja..ne@example.com", False),
        ("icon@2x.png", False),
        ("jane@example", False),
        ("jane@-example.com", False),
        ("@example.com", False),
        ("x" * 65 + "@example.com", False),
        ("", False),
    ],
)
def test_email(value: str, expected: bool) -> None:
    assert network.email(value) is expected


WALLETS = {
    "bitcoin": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
                # BIP 173 and BIP 350
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"],
    "litecoin": ["LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9"],
    "dogecoin": ["DBXu2kgc3xtvCUWFcxFE3r9hEYgmuaaCyD"],
    "tron": ["TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"],
    "ripple": ["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "rDTXLQ7ZKZVKz33zJbHjgVShjsBnqMBhmN"],
    "cardano": ["addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8"],
    "ethereum": ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
    "monero": [
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"
    ],
}  # fmt: skip
CHECKED = [(name, value) for name, values in WALLETS.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CHECKED)
def test_wallets(name: str, value: str) -> None:
    assert [other for other in WALLETS if getattr(wallet, other)(value)] == [name]
    if name in ("ethereum", "monero"):
        return  # no check characters that can be looked at
    for place in range(4, len(value)):
        letter = "q" if value[place] != "q" else "p"
        assert not getattr(wallet, name)(value[:place] + letter + value[place + 1 :])


@given(st.sampled_from(sorted(WALLETS)), st.text(max_size=100))
def test_wallets_of_any_text(name: str, value: str) -> None:
    assert getattr(wallet, name)(value) in (True, False)


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (birth.year_first, "1984-07-23", True),
        (birth.year_first, "1984年7月23日", True),
        (birth.year_first, "1984-13-23", False),
        (birth.year_first, "1784-07-23", False),
        (birth.year_last, "23.07.1984", True),
        (birth.year_last, "07/23/1984", True),
        (birth.year_last, "31.02.1984", False),
        (birth.year_last, "23.07.2194", False),
        (birth.named_month, "23 July 1984", True),
        (birth.named_month, "july 23, 1984", True),
        (birth.named_month, "23. märz 1984", True),
        (birth.named_month, "1er août 1990", True),
        (birth.named_month, "23 de febrero de 1984", True),
        (birth.named_month, "23 rooms 1984", False),
        (birth.named_month, "30 february 1984", False),
        (birth.named_month, "", False),
    ],
)
def test_birth(function: object, value: str, expected: bool) -> None:
    assert function(value) is expected  # type: ignore[operator]


def test_stdnum_is_what_we_think_it_is() -> None:
    with pytest.raises(ValidationError):
        stdnum_iban.validate("DE89370400440532013001")
