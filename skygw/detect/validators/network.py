"""Addresses of networks.

Sources: RFC 791 and RFC 4291 (IP), IEEE 802 (MAC).
"""

from __future__ import annotations

import ipaddress


def ipv4(value: str) -> bool:
    """An IPv4 address of a host: no netmask, not unspecified, no version of a program."""
    parts = value.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        return False
    numbers = [int(part) for part in parts]
    # A mask begins with 255; of a version, as "2.0.10.3", all parts are small, as in private nets.
    is_version = max(numbers) < 20 and numbers[0] != 10
    return 0 < numbers[0] < 255 and max(numbers) <= 255 and not is_version


def ipv6(value: str) -> bool:
    """An IPv6 address that is not only a few letters: "add::bad" is a name in some languages."""
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return any(character.isdigit() for character in value) and int(address) > 0xFFFF


_PLACEHOLDERS = ("0123456789AB", "001122334455", "AABBCCDDEEFF", "123456789ABC", "112233445566")


def mac(value: str) -> bool:
    """Twelve hexadecimal digits in capitals that are neither all alike nor counted up."""
    return len(value) == 12 and len(set(value)) > 2 and value not in _PLACEHOLDERS


def email(value: str) -> bool:
    """An address whose local part and domain have the right form, and whose domain is no file's ending."""
    local, _, domain = value.rpartition("@")
    labels = domain.split(".")
    if not 1 <= len(local) <= 64 or len(domain) > 253 or len(labels) < 2:
        return False
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    if any(not label or len(label) > 63 or label[0] == "-" or label[-1] == "-" for label in labels):
        return False
    return labels[-1] not in FILES


FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "html", "local", "localdomain"})
