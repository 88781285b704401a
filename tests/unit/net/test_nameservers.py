from __future__ import annotations

from pathlib import Path

import pytest

from skygw.net.nameservers import nameservers

CONFS = [
    ("nameserver 192.0.2.1\nnameserver 2001:db8::1\n", (("192.0.2.1", 53), ("2001:db8::1", 53))),
    ("# nameserver 192.0.2.9\nsearch example\n  nameserver  192.0.2.1 # mine\n", (("192.0.2.1", 53),)),
    ("nameserver\noptions ndots:1\n", (("127.0.0.1", 53),)),
    ("", (("127.0.0.1", 53),)),
    (
        "".join(f"nameserver 192.0.2.{last}\n" for last in range(1, 6)),
        (("192.0.2.1", 53), ("192.0.2.2", 53), ("192.0.2.3", 53)),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CONFS)
def test_the_servers_of_resolv_conf(tmp_path: Path, text: str, expected: tuple[tuple[str, int], ...]) -> None:
    conf = tmp_path / "resolv.conf"
    conf.write_text(text)
    assert nameservers(conf) == expected


def test_no_resolv_conf_means_this_machine(tmp_path: Path) -> None:
    assert nameservers(tmp_path / "absent") == (("127.0.0.1", 53),)
