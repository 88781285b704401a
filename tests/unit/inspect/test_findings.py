from __future__ import annotations

from typing import Any

import attrs
import pytest

from skygw.detect import Finding
from skygw.inspect.findings import FINDINGS, WrongAnswer, check_finding, checked_findings, describe

FINE = Finding(
    type="iban",
    count=2,
    unique=1,
    confidence=100,
    detector="other",
    where="attachments",
    leaf=3,
    excerpts=("DE** ****",),
    digests=(b"12345678",),
)


def test_findings_get_the_name_of_the_inspector() -> None:
    assert checked_findings("mine", [FINE]) == [attrs.evolve(FINE, detector="mine")]
    assert checked_findings("mine", (FINE, FINE))[1].detector == "mine"
    assert checked_findings("mine", []) == []


def test_a_finding_that_names_its_detector_keeps_it_where_it_is_ours() -> None:
    assert check_finding(FINE) == FINE


@pytest.mark.parametrize("answer", [None, "", {}, {FINE}, 0, True, FINE, iter([FINE])])
def test_what_is_no_list(answer: object) -> None:
    with pytest.raises(WrongAnswer, match=rf"returned {type(answer).__name__} instead of a list"):
        checked_findings("mine", answer)


def test_too_many() -> None:
    with pytest.raises(WrongAnswer, match="more than 10000 findings"):
        checked_findings("mine", [FINE] * (FINDINGS + 1))


@pytest.mark.parametrize("value", [None, "iban", {"type": "iban"}, Finding])
def test_what_is_no_finding(value: object) -> None:
    with pytest.raises(WrongAnswer, match=r"holds a wrong value: .* instead of skygw\.detect\.Finding"):
        checked_findings("mine", [FINE, value])


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("type", ""),
        ("type", b"iban"),
        ("type", "x" * 101),
        ("count", 0),
        ("count", -1),
        ("count", True),
        ("count", 1.0),
        ("count", 1 << 41),
        ("unique", -1),
        ("unique", "1"),
        ("confidence", 101),
        ("confidence", None),
        ("where", "envelope"),
        ("where", ["body"]),
        ("leaf", -1),
        ("excerpts", ["x"]),
        ("excerpts", (b"x",)),
        ("excerpts", ("x" * 1001,)),
        ("excerpts", ("x",) * 501),
        ("digests", (b"1234567",)),
        ("digests", ("12345678",)),
        ("digests", (b"12345678",) * 501),
    ],
)
def test_members_out_of_bounds(member: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"Finding\.{member} is of the wrong type or out of bounds"):
        check_finding(attrs.evolve(FINE, **{member: value}))


def test_the_name_of_a_detector_out_of_bounds() -> None:
    with pytest.raises(ValueError, match=r"Finding\.detector"):
        check_finding(attrs.evolve(FINE, detector="x" * 101))


def test_an_exception_is_described_without_its_text() -> None:
    def inspect() -> None:
        raise ValueError("4111 1111 1111 1111")

    with pytest.raises(ValueError) as caught:
        inspect()
    said = describe(caught.value)
    assert said.startswith("ValueError at test_findings.py:")
    assert said.endswith("in inspect")
    assert "4111" not in said
    assert describe(KeyError("4111")) == "KeyError"
    assert describe(WrongAnswer("ours")) == "ours"
