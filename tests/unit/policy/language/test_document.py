from __future__ import annotations

import pytest

from skygw.errors import Problem
from skygw.policy.language.document import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_OCTETS,
    Mapping,
    Node,
    Scalar,
    Sequence,
    parse,
)


def tree(text: str) -> Node:
    node = parse(text.encode(), "x.yaml")
    assert not isinstance(node, Problem), node
    return node


def test_nodes_know_their_lines() -> None:
    inner = Mapping(4, {"c": Scalar("y", False, 4)}, {"c": 4})
    listed = Sequence(3, [Scalar("x", True, 3), inner])
    expected = Mapping(1, {"a": Scalar("1", True, 1), "b": listed}, {"a": 1, "b": 2})
    assert tree("a: 1\nb:\n  - x\n  - {c: 'y'}\n") == expected


@pytest.mark.parametrize("text", ["off", "no", "1_000", "0x10", "1:30", "2026-11-24", "1e3", "Null"])
def test_a_value_stays_the_text_that_was_written(text: str) -> None:
    node = tree(f"a: {text}")
    assert isinstance(node, Mapping)
    assert node.entries["a"] == Scalar(text, True, 1)


@pytest.mark.parametrize(
    ("text", "null"),
    [("a:", True), ("a: ~", True), ("a: null", True), ("a: ''", False), ("a: 'null'", False)],
)
def test_nothing_and_an_empty_text_are_two_things(text: str, null: bool) -> None:
    node = tree(text)
    assert isinstance(node, Mapping)
    scalar = node.entries["a"]
    assert isinstance(scalar, Scalar)
    assert scalar.is_null is null


def test_a_byte_order_mark_is_no_text() -> None:
    assert tree("\ufeffa: 1") == tree("a: 1")


REFUSED = [
    # (octets, line, part of the reason)
    (b"", 1, "empty"),
    (b"# only a comment\n", 1, "empty"),
    (b"a: 1\nb: \xff\n", 2, "UTF-8"),
    (b"\xff\xfea\x00", 1, "UTF-8"),  # UTF-16
    (b"a: 1\na: 2\n", 2, "'a' stands here twice, first in line 1"),
    (b"x:\n  - {a: 1, b: 2, a: 3}\n", 2, "twice"),
    (b"a: &x 1\n", 1, "anchors"),
    (b"a: 1\nb: *x\n", 2, "aliases"),
    (b"a: &a [x]\nb: &b [*a,*a]\n", 1, "anchors"),  # the billion laughs begin with an anchor
    (b"a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
    (b"a: !!str 1\n", 1, "tags"),
    (b"!x {a: 1}\n", 1, "tags"),
    (b"a: 1\n---\nb: 1\n", 2, "second document"),
    (b"? [a]\n: 1\n", 1, "key is expected"),
    (b"? {a: 1}\n: 1\n", 1, "key is expected"),
    (b"a: [1\n", None, "not readable"),
    (b"a: b: c\n", 1, "not readable"),
    (b"a:\n\t- x\n", 2, "not readable"),
    (b"a: \x07\n", None, "not readable"),
    (b'a: "\\UFFFFFFFF"\n', None, "not readable"),
    (b"%YAML 9.9\n---\na: 1\n", None, "not readable"),
    (b"[" * 100_000, 1, "nest"),
    (b"[" * 40, 1, f"deeper than {MAX_DEPTH}"),
    (b"{a: " * 40, 1, f"deeper than {MAX_DEPTH}"),
    (b"- " * 40, 1, f"deeper than {MAX_DEPTH}"),
    (b"[" + b"," .join([b"1"] * (MAX_NODES + 1)) + b"]", 1, "more than"),
    (b"#" * (MAX_OCTETS + 1), None, "larger than"),
]  # fmt: skip


@pytest.mark.parametrize(("octets", "line", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(octets: bytes, line: int | None, reason: str) -> None:
    problem = parse(octets, "x.yaml")
    assert isinstance(problem, Problem)
    assert reason in problem.reason
    assert problem.file == "x.yaml"
    assert line is None or problem.line == line


def test_as_deep_as_may_be() -> None:
    assert isinstance(tree("[" * MAX_DEPTH + "]" * MAX_DEPTH), Sequence)
