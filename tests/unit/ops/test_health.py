from __future__ import annotations

import json

from skygw.ops.health import Health


def test_without_checks_all_is_well():
    answer = Health().readiness()
    assert answer.is_good
    assert json.loads(answer.to_json()) == {"status": "ok", "checks": {}}


def test_a_gateway_that_lives_and_is_not_ready():
    health = Health()
    health.check_live("reactor", lambda: None)
    health.check_ready("upstream", lambda: "the breaker is open")
    assert health.liveness().is_good
    ready = health.readiness()
    assert not ready.is_good
    assert json.loads(ready.to_json()) == {
        "status": "failing",
        "checks": {"reactor": "ok", "upstream": "the breaker is open"},
    }


def test_what_does_not_live_is_not_ready():
    health = Health()
    health.check_live("reactor", lambda: "stuck")
    assert not health.liveness().is_good
    assert not health.readiness().is_good


def test_a_check_takes_the_place_of_the_one_before():
    health = Health()
    health.check_ready("upstream", lambda: "down")
    health.check_ready("upstream", lambda: None)
    assert health.readiness().is_good


def test_a_fact_stands_beside_the_checks_and_fails_nothing():
    health = Health()
    health.tell("sandbox", {"lacking": {"seccomp": "install it"}})
    for answer in (health.liveness(), health.readiness()):
        assert answer.is_good
        assert json.loads(answer.to_json())["sandbox"] == {"lacking": {"seccomp": "install it"}}
    health.tell("sandbox", None)
    assert "sandbox" not in json.loads(health.readiness().to_json())


def test_a_check_that_is_broken_is_a_check_that_failed():
    health = Health()
    health.check_live("odd", lambda: 1 / 0)
    assert health.liveness().failing == {"odd": "the check failed: ZeroDivisionError"}
