# ruff: noqa: E501 - in a table, one row is one line
"""Verdicts as tables: what the administrator wrote, what was found, what happens."""

from __future__ import annotations

import textwrap

import pytest

from skygw.detect import Report
from skygw.policy import (
    Action,
    Discard,
    Failure,
    FailureAction,
    Incident,
    Mode,
    PolicySet,
    Refuse,
    Severity,
    decide_without,
    on_failure,
)
from tests.support.policies import Defaults, cards, envelope, judge, one_policy, policy_set, report, word

BOB = "bob@fabrikam.com"


def policies(*named: str) -> PolicySet:
    """A set of enforced policies, each "name response" on the word "secret"."""
    lines = ["version: 1", "policies:"]
    for text in named:
        name, _, response = text.partition(" ")
        lines.append(f"  - name: {name}")
        lines.append("    mode: enforce")
        lines.append("    rules: [{severity: major, keyword: secret}]")
        lines.append(f"    responses: {{major: {response}}}")
    return policy_set("\n".join(lines))


HEADER = "{action: add_header, header: {X-DLP: encrypt}}"
OTHER = "{action: add_header, header: {X-DLP: moderate, X-More: 'yes'}}"

PRECEDENCE = [
    # (policies, action, headers)
    (("A allow",), Action.ALLOW, ()),
    (("A monitor",), Action.MONITOR, ()),
    ((f"A {HEADER}",), Action.ADD_HEADER, (("X-DLP", "encrypt"),)),
    (("A block",), Action.BLOCK, ()),
    (("A allow", "B monitor"), Action.MONITOR, ()),
    (("A monitor", f"B {HEADER}"), Action.ADD_HEADER, (("X-DLP", "encrypt"),)),
    (("A allow", f"B {HEADER}", "C block", "D monitor"), Action.BLOCK, ()),
    ((f"A {HEADER}", f"B {HEADER}"), Action.ADD_HEADER, (("X-DLP", "encrypt"),)),
    (
        (f"A {HEADER}", f"B {OTHER}"),
        Action.ADD_HEADER,
        (("X-DLP", "encrypt"), ("X-DLP", "moderate"), ("X-More", "yes")),
    ),
]


@pytest.mark.parametrize(("named", "action", "headers"), PRECEDENCE)
def test_the_most_restrictive_action_holds(
    named: tuple[str, ...], action: Action, headers: tuple[tuple[str, str], ...]
) -> None:
    verdict = judge(policies(*named), BOB, report(word()))
    assert verdict.action is action
    assert verdict.headers == headers


def test_every_triggered_policy_has_one_incident_and_allow_has_none() -> None:
    verdict = judge(policies("C block", "A allow", "B monitor"), envelope(BOB, BOB), report(word()))
    assert verdict.incidents == (
        Incident("B", "1", Severity.MAJOR, Action.MONITOR, Mode.ENFORCE, (0, 1)),
        Incident("C", "1", Severity.MAJOR, Action.BLOCK, Mode.ENFORCE, (0, 1)),
    )


def test_a_recipient_who_is_blocked_has_no_headers() -> None:
    verdict = judge(policies("A block", f"B {HEADER}"), BOB, report(word()))
    assert verdict.recipients[0].headers == ()


def test_a_clean_message() -> None:
    verdict = judge(policies("A block"), BOB, report())
    assert (verdict.action, verdict.refusal, verdict.incidents, verdict.failure) == (
        Action.ALLOW,
        None,
        (),
        None,
    )


def test_no_policies_allow_everything_whatever_became_of_the_inspection() -> None:
    assert judge(PolicySet(), BOB, report(status="failed")).refusal is None


def test_monitor_mode_tells_what_would_have_been_done_and_lets_go() -> None:
    body = (
        "rules: [{severity: critical, keyword: secret}]\nresponses: {critical: {action: block, text: No}}\n"
    )
    verdict = judge(one_policy("mode: monitor\n" + body), BOB, report(word()))
    assert verdict.incidents == (Incident("P", "1", Severity.CRITICAL, Action.BLOCK, Mode.MONITOR, (0,)),)
    assert (verdict.action, verdict.refusal, verdict.headers) == (Action.MONITOR, None, ())
    # The same, in earnest and switched off.
    assert judge(one_policy("mode: enforce\n" + body), BOB, report(word())).refusal == Refuse("No")
    assert judge(one_policy("mode: off\n" + body), BOB, report(word())).incidents == ()


def test_allow_in_monitor_mode_has_no_incident_either() -> None:
    body = "mode: monitor\nrules: [{severity: info, keyword: secret}]\nresponses: {info: allow}\n"
    verdict = judge(one_policy(body), BOB, report(word()))
    assert (verdict.action, verdict.incidents) == (Action.ALLOW, ())


def test_mode_is_monitor_unless_it_says_otherwise() -> None:
    body = "rules: [{severity: info, keyword: secret}]\nresponses: {info: block}\n"
    assert judge(one_policy(body), BOB, report(word())).action is Action.MONITOR


# Severities: one policy with groups for few and for many.

TIERS = """
mode: enforce
rules:
  - severity: critical
    all: [{data_identifier: {type: credit_card, min: 10, unique: true, confidence: 85}}]
  - severity: minor
    all: [{data_identifier: {type: credit_card, min: 1, max: 9, unique: true, confidence: 85}}]
  - {severity: info, subject: statement}
responses:
  critical: {action: block, text: Too many}
  minor: {action: add_header, header: {X-DLP: encrypt}}
"""

SEVERITIES = [
    (report(), None, Action.ALLOW),
    (report(cards(1)), "minor", Action.ADD_HEADER),
    (report(cards(9)), "minor", Action.ADD_HEADER),
    (report(cards(10)), "critical", Action.BLOCK),
    (report(cards(9), cards(9, leaf=2)), "minor", Action.ADD_HEADER),  # the same nine in two parts
    (report(cards(9), cards(9, leaf=2, first=5)), "critical", Action.BLOCK),  # fourteen in two parts
    (report(cards(10, confidence=75)), None, Action.ALLOW),
    (report(cards(10, where="headers")), None, Action.ALLOW),  # headers only where they are asked for
    (report(cards(10, where="attachments")), "critical", Action.BLOCK),
    (report(subject="your statement"), "info", Action.MONITOR),  # no response for info
    (
        report(cards(1), subject="your statement"),
        "minor",
        Action.ADD_HEADER,
    ),  # the most severe group names it
]


@pytest.mark.parametrize(("found", "severity", "action"), SEVERITIES)
def test_severities(found: Report, severity: str | None, action: Action) -> None:
    verdict = judge(one_policy(TIERS), BOB, found)
    assert [incident.severity.value for incident in verdict.incidents] == ([severity] if severity else [])
    assert verdict.action is action


def test_of_several_groups_the_most_restrictive_response_holds_and_the_worst_severity_is_told() -> None:
    body = """
    mode: enforce
    rules: [{severity: critical, keyword: secret}, {name: odd, severity: info, keyword: secret}]
    responses: {critical: monitor, info: block}
    """
    verdict = judge(one_policy(body), BOB, report(word()))
    assert verdict.action is Action.BLOCK
    assert verdict.incidents == (Incident("P", "1", Severity.CRITICAL, Action.BLOCK, Mode.ENFORCE, (0,)),)


# Scope, exceptions and rules about the recipient: each recipient has a verdict of its own.


def actions(body: str, found: Report, *recipients: str, sender: str = "alice@contoso.com") -> list[str]:
    policies = one_policy("mode: enforce\n" + textwrap.dedent(body))
    verdict = judge(policies, envelope(*recipients, sender=sender), found)
    return [recipient.action.value for recipient in verdict.recipients]


RULES = "rules: [{severity: major, keyword: secret}]\nresponses: {major: block}\n"

SCOPES = [
    # (scope, sender, [(recipient, action)])
    ("{}", "alice@contoso.com", [(BOB, "block")]),
    ("{recipients: external}", "alice@contoso.com", [(BOB, "block"), ("carol@contoso.com", "allow")]),
    ("{recipients: internal}", "alice@contoso.com", [(BOB, "allow"), ("carol@CONTOSO.COM.", "block")]),
    (
        "{recipients: fabrikam.com}",
        "alice@contoso.com",
        [('"bob"@FABRIKAM.com', "block"), ("b@x.org", "allow")],
    ),
    (
        "{recipients: ['*@*.org', bob@fabrikam.com]}",
        "x@y.z",
        [("a@b.org", "block"), ("@r.x:" + BOB, "block")],
    ),
    ("{senders: '*@contoso.com'}", "Alice@Contoso.COM", [(BOB, "block")]),
    ("{senders: '*@contoso.com'}", "eve@fabrikam.com", [(BOB, "allow")]),
    (
        "{senders: internal, recipients: external}",
        "alice@contoso.com",
        [(BOB, "block"), ("c@contoso.com", "allow")],
    ),
    ("{senders: internal}", "", [(BOB, "allow")]),
    ("{senders: [internal, '<>']}", "", [(BOB, "block")]),
]


@pytest.mark.parametrize(("scope", "sender", "expected"), SCOPES)
def test_scopes(scope: str, sender: str, expected: list[tuple[str, str]]) -> None:
    recipients = [recipient for recipient, _ in expected]
    found = actions(f"scope: {scope}\n{RULES}", report(word()), *recipients, sender=sender)
    assert found == [action for _, action in expected]


EXCEPTIONS = [
    # (exceptions, report, expected for bob@fabrikam.com and pay@bank.example)
    ("[]", report(word()), ["block", "block"]),
    ("[{recipient_domain: bank.example}]", report(word()), ["block", "allow"]),
    ("[{recipient: [pay@bank.example, bob@fabrikam.com]}]", report(word()), ["allow", "allow"]),
    ("[{sender: alice@contoso.com}]", report(word()), ["allow", "allow"]),
    ("[{sender: bert@contoso.com}]", report(word()), ["block", "block"]),
    ("[{subject: approved}, {keyword: x}]", report(word(), subject="Approved: y"), ["allow", "allow"]),
    (
        "[{header: {name: X-Approved-By, matches: '^cfo@'}}]",
        report(word(), headers={"x-approved-by": ("cfo@contoso.com",)}),
        ["allow", "allow"],
    ),
    (
        "[{header: {name: X-Approved-By, matches: '^cfo@'}}]",
        report(word(), headers={"x-approved-by": ("notcfo@contoso.com",)}),
        ["block", "block"],
    ),
    # Both have to hold.
    ("[{recipient_domain: bank.example, subject: approved}]", report(word()), ["block", "block"]),
    (
        "[{all: [{recipient_domain: bank.example}, {subject: ok}]}]",
        report(word(), subject="ok"),
        ["block", "allow"],
    ),
    # An exception that is padded beyond what is matched spares nobody.
    (
        "[{header: {name: X-A, matches: cfo}}]",
        report(word(), headers={"x-a": ("a" * 5000,)}),
        ["block", "block"],
    ),
    # An exception in a part that was not read spares nobody: what was seen is enough.
    (
        "[{keyword: {words: public, in: attachments}}]",
        report(word(), attachments=["encrypted"]),
        ["block", "block"],
    ),
]


@pytest.mark.parametrize(("exceptions", "found", "expected"), EXCEPTIONS)
def test_exceptions(exceptions: str, found: Report, expected: list[str]) -> None:
    assert actions(f"exceptions: {exceptions}\n{RULES}", found, BOB, "pay@bank.example") == expected


def test_rules_about_the_recipient() -> None:
    body = """
    rules:
      - severity: major
        all: [{keyword: secret}, {not: {recipient_domain: [bank.example, "*.bank.example"]}}]
    responses: {major: block}
    """
    recipients = ["a@bank.example", "a@x.BANK.example", "a@notbank.example"]
    assert actions(body, report(word()), *recipients) == ["allow", "allow", "block"]


def test_an_incident_tells_for_whom() -> None:
    body = f"mode: enforce\nscope: {{recipients: external}}\n{RULES}"
    verdict = judge(
        one_policy(body), envelope("c@contoso.com", BOB, "d@contoso.com", "e@x.org"), report(word())
    )
    assert [incident.recipients for incident in verdict.incidents] == [(1, 3)]


# Block: text and discard.


def test_the_text_is_the_worst_policys() -> None:
    texts = policy_set(
        """
        version: 1
        policies:
          - {name: A, mode: enforce, rules: [{severity: minor, keyword: secret}],
             responses: {minor: {action: block, text: minor}}}
          - {name: B, mode: enforce, rules: [{severity: critical, keyword: secret}],
             responses: {critical: {action: block, text: critical}}}
          - {name: C, mode: enforce, rules: [{severity: critical, keyword: secret}],
             responses: {critical: {action: block, text: later in the alphabet}}}
        """
    )
    verdict = judge(texts, BOB, report(word()))
    assert verdict.recipients[0].policy == "B"
    assert verdict.refusal == Refuse("critical")


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        (("A {action: block, discard: true}",), Discard()),
        (("A {action: block, discard: true}", "B {action: block, text: told}"), Refuse("told")),
        (("A {action: block, discard: true}", "B {action: block, discard: true}"), Discard()),
        (("A {action: block, discard: true}", "B monitor"), Discard()),
    ],
)
def test_a_message_is_discarded_only_if_all_who_block_say_so(named: tuple[str, ...], refusal: object) -> None:
    assert judge(policies(*named), BOB, report(word())).refusal == refusal


# Doubt: what could not be read.

DOUBTS = [
    # (keys of the policy, report, action, what is wanted because of the doubt, why)
    (RULES, report(), "allow", None, None),
    (RULES, report(word()), "block", None, None),
    (RULES, report(attachments=["encrypted"]), "allow", "accept_with_header", "unscannable"),
    (RULES + "on_unscannable: reject\n", report(attachments=["encrypted"]), "allow", "reject", "unscannable"),
    (RULES + "on_unscannable: accept\n", report(attachments=["encrypted"]), "allow", "accept", "unscannable"),
    (RULES + "on_unscannable: reject\n", report(attachments=["none"]), "allow", None, None),
    (RULES, report(status="failed"), "allow", "tempfail", "failure"),
    (RULES + "on_failure: accept\n", report(status="failed"), "allow", "accept", "failure"),
    (RULES, report(status="limited"), "allow", "tempfail", "timeout"),
    (RULES + "on_timeout: reject\n", report(status="limited"), "allow", "reject", "timeout"),
    (RULES, report(status="oversize"), "allow", "accept_with_header", "oversize"),
    (RULES + "on_oversize: tempfail\n", report(status="oversize"), "allow", "tempfail", "oversize"),
    (RULES, report(status="skipped"), "allow", "tempfail", "failure"),
    # What was found before the time was over holds.
    (RULES, report(word(), status="limited"), "block", None, None),
    # A policy about the envelope is not in doubt.
    ("rules: [{severity: major, sender: internal}]\nresponses: {major: block}\n", report(status="failed"),
     "block", None, None),
    # Out of scope, nothing is in doubt.
    ("scope: {recipients: internal}\n" + RULES, report(status="failed"), "allow", None, None),
    # The other part was read.
    ("rules: [{severity: major, keyword: {words: secret, in: body}}]\n", report(attachments=["encrypted"]),
     "allow", None, None),
    # A rule that cannot hold any more is no doubt.
    ("rules: [{severity: major, all: [{subject: x}, {keyword: secret}]}]\n", report(attachments=["encrypted"]),
     "allow", None, None),
    # "not" of what is not known is not known; what was seen has none, so the group matches.
    ("rules: [{severity: major, not: {keyword: secret}}]\n", report(attachments=["encrypted"]),
     "monitor", None, None),
    # But if nothing was seen at all, nothing is concluded from it.
    ("rules: [{severity: major, not: {keyword: secret}}]\n", report(status="failed"), "allow", "tempfail", "failure"),
    # An exception that may stand in what was not reached leaves it open.
    (RULES + "exceptions: [{keyword: public}]\n", report(word(), status="limited"), "allow", "tempfail", "timeout"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "found", "action", "wanted", "why"), DOUBTS)
def test_a_doubt_is_never_clean(
    body: str, found: Report, action: str, wanted: str | None, why: str | None
) -> None:
    verdict = judge(one_policy("mode: enforce\n" + body), BOB, found)
    assert verdict.action.value == action
    assert verdict.failure_action is (FailureAction(wanted) if wanted else None)
    assert verdict.failure is (Failure(why) if why else None)


def test_a_tier_below_is_certain_while_the_one_above_is_in_doubt() -> None:
    verdict = judge(one_policy(TIERS), BOB, report(cards(5), attachments=["encrypted"]))
    assert verdict.action is Action.ADD_HEADER
    assert verdict.headers == (("X-DLP", "encrypt"),)
    assert verdict.failure_action is FailureAction.ACCEPT_WITH_HEADER


def test_a_value_longer_than_is_matched_is_a_doubt_of_its_own() -> None:
    body = "mode: enforce\nrules: [{severity: major, header: {name: X-A, matches: secret}}]\n"
    verdict = judge(one_policy(body), BOB, report(headers={"x-a": ("a" * 5000 + "secret",)}))
    assert (verdict.failure, verdict.failure_action) == (
        Failure.UNSCANNABLE,
        FailureAction.ACCEPT_WITH_HEADER,
    )


def test_a_policy_in_monitor_mode_never_makes_a_doubt_stricter() -> None:
    body = "mode: monitor\non_unscannable: reject\n" + RULES
    verdict = judge(one_policy(body), BOB, report(attachments=["encrypted"]))
    assert verdict.refusal is None


def test_without_a_report_the_envelope_still_decides() -> None:
    both = policy_set(
        """
        version: 1
        policies:
          - {name: A, mode: enforce, rules: [{severity: major, recipient_domain: evil.example}],
             responses: {major: block}}
          - {name: B, mode: enforce, rules: [{severity: major, keyword: secret}],
             scope: {recipients: external}, on_timeout: accept}
          - {name: C, mode: enforce, rules: [{severity: minor, message: {size: {min: 10 MiB}}}]}
        """
    )
    verdict = decide_without(both, envelope("a@evil.example"), Failure.TIMEOUT, Defaults(), 1024)
    assert verdict.action is Action.BLOCK
    verdict = decide_without(both, envelope(BOB), Failure.TIMEOUT, Defaults(), 1024)
    assert (verdict.failure, verdict.failure_action) == (Failure.TIMEOUT, FailureAction.ACCEPT)
    verdict = decide_without(both, envelope("a@contoso.com"), Failure.OVERSIZE, Defaults(), 11 * 2**20)
    assert (verdict.action, verdict.failure) == (Action.MONITOR, None)
    for failure in Failure:
        assert decide_without(both, envelope(BOB), failure, Defaults()).failure is failure


FAILURES = [
    # (policies' keys, failure, defaults, expected)
    ((), Failure.TIMEOUT, Defaults(), "tempfail"),
    ((), Failure.TIMEOUT, Defaults(on_timeout="accept"), "accept"),
    (("on_timeout: accept",), Failure.TIMEOUT, Defaults(), "accept"),
    (("on_timeout: accept",), Failure.FAILURE, Defaults(), "tempfail"),
    (("on_timeout: accept", "on_timeout: reject"), Failure.TIMEOUT, Defaults(), "reject"),
    (("on_timeout: accept", "on_failure: accept"), Failure.TIMEOUT, Defaults(), "tempfail"),  # the second is silent
    (("on_timeout: accept", "on_timeout: accept_with_header"), Failure.TIMEOUT, Defaults(), "accept_with_header"),
    (("on_timeout: accept", "on_timeout: reject\n    scope: {recipients: internal}"), Failure.TIMEOUT, Defaults(),
     "accept"),
    (("on_timeout: reject\n    scope: {senders: external}",), Failure.TIMEOUT, Defaults(), "tempfail"),
]  # fmt: skip


@pytest.mark.parametrize(("bodies", "failure", "defaults", "expected"), FAILURES)
def test_without_a_verdict(
    bodies: tuple[str, ...], failure: Failure, defaults: Defaults, expected: str
) -> None:
    lines = "".join(
        f"  - name: P{number}\n    mode: enforce\n    rules: [{{severity: major, keyword: secret}}]\n    {body}\n"
        for number, body in enumerate(bodies)
    )
    given = policy_set("version: 1\npolicies:\n" + lines) if bodies else PolicySet()
    assert on_failure(given, envelope(BOB), failure, defaults).value == expected


def test_an_envelope_without_recipients() -> None:
    verdict = judge(policies("A block"), envelope(), report(word()))
    assert (verdict.recipients, verdict.incidents, verdict.refusal) == ((), (), None)


def test_a_thousand_recipients_share_one_judgement() -> None:
    many = [f"user{number}@fabrikam.com" for number in range(1000)]
    verdict = judge(policies("A block", "B monitor"), envelope(*many), report(word()))
    assert {recipient.action for recipient in verdict.recipients} == {Action.BLOCK}
    assert len(verdict.incidents) == 2
