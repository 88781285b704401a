"""Files that are made to hurt whoever opens them: small outside, endless or slow inside."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.support import compound
from tests.support import formats as made

MIB = 1 << 20


def flat_zip() -> bytes:
    """60 MiB of zeros in one entry."""
    return made.zipped({"zeros.txt": bytes(60 * MIB)})


def wide_zip() -> bytes:
    """Many entries of 4 MiB."""
    return made.zipped({f"{number}.txt": b"a" * (4 * MIB) for number in range(12)})


def nested_zip(levels: int = 40) -> bytes:
    octets = b"the end of it all"
    for level in range(levels):
        octets = made.zipped({f"{level}.zip" if level else "a.txt": octets}, zipfile.ZIP_STORED)
    return octets


def growing_zip() -> bytes:
    """Like 42.zip: sixteen archives in each of several levels."""
    octets = made.zipped({"0": bytes(MIB)})
    for _ in range(4):
        octets = made.zipped({f"{number}.zip": octets for number in range(16)})
    return octets


def overlapping_zip(entries: int = 2000) -> bytes:
    """All entries of the central directory share one kernel."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = kernel.compress(bytes(4 * MIB)) + kernel.flush()
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(data), 4 * MIB, 1, 0) + b"a"
    central = b"".join(
        struct.pack("<4sHHHHHHLLL", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(data) - number, 4 * MIB)
        + struct.pack("<HHHHHLL", 6, 0, 0, 0, 0, 0, 0) + b"%06d" % number
        for number in range(entries)
    )  # fmt: skip
    start = len(local) + len(data)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, entries % 65536, entries % 65536, len(central), start, 0)
    return local + data + central + end


def crowded_zip(entries: int = 100_000) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number in range(entries):
            archive.writestr(str(number), b"")
    return buffer.getvalue()


def nested_gzip(levels: int = 40) -> bytes:
    octets = b"the end of it all"
    for _ in range(levels):
        octets = gzip.compress(octets, 1)
    return octets


def sparse_xlsx() -> bytes:
    """A cell at the far end of the sheet, and one that says so."""
    sheet = (
        '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    return made.zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet})


def dense_xlsx(cells: int = 500_000) -> bytes:
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    sheet = f"<worksheet><sheetData>{row * (cells // 100)}</sheetData></worksheet>"
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    return made.zipped(
        {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings}
    )


def laughs() -> bytes:
    """Billion laughs, in a document."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><w:p>&l9;</w:p>'
    return made.zipped({"word/document.xml": document})


def nested_elements() -> bytes:
    return made.zipped({"word/document.xml": "<a>" * 1_000_000 + "x" + "</a>" * 1_000_000})


def many_attributes() -> bytes:
    return made.zipped({"word/document.xml": "<a " + 'b="c" ' * 300_000 + ">x</a>"})


def different_tags() -> bytes:
    return made.zipped({"word/document.xml": "".join(f'<e{n} a="v{n}"/>' for n in range(300_000))})


def quotes() -> bytes:
    """Quotes without partners: where a careless expression is quadratic."""
    return made.zipped({"word/document.xml": "<a \"'" * 300_000 + ">" + "<c t=\"s\"" * 100_000,
                        "xl/worksheets/sheet1.xml": "<c t='s' " + "t='s' " * 300_000})  # fmt: skip


def big_gzip() -> bytes:
    return gzip.compress(bytes(60 * MIB), 9)


def big_bzip2() -> bytes:
    return bz2.compress(bytes(30 * MIB))


def big_xz() -> bytes:
    return lzma.compress(bytes(30 * MIB), preset=0)


def flate_pdf() -> bytes:
    data = zlib.compress(b"BT (x) Tj ET " * (2 * MIB), 9)
    return b"%PDF-1.7\n" + b"1 0 obj <</Filter/FlateDecode>> stream\n" + data + b"\nendstream endobj\n%%EOF"


def crowded_pdf() -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj <<>> stream\n(a)\nendstream\n" * 50_000


def looping_compound() -> bytes:
    """Every chain of sectors leads back to its beginning."""
    octets = bytearray(compound.compound(compound.word("x" * 3000)))
    fat = 512 * (struct.unpack_from("<L", octets, 76)[0] + 1)
    octets[fat : fat + 512] = bytes(512)
    return bytes(octets)


def deep_rtf() -> bytes:
    return b"{\\rtf1 " + b"{" * 300_000 + b"x" + b"}" * 300_000


def wordy_rtf() -> bytes:
    return b"{\\rtf1 " + b"\\b0\\'41\\u65?" * 100_000 + b"}"


def long_tar() -> bytes:
    return made.tarred({str(number): b"" for number in range(20_000)})


def endless_rar_like() -> bytes:
    return b"Rar!\x1a\x07\x01\0" + bytes(range(256)) * 4000


def huge_gzip(gibibytes: int = 4) -> bytes:
    """So many GiB of zeros: the deflate blocks of 64 MiB, one after the other."""
    piece = bytes(64 * MIB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    count = gibibytes * 16
    end = b"\x01\0\0\xff\xff" + bytes(8)  # nobody comes so far as to compare the checksum
    return b"\x1f\x8b\x08" + bytes(7) + block * count + end


def quine_gzip() -> bytes:
    """A gzip file that holds itself, after R. Cox, "Zip Files All The Way Down" (2010).

    Every step of deflate takes five octets: "give the next octets" (a stored block) or "give the last octets
    again" (two matches in a block of fixed codes).  What they give is the row of steps itself.
    """
    for stamp in range(256):
        head = b"\x1f\x8b\x08" + bytes([0, stamp]) + bytes(5)
        size = len(_quine(head, 0, 0))

        def checksum(value: int, head: bytes = head, size: int = size) -> int:
            return zlib.crc32(_quine(head, value, size))

        value = _fixed_point(checksum)
        if value is not None:
            return _quine(head, value, size)
    raise AssertionError("no checksum fits")


def _quine(head: bytes, checksum: int, size: int) -> bytes:
    tail = b"\x01\0\0\xff\xff" + struct.pack("<LL", checksum, size)

    def give(count: int) -> bytes:
        return b"\0" + struct.pack("<HH", count, count ^ 0xFFFF)

    def again(count: int) -> bytes:
        bits = "010"  # not the last block, fixed codes (RFC 1951, 3.2.6)
        base, extra, code = (13, 2, 7) if count <= 16 else (17, 3, 8)
        for length in (count // 2, count - count // 2):
            bits += f"{length - 2:07b}{code:05b}" + f"{count - base:0{extra}b}"[::-1]
        bits = (bits + "0" * 7).ljust(40, "0")
        return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 40, 8))

    first, last = len(head) + 5, len(tail) + 5
    begin = head + give(first)
    one, four, none = give(5), give(20), give(0)
    middle = again(first) + one + one + four
    pair = again(20) + four
    end = again(20) + none + none + give(last)
    return (
        begin + begin + again(first) + one + again(first) + one + one + four + middle + pair * 4 + end + end
        + again(last) + tail + again(last) + tail
    )  # fmt: skip


def _fixed_point(function: Callable[[int], int]) -> int | None:
    """A number of 32 bits that an affine ``function`` leaves as it is, or ``None``: linear equations modulo 2."""
    constant = function(0)
    columns = [function(1 << bit) ^ constant ^ 1 << bit for bit in range(32)]
    rows = [
        sum((columns[bit] >> row & 1) << bit for bit in range(32)) | (constant >> row & 1) << 32 for row in range(32)
    ]
    for bit in range(32):
        pivot = next((row for row in range(bit, 32) if rows[row] >> bit & 1), None)
        if pivot is None:
            return None
        rows[bit], rows[pivot] = rows[pivot], rows[bit]
        rows = [value ^ rows[bit] if at != bit and value >> bit & 1 else value for at, value in enumerate(rows)]
    return sum((rows[bit] >> 32 & 1) << bit for bit in range(32))


BOMBS: dict[str, Callable[[], bytes]] = {
    function.__name__: function
    for function in (
        flat_zip, wide_zip, nested_zip, growing_zip, overlapping_zip, crowded_zip, nested_gzip, sparse_xlsx,
        dense_xlsx, laughs, nested_elements, many_attributes, different_tags, quotes, big_gzip, big_bzip2,
        big_xz, flate_pdf, crowded_pdf, looping_compound, deep_rtf, wordy_rtf, long_tar, endless_rar_like,
        huge_gzip, quine_gzip,
    )
}  # fmt: skip
