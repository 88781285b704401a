"""Frames between the gateway, the fork server and the children: JSON, and octets behind it.

::

    frame  = header-length octets-length header octets
    header-length, octets-length = 4 octets, unsigned, big-endian
    header = one JSON object in UTF-8; lone surrogates are encoded like other characters
    octets = a message, as it is

No pickle: what a child sends is written by whoever took it over.  ``FrameReader`` therefore checks both
lengths against bounds before it waits for anything, and hands out a dict or raises ``FrameError``; what is
in the dict is for the reader to distrust (``answer``).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any, NoReturn

import attrs

from skygw.errors import RemoteProtocolError

LENGTHS = struct.Struct("!II")


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN or infinity")


# Made once: json.dumps() and json.loads() make a new one per call when they get options.
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class FrameError(RemoteProtocolError):
    """The peer sent something that is no frame, or one out of bounds."""


@attrs.define
class Frame:
    """One frame: the header as JSON gave it, and the octets behind it."""

    header: dict[str, Any]
    octets: bytes = b""


def encode(header: dict[str, Any], octets_length: int = 0) -> bytes:
    """The octets of a frame up to, not including, the ``octets_length`` octets that the caller sends next.

    Surrogates in text survive; NaN and infinities raise ValueError.
    """
    text = _ENCODER.encode(header).encode("utf-8", "surrogatepass")
    return LENGTHS.pack(len(text), octets_length) + text


def decode_header(text: bytes) -> dict[str, Any]:
    """The header of a frame; FrameError for anything but one JSON object."""
    try:
        header = _DECODER.decode(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        # Not the error's own text: it quotes what the peer sent.
        raise FrameError(f"header is not JSON ({type(error).__name__})") from None
    if not isinstance(header, dict):
        raise FrameError("header is not a JSON object")
    return header


class FrameReader:
    """Octets in, frames out, for any cutting of the octets.

    Args:
        header_limit: longest header, in octets.
        octets_limit: most octets behind a header; 0 where the peer has no business sending any.
    """

    def __init__(self, header_limit: int, octets_limit: int = 0) -> None:
        self._header_limit = header_limit
        self._octets_limit = octets_limit
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Octets of a frame that is not complete yet."""
        return len(self._buffer)

    def feed(self, data: bytes | memoryview) -> Iterator[Frame]:
        """Take what was read; yields the frames that are complete now.  FrameError: the peer is lost."""
        self._buffer += data
        while (frame := self._take()) is not None:
            yield frame

    def _take(self) -> Frame | None:
        if len(self._buffer) < LENGTHS.size:
            return None
        header_length, octets_length = LENGTHS.unpack_from(self._buffer)
        if header_length > self._header_limit:
            raise FrameError(f"header of {header_length} octets, at most {self._header_limit} are taken")
        if octets_length > self._octets_limit:
            raise FrameError(f"{octets_length} octets behind it, at most {self._octets_limit} are taken")
        middle = LENGTHS.size + header_length
        end = middle + octets_length
        if len(self._buffer) < end:
            return None
        with memoryview(self._buffer) as view:
            header, octets = bytes(view[LENGTHS.size : middle]), bytes(view[middle:end])
        del self._buffer[:end]
        return Frame(decode_header(header), octets)
