"""Addresses of networks and interfaces."""

from __future__ import annotations

import ipaddress
import random

from tests.support.detection.common_tools import ENGLISH, add, everyday, fours, seeded


def _is_like_a_version(value: str) -> bool:
    """What nobody can tell from a version of software is neither a value nor a decoy."""
    return all(int(part) < 20 for part in value.split("."))


def _ipv4(rng: random.Random) -> str:
    while True:
        fake = seeded(ENGLISH, rng)
        value = str(rng.choice([fake.ipv4_public, fake.ipv4_private])())
        if not _is_like_a_version(value):
            return value


def _not_ipv4(rng: random.Random) -> str:
    parts = [str(rng.randrange(20)) for _ in range(4)]
    return rng.choice(
        [
            f"256.{rng.randrange(256)}.1.1",
            f"1.3.6.1.4.1.{rng.randrange(300, 9999)}.2",
            f"{'.'.join(parts[:3])}",
            "255.255.255.0",
            "255.255.240.0",
            "0.0.0.0",
            f"10.0.{rng.randrange(19000, 23000)}.{rng.randrange(2000)}",
            f"119.0.{rng.randrange(6000, 7000)}.{rng.randrange(300)}",
            "2.0.10.3",
            "1.2.3.4",
            f"{rng.randrange(2, 9)}.1.12.0",
            f"192.168.{rng.randrange(256)}",
            f"172.16.{rng.randrange(256)}.{rng.randrange(256)}.7",
            f"§ 4.{rng.randrange(9)}.2.1",
        ]
    )


def _ipv6(rng: random.Random) -> str:
    number = rng.choice([0x20010DB8 << 96, 0x2A00145040014816 << 64, 0xFE80 << 112]) | rng.getrandbits(
        rng.choice([16, 48, 64])
    )
    address = ipaddress.IPv6Address(number | 1 << 20)
    return str(rng.choice([address, address.exploded, str(address).upper()]))


add("ip_address_v4", "Faker", _ipv4, _not_ipv4)
add(
    "ip_address_v6",
    "the standard library's ipaddress: RFC 3849, RFC 4291, a public prefix",
    _ipv6,
    lambda rng: rng.choice(
        [
            "12:34:56",
            "add::bad",
            "std::decay",
            "00:1A:2B:3C:4D:5E",
            "2001:db8:85a3:0:8a2e:370",
            "10:15:30:22",
            "2001:db8::85a3::7334",
            "12345::1:2",
            "fe80:::1",
            "Foo::Bar",
            "2026:11:24",
            everyday(rng),
        ]
    ),
)


def _mac(rng: random.Random) -> str:
    octets = str(seeded(ENGLISH, rng).mac_address())
    plain = octets.replace(":", "")
    return rng.choice([octets, octets.upper(), octets.replace(":", "-"), fours(plain, ".")])


add(
    "mac_address",
    "Faker, in the forms of IEEE 802, Windows and Cisco",
    _mac,
    lambda rng: rng.choice(
        [
            "00:00:00:00:00:00",
            "FF:FF:FF:FF:FF:FF",
            _mac(rng)[:11],
            ":".join(f"{n:02X}" for n in rng.randbytes(8)),
            ":".join(f"{n:02X}" for n in rng.randbytes(20)),
            "12:34:56",
            "00:1B-44:11-3A:B7",
            everyday(rng),
        ]
    ),
)
