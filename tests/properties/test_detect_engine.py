"""Both finders find the same, whatever the text; and what the engine's parts say of expressions is true."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.catalogue import DATA_IDENTIFIERS
from skygw.detect.engine import make_engine
from skygw.detect.engine.automaton import automaton, mask
from skygw.detect.engine.heads import RUN, START, Heads, is_headed
from skygw.detect.engine.hits import before, merged, within
from skygw.detect.engine.skeleton import skeleton, spelled
from skygw.detect.matching import View

NAMES = list(DATA_IDENTIFIERS)
SLOTS = {name: slot for slot, name in enumerate(NAMES)}
HYPERSCAN, PLAIN = (make_engine(SLOTS, finder=finder) for finder in ("hyperscan", "plain"))

TYPES = DATA_IDENTIFIERS.values()
EXAMPLES = sorted({value for type_ in TYPES for value in (*type_.examples, *type_.decoys)})
KEYWORDS = sorted({word for type_ in TYPES for word in type_.keywords})
PIECES = st.one_of(
    st.sampled_from(EXAMPLES),
    st.sampled_from(KEYWORDS),
    st.sampled_from(KEYWORDS).map(str.upper),
    st.sampled_from(EXAMPLES).map(lambda value: value[: len(value) // 2]),
    st.sampled_from(
        [" ", "\n", "\r\n", "  ", "-", ".", ",", ":", "/", "_", "x", "0", "12", "4711", "AB", "ab", "@",
        "+49", "(",
         ")", "é", "ß", "İ", "Σ", "号", "证", "п", "№", "\ud800", "\u2028", "\u0085", "." * 310, "a" * 100]
    ),
    st.text("0123456789", min_size=1, max_size=20),
    st.text("ABCabc0123 .-/", min_size=1, max_size=12),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(PIECES, max_size=30).map(" ".join),
)


@given(TEXTS)
def test_both_finders_find_the_same(text: str) -> None:
    view = View(text)
    assert HYPERSCAN.decide(view) == PLAIN.decide(view)


@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_matches_do_not_overlap_and_lie_in_the_text(text: str) -> None:
    ends: dict[int, int] = {}
    for slot, start, end, value, confidence in HYPERSCAN.decide(View(text)).matches:
        assert ends.get(slot, 0) <= start < end <= len(text)
        ends[slot] = end
        assert value
        assert confidence in (65, 75, 85)


PATTERNS = [pattern for type_ in TYPES for pattern in type_.patterns if pattern.regex]
REGEXES = sorted({(pattern.regex, pattern.ignore_case) for pattern in PATTERNS})


@given(st.sampled_from(REGEXES), st.data())
def test_what_an_expression_matches_its_skeleton_matches(one: tuple[str, bool], data: st.DataObject) -> None:
    regex, ignore_case = one
    pattern = re.compile(regex, re.ASCII | (re.IGNORECASE if ignore_case else 0))
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    found = pattern.match(text)
    if found is None:
        return  # it looks around, and did not like the ends
    seen = "".join(character if character.isascii() else "?" for character in found[0])
    shape = skeleton(regex, ignore_case=ignore_case)
    assert re.fullmatch(shape, seen)
    assert re.fullmatch(spelled(shape), found[0])
    built = automaton(regex, ignore_case=ignore_case)
    states = built.begin()
    for character in found[0]:
        states = built.step(states, mask(character) if character.isascii() else 1 << 128)
    assert built.accept in states
    if is_headed(built) and len(found[0]) <= 80 and not re.match("[0-9A-Za-z]{81}", found[0]):
        assert START.match(f"{found[0]} ")
        run = RUN.match(f"{found[0]} x")
        assert run
        assert Heads([(5, shape)]).of(run[0]) == 1 << 5


REGION = st.tuples(st.integers(0, 50), st.integers(0, 10)).map(lambda row: (row[0], row[0] + row[1]))
REGIONS = st.lists(REGION)


@given(REGIONS)
def test_merged_regions(regions: list[tuple[int, int]]) -> None:
    made = merged(list(regions))
    assert {at for low, high in made for at in range(low, high + 1)} == {
        at for low, high in regions for at in range(low, high + 1)
    }
    assert all(one[1] < other[0] for one, other in itertools.pairwise(made))


@given(st.lists(st.integers(0, 100)).map(sorted), st.integers(1, 20))
def test_regions_before_ends(ends: list[int], wide: int) -> None:
    covered = {at for low, high in before(ends, wide) for at in range(low, high + 1)}
    assert covered == {at for end in ends for at in range(max(0, end - wide), end + 1)}


@given(REGIONS, REGIONS)
def test_regions_within_others(found: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    made, around = merged(list(found)), merged(list(others))
    assert within(made, around) == [
        region for region in made if any(low <= region[1] and region[0] <= high for low, high in around)
    ]
