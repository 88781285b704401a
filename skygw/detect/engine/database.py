"""Compiled sets of expressions, and the directory that keeps them.

Compiling takes up to seconds, reading what was compiled a fraction of a millisecond.  A compiled database is
machine code in all but name: a false one crashes the process, or worse.  So a file is only read if it, and
the directory, belong to this user or to root, and nobody else can write to them; and it is only used if its
name is the hash of everything that went into it and its content has the hash that it says.  A file that is
not right is replaced.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import stat
import tempfile
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import attrs
import hyperscan

CASELESS: int = hyperscan.HS_FLAG_CASELESS
PREFILTER: int = hyperscan.HS_FLAG_PREFILTER

MAX_HITS = 500_000
"""Reports of one scan, after which it ends: each takes memory."""

_ROOT = 0
_MAX_OCTETS = 256 << 20
_DIGEST = 32
_FORMAT = b"skygw 1\n"


@attrs.frozen
class Expression:
    """One expression or literal; without ``report`` it reports as its number in the set."""

    octets: bytes
    report: int = -1
    flags: int = 0


class Database:
    """A compiled set."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._scratch = hyperscan.Scratch(compiled) if compiled is not None else None

    def scan(self, octets: bytes) -> tuple[list[tuple[int, int]], bool]:
        """Ends and reports, by ascending ends; True if there were too many, and the rest is missing."""
        if self._compiled is None or not octets:
            return [], False
        found: list[tuple[int, int]] = []
        add, most = found.append, MAX_HITS

        def note(report: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            add((end, report))
            return len(found) >= most

        try:
            self._compiled.scan(octets, match_event_handler=note, scratch=self._scratch)
        except hyperscan.ScanTerminated:
            return found, True
        return found, False


def open_database(
    expressions: Iterable[Expression], cache: Path | None = None, *, literal: bool = False
) -> Database:
    """The database of ``expressions``, from ``cache`` if it is there.

    Raises:
        ValueError: an expression cannot be compiled.
    """
    expressions = list(expressions)
    if not expressions:
        return Database(None)
    key = _key(expressions, literal)
    compiled = _read(cache, key) if cache is not None else None
    if compiled is None:
        compiled = _compile(expressions, literal)
        if cache is not None:
            _write(cache, key, hyperscan.dumpb(compiled))
    return Database(compiled)


def _compile(expressions: Sequence[Expression], literal: bool) -> Any:
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    reports = [number if one.report < 0 else one.report for number, one in enumerate(expressions)]
    try:
        compiled.compile(
            expressions=[one.octets for one in expressions],
            ids=reports,
            elements=len(expressions),
            flags=[one.flags for one in expressions],
            literal=literal,
        )
    except hyperscan.error as error:
        raise ValueError(f"expressions cannot be compiled: {error}") from None
    return compiled


def _key(expressions: Sequence[Expression], literal: bool) -> str:
    """The hash of all that a compiled database depends on."""
    content = hashlib.sha256(_FORMAT)
    for part in (*_surroundings(), literal):
        content.update(repr(part).encode() + b"\0")
    for one in expressions:
        content.update(repr((one.octets, one.report, one.flags)).encode() + b"\0")
    return content.hexdigest()


@functools.cache
def _surroundings() -> tuple[str, ...]:
    """What of this machine a compiled database depends on."""
    small = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    small.compile(expressions=[b"x"], flags=[0])
    # Version of the library, and the features of the processor that it compiles for.
    return metadata.version("hyperscan"), repr(small.info()), platform.machine(), platform.processor()


def _read(cache: Path, key: str) -> Any:
    """The database of a file, or ``None`` if there is none that can be trusted."""
    octets = _trusted(cache, key)
    if octets is None or not octets.startswith(_FORMAT):
        return None
    digest, body = octets[len(_FORMAT) :][:_DIGEST], octets[len(_FORMAT) + _DIGEST :]
    if hashlib.sha256(key.encode() + body).digest() != digest:
        return None
    try:
        return hyperscan.loadb(body, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return None


def _trusted(cache: Path, key: str) -> bytes | None:
    try:
        if not _is_ours(os.stat(cache)):
            return None
        descriptor = os.open(cache / _name(key), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not (stat.S_ISREG(about.st_mode) and _is_ours(about) and about.st_size <= _MAX_OCTETS):
            return None
        return file.read()


def _is_ours(about: os.stat_result) -> bool:
    return about.st_uid in (_ROOT, os.geteuid()) and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(cache: Path, key: str, body: bytes) -> None:
    """Keep a database; not being able to is no error, it costs time at the next start."""
    digest = hashlib.sha256(key.encode() + body).digest()
    with contextlib.suppress(OSError):
        if not _is_ours(os.stat(cache)):
            return
        descriptor, name = tempfile.mkstemp(prefix=".new-", dir=cache)  # with mode 0600
        try:
            with open(descriptor, "wb") as file:
                file.write(_FORMAT + digest + body)
            os.replace(name, cache / _name(key))
        except BaseException:
            os.unlink(name)
            raise


def _name(key: str) -> str:
    return f"{key[:40]}.hsdb"
