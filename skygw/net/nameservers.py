"""Which DNS servers are asked: the system's, or those of `[dns] servers`."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from pathlib import Path

from skygw.errors import ConfigurationError, Problem

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


def parse_servers(servers: Sequence[str], where: str = "dns.servers") -> tuple[tuple[str, int], ...]:
    """`[dns] servers`: ``192.0.2.1``, ``192.0.2.1:5353``, ``2001:db8::1``, ``[2001:db8::1]:5353``.

    Raises:
        ConfigurationError: With every entry that is none of these.
    """
    found: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for position, text in enumerate(servers):
        try:
            found.append(_server(text))
        except ValueError:
            reason = f"{text!r} is not the address of a DNS server"
            remedy = 'write an address and perhaps a port: "192.0.2.53:53"'
            problems.append(Problem(f"{where}[{position}]", reason, remedy))
    if problems:
        raise ConfigurationError(problems)
    return tuple(found)


def _server(text: str) -> tuple[str, int]:
    host, port = text.strip(), str(_PORT)
    if host.startswith("["):
        host, _, rest = host[1:].partition("]")
        if rest:
            if not rest.startswith(":"):
                raise ValueError(text)
            port = rest[1:]
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(text)
    return str(ipaddress.ip_address(host)), int(port)
