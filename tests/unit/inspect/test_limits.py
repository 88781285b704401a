from __future__ import annotations

import json
import os

from skygw.inspect.limits import ChildLimits, default_workers


def test_child_limits_travel_as_json() -> None:
    limits = ChildLimits(cpu=2.5, messages=0)
    assert ChildLimits(**json.loads(json.dumps(limits.to_json()))) == limits


def test_default_workers() -> None:
    assert default_workers() == min(len(os.sched_getaffinity(0)), 4)
