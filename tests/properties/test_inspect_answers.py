"""Frames and answers of children: any cutting gives the same, any garbage is refused in one way."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from skygw.detect import AttachmentFacts, Facts, Finding, Report
from skygw.detect.finding import WHERES
from skygw.detect.report import STATUSES
from skygw.inspect.answer import Answer, decode_answer, report_answer
from skygw.inspect.frames import Frame, FrameError, FrameReader, encode
from skygw.inspect.limits import ANSWER_OCTETS

TEXT = st.text(max_size=20)  # surrogates among them: undecodable names have such
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
HEADERS = st.dictionaries(TEXT, JSON, max_size=4)
NUMBER = st.integers(0, 1 << 40)
FINDINGS = st.builds(
    Finding,
    type=st.text(min_size=1, max_size=20),
    count=st.integers(1, 1 << 40),
    unique=st.none() | NUMBER,
    confidence=st.integers(0, 100),
    detector=TEXT,
    where=st.sampled_from(WHERES),
    leaf=NUMBER,
    excerpts=st.lists(TEXT, max_size=3).map(tuple),
    digests=st.lists(st.binary(min_size=8, max_size=8), max_size=3).map(tuple),
)
ATTACHMENTS = st.builds(AttachmentFacts, name=TEXT, size=NUMBER, leaf=NUMBER)
FACTS = st.builds(
    Facts,
    size=NUMBER,
    subject=TEXT,
    headers=st.dictionaries(TEXT, st.lists(TEXT, max_size=3).map(tuple), max_size=3),
    attachments=st.lists(ATTACHMENTS, max_size=3).map(tuple),
    outcomes=st.lists(TEXT, max_size=3).map(tuple),
    defects=st.lists(TEXT, max_size=3).map(tuple),
)
REPORTS = st.builds(
    Report,
    status=st.sampled_from(STATUSES),
    findings=st.lists(FINDINGS, max_size=4).map(tuple),
    facts=FACTS,
    cpu=st.floats(0, 1e6),
)


def cut(wire: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({min(place, len(wire)) for place in places} | {len(wire)})
    return [wire[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=50)), max_size=4), st.lists(st.integers(0, 500)))
def test_any_cutting_gives_the_same_frames(
    frames: list[tuple[dict[str, Any], bytes]], places: list[int]
) -> None:
    wire = b"".join(encode(header, len(octets)) + octets for header, octets in frames)
    reader = FrameReader(100_000, 50)
    got = [frame for piece in cut(wire, places) for frame in reader.feed(piece)]
    assert got == [Frame(header, octets) for header, octets in frames]
    assert reader.pending == 0


@given(st.lists(st.binary(max_size=100)))
@example([b"\0\0\0\2\0\0\0\0[]"])
def test_any_garbage_is_frames_or_a_frame_error(pieces: list[bytes]) -> None:
    reader = FrameReader(60, 10)
    try:
        for piece in pieces:
            for frame in reader.feed(piece):
                assert isinstance(frame.header, dict)
                assert len(frame.octets) <= 10
    except FrameError:
        return
    assert reader.pending <= 8 + 60 + 10 + 100, "nothing beyond the bounds is kept"


@given(NUMBER, REPORTS, NUMBER)
def test_every_report_comes_back_as_it_was(scan: int, report: Report, rss: int) -> None:
    [frame] = FrameReader(ANSWER_OCTETS).feed(report_answer(scan, report, rss))
    assert decode_answer(frame.header) == Answer(scan, report, rss)


@given(HEADERS)
def test_any_header_is_an_answer_or_a_frame_error(header: dict[str, Any]) -> None:
    try:
        decode_answer(header)
    except FrameError:
        pass


@given(REPORTS, st.data())
def test_a_report_with_one_member_exchanged_is_an_answer_or_a_frame_error(report: Report, data: Any) -> None:
    value = report.to_json()
    place: Any = value
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, (dict, list)) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(JSON)
        break
    try:
        answer = decode_answer({"scan": 1, "report": value, "rss": 1})
    except FrameError:
        return
    assert isinstance(answer.result, Report)
