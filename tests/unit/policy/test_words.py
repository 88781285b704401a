from __future__ import annotations

import pytest

from skygw.policy.words import Action, Failure, FailureAction, Severity, default_action, most_restrictive
from tests.support.policies import Defaults


def test_precedence_is_that_of_the_product() -> None:
    order = [Action.QUARANTINE, Action.DELETE, Action.BLOCK, Action.REDIRECT, Action.APPROVE]
    order += [Action.ADD_HEADER, Action.MONITOR, Action.ALLOW]
    assert sorted(Action, key=lambda action: -action.rank) == order


def test_severities_in_order() -> None:
    words = [severity.value for severity in sorted(Severity, key=lambda severity: severity.rank)]
    assert words == ["info", "warning", "minor", "major", "critical"]


def test_what_keeps_a_message_back_is_more_restrictive_than_what_lets_it_go() -> None:
    words = [action.value for action in sorted(FailureAction, key=lambda action: action.rank)]
    assert words == ["accept", "accept_with_header", "tempfail", "reject"]


def test_most_restrictive() -> None:
    assert most_restrictive([Action.MONITOR, Action.BLOCK, Action.ALLOW], Action.ALLOW) is Action.BLOCK
    assert most_restrictive([], Action.MONITOR) is Action.MONITOR


@pytest.mark.parametrize(
    ("failure", "action"),
    [
        (Failure.TIMEOUT, FailureAction.ACCEPT),
        (Failure.FAILURE, FailureAction.REJECT),
        (Failure.OVERSIZE, FailureAction.TEMPFAIL),
        (Failure.UNSCANNABLE, FailureAction.ACCEPT_WITH_HEADER),
    ],
)
def test_each_failure_has_its_own_default(failure: Failure, action: FailureAction) -> None:
    defaults = Defaults("accept", "reject", "tempfail", "accept_with_header")
    assert default_action(defaults, failure) is action
