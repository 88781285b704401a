from __future__ import annotations

import struct

import pytest

from skygw.inspect.frames import Frame, FrameError, FrameReader, decode_header, encode


def test_a_frame_on_the_wire() -> None:
    assert encode({"scan": 1}, 3) + b"abc" == b"\x00\x00\x00\x0a\x00\x00\x00\x03" + b'{"scan":1}' + b"abc"


def test_text_of_every_kind_survives() -> None:
    text = "ü \N{GRINNING FACE} \udcff \x00"
    [frame] = FrameReader(1000).feed(encode({"text": text}))
    assert frame.header == {"text": text}


def test_nan_is_not_sent() -> None:
    with pytest.raises(ValueError):
        encode({"cpu": float("nan")})


def test_frames_that_come_together_and_in_pieces() -> None:
    reader = FrameReader(100, 100)
    wire = encode({"n": 1}, 2) + b"ab" + encode({"n": 2}) + encode({"n": 3}, 1)
    assert list(reader.feed(wire[:5])) == []
    assert reader.pending == 5
    assert list(reader.feed(wire[5:])) == [Frame({"n": 1}, b"ab"), Frame({"n": 2})]
    assert list(reader.feed(b"c")) == [Frame({"n": 3}, b"c")]
    assert reader.pending == 0


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        # Before a single octet of it is here.
        (struct.pack("!II", 101, 0), "header of 101 octets, at most 100"),
        (struct.pack("!II", 2, 11), "11 octets behind it, at most 10"),
        (struct.pack("!II", 0xFFFFFFFF, 0xFFFFFFFF), "at most 100"),
        (struct.pack("!II", 0, 0), "not JSON"),
        (struct.pack("!II", 4, 0) + b"null", "not a JSON object"),
        (struct.pack("!II", 2, 0) + b"[]", "not a JSON object"),
    ],
)
def test_out_of_bounds(octets: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        list(FrameReader(100, 10).feed(octets))


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"{} {}",
        b'{"n":NaN}',
        b'{"n":-Infinity}',
        b"\xff\xfe",
        b'{"n":' + b"[" * 100_000,  # RecursionError inside
        b'{"n":' + b"9" * 5000 + b"}",  # over Python's limit of digits
    ],
)
def test_header_that_is_no_json(text: bytes) -> None:
    with pytest.raises(FrameError, match="not JSON") as caught:
        decode_header(text)
    assert "999" not in str(caught.value)  # nothing of what the peer sent
