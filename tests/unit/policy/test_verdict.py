from __future__ import annotations

import pytest

from skygw.policy.rules import DEFAULT_BLOCK_TEXT
from skygw.policy.verdict import (
    DEFERRED_TEXT,
    UNREADABLE_TEXT,
    Discard,
    RecipientVerdict,
    Refuse,
    Verdict,
    merged,
)
from skygw.policy.words import Action, FailureAction, Severity


def block(
    text: str, severity: Severity = Severity.MAJOR, policy: str = "P", discard: bool = False
) -> RecipientVerdict:
    return RecipientVerdict(Action.BLOCK, text, discard, severity=severity, policy=policy)


ALLOW = RecipientVerdict()
DEFERRED = RecipientVerdict(failure=FailureAction.TEMPFAIL)
REJECTED = RecipientVerdict(failure=FailureAction.REJECT)
ACCEPTED = RecipientVerdict(failure=FailureAction.ACCEPT_WITH_HEADER)
SILENT = block("silent", discard=True)

REFUSALS = [
    ((), None),
    ((ALLOW,), None),
    ((RecipientVerdict(Action.ADD_HEADER, headers=(("X-A", "b"),)),), None),
    ((ACCEPTED,), None),
    ((block("no"),), Refuse("no")),
    ((ALLOW, block("no")), Refuse("no")),  # mixed: all are refused
    ((SILENT,), Discard()),
    ((SILENT, SILENT), Discard()),
    ((SILENT, ALLOW), Refuse(DEFAULT_BLOCK_TEXT)),  # a silent loss for some, nothing for the others: refuse
    ((SILENT, block("no")), Refuse("no")),
    ((block("b", policy="B"), block("a", policy="A")), Refuse("a")),
    (
        (block("a", Severity.MINOR, "A"), block("b", Severity.CRITICAL, "B")),
        Refuse("b"),
    ),  # the worst one speaks
    ((DEFERRED,), Refuse(DEFERRED_TEXT, 451, "4.7.1")),
    ((ALLOW, DEFERRED, ACCEPTED), Refuse(DEFERRED_TEXT, 451, "4.7.1")),
    ((DEFERRED, REJECTED), Refuse(UNREADABLE_TEXT)),
    ((DEFERRED, block("no")), Refuse("no")),  # nothing that could still be found would lift it
    ((SILENT, DEFERRED), Refuse(DEFAULT_BLOCK_TEXT)),
]


@pytest.mark.parametrize(("recipients", "refusal"), REFUSALS)
def test_what_becomes_of_the_whole_message(recipients: tuple[RecipientVerdict, ...], refusal: object) -> None:
    assert Verdict(recipients).refusal == refusal


def test_replies() -> None:
    assert Refuse("Not this").reply == b"550 5.7.1 Not this\r\n"
    assert Refuse("Later", 451, "4.7.1").reply == b"451 4.7.1 Later\r\n"
    assert len(Refuse("x" * 400).reply) <= 512


def test_the_texts_name_no_internals() -> None:
    for text in (DEFAULT_BLOCK_TEXT, DEFERRED_TEXT, UNREADABLE_TEXT):
        assert text.isascii()
        assert text.isprintable()
        assert not any(
            word in text.lower() for word in ("skygw", "polic" + "ies", "inspect", "timeout", "worker")
        )


def test_action_is_the_most_restrictive() -> None:
    assert Verdict().action is Action.ALLOW
    assert Verdict((RecipientVerdict(Action.MONITOR), block("x"), ALLOW)).action is Action.BLOCK


def test_failure_action_is_the_most_restrictive_or_none() -> None:
    assert Verdict((ALLOW,)).failure_action is None
    assert Verdict((ACCEPTED, DEFERRED)).failure_action is FailureAction.TEMPFAIL


def test_headers_are_those_of_the_recipients_that_are_left() -> None:
    one = RecipientVerdict(Action.ADD_HEADER, headers=(("X-B", "2"), ("X-A", "1")))
    two = RecipientVerdict(Action.ADD_HEADER, headers=(("x-a", "1"), ("X-A", "other")))
    gone = RecipientVerdict(Action.BLOCK, headers=(("X-Gone", "1"),))
    assert Verdict((one, two, gone)).headers == (("X-A", "1"), ("X-A", "other"), ("X-B", "2"))


def test_merged_headers_do_not_depend_on_the_order() -> None:
    headers = [("x-a", "1"), ("X-A", "1"), ("X-B", "1")]
    assert merged(headers) == merged(reversed(headers)) == (("X-A", "1"), ("X-B", "1"))
