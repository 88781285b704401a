"""What holds for every set of policies, every report and every envelope."""

from __future__ import annotations

import random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect import Report
from skygw.policy import Action, FailureAction, Mode, PolicySet, Severity, decide
from skygw.policy.addresses import AddressSet, OwnDomains, Scope
from skygw.policy.conditions import (
    All,
    Any,
    Condition,
    Detected,
    Header,
    Not,
    Recipient,
    Sender,
    Size,
    Subject,
)
from skygw.policy.evidence import Threshold
from skygw.policy.rules import Policy, Response, RuleGroup
from skygw.policy.words import Failure
from tests.support.policies import CARD, SECRET, Defaults, cards, envelope, report, word

OWN = OwnDomains.of(["contoso.com"])
ADDRESSES = st.sampled_from(["a@contoso.com", "b@fabrikam.com", "c@bank.example", "d@x.bank.example"])
SETS = st.lists(
    st.sampled_from(["external", "internal", "bank.example", "*.bank.example", "a@contoso.com"]),
    min_size=1,
    max_size=2,
).map(lambda patterns: AddressSet.of(patterns, OWN))

PLACES = st.sampled_from(
    [frozenset({"body"}), frozenset({"attachments"}), frozenset({"body", "attachments"})]
)
THRESHOLDS = st.builds(
    lambda lowest, more, unique, places: Threshold(
        lowest, lowest + more if more else None, unique, 0, places
    ),
    st.integers(1, 5),
    st.integers(0, 3),
    st.booleans(),
    PLACES,
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(
        st.builds(Detected, st.sampled_from([CARD, SECRET]), THRESHOLDS),
        st.just(Subject(("hello",))),
        st.just(Header("X-A")),
        st.builds(Size, st.sampled_from([0, 2000])),
        st.builds(Sender, SETS),
        st.builds(Recipient, SETS),
    ),
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(Not, st.tuples(inner)),
    ),
    max_leaves=4,
)
RESPONSES = st.one_of(
    st.just(Response(Action.ALLOW)),
    st.just(Response(Action.MONITOR)),
    st.builds(lambda value: Response(Action.ADD_HEADER, (("X-DLP", value),)), st.sampled_from("ab")),
    st.builds(
        lambda text, discard: Response(Action.BLOCK, (), text, discard), st.sampled_from("xy"), st.booleans()
    ),
)
GROUPS = st.lists(st.tuples(st.sampled_from(Severity), CONDITIONS), min_size=1, max_size=2).map(
    lambda rows: tuple(RuleGroup(str(number), severity, rule) for number, (severity, rule) in enumerate(rows))
)
POLICIES = st.lists(
    st.builds(
        Policy,
        name=st.sampled_from("ABCDEF"),
        mode=st.sampled_from(Mode),
        scope=st.builds(Scope, st.none() | SETS, st.none() | SETS),
        groups=GROUPS,
        exceptions=st.lists(CONDITIONS, max_size=1).map(tuple),
        responses=st.dictionaries(st.sampled_from(Severity), RESPONSES, max_size=5),
        on=st.dictionaries(st.sampled_from(Failure), st.sampled_from(FailureAction), max_size=4),
    ),
    max_size=4,
    unique_by=lambda policy: policy.name,
)
REPORTS = st.builds(
    lambda findings, status, subject, attachments, outcomes: report(
        *findings, status=status, subject=subject, attachments=attachments, outcomes=outcomes
    ),
    st.lists(
        st.one_of(
            st.builds(
                cards,
                st.integers(1, 6),
                where=st.sampled_from(["body", "attachments"]),
                first=st.integers(0, 4),
            ),
            st.builds(word, st.integers(1, 6)),
        ),
        max_size=3,
    ),
    st.sampled_from(["completed", "completed", "completed", "limited", "failed", "oversize", "skipped"]),
    st.sampled_from(["", "hello"]),
    st.lists(st.sampled_from(["text", "encrypted"]), max_size=2),
    st.lists(st.sampled_from(["text", "failed"]), max_size=1),
)
RECIPIENTS = st.lists(ADDRESSES, min_size=1, max_size=4)
DEFAULTS = Defaults()


@given(POLICIES, REPORTS, RECIPIENTS, ADDRESSES, ADDRESSES)
def test_one_more_recipient_changes_nobody_elses_verdict(
    policies: list[Policy], found: Report, recipients: list[str], one_more: str, sender: str
) -> None:
    policy_set = PolicySet("", policies)
    few = decide(policy_set, envelope(*recipients, sender=sender), found, DEFAULTS)
    many = decide(policy_set, envelope(*recipients, one_more, sender=sender), found, DEFAULTS)
    assert many.recipients[:-1] == few.recipients
    # Each is judged as if alone.
    alone = decide(policy_set, envelope(one_more, sender=sender), found, DEFAULTS)
    assert many.recipients[-1:] == alone.recipients


@given(POLICIES, REPORTS, RECIPIENTS, st.randoms(use_true_random=False))
def test_the_order_of_policies_changes_nothing(
    policies: list[Policy], found: Report, recipients: list[str], order: random.Random
) -> None:
    shuffled = list(policies)
    order.shuffle(shuffled)
    to = envelope(*recipients)
    verdict = decide(PolicySet("", policies), to, found, DEFAULTS)
    assert decide(PolicySet("", shuffled), to, found, DEFAULTS) == verdict
    assert PolicySet("", policies).detectors == PolicySet("", shuffled).detectors


@given(POLICIES, REPORTS, RECIPIENTS, st.sampled_from(Severity), RESPONSES, st.data())
def test_a_more_restrictive_response_never_leads_to_a_less_restrictive_outcome(
    policies: list[Policy],
    found: Report,
    recipients: list[str],
    severity: Severity,
    response: Response,
    data: st.DataObject,
) -> None:
    if not policies:
        return
    chosen = data.draw(st.integers(0, len(policies) - 1))
    before = policies[chosen].response(severity)
    if response.action.rank < before.action.rank:
        return
    changed = attrs.evolve(policies[chosen], responses={**policies[chosen].responses, severity: response})
    stricter = [*policies[:chosen], changed, *policies[chosen + 1 :]]
    to = envelope(*recipients)
    old = decide(PolicySet("", policies), to, found, DEFAULTS)
    new = decide(PolicySet("", stricter), to, found, DEFAULTS)
    for was, now in zip(old.recipients, new.recipients, strict=True):
        assert now.action.rank >= was.action.rank
    assert (old.refusal is None) or (new.refusal is not None)


@given(POLICIES, REPORTS, RECIPIENTS, POLICIES)
def test_one_more_policy_never_leads_to_a_less_restrictive_outcome(
    policies: list[Policy], found: Report, recipients: list[str], more: list[Policy]
) -> None:
    more = [attrs.evolve(policy, name=f"more {policy.name}") for policy in more]
    to = envelope(*recipients)
    old = decide(PolicySet("", policies), to, found, DEFAULTS)
    new = decide(PolicySet("", [*policies, *more]), to, found, DEFAULTS)
    for was, now in zip(old.recipients, new.recipients, strict=True):
        assert now.action.rank >= was.action.rank
        assert (now.failure.rank if now.failure else -1) >= (was.failure.rank if was.failure else -1)
    assert len(new.incidents) >= len(old.incidents)


@given(POLICIES, REPORTS, RECIPIENTS)
def test_policies_in_monitor_mode_change_nothing_about_the_mail_that_was_read(
    policies: list[Policy], found: Report, recipients: list[str]
) -> None:
    watching = [attrs.evolve(policy, mode=Mode.MONITOR) for policy in policies]
    verdict = decide(PolicySet("", watching), envelope(*recipients), found, DEFAULTS)
    assert verdict.action.rank <= Action.MONITOR.rank
    assert verdict.headers == ()
    if found.status == "completed":
        assert verdict.refusal is None


@given(POLICIES, REPORTS, RECIPIENTS)
def test_a_verdict_is_consistent(policies: list[Policy], found: Report, recipients: list[str]) -> None:
    policy_set = PolicySet("", policies)
    to = envelope(*recipients)
    verdict = decide(policy_set, to, found, DEFAULTS)
    assert len(verdict.recipients) == len(recipients)
    assert len({incident.policy for incident in verdict.incidents}) == len(verdict.incidents)
    assert (verdict.failure is None) is (verdict.failure_action is None)
    for index, recipient in enumerate(verdict.recipients):
        told = [incident for incident in verdict.incidents if index in incident.recipients]
        assert (recipient.action is Action.ALLOW) is (not told)
        assert recipient.action is not Action.BLOCK or recipient.headers == ()
    # Without content in the question, there is no doubt whatever became of the inspection.
    if not policy_set.needs_inspection(to):
        assert verdict.failure is None
