from __future__ import annotations

from skygw.detect.matching import View


def test_folded_is_made_once() -> None:
    view = View("ÄB")
    assert view.folded == "äb"
    assert view.folded is view.folded


def test_aligned() -> None:
    assert View("ÄB").aligned
    assert not View("Straße").aligned
