"""How fast a message's parts are found, gated and decoded, beside the standard library in the same run; and
what a whole message costs in the inspection children.

    python scripts/bench_content.py [--rounds 5] [--check] [--parts mail pool]

Messages are mixed from an HTML body in quoted-printable and an attachment in base64.  Times are the best of
many rounds, of this process alone; read the ratios.  ``--check`` ends with an error below the floors that
are set for the product.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import attrs

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skygw.mail import transfer
from skygw.mail.gate import read_leaf, structural_doubts
from skygw.mail.parts import walk
from skygw.mail.views import union
from skygw.mail.work import Work

KIB, MIB = 1 << 10, 1 << 20

#: Message size, and the floors: MB/s of gate with decoding, times the standard library, the walk alone.
FLOORS: dict[int, tuple[int, float, float]] = {
    4 * KIB: (0, 0, 0),
    75 * KIB: (110, 0, 0),
    MIB: (150, 0, 0),
    10 * MIB: (150, 5, 20),
    50 * MIB: (150, 0, 0),
}

HTML = (
    '<p class=3D"x">The minutes of our last meeting, f=C3=BCr alle; see page =E2=82=AC 12 for details.=\r\n'
)


@attrs.frozen
class Row:
    """Seconds for one message of ``size`` octets."""

    size: int
    walk: float
    decode: float
    gate: float
    library: float

    @property
    def speed(self) -> float:
        """MB/s of walk, gate and decoding together."""
        return self.size / 1e6 / self.gate


def message(size: int) -> bytes:
    """A message of about ``size`` octets: text and HTML, then an attachment."""
    random = Random(size)
    html = HTML * max(1, min(20 * KIB, size // 4) // len(HTML))
    room = max(100, size - len(html) - 2500)
    attachment = base64.encodebytes(random.randbytes(room * 57 // 78)).replace(b"\n", b"\r\n")
    trace = "".join(f"X-Trace-{number}: {'x' * 50}\r\n\t{'y' * 30}\r\n" for number in range(16))
    return (
        (
            trace + "From: a@example.com\r\nTo: b@example.net\r\nSubject: minutes\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="----=_outer"\r\n\r\n------=_outer\r\n'
            'Content-Type: multipart/alternative; boundary="----=_inner"\r\n\r\n------=_inner\r\n'
            "Content-Type: text/plain; charset=utf-8\r\n\r\nPlease find the minutes attached.\r\n"
            "------=_inner\r\n"
            "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            f"{html}\r\n------=_inner--\r\n------=_outer\r\nContent-Type: application/pdf; name=a.pdf\r\n"
            "Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        ).encode()
        + attachment
        + b"------=_outer--\r\n"
    )


def best(function: Callable[[], Any], rounds: int, size: int) -> float:
    """Seconds of the fastest call."""
    times = []
    for _ in range(max(rounds, rounds * MIB // size)):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return min(times)


def decode(octets: bytes) -> None:
    """Walk and decode without the gate."""
    view = memoryview(octets)
    for part in walk(octets).leaves:
        transfer.decode(view[part.body : part.end], part.encoding)


def gate(octets: bytes) -> None:
    """Walk, gate and decode; the message must turn out to have one reading."""
    found = walk(octets)
    doubts = [*structural_doubts(octets, found)]
    for part in found.leaves:
        doubts += read_leaf(octets, part).doubts
    if doubts:
        raise SystemExit(f"the message of the bench is in doubt: {doubts}")


def library(octets: bytes) -> None:
    """The same by the standard library."""
    for part in email.message_from_bytes(octets, policy=email.policy.compat32).walk():
        part.get_payload(decode=True)


def measure(size: int, rounds: int) -> Row:
    octets = message(size)
    walking, decoding, gating, reading = (
        best(lambda function=function: function(octets), rounds, len(octets))
        for function in (walk, decode, gate, library)
    )
    return Row(len(octets), walking, decoding, gating, reading)


def failures(size: int, row: Row) -> list[str]:
    speed, times, walking = FLOORS[size]
    checks = (
        (row.speed >= speed, f"{row.speed:.0f} MB/s, {speed} wanted"),
        (row.library / row.gate >= times, f"{row.library / row.gate:.1f} times the library, {times} wanted"),
        (row.library / row.walk >= walking, f"walk {row.library / row.walk:.1f} times, {walking} wanted"),
    )
    return [f"{size // KIB} KiB: {text}" for good, text in checks if not good]


def mail(rounds: int) -> list[str]:
    """The part of ``skygw.mail``; what fell below its floor."""
    print("   octets    walk ms  +decode ms  +gate ms  library ms   MB/s   gate x  walk x")
    missed = []
    for size in FLOORS:
        row = measure(size, rounds)
        print(
            f"{row.size:9,}  {row.walk * 1e3:9.3f}  {row.decode * 1e3:10.3f}  {row.gate * 1e3:8.3f}"
            f"  {row.library * 1e3:10.2f}  {row.speed:5.0f}  {row.library / row.gate:7.1f}"
            f"  {row.library / row.walk:6.1f}"
        )
        missed += failures(size, row)
    octets = message(MIB)
    given = [0]

    def all_views() -> None:
        given[0] = sum(len(view.octets) for view in union(octets, Work()))

    seconds = best(all_views, rounds, len(octets))
    speed, growth = len(octets) / 1e6 / seconds, given[0] / len(octets)
    print(f"union of views: {speed:.0f} MB/s of message, {growth:.1f} times its size")
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--parts", nargs="+", choices=("mail", "pool"), default=("mail", "pool"))
    arguments = parser.parse_args()
    missed = mail(arguments.rounds) if "mail" in arguments.parts else []
    if "pool" in arguments.parts:
        from bench_content_pool import pool

        missed += pool(arguments.rounds)
    for line in missed:
        print("below its floor:", line)
    if arguments.check and missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
