"""Native parsers in this process: what is asked of whom.  What they do to a process: tests/wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract, native
from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Reader, Unfit
from tests.support import foreign
from tests.support import formats as made


def answering(*found: Found) -> Reader:
    def reader(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
        yield from found

    return reader


def refuse(_leaf: Leaf, _allowance: Allowance) -> Iterator[Found]:
    raise Unfit
    yield ""


def test_a_parser_that_reads_nothing_right_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(native._PARSERS, native.PDFIUM, ("sys", answering("something else")))
    with pytest.raises(RuntimeError, match="sys cannot be used"):
        native.parsers()


def test_a_library_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in native._PARSERS:
        monkeypatch.setitem(native._PARSERS, name, ("no.such.library", refuse))
    assert native.parsers() == {}


def test_the_floor_is_read_whatever_becomes_of_the_parser() -> None:
    sample = made.pdf()
    for outcome in (Outcome.FAILED, Outcome.TIMEOUT, Outcome.LIMIT):
        extraction = extract(Leaf(sample.octets), Budget(native={native.PDFIUM: answering(outcome)}))
        text = "\n".join(extraction.texts)
        assert extraction.outcome is outcome
        assert [word for word in sample.markers.values() if word not in text] == []


def test_only_what_looks_like_a_pdf_is_given_to_its_parser() -> None:
    budget = Budget(native={native.PDFIUM: answering("asked")})
    text = extract(Leaf(b"no such thing", names=("a.pdf",)), budget).texts
    assert "asked" not in "\n".join(text)


def test_the_content_says_whether_a_parser_is_missing() -> None:
    """A document that is called a PDF is read in full without one."""
    sample = made.docx()
    assert extract(Leaf(sample.octets, names=("letter.pdf",)), Budget()).outcome is Outcome.TEXT


def test_zip_with_a_method_that_only_others_know() -> None:
    """Only that file is asked of others: the rest would count twice."""
    (sample,) = (sample for sample in foreign.samples() if sample.true_type == "zip")
    asked = {native.LIBARCHIVE: answering(Leaf(b"theirs", names=("vimrc",)), Leaf(b"x", names=("other",)))}
    leaf = Leaf(sample.octets, "application/octet-stream")
    extraction = extract(leaf, Budget(native=asked))
    assert extraction.texts == ("vimrc\ntheirs",)
    nothing = extract(leaf, Budget(native={native.LIBARCHIVE: answering(Outcome.FAILED)}))
    assert (nothing.outcome, nothing.texts) == (Outcome.FAILED, ("vimrc",))
