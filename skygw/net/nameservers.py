"""Which DNS servers are asked where `[dns] servers` names none: the system's."""

from __future__ import annotations

from pathlib import Path

_PORT = 53
_MAX_SERVERS = 3  # as resolv.conf(5) has it


def nameservers(resolv_conf: Path) -> tuple[tuple[str, int], ...]:
    """The servers of a resolv.conf(5), at most three; 127.0.0.1 if it names none or is not there.

    Read here rather than by twisted.names, whose resolver leaves a timer behind for each one that is made.
    """
    try:
        lines = resolv_conf.read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    fields = [line.split() for line in lines]
    found = [line[1] for line in fields if len(line) > 1 and line[0] == "nameserver"]
    return tuple((server, _PORT) for server in found[:_MAX_SERVERS]) or (("127.0.0.1", _PORT),)
