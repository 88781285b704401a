"""Extraction of structured formats: whatever the octets, one outcome, within the budgets, no exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.extract import Budget, Leaf, Outcome, extract, formats, leaf
from skygw.extract.budget import Allowance
from skygw.extract.found import Unfit
from skygw.extract.reading import Reading
from tests.support import formats as made

SAMPLES = made.samples()
READERS = [row.reader for row in formats.FORMATS if not row.native]
NAMES = ["", *sorted({f"a.{suffix}" for row in formats.FORMATS for suffix in row.suffixes[:2]})]
MEDIA_TYPES = sorted({kind for row in formats.FORMATS for kind in row.media_types[:1]})
TYPES = ["application/octet-stream", *MEDIA_TYPES]
MAGIC = [sample.octets[:24] for sample in SAMPLES]


def checked(octets: bytes, media_type: str, name: str) -> None:
    """Read without the net that ``extract`` is; readers' own faults are outcomes, the loop has none."""
    budget = Budget(message_octets=5000, leaf_octets=4000, entries=50, free_octets=20_000, ratio=2)
    room = max(budget.free_octets, budget.ratio * len(octets))
    before = budget.expanded_octets
    names = (name,) if name else ()
    reading = Reading(Leaf(octets, media_type, names=names), budget)
    reading.run()
    assert isinstance(reading.outcome, Outcome)
    assert sum(map(len, reading.texts()[:1])) <= 4000
    assert before - budget.expanded_octets <= room
    assert len(reading.members) <= 60
    for text in reading.texts():
        text.encode("utf-8")  # no halves of characters


@given(st.sampled_from(MAGIC), st.binary(max_size=400), st.sampled_from(TYPES), st.sampled_from(NAMES))
def test_any_octets(magic: bytes, rest: bytes, media_type: str, name: str) -> None:
    checked(magic + rest, media_type, name)


@given(st.sampled_from(SAMPLES), st.data())
def test_mutated_files(sample: made.Sample, data: st.DataObject) -> None:
    octets = bytearray(sample.octets)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(octets)))
    whole = data.draw(st.booleans())
    checked(bytes(octets if whole else octets[:cut]), "application/octet-stream", sample.name)


@given(st.sampled_from(SAMPLES), st.integers(0, 3000), st.sampled_from([0, 1, 0x7F, 0xFF]), st.integers(1, 4))
def test_numbers_turned_extreme(sample: made.Sample, at: int, octet: int, count: int) -> None:
    octets = bytearray(sample.octets)
    at %= len(octets)
    octets[at : at + count] = bytes([octet]) * count
    checked(bytes(octets), "application/octet-stream", sample.name)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: f"{reader.__module__}.{reader.__name__}")
@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_readers_raise_unfit_or_nothing(reader: formats.Reader, magic: bytes, rest: bytes) -> None:
    budget = Budget()
    source = leaf.Leaf(magic + rest, "application/octet-stream")
    try:
        for number, _found in enumerate(reader(source, Allowance(budget, len(source.octets)))):
            assert number < 10_000
    except Unfit:
        pass


FILES = st.tuples(st.sampled_from(["a.txt", "b.html", "c.rtf", ""]), st.binary(max_size=60))


@given(st.lists(FILES, max_size=6))
def test_zip_gives_all_it_holds(files: list[tuple[str, bytes]]) -> None:
    named = {f"{number}{name}": b"word%d " % number + data for number, (name, data) in enumerate(files)}
    octets = made.zipped(named)
    text = "\n".join(extract(Leaf(octets), Budget()).texts)
    assert all(f"word{number}" in text for number in range(len(files)))
