"""A message on its way into inspection: as the gateway holds it, and as an inspector sees it."""

from __future__ import annotations

from typing import Protocol

import attrs

#: What ``HeldMessage.octets`` may be; ``bytes`` where it is at hand.
Octets = bytes | bytearray | memoryview


class HeldMessage(Protocol):
    """The message as the relay holds it while both sessions are alive.

    The octets must not change between ``InspectionPool.scan`` and the end of the scan.
    """

    @property
    def size(self) -> int:
        """Length in octets."""
        ...

    def octets(self) -> Octets:
        """The whole message.  Asked for at most once per scan and inspector, and not if ``fileno`` serves."""
        ...

    def fileno(self) -> int | None:
        """A memfd that already holds exactly these octets, or None.

        The descriptor stays the caller's.  It is handed to a child only if it is sealed against writing
        and shrinking: a child that fell to an attack must not be able to change what the relay sends on.
        """
        ...


@attrs.frozen
class Message:
    """What an inspector gets: the octets of the whole message, header and body, as Exchange sent them.

    In a child ``octets`` is always ``bytes``.  In the gateway process it is ``bytes`` or a read-only
    ``memoryview`` (a large message is not copied there): mind that ``b"x" in view`` is always false for a
    view, and use ``bytes(message.octets)`` or ``re.search(pattern, message.octets)``.

    There is no envelope here, and there will be none: who a message is for decides the policy, in the
    gateway process, where an attack on a parser cannot reach it.
    """

    octets: bytes | memoryview = attrs.field(repr=False)

    @property
    def size(self) -> int:
        """Length in octets."""
        return len(self.octets)


def read_only(octets: Octets) -> bytes | memoryview:
    """``octets`` so that no inspector can change them, without a copy."""
    if isinstance(octets, bytes):
        return octets
    return memoryview(octets).toreadonly().cast("B")
