"""ZIP by both of its readings: where they differ, both are read and it is said."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract
from tests.support import formats as made


def read(octets: bytes) -> Extraction:
    return extract(Leaf(octets, "application/octet-stream"), Budget())


def deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def local(name: bytes, data: bytes, *, method: int = 0, size: int | None = None, flags: int = 0) -> bytes:
    stated = len(data) if size is None else size
    head = struct.pack("<4sHHHHHLLL", b"PK\3\4", 20, flags, method, 0, 0, 0, stated, stated)
    return head + struct.pack("<HH", len(name), 0) + name + data


def central(
    name: bytes, size: int, offset: int, *, method: int = 0, flags: int = 0, comment: bytes = b""
) -> bytes:
    head = struct.pack("<4sHHHHHHLLL", b"PK\1\2", 20, 20, flags, method, 0, 0, 0, size, size)
    return head + struct.pack("<HHHHHLL", len(name), 0, len(comment), 0, 0, 0, offset) + name + comment


def end(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    return struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, size, offset, len(comment)) + comment


def archive(body: bytes, *entries: bytes, comment: bytes = b"") -> bytes:
    directory = b"".join(entries)
    return body + directory + end(len(entries), len(directory), len(body), comment)


def test_honest_archives_are_not_ambiguous() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        extraction = read(made.zipped({"a.txt": b"one", "d/": b"", "d/b.txt": b"two" * 9000}, method))
        assert (extraction.defects, extraction.outcome) == ((), Outcome.TEXT)
        assert extraction.texts[0].count("two") == 9000


def test_sizes_behind_the_data() -> None:
    """A stream-made archive (bit 3) is honest as well."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.octets = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.octets += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:  # type: ignore[arg-type]
        file.writestr("a.txt", b"streamed " * 100)
        file.writestr("b.txt", b"second")
    extraction = read(pipe.octets)
    assert extraction.defects == ()
    assert [extraction.texts[0].count(word) for word in ("streamed", "second")] == [100, 1]
    cut = read(pipe.octets[: pipe.octets.index(b"PK\1\2")])
    assert cut.outcome is Outcome.FAILED
    assert "second" in cut.texts[0]


AMBIGUOUS = {
    "entry without a place in the directory": archive(
        local(b"a", b"shown") + local(b"b", b"hidden"), central(b"a", 5, 0)
    ),
    "entry that only the directory knows": archive(
        local(b"a", b"shown" + b"PK\3\5hidden"), central(b"a", 5, 0), central(b"b", 6, 31 + 5 + 4)
    ),
    "another size": archive(local(b"a", b"shownhidden", size=5), central(b"a", 11, 0)),
    "another size, the other way": archive(local(b"a", b"shownhidden"), central(b"a", 5, 0)),
    "another method": archive(
        local(b"a", deflated(b"shown hidden"), method=8),
        central(b"a", len(deflated(b"shown hidden")), 0, method=0),
    ),
    "another name": archive(local(b"hidden", b"shown"), central(b"a", 5, 0)),
    "deflate that ends early": archive(
        local(b"a", deflated(b"shown") + local(b"b", b"hidden"), method=8, size=None),
        central(b"a", len(deflated(b"shown") + local(b"b", b"hidden")), 0, method=8),
    ),
    "two directories": archive(local(b"a", b"hidden"), central(b"a", 6, 0)) + archive(
        local(b"b", b"shown"), central(b"b", 5, 0)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_both_readings(name: str) -> None:
    extraction = read(AMBIGUOUS[name])
    text = "\n".join(extraction.texts)
    assert "shown" in text
    assert "hidden" in text
    assert "zip-ambiguous" in extraction.defects


def test_something_before_the_archive() -> None:
    octets = made.zipped({"a.txt": b"inside"})
    for prefix in (b"MZ" + bytes(range(256)), b"\x89PNG\r\n\x1a\n" + bytes(100), b"%PDF-1.7\n"):
        extraction = read(prefix + octets)
        assert "inside" in extraction.texts[0]
        assert "polyglot" in extraction.defects


NAME = "größe".encode()


def test_comments_and_names() -> None:
    extraction = read(
        archive(local(NAME, b"x"), central(NAME, 1, 0, comment=b"remark"), comment=b"whole")
    )
    assert set(extraction.texts[0].split()) == {"whole", "remark", "größe", "x"}


def test_old_names() -> None:
    octets = archive(local("größe".encode("cp437"), b"x"), central("größe".encode("cp437"), 1, 0))
    assert read(octets).members[0].name == "größe"


def test_zip64() -> None:
    extra = struct.pack("<HHQQ", 1, 16, 5, 5)
    head = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 45, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 1, len(extra))
    body = head + b"a" + extra + b"large"
    extra = struct.pack("<HHQQQ", 1, 24, 5, 5, 0)
    directory = struct.pack("<4sHHHHHHLLL", b"PK\1\2", 45, 45, 0, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF)
    directory += struct.pack("<HHHHHLL", 1, len(extra), 0, 0, 0, 0, 0xFFFFFFFF) + b"a" + extra
    record = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), len(body))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(directory), 1)
    octets = body + directory + record + locator + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    extraction = read(octets)
    assert (extraction.texts, extraction.defects) == (("a\nlarge",), ())


@pytest.mark.parametrize("method", [1, 6, 9, 98])
def test_unknown_methods(method: int) -> None:
    octets = archive(local(b"a", b"xxxx", method=method), central(b"a", 4, 0, method=method))
    assert read(octets).outcome is Outcome.UNSUPPORTED


def test_encrypted_beside_clear() -> None:
    octets = archive(
        local(b"a", b"xxxx", flags=1) + local(b"b", b"clear"),
        central(b"a", 4, 0, flags=1),
        central(b"b", 5, 35),
    )
    extraction = read(octets)
    assert extraction.outcome is Outcome.ENCRYPTED
    assert "clear" in extraction.texts[0]


def test_damaged_data_is_read_as_far_as_it_goes() -> None:
    octets = bytearray(made.zipped({"a.txt": b"".join(b"line %d\n" % n for n in range(50_000))}))
    octets[len(octets) // 2] ^= 0xFF
    extraction = read(bytes(octets))
    assert extraction.outcome is Outcome.FAILED
    assert "line 100\n" in extraction.texts[0]


def test_empty() -> None:
    assert read(end(0, 0, 0)).outcome is Outcome.NONE
