"""What is left of a message once its parts have gone by: names, types, sizes, outcomes, labels, oddities."""

from __future__ import annotations

from collections.abc import Sequence

from skygw.detect import AttachmentFacts, Facts
from skygw.detect.report import MAX_LABELS
from skygw.extract import Extraction, Label, Outcome
from skygw.mail.headers import Field
from skygw.mail.parts import Part
from skygw.mail.reasons import LIMIT_TEXT

MAX_HEADER_CHARACTERS = 512 << 10
"""Decoded header values that become facts; together with everything else they fit into an answer."""

MAX_NAME_FACTS = 5
"""Candidates for a file name that become facts.  All of them are scanned."""

MAX_ATTACHMENT_FACTS = 5_000
"""Attachments, and files inside them, that become facts; what is beyond only has its outcome."""

_LABEL_CHARACTERS = 1000

#: The field in which Outlook and Exchange keep a message's sensitivity labels
#: (Microsoft Purview: "MSIP_Label_<id>_Name=...; MSIP_Label_<id>_Enabled=True; ...").
LABEL_FIELD = "msip_labels"


class Gathering:
    """The facts of one message while they are gathered."""

    def __init__(self) -> None:
        self._attachments: list[AttachmentFacts] = []
        self._outcomes: list[str] = []
        self._defects: dict[str, None] = {}
        self._labels: dict[tuple[str, str], None] = {}

    def cut_short(self, outcome: Outcome) -> None:
        """A text was not looked through to its end."""
        if LIMIT_TEXT not in self._defects:
            self.note(LIMIT_TEXT, outcome=outcome)

    def note(self, *defects: str, outcome: Outcome | None = None) -> None:
        """Words for what is odd; ``outcome`` if it means that something was not read."""
        self._defects.update(dict.fromkeys(defects))
        if outcome is not None:
            self._outcomes.append(str(outcome))

    def add(self, number: int, part: Part, extraction: Extraction, size: int, *, attached: bool) -> None:
        """A leaf that was read, with the files inside it."""
        self._outcomes.append(str(extraction.outcome))
        for label in extraction.labels:
            self._label(label)
        if attached:
            self._attach(_attachment(part, extraction, size, number))
        for member in extraction.members:
            self._attach(
                AttachmentFacts(
                    name=member.name,
                    names=(member.name,),
                    true_type=member.true_type,
                    size=member.size,
                    outcome=str(member.outcome),
                    leaf=number,
                    depth=max(1, member.depth),
                )
            )

    def facts(self, size: int, fields: Sequence[Field]) -> Facts:
        """All of it, for a message of ``size`` octets with these header fields."""
        headers = self._headers(fields)
        for value in headers.get(LABEL_FIELD, ()):
            for name, text in labels_of(value):
                self._label(Label(name, text))
        return Facts(
            size=size,
            subject=next(iter(headers.get("subject", ())), ""),
            headers=headers,
            attachments=tuple(self._attachments),
            outcomes=tuple(self._outcomes),
            defects=tuple(self._defects),
            labels=tuple(self._labels),
        )

    def _attach(self, facts: AttachmentFacts) -> None:
        if len(self._attachments) < MAX_ATTACHMENT_FACTS:
            self._attachments.append(facts)
        else:
            # A policy may ask for a name that was left out: then not all has been read.
            told = "attachment-facts-cut" in self._defects
            self.note("attachment-facts-cut", outcome=None if told else Outcome.LIMIT)

    def _label(self, label: Label) -> None:
        if len(self._labels) < MAX_LABELS:
            self._labels[label.name[:_LABEL_CHARACTERS], label.value[:_LABEL_CHARACTERS]] = None

    def _headers(self, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
        headers: dict[str, list[str]] = {}
        room = MAX_HEADER_CHARACTERS
        for field in fields:
            room -= len(field.name) + len(field.text)
            if room < 0:
                # A policy may ask for what was left out: then not all has been read.
                self.note("header-facts-cut", outcome=Outcome.LIMIT)
                break
            headers.setdefault(field.name, []).append(field.text)
        return {name: tuple(values) for name, values in headers.items()}


def labels_of(value: str) -> list[tuple[str, str]]:
    """Names and values of a field ``msip_labels``: pairs with "=", separated by ";"."""
    pairs = (pair.partition("=") for pair in value.split(";")[:MAX_LABELS])
    return [(name.strip(), text.strip()) for name, _equals, text in pairs if name.strip() and text.strip()]


def _attachment(part: Part, extraction: Extraction, size: int, number: int) -> AttachmentFacts:
    return AttachmentFacts(
        name=part.names[0] if part.names else "",
        names=part.names[:MAX_NAME_FACTS],
        declared_type=part.media_type,
        true_type=extraction.true_type,
        size=size,
        outcome=str(extraction.outcome),
        leaf=number,
    )
