"""DATA under any octets and any cutting, against readers that are written plainly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.smtp.data import DataReader, DataWriter, flaw_of
from tests.support.ends_of_data import ENDS_OF_DATA, HIDDEN
from tests.support.smtp_dialog import cut, lenient_readers, strict_reader, stuffed_by_smtplib

borders = st.lists(st.integers(0, 1 << 16), max_size=12)

#: What matters to DATA, and a little that does not.
telling = st.sampled_from(
    [b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"\r\n.\r\n", b"\0", b"a", b"\x85", b"\xff"]
)
any_octets = st.lists(telling | st.binary(max_size=3), max_size=40).map(b"".join)

flawless_pieces = [row[0] for row in ENDS_OF_DATA if row[1] == ""]
flawless = st.lists(
    st.sampled_from([b"\r\n", b".", b"..", b"\r\n.", b"\r\n.\r\n", b"a", HIDDEN, *flawless_pieces])
    | st.binary(max_size=3).map(lambda octets: octets.translate(None, b"\r\n\0")),
    max_size=40,
).map(b"".join)


@st.composite
def large(draw: st.DrawFn) -> bytes:
    """Lines at even distances over some blocks of 8 KiB, as base64 has them, and a few spots that differ."""
    filling = draw(st.sampled_from([b"A", b".", b"\r\n", b"\r\n.", b"x\r\n"]))
    line = filling * draw(st.sampled_from([0, 1, 2, 76])) + b"\r\n"
    octets = line * draw(st.integers(1, 26_000 // len(line)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(octets)))
        spot = draw(st.sampled_from([b"", b"\r", b"\n", b"\0", b".", b"\r\n", b"\n\r", b"\r\n.\r\n", b"xx"]))
        octets = octets[:at] + spot + octets[at + draw(st.integers(0, 2)) :]
    return octets


def naive_flaw(octets: bytes) -> str:
    """The first of bare CR, bare LF, NUL, octet by octet."""
    for at, octet in enumerate(octets):
        if octet == 0:
            return "NUL"
        if octet == 0x0D and octets[at + 1 : at + 2] != b"\n":
            return "bare CR"
        if octet == 0x0A and (at == 0 or octets[at - 1] != 0x0D):
            return "bare LF"
    return ""


def write(pieces: list[bytes]) -> bytes:
    writer = DataWriter()
    return b"".join([writer.send(piece) for piece in pieces]) + writer.end()


@given(any_octets | large())
def test_the_flaw_is_the_one_that_a_plain_reading_finds_first(octets: bytes) -> None:
    assert flaw_of(octets) == naive_flaw(octets)


@given(any_octets | large(), borders)
def test_reading_is_what_a_plain_reader_reads(wire: bytes, places: list[int]) -> None:
    reader = DataReader()
    content = b""
    pieces = cut(wire, places)
    while pieces and not reader.ended:
        content += reader.receive(pieces.pop(0))
        assert len(reader._kept) <= 4
    found = strict_reader(wire)
    assert reader.ended is (found is not None)
    if found is not None:
        expected, rest = found
        assert reader.rest + b"".join(pieces) == rest
        consumed = wire[: len(wire) - len(rest)]
        assert reader.flaw == naive_flaw(consumed)
        assert reader.flaw or content == expected


@given(any_octets, borders)
def test_what_is_given_is_never_flawed(wire: bytes, places: list[int]) -> None:
    reader = DataReader()
    given_so_far = b""
    for piece in cut(wire, places):
        given_so_far += reader.receive(piece)
        if reader.ended:
            break
        assert naive_flaw(given_so_far) == ""


@given(flawless | large().filter(lambda octets: not naive_flaw(octets)), borders, borders)
def test_what_is_written_is_read_again(content: bytes, out: list[int], back: list[int]) -> None:
    wire = write(cut(content, out))
    reader = DataReader()
    read = b"".join([reader.receive(piece) for piece in cut(wire, back)])
    # A last line without an end gets one: there is no other way to say it under DATA.
    assert read == (content if content.endswith(b"\r\n") or not content else content + b"\r\n")
    assert (reader.ended, reader.rest, reader.flaw) == (True, b"", "")


@given(flawless, borders)
def test_what_is_written_is_one_message_to_every_reader(content: bytes, places: list[int]) -> None:
    content += b"\r\n"
    wire = write(cut(content, places))
    assert wire == stuffed_by_smtplib(content) + b".\r\n"
    assert strict_reader(wire) == (content, b"")
    for name, found in lenient_readers(wire).items():
        assert found == (content, b""), name


@given(flawless, borders)
def test_the_end_stands_at_the_end_alone(content: bytes, places: list[int]) -> None:
    wire = b"\r\n" + write(cut(content, places))
    assert wire.find(b"\r\n.\r\n") == len(wire) - 5
