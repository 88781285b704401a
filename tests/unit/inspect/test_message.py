from __future__ import annotations

import pytest

from skygw.inspect.message import Message, read_only


def test_octets_are_not_in_the_repr() -> None:
    assert "4111" not in repr(Message(b"4111 1111"))


def test_size() -> None:
    assert Message(b"abc").size == 3
    assert Message(read_only(bytearray(b"abcd"))).size == 4


def test_bytes_stay_what_they_are() -> None:
    octets = b"abc"
    assert read_only(octets) is octets


@pytest.mark.parametrize("make", [bytearray, lambda octets: memoryview(bytearray(octets))])
def test_everything_else_becomes_a_view_that_cannot_be_written(make: object) -> None:
    view = read_only(make(b"abc"))  # type: ignore[operator]
    assert isinstance(view, memoryview)
    assert bytes(view) == b"abc"
    with pytest.raises(TypeError):
        view[0] = 0
