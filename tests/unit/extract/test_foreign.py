"""Archives by libarchive, in this process."""

from __future__ import annotations

import pytest

from skygw.extract import Budget, Leaf, Outcome, extract, native
from skygw.extract import foreign as reader
from tests.support import foreign

pytest.importorskip("libarchive")

PARSERS = {native.LIBARCHIVE: reader.read}


@pytest.mark.parametrize("sample", foreign.samples(), ids=lambda sample: sample.name)
def test_foreign_archives(sample: foreign.Foreign) -> None:
    extraction = extract(Leaf(sample.octets, "application/octet-stream"), Budget(native=PARSERS))
    assert (extraction.outcome, extraction.true_type) == (sample.outcome, sample.true_type)
    assert [word for word in sample.words if word not in extraction.texts[0]] == []
    without = extract(Leaf(sample.octets, "application/octet-stream"), Budget())
    assert without.outcome in (Outcome.UNSUPPORTED, Outcome.ENCRYPTED)


@pytest.mark.parametrize("sample", foreign.samples(), ids=lambda sample: sample.name)
def test_damaged_archives_have_an_outcome(sample: foreign.Foreign) -> None:
    for end in range(10, len(sample.octets), max(1, len(sample.octets) // 20)):
        leaf = Leaf(sample.octets[:end], "application/octet-stream", names=("a.rar",))
        assert isinstance(extract(leaf, Budget(native=PARSERS)).outcome, Outcome)


def test_bounds_of_what_grows() -> None:
    libarchive = pytest.importorskip("libarchive")
    pieces: list[bytes] = []

    def take(data: bytes) -> int:
        pieces.append(bytes(data))
        return len(data)

    with libarchive.custom_writer(take, "xar") as archive:
        archive.add_file_from_memory("zeros.txt", 1 << 20, bytes(1 << 20))
        archive.add_file_from_memory("a.txt", 5, b"after")
    leaf = Leaf(b"".join(pieces), "application/octet-stream")
    assert leaf.octets.startswith(b"xar!")
    extraction = extract(leaf, Budget(native=PARSERS, free_octets=1 << 18, ratio=1))
    assert extraction.outcome is Outcome.LIMIT
    whole = extract(leaf, Budget(native=PARSERS))
    assert whole.outcome is Outcome.TEXT
    assert "a.txt\nafter" in whole.texts[0]


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("Encrypted file is unsupported", Outcome.ENCRYPTED),
        ("Passphrase required for this entry", Outcome.ENCRYPTED),
        ("Unsupported ZIP compression method (deflate64)", Outcome.UNSUPPORTED),
        ("Can't allocate memory for ppmd", Outcome.LIMIT),
        ("Truncated RAR file data", Outcome.FAILED),
        (None, Outcome.FAILED),
    ],
)
def test_what_libarchive_says(message: str | None, outcome: Outcome) -> None:
    class Said(Exception):  # noqa: N818
        msg = message

    assert reader._outcome(Said()) is outcome


def test_names_of_old_programs() -> None:
    assert reader._text("Größe".encode()) == "Größe"
    assert reader._text("Größe".encode("cp1252")) == "Größe"
    assert reader._text(None) == ""


def test_a_compressed_file_that_is_no_archive_has_the_name_without_suffix() -> None:
    octets = bytes.fromhex("1f9d90") + b"4\x62\x90"  # compress(1): "41" and no more
    leaf = Leaf(octets, "application/octet-stream", names=("letter.txt.Z",))
    assert "letter.txt" in extract(leaf, Budget(native=PARSERS)).texts[0]


def test_what_is_no_archive_is_not_its_affair() -> None:
    extraction = extract(Leaf(b"plain words", "text/plain", names=("a.rar",)), Budget(native=PARSERS))
    assert (extraction.outcome, extraction.texts) == (Outcome.TEXT, ("plain words",))
