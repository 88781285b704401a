"""The gate against everything that other parsers show: what is in doubt is said, what is shown is found."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.mail import transfer
from skygw.mail.gate import read_leaf, structural_doubts
from skygw.mail.parts import walk
from skygw.mail.reasons import REASONS, Doubt
from skygw.mail.views import union
from skygw.mail.work import Work
from tests.properties.test_mail_walk import GARBAGE, written
from tests.support import ambiguous, honest
from tests.support.ambiguous import ENCODINGS, MARKER

try:
    import fast_mail_parser
except ImportError:  # not on every platform; the standard library is a witness as well
    fast_mail_parser = None


@attrs.frozen
class Seen:
    """Where the marker was seen; which doubts there are."""

    structural: tuple[str, ...]
    local: tuple[str, ...]
    usual: bool
    dialects: bool
    union: bool

    @property
    def found(self) -> bool:
        return self.usual or self.dialects or self.union

    @property
    def flagged(self) -> bool:
        return bool(self.structural or self.local)


def look(octets: bytes, marker: bytes = MARKER) -> Seen:
    message = walk(octets)
    doubts = structural_doubts(octets, message)
    leaves = [read_leaf(octets, part) for part in message.leaves]
    work = Work()
    return Seen(
        structural=doubts,
        local=tuple(dict.fromkeys(doubt for leaf in leaves for doubt in leaf.doubts)),
        usual=any(marker in leaf.octets for leaf in leaves),
        dialects=any(
            marker in octets
            for leaf in leaves
            for octets in (*leaf.others(work), *(file.octets for file in leaf.files))
        ),
        union=bool(doubts) and any(marker in view.octets for view in union(octets, work)),
    )


def test_ambiguous_messages() -> None:
    """At least 150 kinds, in all encodings; found in at least 95 %, and nothing missed without a word."""
    assert len(ambiguous.KINDS) >= 150
    counts: Counter[str] = Counter()
    unsaid: list[str] = []
    in_union: Counter[bool] = Counter()
    for message in ambiguous.messages():
        seen = look(message.octets)
        counts["found" if seen.found else "flagged alone" if seen.flagged else "missed"] += 1
        if seen.structural:
            in_union[seen.union] += 1
        if not seen.found and not seen.flagged:
            unsaid.append(f"{message.kind}, {message.encoding}")
    print(
        f"{len(ambiguous.KINDS)} kinds, {counts.total()} messages: {dict(counts)}; in union: {dict(in_union)}"
    )
    assert unsaid == []
    assert counts["found"] >= 0.95 * counts.total()
    assert in_union[True] >= 0.95 * in_union.total()


def test_two_ambiguities_at_a_time() -> None:
    """A part of one kind inside a message of another."""
    random = Random(2)
    made = [message for message in ambiguous.messages() if len(message.octets) < 10_000]
    for _ in range(300):
        inner, outer = random.choice(made), random.choice(made)
        joint = outer.octets.replace(b"Please find the minutes attached.", inner.octets)
        seen = look(joint)
        assert seen.found or seen.flagged, (inner.kind, outer.kind)
        if seen.structural:
            assert seen.union, (inner.kind, outer.kind)


def test_every_reason_is_met() -> None:
    """No rule is without a kind that shows it, but for the caps."""
    met: set[str] = set()
    for message in ambiguous.messages():
        seen = look(message.octets)
        met |= {*seen.structural, *seen.local}
    doubtful = {name for name, reason in REASONS.items() if reason.doubt is not Doubt.NONE}
    assert {name for name in doubtful - met if not name.startswith("limit-")} <= {
        "fields-too-many",
        "header-too-long",
    }


def test_honest_messages() -> None:
    """At most 1 % are in doubt about their structure; the reasons are printed."""
    counts: Counter[str] = Counter()
    for name, octets in honest.messages(1000):
        seen = look(octets)
        counts["S" if seen.structural else "L" if seen.local else "one view"] += 1
        if seen.flagged:
            print(name, seen.structural, seen.local)
    print(f"{len(honest.SHAPES)} shapes, {counts.total()} messages: {dict(counts)}")
    assert counts.total() >= 500
    assert counts["S"] <= 0.01 * counts.total()
    assert counts["L"] <= 0.01 * counts.total()


def shown_by_the_standard_library(octets: bytes) -> Iterator[bytes]:
    for part in email.message_from_bytes(octets, policy=email.policy.compat32).walk():
        payload: Any = part.get_payload(decode=True)
        if payload:
            yield payload


def shown_by_fast_mail_parser(octets: bytes) -> Iterator[bytes]:
    if fast_mail_parser is None:
        return
    try:
        message = fast_mail_parser.parse_email(octets)
    except fast_mail_parser.ParseError:
        return
    yield from (text.encode("utf-8", "replace") for text in (*message.text_plain, *message.text_html))
    yield from (attachment.content for attachment in message.attachments)


Mutations = list[tuple[float, bytes, int]]
MUTATIONS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([
            b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b"=", b"==", b"-", b"--", b"\r\n--bnd\r\n",
            b"\r\n--bnd--\r\n", b"\r\n\r\n", b";", b'"', b"\\", b"(", b"x", b":", b"\xff",
            b"Content-Transfer-Encoding: base64\r\n",
            b"\r\nContent-Transfer-Encoding: quoted-printable\r\n", b"Content-Type: text/html\r\n", b"=\r\n",
            b'\r\nContent-Type: multipart/mixed; boundary="bnd"\r\n', b"\r\n ", b"!", b"QQ==",
            b"\r\nbegin 644 x\r\n",
        ]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def mutated(octets: bytes, mutations: Mutations) -> bytes:
    """Something put in, and something taken away, at a few places."""
    for place, piece, less in mutations:
        at = int(place * len(octets))
        octets = octets[:at] + piece + octets[at + less :]
    return octets


SOURCES = [
    ambiguous.raw(ambiguous.typed(ambiguous.payload(encoding), ambiguous._T)) for encoding in ENCODINGS
]
SOURCES += [message.octets for message in ambiguous.messages() if len(message.octets) < 5000]


@given(st.sampled_from(SOURCES), MUTATIONS)
def test_what_another_parser_shows_is_found_or_said(
    octets: bytes, mutations: list[tuple[float, bytes, int]]
) -> None:
    octets = mutated(octets, mutations)
    shown = any(
        MARKER in text
        for text in (*shown_by_the_standard_library(octets), *shown_by_fast_mail_parser(octets))
    )
    if shown:
        seen = look(octets)
        assert seen.found or seen.flagged


@given(GARBAGE, st.integers(0, 20_000))
def test_any_garbage_is_gated(octets: bytes, budget: int) -> None:
    message = walk(octets)
    doubts = structural_doubts(octets, message)
    assert set(doubts) <= set(REASONS)
    work = Work(budget)
    for part in message.leaves:
        reading = read_leaf(octets, part)
        assert set(reading.doubts) <= set(REASONS)
        assert sum(map(len, reading.others(work))) <= budget
    views = [view.octets for view in union(octets, Work(budget))]
    assert sum(map(len, views)) <= budget
    assert len(views) == len(set(views))


@given(written())
def test_what_the_standard_library_writes_has_one_view(octets: bytes) -> None:
    seen = look(octets)
    assert seen.structural == ()


@pytest.mark.skipif(fast_mail_parser is None, reason="fast-mail-parser is not installed")
@given(written())
def test_fast_mail_parser_finds_the_same_leaves(octets: bytes) -> None:
    tree = fast_mail_parser.walk(fast_mail_parser.parse_email_tree(octets))
    theirs = [(part.content_type, part.content) for part in tree if not part.children]
    ours = [
        (part.media_type, transfer.decode(octets[part.body : part.end], part.encoding).octets)
        for part in walk(octets).leaves
    ]
    assert ours == theirs
