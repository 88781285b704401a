"""The player itself: a dialog that lies must fail, and say where."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair


@pytest.mark.parametrize(
    ("transcript", "complaint"),
    [
        ("-- greeted\n>> NOOP\n<< 250 2.0.0 ok", "line 3: << 250 2.0.0 ok\nexpected"),
        ("-- greeted\n>> NOOP", "unexpected to the sender"),
        ("-- greeted\n>> NOOP\n>> MAIL FROM:<a@x>\n<< 250 2.0.0 OK", "unexpected to the far side"),
        ("-- greeted\n>> NOOP\n<= 250 early", "line 3"),
        ("-- greeted\n<< 250 2.0.0 OK", "line 2"),
        ("-- greeted\n<< ...", "got nothing"),
        ("-- greeted\n-- sender is closed", "the sender leg is open"),
        ("-- greeted\n-- sender is not read", "the sender is read"),
        ("-- greeted\n-- records: passed", "the records say"),
        ("-- greeted\n-- memory: 7", "expected 7"),
        ("-- greeted\n-- refused as: upstream", "nothing was told"),
        ("-- greeted\n-- far is under TLS", "no handshake"),
        ("-- greeted without FOO", "no FOO"),
        ("-- greeted\n-- it rains", "no such happening"),
        ("-- cut\n-- both are open", "line 2"),
    ],
)
def test_a_lie(transcript: str, complaint: str) -> None:
    with pytest.raises(AssertionError) as caught:
        play(transcript)
    assert complaint in str(caught.value)


def test_an_error_within_is_no_success() -> None:
    pair = Pair()
    pair.inspection.concerns = None  # type: ignore[assignment,method-assign]
    with pytest.raises(AssertionError) as caught:
        play("-- greeted\n-- enveloped\n-- content under way\n>> .\n<< ...", pair)
    assert isinstance(caught.value.__cause__, TypeError)


def test_memory_that_is_not_given_back_is_no_success() -> None:
    pair = Pair()
    pair.gateway.budget.reserve(1, lambda: None)
    with pytest.raises(AssertionError, match="memory was not given back"):
        play("-- greeted\n>> QUIT\n<< ...\n=> QUIT\n<= 221 bye", pair)


def test_a_call_that_is_left_behind_is_no_success() -> None:
    pair = Pair()
    pair.clock.callLater(1000, lambda: None)
    with pytest.raises(AssertionError, match="a delayed call"):
        play("-- greeted\n>> QUIT\n<< ...\n=> QUIT\n<= 221 bye", pair)
