"""How many messages a second go to the inspection children and come back.

    python scripts/bench_inspect.py [--octets 76800] [--workers 1] [--in-flight 4] [--seconds 5] [--pipeline]

Without ``--pipeline`` the children do nothing, so that the number is the price of the hand-over; with it they
inspect a plain text message of that size for card numbers.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from typing import Any

import attrs
from twisted.internet import reactor
from twisted.internet.defer import Deferred, gatherResults

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from skygw.detect import DataIdentifierSpec, Facts, Report
from skygw.inspect.memfd import sealed_copy
from skygw.inspect.pool import InspectionPool

LINE = b"Dear Ms. Example, please find the minutes of our last meeting below; kind regards.\r\n"


@attrs.frozen
class Held:
    """The message of this bench; in a memfd from 256 KiB on, as the relay holds it."""

    content: bytes
    descriptor: int | None

    @property
    def size(self) -> int:
        return len(self.content)

    def octets(self) -> bytes:
        return self.content

    def fileno(self) -> int | None:
        return self.descriptor


def nothing(octets: bytes, scanner: Any, limits: Any, budget: Any) -> Report:
    """A pipeline that does nothing."""
    return Report(facts=Facts(size=len(octets), subject="bench"))


async def bench(arguments: argparse.Namespace) -> None:
    head = b"Subject: bench\r\nContent-Type: text/plain\r\n\r\n"
    content = (head + LINE * (arguments.octets // len(LINE) + 1))[: arguments.octets]
    message = Held(content, sealed_copy(content) if len(content) > 256 * 1024 else None)
    sys.modules.setdefault("bench_inspect", sys.modules["__main__"])
    options = {} if arguments.pipeline else {"pipeline": "bench_inspect:nothing"}
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    pool = InspectionPool(
        reactor, [DataIdentifierSpec("credit_card")], workers=arguments.workers, **options
    )
    started = time.perf_counter()
    await pool.start()
    ready = time.perf_counter() - started
    times: list[float] = []
    end = time.perf_counter() + arguments.seconds

    async def loop() -> None:
        while (begin := time.perf_counter()) < end:
            await pool.scan(message, 60.0, 60.0)
            times.append(time.perf_counter() - begin)

    before = resource.getrusage(resource.RUSAGE_SELF)
    await gatherResults([Deferred.fromCoroutine(loop()) for _ in range(arguments.in_flight)])
    after = resource.getrusage(resource.RUSAGE_SELF)
    await pool.stop()
    times.sort()
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(times)
    print(
        f"{len(content)} octets, {arguments.workers} children, {arguments.in_flight} in flight: "
        f"{len(times) / arguments.seconds:,.0f} round trips/s, p50 {times[len(times) // 2] * 1000:.3f} ms, "
        f"p99 {times[len(times) * 99 // 100] * 1000:.3f} ms, gateway CPU {cpu * 1000:.3f} ms per message, "
        f"start {ready * 1000:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--octets", type=int, default=76800)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--pipeline", action="store_true", help="the built-in pipeline instead of nothing")
    done = Deferred.fromCoroutine(bench(parser.parse_args()))
    done.addErrback(lambda failure: failure.printTraceback())
    done.addBoth(lambda _none: reactor.stop())  # type: ignore[attr-defined]
    reactor.run()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
