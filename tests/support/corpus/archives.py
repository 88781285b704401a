"""Archives of three files by the programs that people use, and what takes a password or no free program writes."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.support.corpus.made import Made, mark
from tests.support.corpus.texts import workbook

PROGRAMS = {
    "7z": "p7zip-full", "zip": "zip", "tar": "tar", "gzip": "gzip", "bzip2": "bzip2", "xz": "xz-utils", "zstd": "zstd",
    "lz4": "lz4", "cpio": "cpio", "ar": "binutils", "genisoimage": "genisoimage", "gcab": "gcab",
}  # fmt: skip
"""What is called, and Debian's package of it."""

PLACES = ("body", "nested", "name")
_STREAM = ("body",)
_FILES = ("memo.txt", "book.xlsx", f"{mark('name')}.txt")


def prepared(folder: Path) -> Path:
    """``folder`` with the files: a text, a workbook, a file whose name is a marker."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILES[0]).write_text(f"{mark('body')}\n" * 40)
    (folder / _FILES[1]).write_bytes(workbook(mark("nested")))
    (folder / _FILES[2]).write_text("x\n")
    return folder


def missing(program: str) -> str:
    """Why ``program`` cannot be called, or the empty string."""
    there = shutil.which(program)
    return "" if there else f"{program} is not installed (Debian: apt-get install {PROGRAMS[program]})"


def made(program: str, folder: Path) -> list[Made]:
    """What ``program`` makes of the files in ``folder``."""
    return list(_MAKERS[program](folder))


def _run(folder: Path, *command: str, given: bytes | None = None) -> bytes:
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, check=True, timeout=60).stdout


def _written(folder: Path, name: str, *command: str) -> bytes:
    """What ``command`` writes as ``name``."""
    (folder / name).unlink(missing_ok=True)
    _run(folder, *command)
    return (folder / name).read_bytes()


def _7z(folder: Path) -> Iterator[Made]:
    def row(
        name: str, *switches: str, outcome: str = "text", places: tuple[str, ...] = PLACES, note: str = "",
        native: str = "",
    ) -> Made:  # fmt: skip
        octets = _written(folder, name, "7z", "a", *switches, name, *_FILES)
        return Made(name, octets, "7z", places, outcome, note, native)

    for method in ("LZMA", "LZMA2", "BZip2", "Deflate", "Copy"):
        yield row(f"7z-{method}.7z", f"-m0={method}")
    yield row("7z-solid.7z", "-ms=on")
    yield row("7z-parts.7z", "-ms=off")
    yield row("7z-Delta.7z", "-m0=Delta:4", "-m1=LZMA2")
    yield row("7z-BCJ.7z", "-m0=BCJ", "-m1=LZMA2")
    yield row("7z-PPMd.7z", "-m0=PPMd", native="libarchive")
    yield row("7z-BCJ2.7z", "-m0=BCJ2", "-m1=LZMA", "-m2=LZMA", "-m3=LZMA", "-mb0:1", "-mb0s1:2", "-mb0s2:3",
              native="libarchive")  # fmt: skip
    yield row("7z-Deflate64.7z", "-m0=Deflate64", outcome="unsupported", places=("name",), note="names only")
    yield row("7z-locked.7z", "-psecret", "-mhe=off", outcome="encrypted", places=("name",), note="names in clear")
    yield row("7z-sealed.7z", "-psecret", "-mhe=on", outcome="encrypted", places=(), note="names encrypted too")
    for method in ("Copy", "Deflate", "BZip2", "LZMA"):
        yield row(f"7z-{method}.zip", "-tzip", f"-mm={method}")
    yield row("7z-PPMd.zip", "-tzip", "-mm=PPMd", native="libarchive")
    yield row("7z-Deflate64.zip", "-tzip", "-mm=Deflate64", outcome="unsupported", places=("name",), note="names only")
    for method in ("AES256", "ZipCrypto"):
        yield row(f"7z-{method}.zip", "-tzip", "-psecret", f"-mem={method}", outcome="encrypted", places=("name",))
    yield row("7z.tar", "-ttar")
    yield row("7z.wim", "-twim", outcome="unsupported", places=("name", "body"), note="strings only")
    for kind in ("gzip", "bzip2", "xz"):
        name = f"memo.txt.{kind}"
        yield Made(name, _written(folder, name, "7z", "a", f"-t{kind}", name, "memo.txt"), "7z", _STREAM)


def _zip(folder: Path) -> Iterator[Made]:
    commented = _written(folder, "zip.zip", "zip", "-q", "zip.zip", *_FILES)
    (folder / "zip.zip").write_bytes(commented)
    _run(folder, "zip", "-q", "-z", "zip.zip", given=mark("comment").encode())
    yield Made("zip.zip", (folder / "zip.zip").read_bytes(), "zip", (*PLACES, "comment"))
    yield Made("zip-stream.zip", _run(folder, "zip", "-q", "-", *_FILES), "zip", PLACES, note="written to a pipe")
    for switch, word in (("-0", "stored"), ("-Z", "bzip2")):
        name = f"zip-{word}.zip"
        switches = (switch, "bzip2") if switch == "-Z" else (switch,)
        yield Made(name, _written(folder, name, "zip", "-q", *switches, name, *_FILES), "zip", PLACES)
    locked = _written(folder, "zip-locked.zip", "zip", "-q", "-P", "secret", "zip-locked.zip", *_FILES)
    yield Made("zip-locked.zip", locked, "zip", ("name",), "encrypted", "names in clear")


def _tar(folder: Path) -> Iterator[Made]:
    for form in ("v7", "oldgnu", "gnu", "ustar", "pax"):
        yield Made(f"tar-{form}.tar", _run(folder, "tar", f"--format={form}", "-cf", "-", *_FILES), "GNU tar", PLACES)
    long = folder / ("folder" * 30)
    long.mkdir(exist_ok=True)
    (long / _FILES[2]).write_text("x\n")
    for form in ("gnu", "pax"):
        octets = _run(folder, "tar", f"--format={form}", "-cf", "-", f"{long.name}/{_FILES[2]}")
        yield Made(f"tar-{form}-long.tar", octets, "GNU tar", ("name",), note="name of 190 characters")
    with (folder / "holes").open("wb") as holes:
        holes.seek(1 << 20)
        holes.write(mark("body").encode())
    yield Made("tar-sparse.tar", _run(folder, "tar", "-S", "--format=gnu", "-cf", "-", "holes"), "GNU tar", _STREAM)


def _packer(*command: str, suffix: str, native: str = "", with_tar: str = "") -> Callable[[Path], Iterator[Made]]:
    """A program that packs one stream."""
    def rows(folder: Path) -> Iterator[Made]:
        plain = (folder / "memo.txt").read_bytes()
        yield Made(f"memo.txt.{suffix}", _run(folder, *command, given=plain), command[0], _STREAM, native=native)
        if with_tar:
            octets = _run(folder, *command, given=_run(folder, "tar", "-cf", "-", *_FILES))
            yield Made(f"{command[0]}.{with_tar}", octets, command[0], PLACES, native=native)

    return rows


def _xz(folder: Path) -> Iterator[Made]:
    yield from _packer("xz", "-c", suffix="xz", with_tar="txz")(folder)
    plain = (folder / "memo.txt").read_bytes()
    yield Made("memo.txt.lzma", _run(folder, "xz", "-c", "--format=lzma", given=plain), "xz", _STREAM)


def _cpio(folder: Path) -> Iterator[Made]:
    for form in ("newc", "crc", "odc", "bin"):
        octets = _run(folder, "cpio", "-o", "-H", form, given="\n".join(_FILES).encode())
        yield Made(f"cpio-{form}.cpio", octets, "cpio", PLACES)


def _ar(folder: Path) -> Iterator[Made]:
    octets = _written(folder, "ar.a", "ar", "qc", "ar.a", *_FILES)
    yield Made("ar.a", octets, "ar", PLACES)
    (folder / "debian-binary").write_text("2.0\n")
    (folder / "data.tar").write_bytes(_run(folder, "tar", "-czf", "-", *_FILES))
    (folder / "data.tar").rename(folder / "data.tar.gz")
    octets = _written(folder, "package.deb", "ar", "qc", "package.deb", "debian-binary", "data.tar.gz")
    yield Made("package.deb", octets, "ar", PLACES)


def _iso(folder: Path) -> Iterator[Made]:
    inside = folder / "image"
    (inside / "deep").mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(_FILES):
        shutil.copy(folder / name, inside / "deep" / name if number else inside / name)
    options = {"plain": ("-iso-level", "4"), "joliet": ("-J",), "rockridge": ("-R",), "udf": ("-udf",)}
    for word, switches in options.items():
        octets = _run(folder, "genisoimage", "-quiet", "-V", "VOLUME", *switches, "image")
        places = PLACES if word in ("plain", "joliet", "rockridge") else PLACES[:2]
        yield Made(f"iso-{word}.iso", octets, "genisoimage", places)


def _cab(folder: Path) -> Iterator[Made]:
    for word, switches in (("stored", "-cn"), ("mszip", "-cz")):
        name = f"cab-{word}.cab"
        yield Made(name, _written(folder, name, "gcab", switches, name, *_FILES), "gcab", PLACES)


_MAKERS: dict[str, Callable[[Path], Iterator[Made]]] = {
    "7z": _7z, "zip": _zip, "tar": _tar, "gzip": _packer("gzip", "-c", suffix="gz", with_tar="tgz"),
    "bzip2": _packer("bzip2", "-c", suffix="bz2", with_tar="tbz2"), "xz": _xz,
    "zstd": _packer("zstd", "-qc", suffix="zst", with_tar="tzst"),
    "lz4": _packer("lz4", "-qc", suffix="lz4", with_tar="tar.lz4", native="libarchive"),
    "cpio": _cpio, "ar": _ar, "genisoimage": _iso, "gcab": _cab,
}  # fmt: skip


def by_libarchive(folder: Path) -> list[Made]:
    """Formats that libarchive writes and nobody else here."""
    import libarchive

    rows = []
    kinds = (
        ("zip", "zip", None), ("iso", "iso9660", None), ("7z", "7zip", None), ("xar", "xar", None),
        ("tar.Z", "ustar", "compress"), ("tlz", "ustar", "lzip"),
    )  # fmt: skip
    for suffix, form, packed in kinds:
        pieces: list[bytes] = []

        def take(data: bytes, pieces: list[bytes] = pieces) -> int:
            pieces.append(bytes(data))
            return len(data)

        with libarchive.custom_writer(take, form, packed) as archive:
            for name in _FILES:
                data = (folder / name).read_bytes()
                archive.add_file_from_memory(name, len(data), data)
        native = "libarchive" if packed or suffix == "xar" else ""
        rows.append(Made(f"libarchive.{suffix}", b"".join(pieces), "libarchive", PLACES, native=native))
    return rows


def rar() -> list[Made]:
    """RAR, which no free program writes: a stored file by the published formats of RAR 4 and RAR 5; ours."""
    name, data = f"{mark('name')}.txt".encode(), mark("body").encode()
    note = "stored, written by the test: nothing free writes it"

    def block4(kind: int, flags: int, rest: bytes, size: int) -> bytes:
        head = struct.pack("<BHH", kind, flags, size) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    entry = struct.pack("<LLBLLBBHL", len(data), len(data), 3, zlib.crc32(data), 0x5A210000, 20, 0x30, len(name), 0o100644)
    old = b"Rar!\x1a\x07\0" + block4(0x73, 0, bytes(6), 13)
    old += block4(0x74, 0x8000, entry + name, 32 + len(name)) + data + block4(0x7B, 0x4000, b"", 7)

    def block5(fields: bytes) -> bytes:
        sized = bytes((len(fields),)) + fields
        return struct.pack("<L", zlib.crc32(sized)) + sized

    file5 = bytes((2, 2, len(data), 4, len(data), 0x24)) + struct.pack("<L", zlib.crc32(data))
    file5 += bytes((0, 1, len(name))) + name
    new = b"Rar!\x1a\x07\x01\0" + block5(bytes((1, 0, 0))) + block5(file5) + data + block5(bytes((5, 0, 0)))
    return [
        Made("rar4.rar", old, "by hand", ("body", "name"), note=note, native="libarchive"),
        Made("rar5.rar", new, "by hand", ("body", "name"), note=note, native="libarchive"),
    ]
