"""Header values, charsets and transfer encodings: nothing raises, and what is encoded comes back."""

from __future__ import annotations

import base64
from email.header import Header

from hypothesis import given
from hypothesis import strategies as st

from skygw.mail import charset, transfer
from skygw.mail.comparable import comparable
from skygw.mail.parameters import file_names, structured
from skygw.mail.words import text

VALUES = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            [
                b"=?",
                b"?=",
                b"?q?",
                b"?b?",
                b"utf-8",
                b"=?utf-8?q?a?=",
                b" ",
                b"\r\n ",
                b'"',
                b"\\",
                b";",
                b"=",
                b"*",
                b"0",
                b"*0*=",
                b"filename",
                b"name",
                b"'",
                b"%41",
                b"(",
                b")",
                b"\xff",
                b"x",
            ]
        ),
        max_size=40,
    ).map(b"".join),
)


@given(VALUES)
def test_any_value_can_be_read(raw: bytes) -> None:
    text(raw)
    value = structured(raw)
    value.get("filename")
    file_names(value, value)


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=100)
)
def test_encoded_words_come_back(value: str) -> None:
    encoded = Header(value, "utf-8", header_name="Subject").encode(linesep="\r\n")
    assert text(encoded.encode()) == value


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=50))
def test_rfc_2231_names_come_back(name: str) -> None:
    from urllib.parse import quote

    raw = f"attachment; filename*=utf-8''{quote(name, safe='')}".encode()
    assert file_names(structured(raw), structured(b"")) == (" ".join(name.split()),)


@given(st.binary(max_size=300), st.one_of(st.text(max_size=20), st.sampled_from(sorted(charset._TABLE))))
def test_any_octets_in_any_charset(octets: bytes, name: str) -> None:
    charset.decode(octets, name)
    assert charset.readings(octets, name)


@given(st.text(max_size=100))
def test_utf_8_comes_back(value: str) -> None:
    octets = value.encode("utf-8", "replace")
    assert charset.decode(octets, "utf-8") == octets.decode()


@given(st.binary(max_size=500), st.integers(1, 80))
def test_base64_comes_back_however_it_is_wrapped(octets: bytes, width: int) -> None:
    encoded = base64.b64encode(octets)
    wrapped = b"\r\n".join(encoded[at : at + width] for at in range(0, len(encoded), width))
    assert transfer.decode(wrapped, "base64") == transfer.Decoded(octets)


@given(st.lists(st.binary(min_size=1, max_size=100), max_size=5))
def test_base64_in_pieces_comes_back(pieces: list[bytes]) -> None:
    encoded = b"\r\n".join(map(base64.b64encode, pieces))
    assert transfer.decode(encoded, "base64").octets == b"".join(pieces)


@given(st.binary(max_size=300))
def test_any_octets_are_base64_and_fast_and_slow_agree(octets: bytes) -> None:
    assert transfer.decode(octets, "base64").octets == transfer.concatenated(octets)


@given(st.binary(max_size=500), st.binary(max_size=200))
def test_quoted_printable_comes_back(octets: bytes, garbage: bytes) -> None:
    lines = [octets[at : at + 20] for at in range(0, len(octets), 20)]
    encoded = b"=\r\n".join(b"".join(b"=%02X" % octet for octet in line) for line in lines)
    assert transfer.decode(encoded, "quoted-printable").octets == octets
    transfer.decode(garbage, "quoted-printable")


@given(st.text(max_size=200))
def test_comparable_is_stable(value: str) -> None:
    once = comparable(value)
    assert comparable(once) == once
