"""Is a word in a file at all?  A dumb search that shares nothing with the program's readers.

What a maker has not written nobody can find; this tells that apart from what was not read.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
_DEPTH = 4


def holds(octets: bytes, word: str) -> bool:
    """Whether ``word`` stands in ``octets`` or in anything that is packed into them."""
    return any(_shows(layer, word) for layer in layers(octets))


def layers(octets: bytes, depth: int = 0) -> Iterator[bytes]:
    """``octets``, and what ZIP, zlib and base64 hide in them."""
    yield octets
    if depth >= _DEPTH:
        return
    for inner in _packed(octets):
        yield from layers(inner, depth + 1)


def _packed(octets: bytes) -> Iterator[bytes]:
    if b"PK\3\4" in octets:
        try:
            with zipfile.ZipFile(io.BytesIO(octets[octets.index(b"PK\3\4") :])) as archive:
                for entry in archive.infolist():
                    if not entry.flag_bits & 1:
                        yield archive.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error):
            pass
    for found in _ZLIB.finditer(octets):
        try:
            given = zlib.decompressobj().decompress(octets[found.start() :])
        except zlib.error:
            continue
        if len(given) > 8:
            yield given
    joined = octets.replace(b"\r", b"").replace(b"\n", b"").replace(b"\t", b"").replace(b" ", b"")
    if not octets.startswith(b"PK"):
        for found in _BASE64.finditer(joined):
            if len(found[0]) > 100:
                yield base64.b64decode(found[0][: len(found[0]) // 4 * 4])
        for found in re.finditer(rb"(?:[0-9a-fA-F]{2}){100,}", joined):
            yield bytes.fromhex(found[0].decode())


def _shows(octets: bytes, word: str) -> bool:
    forms = [word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be")]
    forms += [word.encode().hex().encode(), word.encode("utf-16-be").hex().upper().encode()]
    return any(form in octets for form in forms) or word.encode() in _TAG.sub(b"", octets)
