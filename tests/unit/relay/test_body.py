"""Content in memory: as chunks while it is small, in a memfd where it is large and a child will read it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest

from skygw.relay.body import PIECE_OCTETS, SPILL_OCTETS, Body

LARGE = bytes(range(251)) * ((3 * SPILL_OCTETS) // 251)


@pytest.fixture(params=[False, True], ids=["chunks", "memfd"])
def body(request: pytest.FixtureRequest) -> Iterator[Body]:
    body = Body(spill=request.param)
    yield body
    body.close()


@pytest.mark.parametrize("step", [1, 2, 2047, 2048, 2049, 70_000, 10**7])
@pytest.mark.parametrize("size", [0, 1, 5000, SPILL_OCTETS, SPILL_OCTETS + 1, len(LARGE)])
def test_what_goes_in_comes_out(body: Body, size: int, step: int) -> None:
    if step < 2000:
        size = min(size, 5000)
    for start in range(0, size, step):
        body.append(LARGE[:size][start : start + step])
    assert body.size == size
    pieces = list(body.pieces())
    assert b"".join(pieces) == LARGE[:size]
    assert all(0 < len(piece) <= PIECE_OCTETS for piece in pieces)
    if size:
        assert bytes(body.octets()) == LARGE[:size]


def test_no_content(body: Body) -> None:
    assert (body.size, bytes(body.octets()), b"".join(body.pieces())) == (0, b"", b"")
    assert not body.starts_with_fold()
    assert body.fileno() is None


@pytest.mark.parametrize("size", [10, SPILL_OCTETS + 10])
def test_the_beginning(body: Body, size: int) -> None:
    for start in range(0, size, 4096):
        body.append(LARGE[:size][start : start + 4096])
    for limit in (0, 1, 5, 5000, 100_000, 10**6):
        assert body.beginning(limit) == LARGE[:size][:limit]


def test_the_beginning_of_one_chunk(body: Body) -> None:
    body.append(LARGE[:5000])
    assert body.beginning(10) == LARGE[:10]


@pytest.mark.parametrize(
    ("octets", "folded"), [(b" x", True), (b"\tx", True), (b"x ", False), (b"\r\n", False)]
)
def test_a_fold_at_the_beginning(body: Body, octets: bytes, folded: bool) -> None:
    body.append(octets)
    assert body.starts_with_fold() is folded


def test_small_content_is_no_file() -> None:
    body = Body(spill=True)
    body.append(LARGE[:SPILL_OCTETS])
    assert body.fileno() is None
    body.close()


def test_large_content_is_sealed_once_a_child_may_see_it() -> None:
    body = Body(spill=True)
    body.append(LARGE[:SPILL_OCTETS])
    body.append(LARGE[SPILL_OCTETS:])
    file = body.fileno()
    assert file is not None
    assert body.fileno() == file
    with pytest.raises(OSError):
        os.write(file, b"more")
    assert fcntl.fcntl(file, fcntl.F_GET_SEALS) & fcntl.F_SEAL_SEAL
    assert os.pread(file, len(LARGE), 0) == LARGE
    view = body.octets()
    assert bytes(view) == LARGE
    with pytest.raises(TypeError):
        view[0] = 1  # type: ignore[index]
    body.close()
    with pytest.raises(OSError):
        os.fstat(file)


def test_large_content_where_nobody_reads_it_is_no_file() -> None:
    body = Body()
    body.append(LARGE)
    assert body.fileno() is None
    body.close()


def test_closed_while_somebody_looks() -> None:
    body = Body(spill=True)
    body.append(LARGE)
    view = body.octets()
    body.close()
    assert bytes(view) == LARGE
    body.close()


def test_closed_after_nobody_looks_any_more() -> None:
    body = Body(spill=True)
    body.append(LARGE)
    assert len(body.octets()) == len(LARGE)
    body.close()
    assert (body.size, list(body.pieces())) == (0, [])


def test_nothing_is_left_open() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        body = Body(spill=True)
        body.append(LARGE)
        body.octets()
        body.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(12, "Cannot allocate memory")

    body = Body(spill=True)
    monkeypatch.setattr(os, "memfd_create", full)
    with pytest.raises(OSError):
        body.append(LARGE)
    body.close()


def test_single_octets_are_gathered() -> None:
    body = Body()
    for octet in LARGE[:100_000]:
        body.append(bytes([octet]))
    assert len(list(body.pieces())) < 10
    assert bytes(body.octets()) == LARGE[:100_000]
