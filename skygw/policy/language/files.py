"""A folder of policy files: everything is read, every problem of every file is told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from skygw.detect import RegexSpec
from skygw.errors import ConfigurationError, Problem
from skygw.policy.addresses import OwnDomains
from skygw.policy.language import document
from skygw.policy.language.condition import ConditionReader
from skygw.policy.language.place import Place, quoted
from skygw.policy.language.policy import read_document
from skygw.policy.rules import Policy, PolicySet

MAX_FILES = 1_000
MAX_POLICIES = 1_000
MAX_RULES = 10_000

_SUFFIXES = (".yaml", ".yml")


class Refusal(Protocol):
    """What is wrong with the regular expression of a number, and what to do about it."""

    @property
    def number(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def remedy(self) -> str: ...


Trial = Callable[[Sequence[RegexSpec]], Iterable[Refusal]]
"""Tries regular expressions on hostile text: ``skygw.detect.trial``."""


def load(
    directory: Path, domains: Iterable[str] | None = None, trial: Trial | None = None
) -> PolicySet:
    """Read every ``*.yaml`` of the folder (folders in it and names with a dot in front aside).

    Args:
        directory: the folder; one without policy files gives an empty set.
        domains: the tenant's own domains, that is, what is not ``external``; exact names.  An empty list
            makes ``external`` and ``internal`` a problem, None leaves them unchecked.
        trial: called with all regular expressions once there is no other problem.

    Raises:
        ConfigurationError: with every problem of every file, each with its file, line and path.
    """
    problems: list[Problem] = []
    sources = read_files(directory, problems)
    policies = parse(sources, domains, problems, trial)
    if problems:
        raise ConfigurationError(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    return PolicySet(_version(sources, domains), policies)


def parse(
    sources: Iterable[tuple[str, bytes]],
    domains: Iterable[str] | None,
    problems: list[Problem],
    trial: Trial | None = None,
) -> list[Policy]:
    """Read policies from (name of the file, octets); problems are added to the list."""
    reader = ConditionReader(None if domains is None else OwnDomains.of(domains))
    policies: list[Policy] = []
    for file, octets in sources:
        root = document.parse(octets, file)
        if isinstance(root, Problem):
            problems.append(root)
        else:
            policies.extend(read_document(Place(root, "", file, problems), reader))
    problems.extend(_repeated_names(policies))
    problems.extend(_too_many(policies))
    if trial is not None and not problems and reader.expressions:
        for refusal in trial([spec for spec, _place in reader.expressions]):
            reader.expressions[refusal.number][1].refuse(refusal.reason, refusal.remedy)
    return policies


def read_files(directory: Path, problems: list[Problem]) -> list[tuple[str, bytes]]:
    """Read the YAML files of a folder, in the order of their names; problems are added to the list."""
    try:
        paths = sorted(path for path in directory.iterdir() if _is_source(path))
    except OSError as error:
        reason = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem("directory", reason, "create it, or name another", str(directory)))
        return []
    if len(paths) > MAX_FILES:
        problems.append(Problem("directory", f"more than {MAX_FILES} files", "join some", str(directory)))
        return []
    sources = []
    for path in paths:
        try:
            with path.open("rb") as file:
                # One octet more than is taken, so that a file over the limit is seen as such.
                sources.append((str(path), file.read(document.MAX_OCTETS + 1)))
        except OSError as error:
            reason = f"the file cannot be read: {error.strerror}"
            problems.append(Problem("file", reason, "check its permissions", str(path)))
    return sources


def _is_source(path: Path) -> bool:
    # is_file() also keeps a FIFO from holding the start up.
    return path.suffix in _SUFFIXES and not path.name.startswith(".") and path.is_file()


def _repeated_names(policies: list[Policy]) -> Iterable[Problem]:
    first: dict[str, Policy] = {}
    for policy in policies:
        known = first.setdefault(policy.name, policy)
        if known is not policy and policy.name:
            reason = f"the name {quoted(policy.name)} is taken by {known.file}:{known.line}"
            remedy = "choose another name: incidents are filed under it"
            yield Problem("policies", reason, remedy, policy.file, policy.line)


def _too_many(policies: list[Policy]) -> Iterable[Problem]:
    if len(policies) > MAX_POLICIES:
        yield Problem("policies", f"more than {MAX_POLICIES} policies", "join some")
    if sum(policy.rule_count for policy in policies) > MAX_RULES:
        yield Problem("policies", f"more than {MAX_RULES} rules", "join some, for example lists of keywords")


def _version(sources: list[tuple[str, bytes]], domains: Iterable[str] | None) -> str:
    digest = hashlib.sha256()
    for name, octets in sorted((Path(file).name, octets) for file, octets in sources):
        digest.update(f"{name}\0{len(octets)}\0".encode("utf-8", "surrogateescape") + octets)
    digest.update("\0".join(sorted(domains or ())).encode())
    return digest.hexdigest()[:16]
