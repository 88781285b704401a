"""tar, cpio, ar: old forms, and ends that are missing."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import io
import struct
import tarfile

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support import formats as made


def read(octets: bytes) -> Extraction:
    return extract(Leaf(octets, "application/octet-stream"), Budget())


def old_cpio(files: dict[bytes, bytes], order: str) -> bytes:
    out = b""
    for name, data in {**files, b"TRAILER!!!": b""}.items():
        numbers = [0o070707, 1, 1, 0o100644, 0, 0, 1, 0, 0, 0, len(name) + 1, len(data) >> 16, len(data) & 0xFFFF]
        out += struct.pack(f"{order}13H", *numbers) + name + b"\0" + bytes((len(name) + 1) % 2)
        out += data + bytes(len(data) % 2)
    return out


@pytest.mark.parametrize("order", "<>")
def test_old_cpio(order: str) -> None:
    extraction = read(old_cpio({b"a.txt": b"words", b"bc": b"more"}, order))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "cpio")
    assert extraction.texts[0].split() == ["a.txt", "words", "bc", "more"]
    assert read(old_cpio({b"a.txt": b"words"}, order)[:-20]).outcome is Outcome.FAILED


def test_two_octets_make_no_cpio() -> None:
    assert read(b"\xc7\x71" + bytes(range(256))).outcome is Outcome.UNSUPPORTED


def test_tar_of_before_there_were_signatures() -> None:
    octets = bytearray(made.tarred({"a.txt": b"words"}))
    octets[257:265] = bytes(8)
    octets[148:156] = b" " * 8
    octets[148:156] = b"%06o\0 " % sum(octets[:512])
    extraction = read(bytes(octets))
    assert (extraction.outcome, extraction.true_type) == (Outcome.TEXT, "tar")
    assert "words" in extraction.texts[0]


def test_tar_without_its_end() -> None:
    """Cut at the border of a block it used to pass for whole."""
    octets = made.tarred({"a.txt": b"x" * 512, "b.txt": b"y" * 512})
    for blocks in (1, 2, 3, 4):
        assert read(octets[: 512 * blocks]).outcome is Outcome.FAILED
    assert read(octets[: 512 * 6]).outcome is Outcome.TEXT


def tarred(**fields: str | bytes | int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for number in range(3):
            entry = tarfile.TarInfo(f"f{number}")
            for name, value in fields.items():
                setattr(entry, name, value)
            archive.addfile(entry)
    return buffer.getvalue()


def test_targets_of_links_and_names_of_owners_are_words() -> None:
    text = read(tarred(type=tarfile.SYMTYPE, linkname="TargetWord", uname="OwnerWord", gname="root")).texts[0]
    assert [text.count(word) for word in ("TargetWord", "OwnerWord", "root")] == [1, 1, 0]
    assert "LongWord" in read(tarred(type=tarfile.SYMTYPE, linkname="x" * 200 + "LongWord")).texts[0]


def test_octets_of_a_directory_are_read() -> None:
    entry = tarfile.TarInfo("folder")
    entry.type, entry.size = tarfile.DIRTYPE, 10
    octets = entry.tobuf(tarfile.USTAR_FORMAT) + b"SecretWord".ljust(512, b"\0") + bytes(1024)
    assert "SecretWord" in read(octets).texts[0]
