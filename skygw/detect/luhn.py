"""The check digit of ISO/IEC 7812-1 Annex B ("Luhn")."""

from __future__ import annotations

_PLAIN = bytes(max(0, octet - 48) if octet < 58 else 0 for octet in range(256))
# The digit doubled, and its two digits added: 7 -> 14 -> 5.
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[_PLAIN[octet]] for octet in range(256))


def luhn(digits: str) -> bool:
    """Whether the last of ``digits`` (ASCII digits only) is the right check digit; false if empty."""
    octets = digits.encode("ascii", "replace")[::-1]
    if not octets.isdigit():
        return False
    return (sum(octets[::2].translate(_PLAIN)) + sum(octets[1::2].translate(_DOUBLED))) % 10 == 0
