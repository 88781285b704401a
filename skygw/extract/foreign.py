"""Archives that only a native library reads: RAR, LHA, XAR and others, by libarchive.  See ``native``.

Nothing is written: octets come block by block.  Only formats and filters are asked for that libarchive reads
by itself; for lrzip, lzop and grzip it would start a program.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
from collections.abc import Generator, Iterator
from typing import Any

import attrs

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit
from skygw.extract.optional import library
from skygw.extract.outcome import Outcome, graver

# "raw" is one compressed file that is no archive: it takes everything, so it comes last.
_FORMATS = (
    "rar", "rar5", "7zip", "cab", "lha", "xar", "zip", "iso9660", "cpio", "ar", "tar", "warc", "raw",
)  # fmt: skip
_FILTERS = ("compress", "lz4", "lzip", "rpm", "gzip", "bzip2", "xz", "lzma", "zstd", "uu")

_END = 1
"""ARCHIVE_EOF (archive.h)."""
_FATAL = -30
_BLOCK = 256 << 10
_FAULTS = 100
"""Damaged entries after which nothing more is expected."""

_WORDS = (
    (("encrypt", "passphrase", "password"), Outcome.ENCRYPTED),
    (("unsupported", "not supported", "cannot be decompressed"), Outcome.UNSUPPORTED),
    (("memory",), Outcome.LIMIT),
)


@attrs.frozen
class _Library:
    """What libarchive-c declares, and the few functions that it does not."""

    ffi: Any
    error: type[Exception]
    name: Any
    symlink: Any
    hardlink: Any
    is_encrypted: Any


@functools.cache
def _library() -> _Library | None:
    libarchive = library("libarchive")
    if libarchive is None:
        return None
    ffi = libarchive.ffi
    text = ([ctypes.c_void_p], ctypes.c_char_p)
    return _Library(
        ffi,
        libarchive.ArchiveError,
        ffi.ffi("entry_pathname_utf8", *text),
        ffi.ffi("entry_symlink_utf8", *text),
        ffi.ffi("entry_hardlink_utf8", *text),
        ffi.ffi("entry_is_encrypted", [ctypes.c_void_p], ctypes.c_int),
    )


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The files in turn; names also of what is no file."""
    lib = _library()
    if lib is None:
        raise Unfit
    with _opened(lib, leaf.octets) as archive, _entry(lib) as entry:
        faults = number = 0
        while True:
            if allowance.late:
                yield Outcome.TIMEOUT
                return
            try:
                end = lib.ffi.read_next_header2(archive, entry) == _END
            except lib.error as error:
                if not number and _is_unknown(error):
                    raise Unfit from None
                yield _outcome(error)
                faults += 1
                if _is_fatal(error) or faults > _FAULTS:
                    return
                continue
            if end:
                return
            if not number and _is_plain(lib.ffi, archive):
                raise Unfit
            number += 1
            outcome = yield from _file(lib, archive, entry, leaf, allowance)
            if outcome is not Outcome.TEXT:
                yield outcome
            if outcome in (Outcome.LIMIT, Outcome.TIMEOUT):
                return


@contextlib.contextmanager
def _opened(lib: _Library, octets: bytes) -> Iterator[Any]:
    archive = lib.ffi.read_new()
    try:
        for kind, names in (("filter", _FILTERS), ("format", _FORMATS)):
            for name in names:
                with contextlib.suppress(ValueError, lib.error):  # older than that
                    getattr(lib.ffi, f"get_read_{kind}_function")(name)(archive)
        try:
            lib.ffi.read_open_memory(archive, octets, len(octets))
        except lib.error:
            raise Unfit from None
        yield archive
    finally:
        lib.ffi.read_free(archive)


@contextlib.contextmanager
def _entry(lib: _Library) -> Iterator[Any]:
    entry = lib.ffi.entry_new()
    try:
        yield entry
    finally:
        lib.ffi.entry_free(entry)


def _is_plain(ffi: Any, archive: Any) -> bool:
    """Whether this is a file that is neither an archive nor compressed: ``raw`` with no filter."""
    return (ffi.format_name(archive) or b"") == b"raw" and ffi.filter_count(archive) <= 1


def _file(
    lib: _Library, archive: Any, entry: Any, leaf: Leaf, allowance: Allowance
) -> Generator[Found, None, Outcome]:
    """One entry; returns the outcome of its reading."""
    name = _text(lib.name(entry) or lib.ffi.entry_pathname(entry))
    target = _text(lib.symlink(entry) or lib.hardlink(entry))
    if target:
        yield target
    kind = lib.ffi.entry_filetype(entry) & 0o170000
    if kind not in (0, 0o100000) or (target and lib.hardlink(entry)):
        yield name
        return Outcome.TEXT
    if lib.is_encrypted(entry):
        yield Leaf(b"", "application/octet-stream", names=(name,), within="archive")
        return Outcome.ENCRYPTED
    octets, outcome = _octets(lib, archive, allowance)
    if name == "data" and (lib.ffi.format_name(archive) or b"") == b"raw":
        name = leaf.names[0].rpartition(".")[0] if leaf.names else ""  # libarchive's own invention
    yield Leaf(octets, "application/octet-stream", names=(name,) if name else (), within="archive")
    return outcome


def _octets(lib: _Library, archive: Any, allowance: Allowance) -> tuple[bytes, Outcome]:
    """The octets of a file within the allowance, and what became of it."""
    limit, outcome = allowance.octets, Outcome.TEXT
    pieces: list[bytes] = []
    size = 0
    buffer = ctypes.create_string_buffer(_BLOCK)
    while size <= limit:
        if allowance.late:
            outcome = Outcome.TIMEOUT
            break
        try:
            count = lib.ffi.read_data(archive, buffer, _BLOCK)
        except lib.error as error:
            outcome = _outcome(error)
            break
        if count <= 0:
            break
        pieces.append(ctypes.string_at(buffer, count))
        size += count
    octets = b"".join(pieces)[:limit]
    allowance.expand(len(octets))
    return octets, graver(outcome, Outcome.LIMIT) if size > limit else outcome


def _text(octets: bytes | None) -> str:
    """A name; where it is no UTF-8 and libarchive could not make it so, as old programs wrote it."""
    if not octets:
        return ""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _message(error: Exception) -> str:
    return str(getattr(error, "msg", "") or "").lower()


def _is_unknown(error: Exception) -> bool:
    return "unrecognized" in _message(error)


def _is_fatal(error: Exception) -> bool:
    return bool(getattr(error, "retcode", _FATAL) == _FATAL)


def _outcome(error: Exception) -> Outcome:
    message = _message(error)
    for words, outcome in _WORDS:
        if any(word in message for word in words):
            return outcome
    return Outcome.FAILED
