"""Who may come in, decided before anything is opened onward for them (decision 12 of the architecture)."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Sequence

from skygw.relay import refusals
from skygw.smtp import Reply

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Door:
    """Counts sessions and knows the networks.

    Args:
        networks: from where sessions are taken.
        max_sessions: in all.
        max_sessions_per_address: from one address.
    """

    def __init__(self, networks: Sequence[Network], max_sessions: int, max_sessions_per_address: int) -> None:
        self._inside: Counter[str] = Counter()
        self.sessions = 0
        self.take(networks, max_sessions, max_sessions_per_address)

    def take(self, networks: Sequence[Network], max_sessions: int, max_sessions_per_address: int) -> None:
        """Other bounds from now on; whoever is inside stays."""
        self._networks = tuple(networks)
        self._max_sessions = max_sessions
        self._max_per_address = max_sessions_per_address

    def enter(self, address: str) -> tuple[str, Reply] | None:
        """Let somebody in, or say why not, in a word and by a reply.  Whoever was let in must ``leave``."""
        if not self._known(address):
            return "network", refusals.NOT_ALLOWED
        if self.sessions >= self._max_sessions:
            return "sessions", refusals.TOO_BUSY
        if self._inside[address] >= self._max_per_address:
            return "sessions_per_address", refusals.TOO_MANY_FROM_YOU
        self.sessions += 1
        self._inside[address] += 1
        return None

    def leave(self, address: str) -> None:
        """Somebody who was let in is gone."""
        self.sessions -= 1
        self._inside[address] -= 1
        if not self._inside[address]:
            del self._inside[address]

    def _known(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self._networks)
