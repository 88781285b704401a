"""Formats that are read by parsers written in C or C++: who is asked, and what it takes to have them.

Such a parser may end its process, or never come back, on octets that were made for that.  So the readers
here only pass a leaf on to what ``Budget.native`` holds under the parser's name; what stands there is the
affair of whoever makes the budget.  :func:`parsers` are the real ones, for a process that may be lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from skygw.extract import foreign, pdfium
from skygw.extract.budget import Allowance, Budget
from skygw.extract.found import Found, Leaf, Reader, Unfit
from skygw.extract.optional import library

PDFIUM, LIBARCHIVE = "pdfium", "libarchive"

#: By name: the module that must be there, and the reader.
_PARSERS: dict[str, tuple[str, Reader]] = {
    PDFIUM: ("pypdfium2", pdfium.read),
    LIBARCHIVE: ("libarchive", foreign.read),
}


_SAMPLES = {
    PDFIUM: b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>
/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(x)/A<</S/URI/URI(x:)>>>>]>>endobj
4 0 obj<</Length 31>>stream
BT /F 9 Tf 9 9 Td (skygw) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
%%EOF
""",
    # cpio of the old portable format (cpio(5)): one empty file.
    LIBARCHIVE: b"070707" + b"000001" + b"000001" + b"100644" + b"0" * 12 + b"000001" + b"0" * 17
    + b"000006" + b"0" * 11 + b"skygw\0",
}  # fmt: skip


def parsers() -> dict[str, Reader]:
    """The parsers that are installed, ready: what they load at the first use is loaded.

    They are asked in this process: it may be lost.

    Raises:
        RuntimeError: a library is there and does not read what is certainly right: of another version?
    """
    found = {name: reader for name, (module, reader) in _PARSERS.items() if library(module) is not None}
    for name, reader in found.items():
        leaf = Leaf(_SAMPLES[name], "application/octet-stream")
        found_there = list(reader(leaf, Allowance(Budget(), len(leaf.octets))))
        words = [thing.names[0] if isinstance(thing, Leaf) else thing for thing in found_there]
        if "skygw" not in words:
            raise RuntimeError(f"{_PARSERS[name][0]} cannot be used")
    return found


def pdf(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """PDF, by PDFium."""
    if b"%PDF-" not in leaf.octets[:1024]:
        raise Unfit
    yield from _asked(PDFIUM, leaf, allowance)


def archive(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """Archives, by libarchive."""
    yield from _asked(LIBARCHIVE, leaf, allowance)


def _asked(name: str, leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    reader = allowance.native.get(name)
    if reader is None:
        raise Unfit
    yield from reader(leaf, allowance)


