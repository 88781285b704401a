"""Streams behind each other, and what stands behind the last one."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from skygw.extract.inflate import zstandard
from tests.support.formats import zipped

PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
if zstandard is not None:
    PACKERS["zstd"] = zstandard.ZstdCompressor().compress
WORD = b"SecretWord"


def read(octets: bytes) -> Extraction:
    return extract(Leaf(octets, "application/octet-stream"), Budget())


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("zeros", [0, 4, 512])
def test_several_streams(pack: Callable[[bytes], bytes], zeros: int) -> None:
    extraction = read(pack(b"first ") + bytes(zeros) + pack(WORD) + bytes(zeros))
    assert (extraction.texts, extraction.defects) == (("first SecretWord",), ())


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@pytest.mark.parametrize("behind", [WORD, gzip.compress(WORD), bytes(8) + WORD])
def test_what_is_behind_is_told_and_read(pack: Callable[[bytes], bytes], behind: bytes) -> None:
    if pack is gzip.compress and behind.startswith(b"\x1f"):
        return
    extraction = read(pack(b"first") + behind)
    assert "SecretWord" in "\n".join(extraction.texts)
    assert extraction.defects == ("trailing-data",)


def test_an_archive_behind_is_read_once() -> None:
    extraction = read(gzip.compress(b"first") + zipped({"a.txt": WORD}))
    assert "\n".join(extraction.texts).count("SecretWord") == 1


def test_an_archive_behind_a_picture_and_far_from_the_end() -> None:
    extraction = read(b"\xff\xd8\xff\xd9" + zipped({"a.txt": WORD}) + bytes(70_000))
    assert "SecretWord" in "\n".join(extraction.texts)
    assert extraction.outcome in (Outcome.TEXT, Outcome.FAILED)
