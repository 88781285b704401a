"""Files that are made to hurt whoever opens them: small outside, endless or slow inside."""

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


BOMBS: dict[str, Callable[[], bytes]] = {
    function.__name__: function
    for function in (
        flat_zip, wide_zip, nested_zip, growing_zip, overlapping_zip, crowded_zip, nested_gzip, sparse_xlsx,
        dense_xlsx, laughs, nested_elements, many_attributes, different_tags, quotes, big_gzip, big_bzip2,
        big_xz, flate_pdf, crowded_pdf, looping_compound, deep_rtf, wordy_rtf, long_tar, endless_rar_like,
    )
}  # fmt: skip
