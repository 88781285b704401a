from __future__ import annotations

import encodings
from encodings.aliases import aliases

import pytest

from skygw.mail.charset import codec, decode, is_doubtful, is_unknown, readings, sniffed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("utf-8", "utf_8"),
        ("UTF8", "utf_8"),
        (" us-ascii ", "cp1252"),
        ("ISO-8859-1", "cp1252"),  # what readers really use
        ("iso-8859-15", "iso8859_15"),
        ("windows-1252", "cp1252"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("Shift_JIS", "cp932"),
        ("IBM500", "cp500"),
        ("ibm01140", "cp1140"),
        ("CCSID01140", "cp1140"),
        ("ibm-1047", "cp037"),
        ("IBM01141", "cp273"),
        ("cp01148", "cp500"),
        ("ebcdic-at-de-a", "cp500"),
        ("x-unknown", None),
        ("ibm99999", None),
        ("cp0", None),
        ("", None),
        ("no such charset", None),
        # codecs of Python that are no charsets, or take quadratic time
        ("rot13", None),
        ("zip", None),
        ("base64", None),
        ("punycode", None),
        ("idna", None),
        ("unicode_escape", None),
        ("undefined", None),
    ],
)
def test_names(name: str, expected: str | None) -> None:
    assert codec(name) == expected


def test_every_known_name_decodes() -> None:
    for name in aliases:
        if codec(name) is not None:
            decode(b"abc\xff\xfe\x80+AG-~{", name)


def test_unknown_names_are_not_looked_up_in_python() -> None:
    """codecs.lookup would remember each name for ever."""
    before = len(encodings._cache)
    for number in range(100):
        decode(b"x", f"charset-{number}")
    assert len(encodings._cache) == before


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", ""),
        (b"plain", "plain"),
        ("größe".encode(), "größe"),
        ("größe".encode("cp1252"), "größe"),
        (b"\xef\xbb\xbfx", "x"),
        ("ab€".encode("utf-16"), "ab€"),
        (b"\xfe\xff" + "ab€".encode("utf-16-be"), "ab€"),
        (b"\xff\xfe\0\0" + "ab".encode("utf-32-le"), "ab"),
        ("4111 1111".encode("utf-16-le"), "4111 1111"),  # without a mark
        ("4111 1111".encode("utf-16-be"), "4111 1111"),
        (b"\x81\x8d", "\ufffd\ufffd"),
    ],
)
def test_sniffed(octets: bytes, expected: str) -> None:
    assert sniffed(octets) == expected


def test_declared_charset_is_believed() -> None:
    assert decode("привет".encode("koi8-r"), "koi8-r") == "привет"


def test_unknown_charset_is_sniffed() -> None:
    assert decode(b"4111", "x-nonsense") == "4111"


def test_a_mark_goes_before_the_declaration() -> None:
    assert readings("ab".encode("utf-16"), "utf-8") == ("ab",)


def test_ebcdic_is_read_both_ways() -> None:
    """A reader that does not know cp500 shows the ASCII."""
    assert "4111" in readings(b"4111", "cp500")
    assert "4111" in readings("4111".encode("cp500"), "cp500")


def test_utf_7_is_read_both_ways() -> None:
    assert readings(b"+ADQ-111", "utf-7") == ("4111", "+ADQ-111")


def test_utf_16_text_declared_as_utf_8() -> None:
    assert "4111 1111" in readings("4111 1111".encode("utf-16-le"), "utf-8")


def test_single_reading_where_readers_agree() -> None:
    assert readings("größe".encode(), "utf-8") == ("größe",)
    assert readings(b"abc", "us-ascii") == ("abc",)


def test_utf_8_declared_as_latin_1() -> None:
    """Half of the world's mailers mislabel it; readers sniff."""
    assert readings("größe".encode(), "iso-8859-1") == ("größe",)


WIDE = "４１１１ １１１１"


@pytest.mark.parametrize("name", ["ibm01140", "ibm1047", "ibm01141", "cp500", "ibm277", "IBM871"])
def test_digits_are_in_the_same_place_in_all_of_ebcdic(name: str) -> None:
    assert "4111 1111" in readings("4111 1111".encode("cp500"), name)


@pytest.mark.parametrize(
    ("codec_name", "declared"),
    [
        ("iso2022_jp", ""),
        ("iso2022_jp", "us-ascii"),
        ("iso2022_kr", ""),
        ("shift_jis", ""),
        ("shift_jis", "no-such-charset"),
        ("gbk", "iso-8859-1"),
        ("euc_jp", ""),
        ("euc_kr", "x-unknown"),
        ("big5", ""),
    ],
)
def test_digits_of_double_width_in_an_undeclared_charset(codec_name: str, declared: str) -> None:
    octets = WIDE.replace(" ", "").encode(codec_name)
    assert any(WIDE.replace(" ", "") in text for text in readings(octets, declared))


@pytest.mark.parametrize(
    "octets",
    [
        b"\x1b$)A\x0e#4#1#1#1\x0f \x0e#1#1#1#1\x0f",
        b"\x1b$)A\x0e#4#1#1#1\r\n\x0f",
        b"41\x1b$)A11\x1b$)G 11\x1b$*H11",
    ],
)
def test_iso_2022_cn(octets: bytes) -> None:
    assert readings(octets, "iso-2022-cn")[0].strip(" \r\n\x0f") in (WIDE, "４１１１", "4111 1111")


@pytest.mark.parametrize(
    ("octets", "charset", "unknown", "doubtful"),
    [
        (b"4111", "utf-8", False, False),
        (b"4111", "", False, False),
        (b"4111", "x-unknown", False, False),
        (b"4111", "no-such-charset", True, False),
        ("größe".encode() * 9, "no-such-charset", True, False),
        ("some more text, größe is".encode("latin-1"), "no-such-charset", True, False),
        (b"\xf4\xf1\xf1\xf1", "no-such-charset", True, True),
        (b"\xf4\xf1\xf1\xf1", "utf-8", False, False),
        (b"\x1b$)A4111", "no-such-charset", True, True),
        (b"\x0e41\x0f", "no-such-charset", True, True),
    ],
)
def test_unknown_charsets(octets: bytes, charset: str, unknown: bool, doubtful: bool) -> None:
    assert is_unknown(charset) is unknown
    assert is_doubtful(octets, charset) is doubtful


def test_latin_text_has_one_reading() -> None:
    text = "Größe ‚OK‘ à £5 °C ± 1 ¹ ² ³"
    assert readings(text.encode("cp1252")) == (text,)
