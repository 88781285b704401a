# ruff: noqa: E501 - in a table, one row is one line
"""Policies as they are written: what they become, and what is told when they are wrong."""

from __future__ import annotations

import pytest

from skygw.policy.rules import DEFAULT_BLOCK_TEXT, Response
from skygw.policy.words import Action, Failure, FailureAction, Mode, Severity
from tests.support.policies import one_policy, policy_set, problems_of

RULES = "rules: [{severity: major, keyword: secret}]\n"


def test_a_whole_policy() -> None:
    policy = policy_set(
        """
        version: 1
        policies:
          - name: Payment cards leaving the company
            description: |
              Why it is there.
            mode: enforce
            scope: {senders: ["*@contoso.com"], recipients: external}
            rules:
              - severity: critical
                name: many
                all: [{data_identifier: {type: credit_card, min: 10}}]
              - {severity: minor, data_identifier: credit_card}
            exceptions: [{subject: approved}]
            responses:
              critical: {action: block, text: "No. Help: https://dlp.contoso.com", discard: false}
              major: block
              minor: {action: add_header, header: {X-DLP: encrypt, x-b: "1"}}
              info: allow
            on_timeout: accept
            on_failure: accept_with_header
            on_oversize: reject
            on_unscannable: tempfail
        """
    ).policies[0]
    assert policy.name == "Payment cards leaving the company"
    assert policy.description == "Why it is there.\n"
    assert policy.mode is Mode.ENFORCE
    assert policy.scope.has_sender("a@contoso.com")
    assert not policy.scope.has_recipient("a@contoso.com")
    assert [(group.name, group.severity) for group in policy.groups] == [
        ("many", Severity.CRITICAL),
        ("2", Severity.MINOR),
    ]
    assert len(policy.exceptions) == 1
    assert policy.responses == {
        Severity.CRITICAL: Response(Action.BLOCK, text="No. Help: https://dlp.contoso.com"),
        Severity.MAJOR: Response(Action.BLOCK, text=DEFAULT_BLOCK_TEXT),
        Severity.MINOR: Response(Action.ADD_HEADER, (("X-DLP", "encrypt"), ("x-b", "1"))),
        Severity.INFO: Response(Action.ALLOW),
    }
    assert policy.on == {
        Failure.TIMEOUT: FailureAction.ACCEPT,
        Failure.FAILURE: FailureAction.ACCEPT_WITH_HEADER,
        Failure.OVERSIZE: FailureAction.REJECT,
        Failure.UNSCANNABLE: FailureAction.TEMPFAIL,
    }
    assert (policy.file, policy.line) == ("0.yaml", 4)


@pytest.mark.parametrize("mode", ["off", "monitor", "enforce"])
def test_off_is_a_word_and_not_a_boolean(mode: str) -> None:
    assert one_policy(f"mode: {mode}\n{RULES}").policies[0].mode.value == mode


def test_empty_lists_that_mean_nothing_may_stand() -> None:
    assert one_policy(RULES + "exceptions:\n").policies[0].exceptions == ()


BAD = [
    # (keys of the policy, path below policies[0], reason, remedy)
    ("{}", "", "name is missing", "incidents are filed under it"),
    ("{}", "", "rules is missing", "rule groups"),
    ("name: ''", ".name", "is empty", ""),
    ("name: " + "x" * 129, ".name", "longer than 128", ""),
    ('name: "a\\nb"', ".name", "cannot be printed", "one line"),
    ("name: P, mode: enfroce", ".mode", '"enfroce" is not known here', "did you mean enforce?"),
    ("name: P, mode: on", ".mode", '"on" is not known here', "monitor, enforce, off"),
    ("name: P, scpe: {}", ".scpe", '"scpe" is not known here', "did you mean scope?"),
    ("name: P, scope: {senders: [group:x]}", ".scope.senders[0]", "groups are not available yet", ""),
    ("name: P, scope: {recipient: x}", ".scope.recipient", "is not known", "did you mean recipients?"),
    ("name: P, notify: [a]", ".notify", "not available yet", ""),
    ("name: P, rules: []", ".rules", "there is no rule group", ""),
    ("name: P, rules: {severity: info}", ".rules", "a list is expected", "- "),
    ("name: P, rules: [{severity: info}]", ".rules[0]", "has no rules", "all: or any:"),
    ("name: P, rules: [{subject: a}]", ".rules[0]", "severity is missing", "critical"),
    ("name: P, rules: [{subject: a, severity: high}]", ".rules[0].severity", '"high" is not known', "critical"),
    ("name: P, rules: [{subject: a, severity: info, name: '  '}]", ".rules[0].name", "is empty", ""),
    ("name: P, exceptions: {subject: a}", ".exceptions", "a list is expected", ""),
    ("name: P, exceptions: [{}]", ".exceptions[0]", "there is no condition", ""),
    ("name: P, responses: {high: block}", ".responses.high", '"high" is not known here', ""),
    ("name: P, responses: {major: quarantine}", ".responses.major", "not available yet", "allow, monitor, add_header, block"),
    ("name: P, responses: {major: {action: delete}}", ".responses.major.action", "not available yet", "block"),
    ("name: P, responses: {major: {action: redirect, to: x}}", ".responses.major.to", "not available yet", ""),
    ("name: P, responses: {major: {action: encrypt}}", ".responses.major.action", "not available yet", ""),
    ("name: P, responses: {major: {action: blok}}", ".responses.major.action", '"blok" is not known', "did you mean block?"),
    ("name: P, responses: {major: {action: block, notify: [sender]}}", ".responses.major.notify", "not available yet", ""),
    ("name: P, responses: {major: {text: x}}", ".responses.major", "action is missing", ""),
    ("name: P, responses: {major: {action: monitor, text: x}}", ".responses.major.text", "belongs to the action block", ""),
    ("name: P, responses: {major: {action: allow, discard: true}}", ".responses.major.discard", "action block", ""),
    ("name: P, responses: {major: {action: block, header: {X-A: b}}}", ".responses.major.header", "action add_header", ""),
    ("name: P, responses: {major: {action: block, text: \u00fc}}", ".responses.major.text", "cannot carry", "printable ASCII"),
    ('name: P, responses: {major: {action: block, text: "a\\r\\nb"}}', ".responses.major.text", "cannot carry", ""),
    ("name: P, responses: {major: {action: block, text: " + "x" * 401 + "}}", ".responses.major.text", "than 400", ""),
    ("name: P, responses: {major: {action: block, discard: 1}}", ".responses.major.discard", "true or false", ""),
    ("name: P, responses: {major: add_header}", ".responses.major", "does not say which header", "X-Name"),
    ("name: P, responses: {major: {action: add_header}}", ".responses.major", "header is missing", ""),
    ("name: P, responses: {major: {action: add_header, header: }}", ".responses.major.header", "is empty", ""),
    ("name: P, responses: {major: {action: add_header, header: {}}}", ".responses.major.header", "header fields", ""),
    ("name: P, responses: {major: {action: add_header, header: {DLP: x}}}", ".responses.major.header.DLP", "X-", ""),
    ("name: P, responses: {major: {action: add_header, header: {X-: x}}}", ".responses.major.header.X-", "be added", ""),
    ("name: P, responses: {major: {action: add_header, header: {'X-A B': x}}}", ".responses.major.header.X-A B", "added", ""),
    ("name: P, responses: {major: {action: add_header, header: {x-SKYGW-Mark: x}}}",
     ".responses.major.header.x-SKYGW-Mark", "keeps for itself", "another name"),
    ("name: P, responses: {major: {action: add_header, header: {X-A: \u00fc}}}", ".responses.major.header.X-A", "value", "ASCII"),
    ('name: P, responses: {major: {action: add_header, header: {X-A: "a\\r\\nBcc: x"}}}',
     ".responses.major.header.X-A", "not the value of a header", ""),
    ("name: P, responses: {major: {action: add_header, header: {X-A: ' a'}}}", ".responses.major.header.X-A", "value", "blank"),
    ("name: P, responses: {major: {action: add_header, header: {X-A: ''}}}", ".responses.major.header.X-A", "is empty", ""),
    ("name: P, responses: {major: {action: add_header, header: {X-A: " + "x" * 994 + "}}}",
     ".responses.major.header.X-A", "longer than 998", ""),
    ("name: P, on_timeout: resume", ".on_timeout", "not available yet", "tempfail"),
    ("name: P, on_failure: quarantine", ".on_failure", "not available yet", ""),
    ("name: P, on_failure: acept", ".on_failure", '"acept" is not known here', "did you mean accept?"),
    ("name: P, on_time: accept", ".on_time", '"on_time" is not known here', "did you mean on_timeout?"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "path", "reason", "remedy"), BAD, ids=[row[0][:70] for row in BAD])
def test_what_is_told_about_a_wrong_policy(keys: str, path: str, reason: str, remedy: str) -> None:
    keys = keys if keys.startswith("{") else "{" + keys + "}"
    if "rules" not in keys and keys != "{}":
        keys = keys[:-1] + ", rules: [{severity: info, subject: a}]}"
    problems = problems_of(f"version: 1\npolicies:\n  - {keys}\n")
    found = [problem for problem in problems if reason in problem.reason or reason in problem.remedy]
    assert [problem.path for problem in found][:1] == [f"policies[0]{path}"], problems
    assert remedy in found[0].remedy
    assert (found[0].file, found[0].line) == ("test.yaml", 3)
    # Nothing else is told that the administrator could not mend by this.
    assert all(problem.path.startswith("policies[0]") for problem in problems)


DOCUMENTS = [
    ("version: 2\npolicies: []\n", "version", "this version of the language is not known"),
    ("policies: []\n", "", "version is missing"),
    ("version: 1\n", "", "policies is missing"),
    ("version: 1\npolicy: []\n", "policy", '"policy" is not known here'),
    ("version: 1\npolicies: 1\n", "policies", "a list is expected"),
    ("version: 1\npolicies: [x]\n", "policies[0]", "keys with values"),
    ("- version: 1\n", "", "keys with values"),
    ("version: 1\npolicies: []\ntemplates: []\n", "templates", "not available yet"),
]


@pytest.mark.parametrize(("text", "path", "reason"), DOCUMENTS)
def test_what_is_told_about_a_wrong_document(text: str, path: str, reason: str) -> None:
    problems = problems_of(text)
    assert (path, True) in [(problem.path, reason in problem.reason) for problem in problems], problems


def test_all_problems_are_told_at_once() -> None:
    problems = problems_of(
        """
        version: 1
        policies:
          - name: P
            mode: no
            rules: [{severity: bad, keyword: []}]
            responses: {major: quarantine}
            on_timeout: never
        """
    )
    assert [
        (problem.line, problem.path) for problem in sorted(problems, key=lambda problem: problem.line or 0)
    ] == [
        (5, "policies[0].mode"),
        (6, "policies[0].rules[0].severity"),
        (6, "policies[0].rules[0].keyword"),
        (7, "policies[0].responses.major"),
        (8, "policies[0].on_timeout"),
    ]
