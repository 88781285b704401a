"""Files that the configuration names: they are there, we may read them, and nobody else a key."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from skygw.errors import Problem


def problems_of_file(path: str, file: Path) -> Iterator[Problem]:
    """What keeps us from reading a file; ``path`` is the key that names it."""
    try:
        mode = file.stat().st_mode
    except (OSError, ValueError) as error:
        yield Problem(path, f"{file}: {_reason(error)}", "name an existing file, relative to skygw.toml")
        return
    if not stat.S_ISREG(mode):
        yield Problem(path, f"{file} is not a file", "name a file")
    elif not os.access(file, os.R_OK):
        yield Problem(
            path, f"{file}: we may not read it", f"let the user {os.geteuid()} of this process read it"
        )


def problems_of_secret(path: str, file: Path) -> Iterator[Problem]:
    """As ``problems_of_file``, and the modes that would let others read a key.

    Readable by everybody is refused, and so is readable by a group that this process is not in: whoever
    set that meant another program.
    """
    found = list(problems_of_file(path, file))
    yield from found
    if found:
        return
    status = file.stat()
    if status.st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield Problem(path, f"{file} holds a secret and everybody may read or write it", f"chmod o-rw {file}")
    if status.st_mode & (stat.S_IRGRP | stat.S_IWGRP) and status.st_gid not in _our_groups():
        reason = f"{file} holds a secret and is open to group {status.st_gid}, which this process is not in"
        yield Problem(path, reason, f"chmod g-rw {file}, or give it to a group of this process")


def problems_of_folder(path: str, folder: Path) -> Iterator[Problem]:
    """What keeps us from reading a folder."""
    try:
        mode = folder.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else _reason(error)
        yield Problem(path, f"{folder} {reason}", "name an existing folder, relative to skygw.toml")
        return
    if not stat.S_ISDIR(mode):
        yield Problem(path, f"{folder} is not a folder", "name an existing folder, relative to skygw.toml")
    elif not os.access(folder, os.R_OK | os.X_OK):
        yield Problem(
            path, f"{folder}: we may not read it", f"let the user {os.geteuid()} of this process read it"
        )


def _our_groups() -> set[int]:
    return {os.getegid(), *os.getgroups()}


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
