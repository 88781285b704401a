from __future__ import annotations

import pytest

from skygw.errors import SkygwError
from skygw.inspect.failures import InspectionUnavailable, ScanFailed, ScanOverloaded, ScanTimeout


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ScanTimeout("queued"), "inspection timed out (queued)"),
        (ScanTimeout("deadline", "icap"), "inspection timed out (deadline) in icap"),
        (ScanFailed("crash", detail="killed by SIGSEGV"), "inspection failed (crash): killed by SIGSEGV"),
        (ScanFailed("inspector", "icap", "KeyError"), "inspection failed (inspector) in icap: KeyError"),
        (ScanFailed("stopped"), "inspection failed (stopped)"),
        (ScanOverloaded("budget"), "inspection takes no more messages (budget)"),
        (InspectionUnavailable("inspector icap", "no socket"), "inspector icap: no socket"),
    ],
)
def test_what_the_log_says(error: SkygwError, text: str) -> None:
    assert str(error) == text
