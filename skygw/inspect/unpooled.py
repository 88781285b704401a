"""Inspection without a pool, for commands: in the process that asks, native parsers in readers of its own."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping

from skygw.extract import Budget
from skygw.extract.found import Reader
from skygw.extract.native import parsers
from skygw.inspect import preload, sandbox
from skygw.inspect.guard import CPUGuard
from skygw.inspect.limits import NativeLimits
from skygw.inspect.readers import Readers
from skygw.inspect.supply import OwnSupply


@contextlib.contextmanager
def budgets() -> Iterator[Callable[..., Budget]]:
    """What makes the budgets of ``pipeline.inspect_octets`` and ``describe``; for one message.

    The readers are confined as those of the pool are, and gone when the block ends.  To be entered in the
    main thread of a process that has no other.
    """
    available, limits = _prepared(), NativeLimits()
    readers = Readers(available, limits)
    readers.connect(OwnSupply(available, limits))
    try:
        yield functools.partial(Budget, native=readers.by_name, guard=CPUGuard())
    finally:
        readers.finish()


@functools.cache
def _prepared() -> Mapping[str, Reader]:
    """The parsers; what a reader needs is loaded then."""
    sandbox.prepare()
    preload.load()
    return parsers()
