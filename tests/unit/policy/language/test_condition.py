# ruff: noqa: E501 - in a table, one row is one line
"""Conditions as they are written: what they become, and what is told when they are wrong."""

from __future__ import annotations

import pytest

from skygw.detect import DataIdentifierSpec, KeywordSpec, RegexSpec
from skygw.policy.addresses import AddressSet
from skygw.policy.conditions import (
    All,
    Any,
    Condition,
    Detected,
    Found,
    Header,
    Not,
    Recipient,
    Sender,
    Size,
    Subject,
)
from skygw.policy.evidence import Threshold
from skygw.policy.pattern import compile_pattern
from tests.support.policies import one_policy, problems_of

PLACES = frozenset({"subject", "body", "attachments"})
CARD = DataIdentifierSpec("credit_card")


def word(*words: str, **options: bool) -> KeywordSpec:
    return KeywordSpec(words, **options)


GOOD: list[tuple[str, Condition]] = [
    ("data_identifier: credit_card", Detected(CARD, Threshold(confidence=75, places=PLACES))),
    (
        "data_identifier: {type: credit_card, min: 2, max: 9, unique: true, confidence: 85, in: [body, headers]}",
        Detected(CARD, Threshold(2, 9, True, 85, frozenset({"body", "headers"}))),
    ),
    ("data_identifier: {type: credit_card, in: subject}",
     Detected(CARD, Threshold(confidence=75, places=frozenset({"subject"})))),
    ("keyword: secret", Detected(word("secret"), Threshold(places=PLACES))),
    ("keyword: [secret, top secret]", Detected(word("secret", "top secret"), Threshold(places=PLACES))),
    ("keyword: [off, 12]", Detected(word("off", "12"), Threshold(places=PLACES))),
    ("keyword: {words: secret, min: 3, case_sensitive: true, word_boundary: false}",
     Detected(word("secret", case_sensitive=True, word_boundary=False), Threshold(3, places=PLACES))),
    ("keyword: {words: [a, b], unique: true, min: 2}", Detected(word("a", "b"), Threshold(2, unique=True, places=PLACES))),
    (r"regex: 'PRJ-\d{4}'", Detected(RegexSpec(r"PRJ-\d{4}"), Threshold(places=PLACES))),
    (r"regex: {pattern: '\d{16}', validator: luhn, min: 5, case_sensitive: false}",
     Detected(RegexSpec(r"\d{16}", "i", "luhn"), Threshold(5, places=PLACES))),
    ("regex: {pattern: a, case_sensitive: true}", Detected(RegexSpec("a"), Threshold(places=PLACES))),
    ("finding: {type: source_code, min: 2, confidence: 65, in: attachments}",
     Found("source_code", Threshold(2, confidence=65, places=frozenset({"attachments"})))),
    ("finding: {type: source_code}", Found("source_code", Threshold(places=PLACES))),
    ("subject: secret", Subject(("secret",))),
    ("subject: {contains: [a, b], matches: '^re:'}", Subject(("a", "b"), compile_pattern("^re:"))),
    ("header: {name: X-A}", Header("X-A")),
    ("header: {name: X-A, matches: '^a'}", Header("X-A", compile_pattern("^a"))),
    ("message: {size: {min: 10 MiB}}", Size(10 * 2**20)),
    ("message: {size: {min: 1, max: '2KiB'}}", Size(1, 2048)),
    ("message: {size: {max: 1000 octets}}", Size(0, 1000)),
    ("sender: alice@contoso.com", Sender(AddressSet.of(["alice@contoso.com"]))),
    ("sender: '<>'", Sender(AddressSet.of(["<>"]))),
    ("recipient: ['*@contoso.com', contoso.org]", Recipient(AddressSet.of(["*@contoso.com", "contoso.org"]))),
    ("sender_domain: '*.contoso.com'", Sender(AddressSet.of(["*.contoso.com"]))),
    ("recipient_domain: [b\u00fccher.example, '[192.0.2.1]', localhost]",
     Recipient(AddressSet.of(["b\u00fccher.example", "[192.0.2.1]", "localhost"]))),
    ("all: [{subject: a}, {subject: b}]", All((Subject(("a",)), Subject(("b",))))),
    ("any: [{subject: a}]", Any((Subject(("a",)),))),
    ("not: {subject: a}", Not((Subject(("a",)),))),
    ("not: [{subject: a}, {subject: b}]", Not((Subject(("a",)), Subject(("b",))))),
    ("not: {any: [{subject: a}, {not: {subject: b}}]}", Not((Any((Subject(("a",)), Not((Subject(("b",)),)))),))),
    ("subject: a, header: {name: X-A}", All((Subject(("a",)), Header("X-A")))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_what_a_condition_becomes(text: str, expected: Condition) -> None:
    policies = one_policy(f"rules: [{{severity: major, {text}}}]\nexceptions: [{{{text}}}]\n")
    assert policies.policies[0].groups[0].condition == expected
    assert policies.policies[0].exceptions == (expected,)


BAD = [
    # (condition, path below rules[0], reason, remedy)
    ("data_identifer: credit_card", ".data_identifer", '"data_identifer" is not known here', "did you mean data_identifier?"),
    ("data_identifier: {type: creditcard}", ".data_identifier.type", '"creditcard" is not known', "did you mean credit_card?"),
    ("data_identifier: ibann", ".data_identifier", '"ibann" is not known here', "did you mean iban?"),
    ("data_identifier: {min: 1}", ".data_identifier", "type is missing", "credit_card"),
    ("data_identifier: {type: credit_card, min: 0}", ".data_identifier.min", "whole number", "1 to 500"),
    ("data_identifier: {type: credit_card, min: 501}", ".data_identifier.min", "whole number", "1 to 500"),
    ("data_identifier: {type: credit_card, min: 5, max: 4}", ".data_identifier.max", "max (4) is less than min (5)", ""),
    ("data_identifier: {type: credit_card, confidence: 101}", ".data_identifier.confidence", "whole number", "1 to 100"),
    ("data_identifier: {type: credit_card, unique: maybe}", ".data_identifier.unique", "true or false", ""),
    ("data_identifier: {type: credit_card, in: [bdy]}", ".data_identifier.in[0]", '"bdy" is not known', "did you mean body?"),
    ("data_identifier: {type: credit_card, in: []}", ".data_identifier.in", "the list is empty", ""),
    ("data_identifier: {type: credit_card, proximity: 300}", ".data_identifier.proximity", "not available yet", ""),
    ("keyword: []", ".keyword", "the list is empty", ""),
    ("keyword: ['']", ".keyword[0]", "is empty", ""),
    ("keyword: ['  ']", ".keyword[0]", "is empty", ""),
    ("keyword: {min: 2}", ".keyword", "words is missing", ""),
    ("keyword: [[a]]", ".keyword[0]", "a text is expected", ""),
    ("keyword: " + "x" * 257, ".keyword", "longer than 256", "shorten"),
    ("keyword: [" + "x, " * 10_001 + "]", ".keyword", "more than 10000 words", "split"),
    ("keyword: {words: a, confidence: 75}", ".keyword.confidence", "not known", ""),
    ("regex: '('", ".regex", "is not a regular expression", "correct it at character 1"),
    ("regex: '[z-a]'", ".regex", "is not a regular expression", "correct it"),
    ("regex: 'a*'", ".regex", "matches the empty text", "at least one character"),
    ("regex: 'a{1,99999999999}'", ".regex", "is not a regular expression", "correct it"),
    ("regex: " + "x" * 2049, ".regex", "longer than 2048", "shorten"),
    ("regex: " + "(" * 2048, ".regex", "is not a regular expression", "correct it"),
    ("regex: {min: 1}", ".regex", "pattern is missing", ""),
    ("regex: {pattern: a, validator: lun}", ".regex.validator", '"lun" is not known', "did you mean luhn?"),
    ("regex: {pattern: a, weight: 3}", ".regex.weight", "not available yet", ""),
    ("finding: source_code", ".finding", "keys with values", "use one of type"),
    ("finding: {min: 1}", ".finding", "type is missing", ""),
    ("subject: {}", ".subject", "nothing to look for", "contains or matches"),
    ("subject: {matches: '(a)\\1'}", ".subject.matches", "back-references", "simplify"),
    ("header: {matches: a}", ".header", "name is missing", ""),
    ("header: {name: 'X A'}", ".header.name", "is not the name of a header field", "without the colon"),
    ("header: {name: 'X-A:'}", ".header.name", "is not the name of a header field", "without the colon"),
    ("header: {name: X-A, matches: '('}", ".header.matches", "is not a regular expression", ""),
    ("message: {encrypted: true}", ".message.encrypted", "not available yet", ""),
    ("message: {auto-forward: true}", ".message.auto-forward", "not available yet", ""),
    ("message: {size: {}}", ".message.size", "nothing to compare", "10 MiB"),
    ("message: {size: 10}", ".message.size", "keys with values", "min, max"),
    ("message: {size: {min: 10 MB}}", ".message.size.min", "a size is expected", "MiB"),
    ("message: {size: {min: 2, max: 1}}", ".message.size.max", "max is less than min", ""),
    ("message: {}", ".message", "nothing to compare", ""),
    ("sender: group:finance", ".sender", "groups are not available yet", "addresses and domains"),
    ("sender: '@contoso.com'", ".sender", "nothing before the @", "*@contoso.com"),
    ("sender: 'a@con toso.com'", ".sender", "is not a domain", "*@contoso.com"),
    ("sender: extrnal", ".sender", '"extrnal" is not known here', "did you mean external?"),
    ("sender: []", ".sender", "the list is empty", ""),
    ("recipient_domain: a@contoso.com", ".recipient_domain", "is not a domain", "without @"),
    ("recipient_domain: contoso..com", ".recipient_domain", "is not a domain", ""),
    ("recipient_group: finance", ".recipient_group", "not available yet", ""),
    ("dictionary: x", ".dictionary", "not available yet", ""),
    ("edm: x", ".edm", "not available yet", ""),
    ("fingerprint: x", ".fingerprint", "not available yet", ""),
    ("attachment: {name: x}", ".attachment", "not available yet", ""),
    ("label: x", ".label", "not available yet", ""),
    ("all: []", ".all", "there is no condition", ""),
    ("any: ~", ".any", "there is no condition", ""),
    ("not: []", ".not", "there is no condition", ""),
    ("not: {}", ".not", "there is no condition", ""),
    ("all: {subject: a}", ".all", "a list is expected", "- "),
    ("all: [subject]", ".all[0]", "keys with values", "data_identifier"),
    ("all: [{}]", ".all[0]", "there is no condition", ""),
    ("any: [{not: {all: [{keywrd: x}]}}]", ".any[0].not.all[0].keywrd", "is not known", "did you mean keyword?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "reason", "remedy"), BAD, ids=[row[0][:60] for row in BAD])
def test_what_is_told_about_a_wrong_condition(text: str, path: str, reason: str, remedy: str) -> None:
    problems = problems_of(
        f"version: 1\npolicies:\n  - name: P\n    rules:\n      - severity: major\n        all:\n          - {{{text}}}\n"
    )
    assert [problem.path for problem in problems] == [f"policies[0].rules[0].all[0]{path}"]
    assert reason in problems[0].reason
    assert remedy in problems[0].remedy
    assert (problems[0].file, problems[0].line) == ("test.yaml", 7)


def test_external_needs_own_domains_where_the_configuration_is_known() -> None:
    text = "version: 1\npolicies:\n  - {name: P, scope: {recipients: external}, rules: [{severity: info, sender: internal}]}\n"
    paths = {problem.path for problem in problems_of(text, [])}
    assert paths == {"policies[0].rules[0].sender", "policies[0].scope.recipients"}
    assert problems_of(text, ["contoso.com"]) == []
    assert problems_of(text, None) == []
