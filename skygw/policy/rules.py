"""Policies as values: who is concerned, what is looked for, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from skygw.detect import DetectorSpec
from skygw.mail.envelope import Envelope
from skygw.policy.addresses import Scope
from skygw.policy.conditions import Any, Condition, Detected
from skygw.policy.words import Action, Failure, FailureAction, Mode, Severity

# What the sender reads in the non-delivery report where the policy has no text of its own.
DEFAULT_BLOCK_TEXT = "This message was not sent because it is against a mail policy of your organisation"


@attrs.frozen
class Response:
    """What follows when a rule group matched.

    Attributes:
        action: what is done for the recipient.
        headers: names and values to prepend, for ``add_header``.
        text: what the sender reads, for ``block``; printable ASCII.
        discard: ``block`` without telling the sender by a reply.
    """

    action: Action = Action.MONITOR
    headers: tuple[tuple[str, str], ...] = ()
    text: str = DEFAULT_BLOCK_TEXT
    discard: bool = False


NO_RESPONSE = Response()
"""Where a policy has no response for a severity, there is an incident and nothing else."""


@attrs.frozen
class RuleGroup:
    """Rules that together mean something of this severity."""

    name: str
    severity: Severity
    condition: Condition


@attrs.frozen
class Policy:
    """One policy.

    Attributes:
        name: unique in its set.
        mode: enforce, monitor or off.
        scope: whom it is about.
        groups: any of them triggers the policy.
        exceptions: any of them spares the recipient.
        responses: by severity; :data:`NO_RESPONSE` for what is not there.
        on: what holds without a verdict, where the policy has words of its own.
        description: for people.
        file: where it was read from.
        line: of its first line, from 1.
    """

    name: str
    mode: Mode = Mode.MONITOR
    scope: Scope = attrs.field(factory=Scope)
    groups: tuple[RuleGroup, ...] = ()
    exceptions: tuple[Condition, ...] = ()
    responses: Mapping[Severity, Response] = attrs.field(factory=dict)
    on: Mapping[Failure, FailureAction] = attrs.field(factory=dict)
    description: str = ""
    file: str = attrs.field(default="", eq=False)
    line: int | None = attrs.field(default=None, eq=False)

    def response(self, severity: Severity) -> Response:
        """Give what follows from a rule group of this severity."""
        return self.responses.get(severity, NO_RESPONSE)

    def concerns(self, envelope: Envelope) -> bool:
        """Tell whether the scope has this sender and at least one of the recipients."""
        return self.scope.has_sender(envelope.sender) and any(map(self.scope.has_recipient, envelope.to))

    def failure_action(self, failure: Failure, default: FailureAction) -> FailureAction:
        """Give what this policy wants done without a verdict.

        A policy in monitor mode never makes it stricter than ``[inspection]`` does: what is being tried
        out must not cost anybody a message.
        """
        wanted = self.on.get(failure, default)
        return default if self.mode is Mode.MONITOR and wanted.rank > default.rank else wanted

    @cached_property
    def conditions(self) -> Any:
        """Everything that the policy asks, in one."""
        return Any((*(group.condition for group in self.groups), *self.exceptions))

    @cached_property
    def about_content(self) -> bool:
        """Whether messages in scope have to be inspected."""
        return self.conditions.about_content

    @cached_property
    def about_recipient(self) -> tuple[Condition, ...]:
        """The plain conditions of rules and exceptions that ask who the recipient is."""
        return tuple(leaf for leaf in self.conditions.leaves() if leaf.about_recipient)

    @cached_property
    def excepted(self) -> Condition:
        """All exceptions in one."""
        return Any(self.exceptions)

    @property
    def rule_count(self) -> int:
        """Number of plain conditions."""
        return sum(1 for _ in self.conditions.leaves())


def _by_name(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    return tuple(sorted(policies, key=lambda policy: policy.name))


@attrs.frozen
class PolicySet:
    """Policies that are judged together: one version of the administrator's files.

    ``policies`` are in the order of their names, whatever the order of files, so that the order of
    files has no influence on anything.  ``version`` is a hash of what was read.
    """

    version: str = ""
    policies: tuple[Policy, ...] = attrs.field(default=(), converter=_by_name)

    @cached_property
    def active(self) -> tuple[Policy, ...]:
        """The policies that are not off."""
        return tuple(policy for policy in self.policies if policy.mode is not Mode.OFF)

    @cached_property
    def detectors(self) -> tuple[DetectorSpec, ...]:
        """What the inspection has to look for, each once, in the order of the ids."""
        found = {
            leaf.detector.id: leaf.detector
            for policy in self.active
            for leaf in policy.conditions.leaves()
            if isinstance(leaf, Detected)
        }
        return tuple(found[key] for key in sorted(found))

    def needs_inspection(self, envelope: Envelope) -> bool:
        """Tell whether a verdict on this envelope needs the message looked into."""
        return any(policy.about_content and policy.concerns(envelope) for policy in self.active)
