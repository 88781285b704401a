from __future__ import annotations

import os
import signal

import pytest

from skygw.inspect.pipeline import describe
from skygw.inspect.unpooled import budgets
from tests.support import formats as made


def test_a_pdf_is_read_and_no_process_stays() -> None:
    pytest.importorskip("pypdfium2")
    sample = made.pdf()
    message = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + sample.octets
    before = signal.getsignal(signal.SIGPROF)
    try:
        with budgets() as budget:
            description = describe(message, texts=True, budget=budget)
    finally:
        signal.signal(signal.SIGPROF, before)
    assert description.root.outcome == "text"
    text = "\n".join(description.root.texts)
    assert [word for word in sample.markers.values() if word not in text] == []
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
