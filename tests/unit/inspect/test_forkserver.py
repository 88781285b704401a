"""What the fork server does before it forks; forking itself is in tests/wire/test_inspection_pool.py."""

from __future__ import annotations

from typing import Any

import pytest

from skygw.detect import DataIdentifierSpec
from skygw.inspect.child import Work
from skygw.inspect.channel import pair
from skygw.inspect.endpoint import Endpoint
from skygw.inspect.forkserver import PIPELINE, Preparation, PreparationError
from skygw.inspect.frames import FrameReader
from tests.support.inspectors import Words

MODULE = "tests.support.inspectors"


def configuration(*inspectors: str, **changed: Any) -> dict[str, Any]:
    return {
        "specs": [DataIdentifierSpec("credit_card").to_json()],
        "inspectors": [{"name": name.lower(), "reference": f"{MODULE}:{name}"} for name in inspectors],
        "settings": {},
        "pipeline": PIPELINE,
    } | changed


def prepare(configured: dict[str, Any]) -> tuple[Work | PreparationError, list[str]]:
    """What comes of a configuration, and the steps that were announced."""
    gateway, control = pair()
    endpoint = Endpoint(control, 1000)
    result: Work | PreparationError
    try:
        result = Preparation(endpoint, configured).work()
    except PreparationError as error:
        result = error
    endpoint.close()
    steps = [frame.header["preparing"] for frame in FrameReader(1000).feed(gateway.recv(100_000))]
    gateway.close()
    return result, steps


def test_work() -> None:
    work, steps = prepare(configuration("Words", "Puppet"))
    assert isinstance(work, Work)
    assert steps == ["the built-in pipeline", "inspector words", "inspector puppet"]
    assert [name for name, _inspector in work.inspectors] == ["words", "puppet"]
    report = work.inspect(b"\r\nsecret 4111 1111 1111 1111\r\n")
    assert [finding.type for finding in report.findings] == ["credit_card", "word"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("configured", "what", "detail"),
    [
        (configuration(pipeline="no.such:thing"), "the built-in pipeline", "ModuleNotFoundError"),
        (configuration(specs=[{"kind": "crystal ball"}]), "the built-in pipeline", "ValueError: kind"),
        (configuration(settings={"patrs": 1}), "the built-in pipeline", "TypeError"),
        (configuration("Words", "Missing"), "inspector missing", "AttributeError"),
        (configuration("Unprepared"), "inspector unprepared", "FileNotFoundError: no such table"),
    ],
)
def test_what_cannot_be_prepared(configured: dict[str, Any], what: str, detail: str) -> None:
    error, steps = prepare(configured)
    assert isinstance(error, PreparationError)
    assert error.what == what == steps[-1]
    assert error.detail.startswith(detail)


def test_a_thread_would_not_live_in_the_children(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([1, 1, 1, 2])
    monkeypatch.setattr("threading.active_count", lambda: next(counts))
    error, _steps = prepare(configuration("Words"))
    assert isinstance(error, PreparationError)
    assert str(error) == "inspector words: a thread was started, and threads do not survive a fork"


def test_prepare_is_called_once_here_and_not_in_each_child() -> None:
    calls: list[None] = []

    class Counting(Words):
        def prepare(self) -> None:
            super().prepare()
            calls.append(None)

    import tests.support.inspectors as module

    module.Counting = Counting  # type: ignore[attr-defined]
    try:
        work, _steps = prepare(configuration("Counting"))
    finally:
        del module.Counting  # type: ignore[attr-defined]
    assert isinstance(work, Work)
    work.inspect(b"secret")
    work.inspect(b"secret")
    assert len(calls) == 1
