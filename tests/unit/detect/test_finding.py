from __future__ import annotations

import json

import pytest

from skygw.detect import Finding
from skygw.detect.finding import MAX_DIGESTS

FINDING = Finding(
    type="credit_card", count=3, unique=2, confidence=85, detector="x", where="attachments", leaf=4,
    excerpts=("card ************1111",), digests=(b"12345678", b"abcdefgh"), spans=((5, 21), (30, 46)),
    score=7,
)  # fmt: skip


def test_through_json_and_back() -> None:
    assert Finding.from_json(json.loads(json.dumps(FINDING.to_json()))) == FINDING
    assert Finding.from_json(Finding("x").to_json()) == Finding("x")


def test_defaults() -> None:
    finding = Finding("x")
    assert (finding.count, finding.unique, finding.confidence, finding.where, finding.leaf) == (
        1,
        None,
        75,
        "body",
        0,
    )


def test_no_value_in_repr() -> None:
    assert "1111" not in repr(FINDING)
    assert "abcdefgh" not in repr(FINDING)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("type", 1),
        ("count", True),  # a bool is no count
        ("count", 1.0),
        ("unique", "2"),
        ("confidence", None),
        ("excerpts", "text"),
        ("excerpts", [1]),
        ("digests", ["xyz"]),
        ("digests", ["00"] * (MAX_DIGESTS + 1)),
        ("where", []),
        ("spans", [[1]]),
        ("spans", [[1, "2"]]),
        ("spans", [[2, 1]]),
        ("spans", [[-1, 1]]),
        ("spans", [[0, 1]] * 11),
        ("score", "1"),
    ],
)
def test_json_that_is_no_finding(member: str, value: object) -> None:
    with pytest.raises(ValueError, match=member):
        Finding.from_json(FINDING.to_json() | {member: value})


def test_json_of_another_shape() -> None:
    with pytest.raises(ValueError, match="expected"):
        Finding.from_json({})
