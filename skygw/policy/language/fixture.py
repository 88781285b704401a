"""Tests of policies as files: a message, an envelope, and what the policies are to say.

They lie in the folder ``tests`` beside the policies, each file with a list of tests and, where the
policies speak of ``external``, the domains that are the tenant's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from skygw.errors import ConfigurationError, Problem
from skygw.mail.address import normalise
from skygw.mail.envelope import Envelope
from skygw.policy.language import document
from skygw.policy.language.files import read_files
from skygw.policy.language.place import Place, quoted, required
from skygw.policy.verdict import Verdict
from skygw.policy.words import Action, FailureAction

FOLDER = "tests"
MAX_ADDRESS = 1_000

_KEYS = ("name", "message", "from", "to", "expect", "policies", "doubt")


@attrs.frozen
class Fixture:
    """One test.

    Attributes:
        name: for people.
        message: the file with the message.
        envelope: sender and recipients.
        actions: the action expected for each recipient, in the order of the envelope.
        policies: names of the policies that are expected to trigger; None if the test does not say.
        doubt: what is expected to be wanted because something could not be read; None if all can.
        file, line: where the test stands.
    """

    name: str
    message: Path
    envelope: Envelope
    actions: tuple[Action, ...]
    policies: frozenset[str] | None
    doubt: FailureAction | None
    file: str
    line: int

    def differences(self, verdict: Verdict) -> list[str]:
        """Tell in words where the verdict is not what was expected."""
        told = []
        for recipient, expected, got in zip(self.envelope.to, self.actions, verdict.recipients, strict=True):
            if got.action is not expected:
                told.append(f"{recipient}: expected {expected.value}, got {got.action.value}")
        if verdict.failure_action is not self.doubt:
            told.append(f"doubt: expected {_word(self.doubt)}, got {_word(verdict.failure_action)}")
        triggered = frozenset(incident.policy for incident in verdict.incidents)
        if self.policies is not None and triggered != self.policies:
            told.append(f"policies: expected {_names(self.policies)}, got {_names(triggered)}")
        return told


@attrs.frozen
class FixtureSet:
    """All tests of a folder, and the domains that they take for their own."""

    fixtures: tuple[Fixture, ...]
    domains: tuple[str, ...]


def load_fixtures(directory: Path) -> FixtureSet:
    """Read ``directory/tests/*.yaml``; a folder without tests gives an empty set.

    Raises:
        ConfigurationError: with every problem of every file.
    """
    folder = directory / FOLDER
    problems: list[Problem] = []
    fixtures: list[Fixture] = []
    domains: list[str] = []
    for file, octets in read_files(folder, problems) if folder.is_dir() else ():
        root = document.parse(octets, file)
        if isinstance(root, Problem):
            problems.append(root)
            continue
        _read_document(Place(root, "", file, problems), folder, fixtures, domains)
    if problems:
        raise ConfigurationError(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    return FixtureSet(tuple(fixtures), tuple(dict.fromkeys(domains)))


def _read_document(place: Place, folder: Path, fixtures: list[Fixture], domains: list[str]) -> None:
    fields = place.fields(("version", "domains", "tests"))
    version = required(place, fields, "version", "write version: 1")
    if version is not None and version.text() != "1":
        version.refuse("this version is not known", "write version: 1")
    if "domains" in fields:
        domains.extend(item.text(MAX_ADDRESS) for item in fields["domains"].one_or_more())
    tests = required(place, fields, "tests", "write a list of tests")
    fixtures.extend(_fixture(item, folder) for item in (tests.items() if tests else ()))


def _fixture(place: Place, folder: Path) -> Fixture:
    fields = place.fields(_KEYS)
    name = required(place, fields, "name", "say what is tested")
    message = required(place, fields, "message", "name the file with the message")
    sender = required(place, fields, "from", "write the sender of the envelope")
    to = required(place, fields, "to", "write the recipients of the envelope")
    expect = required(place, fields, "expect", "write what is to happen: allow, monitor, add_header or block")
    recipients = tuple(_path(item) for item in to.one_or_more()) if to else ()
    envelope = Envelope(_path(sender) if sender else b"", recipients)
    return Fixture(
        name.text() if name else "",
        _message(message, folder) if message else folder,
        envelope,
        _actions(expect, envelope) if expect else (),
        frozenset(item.text() for item in fields["policies"].items()) if "policies" in fields else None,
        fields["doubt"].choice(FailureAction) if "doubt" in fields else None,
        place.file,
        place.line,
    )


def _path(place: Place) -> bytes:
    text = place.text(MAX_ADDRESS)
    return b"" if text == "<>" else text.encode("utf-8", "surrogateescape")


def _message(place: Place, folder: Path) -> Path:
    path = folder / place.text()
    if not path.is_file():
        place.refuse(f"there is no file {quoted(str(path))}", f"name a file in {folder}")
    return path


def _actions(place: Place, envelope: Envelope) -> tuple[Action, ...]:
    if not place.is_mapping:
        return (place.choice(Action),) * len(envelope.to)
    named = _by_recipient(place, envelope)
    missing = [recipient for recipient in envelope.to if recipient not in named]
    if missing:
        remedy = "write what is to happen for each recipient"
        place.refuse(f"nothing is said about {quoted(missing[0])}", remedy)
    return tuple(named.get(recipient, Action.ALLOW) for recipient in envelope.to)


def _by_recipient(place: Place, envelope: Envelope) -> Mapping[str, Action]:
    named = {}
    for key, value in place.fields(place.keys()).items():
        recipient = normalise(key.encode("utf-8", "surrogateescape"))
        if recipient not in envelope.to:
            value.refuse(f"{quoted(key)} is no recipient of this test", "name one of to:")
        named[recipient] = value.choice(Action)
    return named


def _word(action: FailureAction | None) -> str:
    return "none" if action is None else action.value


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
