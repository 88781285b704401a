"""What comes out of a reader: something that a parser could have found, or the reader is lost; never another
exception."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.extract.budget import Allowance, Budget
from skygw.extract.found import Again, Defect, Label, Leaf, Unfit
from skygw.extract.outcome import Outcome
from skygw.inspect import found as wire
from skygw.inspect.found import End, decode, encoded
from skygw.inspect.frames import Frame, FrameError, FrameReader, encode
from skygw.inspect.readers import ReaderLost, _Lent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["found", "name", "within", "value", "word", "outcome", "how"])
WORDS = st.sampled_from(
    ["text", "again", "leaf", "label", "defect", "outcome", "end", "done", "unfit", "pdf", "docx", "failed"]
)
HEADERS = st.dictionaries(KEYS, WORDS | JSON, max_size=5)
FOUND = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.builds(Again, st.text(st.characters(exclude_categories=["Cs"]))),
    st.builds(Leaf, st.binary(), st.just("application/octet-stream"), within=st.just("pdf")),
    st.builds(Label, st.text(st.characters(exclude_categories=["Cs"])), st.just("v")),
    st.builds(Defect, st.from_regex("[a-z][a-z-]{0,20}", fullmatch=True)),
    st.sampled_from(Outcome),
)


@given(HEADERS, st.binary(max_size=20))
def test_any_frame(header: dict[str, object], octets: bytes) -> None:
    try:
        found = decode(Frame(header, octets))
    except FrameError:
        return
    assert isinstance(found, (str, Again, Leaf, Label, Defect, Outcome, End))


@given(st.lists(FOUND, max_size=5))
def test_both_ways(things: list[object]) -> None:
    reader = FrameReader(wire.HEADER_OCTETS, wire.TEXT_OCTETS)
    octets = b"".join(piece for thing in things for piece in encoded(thing))  # type: ignore[arg-type]
    assert [decode(frame) for frame in reader.feed(octets)] == things


class Played(_Lent):
    """A reader that says what a test wants, in any pieces, and dies."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__(1, None)  # type: ignore[arg-type]
        self.pieces = [piece for piece in pieces if piece]

    def _ask(self, *pieces: bytes) -> None:
        pass

    def _receive(self) -> bytes:
        if not self.pieces:
            raise ReaderLost
        return self.pieces.pop(0)


def answers(*pieces: bytes) -> list[object]:
    """What a child gets out of a reader that says this; ends with how it was lost, if it was."""
    got: list[object] = []
    allowance = Allowance(Budget(free_octets=1000), 1)
    try:
        got.extend(Played(*pieces).read("pdfium", Leaf(b"x"), allowance))
    except ReaderLost as lost:
        got.append(lost.reason or "died")
    except Unfit:
        got.append("unfit")
    return got


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_any_octets(pieces: list[bytes]) -> None:
    assert answers(*pieces)[-1:] in (["died"], ["protocol"])


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=20)), max_size=6), st.integers(0, 300))
def test_any_frames_in_any_pieces(frames: list[tuple[dict[str, object], bytes]], cut: int) -> None:
    octets = b"".join(encode(header, len(behind)) + behind for header, behind in frames)
    whole = answers(octets)
    assert answers(octets[:cut], octets[cut:])[:1] == whole[:1]
    assert all(isinstance(thing, (str, Again, Leaf, Label, Defect, Outcome)) for thing in whole)
