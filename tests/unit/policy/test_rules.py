from __future__ import annotations

import attrs
import pytest

from skygw.detect import DataIdentifierSpec, KeywordSpec
from skygw.policy.rules import NO_RESPONSE, Policy, PolicySet
from skygw.policy.words import Failure, FailureAction, Mode, Severity
from tests.support.policies import envelope, one_policy, policy_set

CONTENT = "rules: [{severity: major, keyword: secret}]\n"
ENVELOPE = "rules: [{severity: major, recipient_domain: evil.example}]\n"


@pytest.mark.parametrize(
    ("body", "recipient", "needed"),
    [
        (CONTENT, "bob@fabrikam.com", True),
        (ENVELOPE, "bob@fabrikam.com", False),  # nothing of the content is asked
        ("mode: off\n" + CONTENT, "bob@fabrikam.com", False),
        ("scope: {recipients: external}\n" + CONTENT, "bob@fabrikam.com", True),
        ("scope: {recipients: external}\n" + CONTENT, "bob@contoso.com", False),
        ("scope: {senders: external}\n" + CONTENT, "bob@fabrikam.com", False),
        (ENVELOPE + "exceptions: [{subject: ok}]\n", "bob@fabrikam.com", True),  # exceptions ask too
    ],
)
def test_needs_inspection(body: str, recipient: str, needed: bool) -> None:
    assert one_policy(body).needs_inspection(envelope(recipient)) is needed


def test_no_recipient_no_inspection() -> None:
    assert not one_policy(CONTENT).needs_inspection(envelope())


def test_detectors_each_once_and_none_of_policies_that_are_off() -> None:
    policies = policy_set(
        """
        version: 1
        policies:
          - name: A
            rules:
              - {severity: major, any: [{keyword: secret}, {data_identifier: credit_card}]}
              - {severity: minor, not: {keyword: {words: secret, min: 3}}}
          - name: B
            rules: [{severity: major, data_identifier: {type: credit_card, min: 10}}]
            exceptions: [{keyword: public}]
          - name: C
            mode: off
            rules: [{severity: major, keyword: never}]
        """
    )
    expected = [KeywordSpec(("secret",)), KeywordSpec(("public",)), DataIdentifierSpec("credit_card")]
    assert sorted(policies.detectors, key=lambda spec: spec.id) == list(policies.detectors)
    assert {spec.id for spec in policies.detectors} == {spec.id for spec in expected}


def test_policies_stand_in_the_order_of_their_names() -> None:
    assert [policy.name for policy in PolicySet("", (Policy("b"), Policy("a"))).policies] == ["a", "b"]


def test_a_severity_without_a_response_has_an_incident_and_nothing_else() -> None:
    assert Policy("P").response(Severity.CRITICAL) is NO_RESPONSE


@pytest.mark.parametrize(
    ("mode", "own", "default", "expected"),
    [
        (Mode.ENFORCE, None, "tempfail", "tempfail"),
        (Mode.ENFORCE, "accept", "tempfail", "accept"),
        (Mode.ENFORCE, "reject", "accept", "reject"),
        (Mode.MONITOR, None, "tempfail", "tempfail"),
        (Mode.MONITOR, "accept", "tempfail", "accept"),
        (Mode.MONITOR, "reject", "accept", "accept"),  # what is only tried out costs nobody a message
    ],
)
def test_what_a_policy_wants_without_a_verdict(
    mode: Mode, own: str | None, default: str, expected: str
) -> None:
    policy = Policy("P", mode, on={Failure.TIMEOUT: FailureAction(own)} if own else {})
    assert policy.failure_action(Failure.TIMEOUT, FailureAction(default)).value == expected


def test_policies_are_values() -> None:
    policy = one_policy(CONTENT).policies[0]
    assert policy.rule_count == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        policy.name = "other"  # type: ignore[misc]
