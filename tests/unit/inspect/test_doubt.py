from __future__ import annotations

import io
import zipfile

from skygw.extract import Leaf
from skygw.inspect.doubt import Doubts
from skygw.mail.gate import LeafReading, read_leaf
from skygw.mail.parts import walk
from tests.support.rawmail import crlf

MARKER = "4111-1111-1111-1111"
NO_LIMIT = 1 << 26


def leaf(text: str) -> tuple[LeafReading, Leaf]:
    octets = crlf(text)
    reading = read_leaf(octets, walk(octets).parts[0])
    return reading, Leaf(reading.octets)


def test_a_clear_leaf_has_no_other_texts() -> None:
    assert list(Doubts(NO_LIMIT, NO_LIMIT).of_leaf(*leaf("Subject: x\n\nhello"))) == []


def test_a_doubtful_leaf_is_read_in_every_dialect() -> None:
    doubts = Doubts(NO_LIMIT, NO_LIMIT)
    texts = doubts.of_leaf(*leaf("Content-Transfer-Encoding: base-64\n\nNDExMS0xMTExLTExMTEtMTExMQ==\n"))
    assert any(MARKER in text for text in texts)
    assert not doubts.exhausted


def test_a_message_is_read_in_every_view() -> None:
    texts = Doubts(NO_LIMIT, NO_LIMIT).of_message(b"a: b\r\rNDExMS0xMTExLTExMTEtMTExMQ==\r")
    assert any(MARKER in text for text in texts)


def test_one_budget_for_all() -> None:
    doubts = Doubts(5000, NO_LIMIT)
    list(doubts.of_message(b"x" * 4000))
    assert doubts.exhausted
    assert list(doubts.of_message(b"y" * 4000)) == []


def test_a_message_in_an_archive_in_a_view() -> None:
    inner = crlf(
        "From: a@example.com\nSubject: x\nDate: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n"
        "NDExMS0xMTExLTExMTEtMTExMQ==\n"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.eml", inner)
    texts = Doubts(NO_LIMIT, NO_LIMIT).of_message(file.getvalue())
    assert any(MARKER in text for text in texts)
