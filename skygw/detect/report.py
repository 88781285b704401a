"""What an inspection says about a message: findings, and facts that a policy can ask for."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any

import attrs

from skygw.detect.finding import Finding, bounded_list, member
from skygw.mail.reasons import MIME_AMBIGUOUS

STATUSES = ("completed", "limited", "failed", "skipped", "oversize")
"""Scan status of a message, as in ``X-Skygw-Scan``."""

UNREADABLE = frozenset({"truncated", "encrypted", "unsupported", "failed", "timeout", "limit"})
"""Outcomes of a leaf whose text was not read in full: what a policy calls unscannable."""

MAX_FINDINGS = 100_000
MAX_ATTACHMENTS = 10_000
MAX_HEADER_FIELDS = 10_000
MAX_LABELS = 500


@attrs.frozen
class AttachmentFacts:
    """One attachment: a leaf that has a file name, is declared an attachment, or is not body text.

    ``size`` is in octets after transfer decoding.  ``true_type`` is a short name found by content
    (``pdf``, ``zip``, ``ole`` ...; empty if unknown), ``declared_type`` the media type that the message
    claims, in lower case.  ``names`` keeps every candidate for the file name, ``name`` is the first.
    ``depth``: 0 for what the message carries itself; more for a file inside that many containers of ``leaf``.
    """

    name: str = attrs.field(default="", repr=False)
    names: tuple[str, ...] = attrs.field(default=(), repr=False)
    declared_type: str = ""
    true_type: str = ""
    size: int = 0
    outcome: str = "none"
    leaf: int = 0
    depth: int = 0

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON values."""
        return attrs.asdict(self) | {"names": list(self.names)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> AttachmentFacts:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        return cls(
            name=member(value, "name", str),
            names=bounded_list(value, "names", str, 100),
            declared_type=member(value, "declared_type", str),
            true_type=member(value, "true_type", str),
            size=member(value, "size", int),
            outcome=member(value, "outcome", str),
            leaf=member(value, "leaf", int),
            depth=member(value, "depth", int),
        )


def _frozen(headers: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return types.MappingProxyType(dict(headers))


@attrs.frozen
class Facts:
    """What a policy can ask about a message beside the findings.

    Attributes:
        size: octets of the whole message.
        subject: decoded; empty if there is none.
        headers: lower-case field name to the decoded values in their order, bounded in number and size.
        attachments: in the order of the message, each before the files inside it.
        outcomes: the outcome of every leaf, in order (see ``skygw.extract.Outcome``).
        defects: reasons, as short constant words, for which the message's structure is odd (see
            ``skygw.mail.reasons``).
        labels: sensitivity labels as names and values, of the message (``msip_labels``) and of its documents.
    """

    size: int = 0
    subject: str = attrs.field(default="", repr=False)
    headers: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict, repr=False, converter=_frozen
    )
    attachments: tuple[AttachmentFacts, ...] = ()
    outcomes: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)

    def header(self, name: str) -> tuple[str, ...]:
        """The decoded values of the header field ``name`` (in any case), in their order."""
        return self.headers.get(name.lower(), ())

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The outcomes that mean "text was not read in full", in order; empty for a clean reading."""
        return tuple(outcome for outcome in self.outcomes if outcome in UNREADABLE)

    @property
    def ambiguous(self) -> bool:
        """Whether mail programs may differ in what the parts of the message are."""
        return MIME_AMBIGUOUS in self.defects

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON values."""
        return {
            "size": self.size,
            "subject": self.subject,
            "headers": [[name, list(values)] for name, values in self.headers.items()],
            "attachments": [attachment.to_json() for attachment in self.attachments],
            "outcomes": list(self.outcomes),
            "defects": list(self.defects),
            "labels": [list(label) for label in self.labels],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Facts:
        """The reverse of :meth:`to_json`; ``ValueError`` names the member that is wrong."""
        attachments = bounded_list(value, "attachments", dict, MAX_ATTACHMENTS)
        return cls(
            size=member(value, "size", int),
            subject=member(value, "subject", str),
            headers=_headers(bounded_list(value, "headers", list, MAX_HEADER_FIELDS)),
            attachments=tuple(map(AttachmentFacts.from_json, attachments)),
            outcomes=bounded_list(value, "outcomes", str, 2 * MAX_ATTACHMENTS),
            defects=bounded_list(value, "defects", str, 1000),
            labels=tuple(map(_label, bounded_list(value, "labels", list, MAX_LABELS))),
        )


def _label(row: list[Any]) -> tuple[str, str]:
    if len(row) != 2 or type(row[0]) is not str or type(row[1]) is not str:
        raise ValueError("labels: pairs of name and value expected")
    return row[0], row[1]


def _headers(rows: tuple[list[Any], ...]) -> dict[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if len(row) != 2 or type(row[0]) is not str:
            raise ValueError("headers: pairs of name and values expected")
        headers[row[0]] = bounded_list({"headers": row[1]}, "headers", str, MAX_HEADER_FIELDS)
    return headers


@attrs.frozen
class Report:
    """The result of inspecting one message: ``status`` (one of :data:`STATUSES`), findings and facts.

    ``cpu`` is in seconds.
    """

    status: str = "completed"
    findings: tuple[Finding, ...] = ()
    facts: Facts = attrs.field(factory=Facts)
    cpu: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON values: what crosses the border between child and gateway."""
        return {
            "status": self.status,
            "findings": [finding.to_json() for finding in self.findings],
            "facts": self.facts.to_json(),
            "cpu": self.cpu,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Report:
        """The reverse of :meth:`to_json`.

        Raises:
            ValueError: the value is not a report; the text names the member, never its content.
        """
        status = member(value, "status", str)
        if status not in STATUSES:
            raise ValueError("status: unknown")
        findings = bounded_list(value, "findings", dict, MAX_FINDINGS)
        return cls(
            status=status,
            findings=tuple(map(Finding.from_json, findings)),
            facts=Facts.from_json(member(value, "facts", dict)),
            cpu=member(value, "cpu", float),
        )
