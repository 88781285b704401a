"""Addresses of cryptocurrencies.

Sources: Bitcoin's Base58Check (en.bitcoin.it/wiki/Base58Check_encoding), BIP 173 (Bech32), BIP 350 (Bech32m),
EIP-55 (form of Ethereum's), the projects' documentation for their version octets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32M = 0x2BC830A3
_LONGEST = 120


def bitcoin(value: str) -> bool:
    """P2PKH (1...), P2SH (3...) or segregated witness (bc1...)."""
    if value[:3].lower() == "bc1":
        return _witness(value, "bc")
    return _version(value, _BITCOIN) in (0x00, 0x05)


def litecoin(value: str) -> bool:
    """L..., M... or ltc1..."""
    if value[:4].lower() == "ltc1":
        return _witness(value, "ltc")
    return _version(value, _BITCOIN) in (0x30, 0x32)


def dogecoin(value: str) -> bool:
    """D..., or 9... and A... for scripts."""
    return _version(value, _BITCOIN) in (0x1E, 0x16)


def tron(value: str) -> bool:
    """T..."""
    return _version(value, _BITCOIN) == 0x41


def ripple(value: str) -> bool:
    """r..., in an alphabet of its own."""
    return _version(value, _RIPPLE) == 0x00


def cardano(value: str) -> bool:
    """addr1...: Bech32 of 29 or 57 octets."""
    value = value.lower()
    return value.startswith("addr1") and len(value) in (58, 103) and _checksum("addr", value[5:]) == 1


def ethereum(value: str) -> bool:
    """0x and 40 hexadecimal digits that are not the zero address or another placeholder."""
    return len(value) == 42 and value[:2].lower() == "0x" and len(set(value[2:].lower())) > 4


def monero(value: str) -> bool:
    """95 characters of Base58 that begin with 4 or 8, or 106 for an integrated address.

    The check octets are of Keccak, which the standard library does not have; the form is rare enough.
    """
    letters = set(value)
    return len(value) in (95, 106) and value[0] in "48" and letters <= set(_BITCOIN) and len(letters) > 20


def _version(value: str, alphabet: str) -> int | None:
    """The version octet of a Base58Check value of 25 octets with right check octets, or ``None``."""
    if not 20 <= len(value) <= 40:
        return None
    number = 0
    for character in value:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    if number >> 200 or value[: len(value) - len(value.lstrip(alphabet[0]))].count(alphabet[0]) > 21:
        return None
    octets = number.to_bytes(25, "big")
    zeros = len(octets) - len(octets.lstrip(b"\0"))
    if zeros != len(value) - len(value.lstrip(alphabet[0])):
        return None  # each leading zero octet is written as the first letter of the alphabet
    check = hashlib.sha256(hashlib.sha256(octets[:21]).digest()).digest()[:4]
    return octets[0] if check == octets[21:] else None


def _witness(value: str, prefix: str) -> bool:
    if value not in (value.lower(), value.upper()) or not 14 <= len(value) <= 90:
        return False
    data = value.lower()[len(prefix) + 1 :]
    version = _BECH32.find(data[0])
    wanted = 1 if version == 0 else _BECH32M
    return 0 <= version <= 16 and _checksum(prefix, data) == wanted and (version > 0 or len(data) in (39, 59))


def _checksum(prefix: str, data: str) -> int:
    numbers = [_BECH32.find(character) for character in data]
    if min(numbers, default=-1) < 0 or len(data) > _LONGEST:
        return 0
    expanded = [ord(character) >> 5 for character in prefix] + [0] + [ord(c) & 31 for c in prefix]
    return _polymod(expanded + numbers)


def _polymod(numbers: Iterable[int]) -> int:
    check = 1
    for number in numbers:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ number
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check
