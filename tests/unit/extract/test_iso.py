"""ISO 9660: long names.  Images of real programs stand in tests/corpus."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

from skygw.extract import Budget, Leaf, Outcome, extract, iso
from tests.support import formats as made


def test_names_of_rock_ridge() -> None:
    record = bytes(32) + b"\x05" + b"A.TXT" + b"RR\x05\x01\x81" + b"NM\x0b\x01\x01Report" + b"NM\x08\x01\x00.do"
    rest = b"NM\x07\x01\x00cx"
    octets = bytes(2048) + rest
    where = b"CE\x1c\x01" + b"".join(
        number.to_bytes(4, "little") + number.to_bytes(4, "big") for number in (1, 0, len(rest))
    )
    assert iso._long_name(octets, record + where) == "Report.docx"
    assert iso._long_name(octets, record + b"NM\x00\x01") == "Report.do"
    assert iso._long_name(octets, bytes(32) + b"\x05A.TXT") == ""


def test_a_chain_that_goes_round_ends() -> None:
    octets = b"CE\x1c\x01" + bytes(16) + (28).to_bytes(4, "little") * 2
    assert iso._long_name(octets, bytes(33) + b"\0" + octets) == ""


def test_a_directory_that_is_cut() -> None:
    octets = made.iso({"a.txt": b"words"})
    assert extract(Leaf(octets[: 19 * 2048]), Budget()).outcome is Outcome.FAILED
