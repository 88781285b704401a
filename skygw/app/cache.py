"""Where compiled detectors are kept: nothing of any message, and nothing that cannot be made again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def of_service(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The folder that the service manager gives (systemd.exec(5), CacheDirectory), or whoever starts us."""
    given = environ.get("CACHE_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else None


def of_user(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The user's own (XDG Base Directory Specification), made if need be; None where that cannot be."""
    home = environ.get("XDG_CACHE_HOME") or (f"{environ['HOME']}/.cache" if environ.get("HOME") else "")
    if not Path(home).is_absolute():
        return None
    folder = Path(home) / "skygw"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder
