"""Decompression is bounded, keeps what came before damage, and copies no rest of long octets."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib

import pytest

from skygw.extract import inflate

PLAIN = b"".join(b"line %d\n" % number for number in range(40_000))
EXPAND = {
    "zlib": (zlib.compress(PLAIN), inflate.zlibbed),
    "gzip": (gzip.compress(PLAIN), inflate.gzipped),
    "bzip2": (bz2.compress(PLAIN), inflate.bzipped),
    "xz": (lzma.compress(PLAIN), inflate.xzed),
}


@pytest.mark.parametrize("name", EXPAND)
def test_whole(name: str) -> None:
    packed, expand = EXPAND[name]
    given = expand(memoryview(packed + b"rest" * 100_000), len(PLAIN))
    assert (given.octets, given.whole, given.limited, given.consumed) == (PLAIN, True, False, len(packed))


@pytest.mark.parametrize("name", EXPAND)
@pytest.mark.parametrize("limit", [0, 1, 1000, len(PLAIN) - 1])
def test_limited(name: str, limit: int) -> None:
    packed, expand = EXPAND[name]
    given = expand(memoryview(packed), limit)
    assert (given.octets, given.whole, given.limited) == (PLAIN[:limit], False, True)


@pytest.mark.parametrize("name", EXPAND)
def test_cut(name: str) -> None:
    packed, expand = EXPAND[name]
    given = expand(memoryview(packed[: len(packed) * 2 // 3]), len(PLAIN))
    assert not given.whole
    assert not given.limited
    assert PLAIN.startswith(given.octets)


@pytest.mark.parametrize("name", EXPAND)
def test_garbage(name: str) -> None:
    given = EXPAND[name][1](memoryview(b"garbage" * 100), 100)
    assert (given.octets, given.whole) == (b"", False)


def test_damage_keeps_what_came_before() -> None:
    packed = bytearray(zlib.compress(PLAIN))
    packed[-3000:] = bytes(3000)
    given = inflate.zlibbed(memoryview(packed), len(PLAIN))
    assert not given.whole
    assert given.octets[:1000] == PLAIN[:1000]


def test_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "zstandard", None)
    with pytest.raises(inflate.Unavailable):
        inflate.zstandardised(memoryview(b""), 10)
