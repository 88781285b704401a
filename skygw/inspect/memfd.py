"""A large message as a memfd that nobody can write any more (memfd_create(2), fcntl(2) "File Sealing")."""

from __future__ import annotations

import fcntl
import os

from skygw.inspect.message import HeldMessage

#: What a descriptor must promise before a child gets it.  Without F_SEAL_WRITE a child that fell to an attack
#: could change what the relay sends on; without F_SEAL_SHRINK reading can end in SIGBUS.
SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK


def descriptor_of(message: HeldMessage) -> int:
    """A sealed memfd with the octets of ``message``; the caller owns and closes it.

    The message's own if it has one, opened anew: a duplicate would share the file offset, and a child could
    move it under the relay's reading.  Else a copy is made (about 0.3 ms per MiB on the reactor thread).
    Raises OSError if there are no descriptors or no memory left.
    """
    held = message.fileno()
    if held is not None and is_sealed(held):
        return os.open(f"/proc/self/fd/{held}", os.O_RDONLY | os.O_CLOEXEC)
    return sealed_copy(message.octets())


def is_sealed(descriptor: int) -> bool:
    """Whether this is a memfd that can be neither written nor shrunk."""
    try:
        return fcntl.fcntl(descriptor, fcntl.F_GET_SEALS) & SEALS == SEALS
    except OSError:  # EINVAL: not a memfd
        return False


def sealed_copy(octets: bytes | bytearray | memoryview) -> int:
    """A new memfd with these octets, sealed for good; the caller owns it."""
    descriptor = os.memfd_create("skygw-message", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        with memoryview(octets).cast("B") as view:
            written = 0
            while written < len(view):
                written += os.write(descriptor, view[written:])
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, SEALS | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
