from __future__ import annotations

from skygw.detect.catalogue.types import DataType, Pattern
from skygw.detect.engine.plan import Plan, plan
from skygw.detect.engine.windows import Nearby, Windows


def planned(**contexts: int) -> Plan:
    """One weak type per name, whose keyword is its name."""
    catalogue = {
        name: DataType(
            name, name, "test", "tax", (Pattern(r"\d{9}"),), keywords=(name,), examples=("1",),
            context=context
        )
        for name, context in contexts.items()
    }
    return plan({name: slot for slot, name in enumerate(catalogue)}, catalogue)


def windows() -> Windows:
    of = planned(alpha=10, beta=20)
    numbers = {keyword.form: number for number, keyword in enumerate(of.keywords)}
    alpha, beta = numbers["alpha"], numbers["beta"]
    return Windows(of, [(alpha, 100, 105), (alpha, 112, 117), (beta, 300, 304)])


def test_near() -> None:
    near = windows().near
    assert near(0, 80, 90)
    assert not near(0, 80, 89)
    assert near(0, 127, 130)
    assert not near(0, 128, 130)
    assert near(1, 320, 322)
    assert not near(1, 100, 102)


def test_around() -> None:
    assert windows().around({0, 1}, 5) == [(85, 127), (275, 324)]
    assert windows().around({1}, 0) == [(280, 324)]
    assert windows().around((), 5) == []


def test_opened() -> None:
    assert windows().opened(0)
    assert list(windows().types) == [0, 1]
    assert not Windows(planned(alpha=10), []).opened(0)


def test_nearby() -> None:
    near = Nearby([(10, 12, 1), (11, 30, 2), (50, 51, 4)], 5).mask
    positions = (0, 5, 6, 17, 18, 35, 36, 45, 56, 57)
    assert [near(position) for position in positions] == [0, 1, 3, 3, 2, 2, 0, 4, 4, 0]
