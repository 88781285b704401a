from __future__ import annotations

import base64

import pytest

from skygw.mail.transfer import decode, quoted_printable


@pytest.mark.parametrize(
    ("octets", "expected", "defects"),
    [
        (b"QUJDREVG", b"ABCDEF", ()),
        (b"QUJD\r\nREVG\r\n", b"ABCDEF", ()),
        (b"Q!U\xffJD\tREVG", b"ABCDEF", ("base64-irregular",)),  # junk is passed over
        (b"QUI=", b"AB", ()),
        (b"QUI", b"AB", ("base64-irregular",)),  # no padding
        (b"QUJDR", b"ABC", ("base64-irregular",)),  # six bits too many
        (b"QQ==\r\nQkM=\r\n", b"ABC", ("base64-irregular",)),  # goes on after its padding
        (b"QQ======QkM=", b"ABC", ("base64-irregular",)),
        (b"====", b"", ("base64-irregular",)),
        (b"", b"", ()),
    ],
)
def test_base64(octets: bytes, expected: bytes, defects: tuple[str, ...]) -> None:
    decoded = decode(octets, "base64")
    assert (decoded.octets, decoded.defects) == (expected, defects)


def test_long_base64_goes_on_after_its_padding() -> None:
    """The vectorised decoder must not stop at padding in the middle."""
    first, second = b"x" * 1000, b"4111111111111111" * 10
    octets = base64.encodebytes(first) + base64.encodebytes(second)
    assert decode(octets, "base64").octets == first + second


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"a=3Db", b"a=b"),
        (b"a=3db", b"a=b"),  # lower case
        (b"41=\r\n11", b"4111"),
        (b"41=\n11", b"4111"),
        (b"41= \t\r\n11", b"4111"),  # padding of the transport behind "="
        (b"41=\r11\n11", b"4111\n11"),  # binascii drops all up to the LF
        (b"50% = half", b"50% = half"),
        (b"=ZZ", b"=ZZ"),
        (b"end=", b"end"),
        (b"caf=C3=A9", b"caf\xc3\xa9"),
    ],
)
def test_quoted_printable(octets: bytes, expected: bytes) -> None:
    assert quoted_printable(octets) == expected
    assert decode(octets, "quoted-printable").octets == expected


@pytest.mark.parametrize("encoding", ["", "7bit", "8bit", "binary", "8bits", "7-bit"])
def test_identity(encoding: str) -> None:
    assert decode(memoryview(b"a=3D"), encoding).octets == b"a=3D"
    assert decode(b"x", encoding).defects == ()


def test_unknown_encoding_counts_as_none_and_is_told() -> None:
    decoded = decode(b"4111", "x-secret")
    assert (decoded.octets, decoded.defects) == (b"4111", ("encoding-unknown",))


def test_values_do_not_show_content() -> None:
    assert "ABC" not in repr(decode(b"QUJD", "base64"))
