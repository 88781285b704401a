from __future__ import annotations

import pytest

from skygw.detect import Finding, Report
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
from skygw.policy.evidence import Evidence, Threshold, Truth
from skygw.policy.pattern import MAX_TEXT, compile_pattern
from tests.support.policies import CARD, cards, envelope, report

NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
CARDS = Detected(CARD, Threshold())


def answer(condition: Condition, found: Report, recipient: str = "bob@fabrikam.com") -> Truth:
    return condition.truth(Evidence.of(envelope(recipient), found).for_recipient(recipient))


CONTENT = [
    # (condition, report, answer)
    (CARDS, report(cards(1)), YES),
    (CARDS, report(), NO),
    (CARDS, report(outcomes=["encrypted"]), UNKNOWN),
    (CARDS, report(Finding("credit_card", detector="other")), NO),  # another inspector's cards
    (Found("credit_card", Threshold()), report(Finding("credit_card", detector="other")), YES),
    (Found("credit_card", Threshold(confidence=80)), report(Finding("credit_card")), NO),
    (Found("nothing", Threshold()), report(cards(1)), NO),
    (Subject(("Top  Secret",)), report(subject="re: TOP SECRET plan"), YES),  # case, white space
    (Subject(("top secret",)), report(subject="re: top\r\n secret"), YES),
    (Subject(("a", "secret")), report(subject="secret"), YES),  # any of them
    (Subject(("secret",)), report(subject="plain"), NO),
    (Subject(("secret",)), report(subject="plain", headers={"subject": ("plain", "secret")}), YES),
    (Subject(("secret",)), report(subject="plain", status="failed"), UNKNOWN),
    (Subject(("secret",)), report(subject="secret", status="failed"), YES),
    (Subject(matches=compile_pattern("^re:")), report(subject="Re: x"), YES),
    (Subject(("x",), compile_pattern("^re:")), report(subject="Re: y"), NO),  # both
    (Subject(("x",), compile_pattern("^re:")), report(subject="Re: x"), YES),
    (Subject(matches=compile_pattern("x")), report(subject="a" * MAX_TEXT + "x"), UNKNOWN),
    (Header("X-Approved-By"), report(headers={"x-approved-by": ("",)}), YES),
    (Header("X-Approved-By"), report(), NO),
    (Header("X-Approved-By"), report(status="oversize"), UNKNOWN),
    (Header("X-A", compile_pattern("^cfo@")), report(headers={"x-a": ("x", "CFO@contoso.com")}), YES),
    (Header("X-A", compile_pattern("^cfo@")), report(headers={"x-a": ("x",)}), NO),
    (Header("X-A", compile_pattern("x$")), report(headers={"x-a": ("a" * MAX_TEXT + "x",)}), UNKNOWN),
    (Size(1000), report(size=1000), YES),
    (Size(1001), report(size=1000), NO),
    (Size(0, 1000), report(size=1000), YES),
    (Size(0, 999), report(size=1000), NO),
    (Size(0, 999), report(size=0, status="failed"), UNKNOWN),
    (Size(1001), report(size=2000, status="oversize"), YES),
]


@pytest.mark.parametrize(("condition", "found", "expected"), CONTENT)
def test_conditions_about_content(condition: Condition, found: Report, expected: Truth) -> None:
    assert answer(condition, found) is expected
    assert condition.about_content
    assert not condition.about_recipient


def test_sender_and_recipient_are_known_whatever_became_of_the_inspection() -> None:
    sender = Sender(AddressSet.of(["contoso.com"]))
    recipient = Recipient(AddressSet.of(["fabrikam.com"]))
    assert answer(sender, report(status="failed")) is YES
    assert answer(Sender(AddressSet.of(["fabrikam.com"])), report()) is NO
    assert answer(recipient, report(status="failed")) is YES
    assert answer(recipient, report(), "bob@contoso.com") is NO
    assert not sender.about_content
    assert not recipient.about_content
    assert (sender.about_recipient, recipient.about_recipient) == (False, True)


YES_, NO_ = Size(0), Size(10**9)
UNKNOWN_ = CARDS

COMBINATIONS = [
    (All((YES_, YES_)), YES),
    (All((YES_, NO_)), NO),
    (All((YES_, UNKNOWN_)), UNKNOWN),
    (All((NO_, UNKNOWN_)), NO),
    (All(()), YES),
    (Any((NO_, YES_)), YES),
    (Any((NO_, NO_)), NO),
    (Any((NO_, UNKNOWN_)), UNKNOWN),
    (Any((YES_, UNKNOWN_)), YES),
    (Any(()), NO),
    (Not((YES_,)), NO),
    (Not((NO_,)), YES),
    (Not((UNKNOWN_,)), UNKNOWN),
    (Not((YES_, NO_)), YES),
    (All((Any((NO_, YES_)), Not((All((YES_, NO_)),)))), YES),
]


@pytest.mark.parametrize(("condition", "expected"), COMBINATIONS)
def test_combinations(condition: Condition, expected: Truth) -> None:
    assert answer(condition, report(outcomes=["encrypted"])) is expected


def test_a_combination_is_about_what_its_conditions_are_about() -> None:
    recipient = Recipient(AddressSet())
    nested = All((Not((Any((recipient,)),)),))
    assert (nested.about_content, nested.about_recipient) == (False, True)
    assert All((nested, CARDS)).about_content
    assert list(All((nested, CARDS)).leaves()) == [recipient, CARDS]
