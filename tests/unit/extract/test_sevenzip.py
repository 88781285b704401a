"""7z: methods in a row.  Archives of real programs stand in tests/corpus."""

from __future__ import annotations

import pytest

from skygw.extract import sevenzip

ONE, TWO, THREE = (b"\x21", b"\x01"), (b"\x03", b"\x03"), (b"\x03\x03\x01\x03", b"")


def test_methods_are_ordered_by_who_feeds_whom() -> None:
    """7-Zip names the compressor first, libarchive last: filters of 7-Zip's archives used to be unknown."""
    assert sevenzip._in_order([ONE, TWO], {0: 1}) == [TWO, ONE]
    assert sevenzip._in_order([TWO, ONE], {1: 0}) == [TWO, ONE]
    assert sevenzip._in_order([ONE, TWO, THREE], {0: 2, 2: 1}) == [TWO, THREE, ONE]
    assert sevenzip._in_order([ONE], {}) == [ONE]


@pytest.mark.parametrize("next_of", [{0: 0}, {0: 1, 1: 0}, {0: 7}, {}, {5: 6}])
def test_what_is_no_row_is_damage(next_of: dict[int, int]) -> None:
    with pytest.raises(sevenzip._Damaged):
        sevenzip._in_order([ONE, TWO], next_of)
