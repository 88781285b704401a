"""Addresses of cryptocurrencies: Base58Check and Bech32 once more, from their specifications."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterable

from stdnum import bitcoin

from tests.support.detection.common_tools import Make, add, everyday

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_XRP = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _base58check(version: int, payload: bytes, alphabet: str = _BASE58) -> str:
    octets = bytes([version]) + payload
    octets += hashlib.sha256(hashlib.sha256(octets).digest()).digest()[:4]
    number, text = int.from_bytes(octets, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return alphabet[0] * (len(octets) - len(octets.lstrip(b"\0"))) + text


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check


def _bech32(prefix: str, payload: bytes, witness: int | None) -> str:
    """BIP 173 for version 0 and for Cardano, BIP 350 for later ones."""
    bits = "".join(f"{octet:08b}" for octet in payload)
    bits += "0" * (-len(bits) % 5)
    data = ([] if witness is None else [witness]) + [
        int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)
    ]
    expanded = [ord(mark) >> 5 for mark in prefix] + [0] + [ord(mark) & 31 for mark in prefix]
    check = _polymod([*expanded, *data, 0, 0, 0, 0, 0, 0]) ^ (0x2BC830A3 if witness else 1)
    data += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(_CHARSET[value] for value in data)


def _bitcoin(rng: random.Random) -> str:
    value = rng.choice(
        [
            _base58check(0, rng.randbytes(20)),
            _base58check(5, rng.randbytes(20)),
            _bech32("bc", rng.randbytes(20), 0),
            _bech32("bc", rng.randbytes(32), 0),
            _bech32("bc", rng.randbytes(32), 1),
        ]
    )
    if not value.startswith("bc1p") and not bitcoin.is_valid(value):  # it does not know BIP 350
        raise AssertionError("python-stdnum does not take it")
    return value


def _litecoin(rng: random.Random) -> str:
    return rng.choice(
        [
            _base58check(0x30, rng.randbytes(20)),
            _base58check(0x32, rng.randbytes(20)),
            _bech32("ltc", rng.randbytes(20), 0),
        ]
    )


def _ethereum(rng: random.Random) -> str:
    return "0x" + rng.choice([str.upper, str.lower])(rng.randbytes(20).hex())


def _monero(rng: random.Random) -> str:
    """The form only: the check is of Keccak, which nothing here has."""
    return rng.choice("48") + "".join(rng.choices(_BASE58, k=94))


def _typo(make: Make, alphabet: str = _BASE58) -> Make:
    """A value with another letter at one place, or something else that is long."""

    def wrong(rng: random.Random) -> str:
        if rng.random() < 0.3:
            return rng.choice(
                [everyday(rng), base64.b64encode(rng.randbytes(24)).decode(), rng.randbytes(17).hex()]
            )
        value = make(rng)
        place = rng.randrange(len(value) // 2, len(value))
        letters = _CHARSET if value[-8:].lower() == value[-8:] and "1" in value[:5] else alphabet
        return (
            value[:place]
            + rng.choice([mark for mark in letters if mark != value[place]])
            + value[place + 1 :]
        )

    return wrong


for _name, _source, _make in (
    ("bitcoin_address", "python-stdnum's check; BIP 173, BIP 350", _bitcoin),
    ("litecoin_address", "BIP 173; litecoin.info", _litecoin),
    ("dogecoin_address", "chainparams.cpp of Dogecoin", lambda rng: _base58check(0x1E, rng.randbytes(20))),
    ("tron_address", "developers.tron.network", lambda rng: _base58check(0x41, rng.randbytes(20))),
    ("ripple_address", "xrpl.org: Addresses", lambda rng: _base58check(0, rng.randbytes(20), _XRP)),
    ("cardano_address", "CIP-19", lambda rng: _bech32("addr", b"\x61" + rng.randbytes(28), None)),
):
    add(_name, _source, _make, _typo(_make))  # type: ignore[arg-type]

add(
    "ethereum_address",
    "EIP-55",
    _ethereum,
    lambda rng: rng.choice(
        [
            "0x" + "0" * 40,
            _ethereum(rng)[:-1],
            _ethereum(rng)[2:],
            "0x" + rng.randbytes(32).hex(),
            everyday(rng),
        ]
    ),
)
add(
    "monero_address",
    "docs.getmonero.org: Standard address",
    _monero,
    lambda rng: rng.choice([_monero(rng)[:-1], _monero(rng) + "x", "5" + _monero(rng)[1:], everyday(rng)]),
)
