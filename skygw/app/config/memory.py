"""How much memory messages may take: what was configured, or a quarter of what this machine gives us.

The control group's limit counts where it is lower than the machine's memory: in a container the kernel
kills us at that limit, whatever the machine has.
"""

from __future__ import annotations

import os
from pathlib import Path

PROC_CGROUP = Path("/proc/self/cgroup")
CGROUP_ROOT = Path("/sys/fs/cgroup")


def budget_octets(configured: int) -> int:
    """What all messages may take together, in octets; ``configured`` 0 is a quarter of what is there."""
    return configured or available_octets() // 4


def available_octets(proc_cgroup: Path = PROC_CGROUP, cgroup_root: Path = CGROUP_ROOT) -> int:
    """The machine's memory or the control group's limit, whichever is less."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([physical, *_cgroup_limits(proc_cgroup, cgroup_root)])


def _cgroup_limits(proc_cgroup: Path, cgroup_root: Path) -> list[int]:
    """The limits of our control group and of all above it, version 2 and 1; unreadable ones are left out.

    The file has lines ``0::/system.slice/skygw.service`` (version 2) or ``4:memory:/docker/...``
    (version 1).  Inside a container the path may be the host's and lie outside of what is mounted; the
    root of the mount is then our own group, which is why all parents up to the root are read.
    """
    try:
        lines = proc_cgroup.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    limits: list[int] = []
    for line in lines:
        hierarchy, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if hierarchy == "0" and not controllers:
            limits += _limits_up(cgroup_root, path, "memory.max")
        elif "memory" in controllers.split(","):
            limits += _limits_up(cgroup_root / "memory", path, "memory.limit_in_bytes")
    return limits


def _limits_up(root: Path, path: str, name: str) -> list[int]:
    group = root / path.lstrip("/")
    if ".." in group.parts:
        group = root
    folders = [group, *(parent for parent in group.parents if parent == root or root in parent.parents)]
    return [limit for folder in folders if (limit := _read_limit(folder / name)) is not None]


def _read_limit(file: Path) -> int | None:
    try:
        text = file.read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    # "max" is no limit; version 1 writes a number near 2**63 for that, which the minimum takes care of.
    return int(text) if text.isdigit() and int(text) > 0 else None
