"""Policies from text, and reports without an inspection, for tests of the policy language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import attrs

from skygw.detect import AttachmentFacts, DataIdentifierSpec, Facts, Finding, KeywordSpec, Report
from skygw.errors import ConfigurationError, Problem
from skygw.mail.envelope import Envelope
from skygw.policy import PolicySet, Verdict, decide
from skygw.policy.language.files import parse

CARD = DataIdentifierSpec("credit_card")
SECRET = KeywordSpec(("secret",))


@attrs.frozen
class Defaults:
    """The defaults of ``[inspection]``."""

    on_timeout: str = "tempfail"
    on_failure: str = "tempfail"
    on_oversize: str = "accept_with_header"
    on_unscannable: str = "accept_with_header"


def problems_of(text: str, domains: Iterable[str] | None = ("contoso.com",)) -> list[Problem]:
    """The problems of one policy file."""
    problems: list[Problem] = []
    parse([("test.yaml", textwrap.dedent(text).encode())], domains, problems)
    return problems


def policy_set(*texts: str, domains: Iterable[str] | None = ("contoso.com",)) -> PolicySet:
    """The set that these files make; raises with all problems."""
    problems: list[Problem] = []
    sources = [(f"{index}.yaml", textwrap.dedent(text).encode()) for index, text in enumerate(texts)]
    policies = parse(sources, domains, problems)
    if problems:
        raise ConfigurationError(problems)
    return PolicySet("test", policies)


def one_policy(body: str) -> PolicySet:
    """A set of one policy; ``body`` is its keys after the name."""
    return policy_set("version: 1\npolicies:\n  - name: P\n" + textwrap.indent(textwrap.dedent(body), "    "))


def envelope(*recipients: str, sender: str = "alice@contoso.com") -> Envelope:
    """An envelope of texts."""
    return Envelope(sender.encode(), tuple(recipient.encode() for recipient in recipients))


def cards(count: int, *, confidence: int = 85, where: str = "body", leaf: int = 1, first: int = 0) -> Finding:
    """A finding of so many different cards; ``first`` shifts the values."""
    digests = tuple(number.to_bytes(8, "big") for number in range(first, first + count))
    return Finding("credit_card", count, count, confidence, CARD.id, where, leaf, digests=digests)


def word(count: int = 1, where: str = "body", spec: KeywordSpec = SECRET) -> Finding:
    """A finding of the keyword ``secret``."""
    return Finding("keyword", count, 1, 75, spec.id, where, 1, digests=(b"12345678",))


def report(
    *findings: Finding,
    status: str = "completed",
    subject: str = "",
    headers: dict[str, tuple[str, ...]] | None = None,
    attachments: Iterable[str] = (),
    outcomes: Iterable[str] = (),
    size: int = 1000,
) -> Report:
    """A report; ``attachments`` are outcomes of attachments, ``outcomes`` those of other leaves."""
    parts = tuple(AttachmentFacts(name="a", outcome=outcome) for outcome in attachments)
    facts = Facts(size, subject, headers or {}, parts, (*outcomes, *(part.outcome for part in parts)))
    return Report(status, findings, facts)


def judge(
    policies: PolicySet, to: Envelope | str, found: Report, defaults: Defaults | None = None
) -> Verdict:
    """The verdict for an envelope, or for mail of alice@contoso.com to one recipient."""
    return decide(policies, envelope(to) if isinstance(to, str) else to, found, defaults or Defaults())
