"""Whether a message came through unchanged but for what was declared to be put before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

WINDOW = 60


def fields_before(onward: bytes, came: bytes) -> list[tuple[str, bytes]]:
    """Name and whole octets of each header field that ``onward`` has before ``came``.

    Raises:
        AssertionError: ``onward`` does not end with ``came``, or what is before is not header fields; the
            message shows where they part, never megabytes.
    """
    added = onward[: len(onward) - len(came)]
    same(onward[len(added) :], came)
    fields = re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", added)
    assert b"".join(fields) == added, f"not header fields: {added[:500]!r}"
    return [(field.partition(b":")[0].decode("ascii"), field) for field in fields]


def same(got: bytes, wanted: bytes) -> None:
    """Fail with the first difference, if there is one."""
    if got == wanted:
        return
    # Bisection: comparing octet by octet in Python would take seconds for a large message.
    least, most = 0, min(len(got), len(wanted))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if got[:middle] == wanted[:middle] else (least, middle - 1)
    where = slice(max(0, least - WINDOW), least + WINDOW)
    raise AssertionError(
        f"{len(got)} octets got, {len(wanted)} wanted, differing from octet {least}:\n"
        f"got    {got[where]!r}\nwanted {wanted[where]!r}"
    )


def number_of(octets: bytes) -> int | None:
    """Which letter a message is, None if it is none (a bounce)."""
    found = re.search(rb"^X-Letter: (\d{6})\r?$", octets[:4096], re.MULTILINE)
    return int(found[1]) if found else None


def by_number(messages: Iterable[bytes]) -> dict[int | None, bytes]:
    """Messages by the letter that they are.

    Raises:
        AssertionError: One came twice.
    """
    found: dict[int | None, bytes] = {}
    for octets in messages:
        number = number_of(octets)
        assert number not in found, f"letter {number} came twice"
        found[number] = octets
    return found


def crlf(octets: bytes) -> bytes:
    """A message with its line ends as LF, as it was on the wire; it must have had neither CR nor LF alone."""
    return octets.replace(b"\n", b"\r\n")
