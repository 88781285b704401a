from __future__ import annotations

import attrs
import pytest

from skygw.app.config.inspection import Inspection
from skygw.inspect.pipeline import Limits as PipelineLimits
from tests.support.configuration import loaded, problems


def test_the_defaults_are_those_of_the_manual():
    inspection = Inspection()
    assert (inspection.workers, inspection.inspectors) == (0, ())
    assert (inspection.on_timeout, inspection.on_failure) == ("tempfail", "tempfail")
    assert (inspection.on_oversize, inspection.on_unscannable) == ("accept_with_header", "accept_with_header")
    limits = inspection.limits
    assert (limits.message_octets, limits.parts, limits.depth) == (157_286_400, 10_000, 50)
    assert (limits.leaf_text_octets, limits.text_octets) == (2**26, 2**28)
    assert limits.of_a_message() == {
        name: value for name, value in attrs.asdict(PipelineLimits()).items() if name != "header_octets"
    }


@pytest.mark.parametrize("key", ["on_timeout", "on_failure", "on_oversize", "on_unscannable"])
def test_what_may_be_done_without_a_verdict(tmp_path, key):
    for action in ("tempfail", "accept", "accept_with_header", "reject"):
        assert getattr(loaded(tmp_path, inspection={key: action}).inspection, key) == action
    assert "not available yet" in problems(tmp_path, inspection={key: "quarantine"})[f"inspection.{key}"]
    assert "not available yet" in problems(tmp_path, inspection={key: "resume"})[f"inspection.{key}"]
    assert "is not possible" in problems(tmp_path, inspection={key: "drop"})[f"inspection.{key}"]


@pytest.mark.parametrize(
    ("inspection", "path"),
    [
        ({"workers": -1}, "inspection.workers"),
        ({"max_queue": 0}, "inspection.max_queue"),
        ({"recycle_after": -1}, "inspection.recycle_after"),
        ({"inspectors": ["ok", "not ok"]}, "inspection.inspectors[1]"),
        ({"limits": {"depth": 0}}, "inspection.limits.depth"),
        ({"limits": {"memory_octets": 1}}, "inspection.limits.memory_octets"),
        ({"limits": {"archive_width": 1}}, "inspection.limits.archive_width"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(tmp_path, inspection, path):
    assert list(problems(tmp_path, inspection=inspection)) == [path]


def test_inspectors_by_name_or_all(tmp_path):
    assert loaded(tmp_path, inspection={"inspectors": ["*"]}).inspection.inspectors == ("*",)
    assert loaded(tmp_path, inspection={"inspectors": ["acme-labels"]}).inspection.inspectors == (
        "acme-labels",
    )
