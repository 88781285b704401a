"""What this process does to the world while it reads: files written, programs started, connections made."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

_DEEDS = frozenset({
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod", "os.chown",
    "os.exec", "os.fork", "os.posix_spawn", "os.system", "subprocess.Popen", "socket.connect", "socket.bind",
    "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.copyfile", "shutil.move", "ctypes.dlopen", "pickle.find_class",
    "marshal.loads", "exec", "compile",
})  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_seen: list[str] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is None:
        return
    if event == "open":
        path, mode, flags = arguments
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITING):
            _seen.append(f"open {path!r} {mode or flags}")
    elif event in _DEEDS:
        _seen.append(f"{event} {arguments!r:.200}")


sys.addaudithook(_hook)  # there is no way to take one away: it does nothing between two watches


@contextlib.contextmanager
def deeds() -> Iterator[list[str]]:
    """A list that fills with what is done within the context, by any thread."""
    global _seen
    _seen = seen = []
    try:
        yield seen
    finally:
        _seen = None
