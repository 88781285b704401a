"""A file through the whole path: attached to a message, the message read."""

# ruff: noqa: E501 - tables and documents are written as they are

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from typing import Any

import attrs

from skygw.detect import Finding, Text
from skygw.extract import Budget, Outcome
from skygw.extract.outcome import graver
from skygw.inspect.pipeline import inspect_octets


@attrs.frozen
class Told:
    """What a message with one attachment gave; ``outcome`` is the gravest of the attachment and all in it."""

    text: str = attrs.field(repr=False)
    outcome: str
    true_type: str
    defects: tuple[str, ...]


def mailed(name: str, octets: bytes, media_type: str = "application/octet-stream") -> bytes:
    """A message with the file as a mail program attaches it: in base64."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@contoso.example", "bob@fabrikam.example", "minutes"
    message.set_content("See attached.\n")
    main, _, sub = media_type.partition("/")
    message.add_attachment(octets, main, sub, filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


def told(
    name: str,
    octets: bytes,
    media_type: str = "application/octet-stream",
    parsers: Mapping[str, Any] | None = None,
) -> Told:
    """What is read in a message to which the file is attached; ``parsers`` are the native ones to be asked."""
    listener = _Listener()
    budget = functools.partial(Budget, native=parsers or {})
    facts = inspect_octets(mailed(name, octets, media_type), listener, budget=budget).facts  # type: ignore[arg-type]
    return Told("\n".join(listener.texts), _gravest(facts.outcomes[1:]), facts.attachments[0].true_type, facts.defects)


class _Listener:
    """A scanner, and its examination, that keeps what it is given to look through."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def examination(self, salt: bytes | None = None) -> _Listener:
        return self

    def look(self, text: Text) -> bool:
        self.texts.append(text.text)
        return True

    def findings(self) -> list[Finding]:
        return []


def _gravest(outcomes: Iterable[str]) -> str:
    gravest = Outcome.NONE
    for outcome in outcomes:
        gravest = graver(gravest, Outcome(outcome))
    return str(gravest)
