"""The verdict: what happens to a message, recipient by recipient, and what is owed because of it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from skygw.policy.rules import DEFAULT_BLOCK_TEXT
from skygw.policy.words import Action, Failure, FailureAction, Mode, Severity, most_restrictive

# 5.7.1 and 4.7.1: "delivery not authorized, message refused", for good and for now (RFC 3463, 3.8).
DEFERRED_TEXT = "This message could not be checked now; please try again later"
UNREADABLE_TEXT = "This message was not sent because it could not be checked"


@attrs.frozen
class Refuse:
    """The whole message is refused with this reply; ``text`` is one line of printable ASCII."""

    text: str
    code: int = 550
    enhanced: str = "5.7.1"

    @property
    def reply(self) -> bytes:
        """The reply as it goes over the wire, CRLF included."""
        return f"{self.code} {self.enhanced} {self.text}\r\n".encode("ascii", "replace")


@attrs.frozen
class Discard:
    """The whole message is taken with a 250 and goes nowhere: every recipient's policy says so."""


@attrs.frozen
class RecipientVerdict:
    """What happens for one recipient.

    Attributes:
        action: the most restrictive of what the triggered policies say.
        text: what the sender reads, if the action is block.
        discard: whether every policy that blocks does so without telling the sender by a reply.
        headers: to prepend for this recipient, sorted; empty if blocked.
        severity, policy: of the policy whose text it is; None and "" if nothing triggered.
        failure: what the policies that could not be decided want done; None if there is no such.
    """

    action: Action = Action.ALLOW
    text: str = ""
    discard: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None
    policy: str = ""
    failure: FailureAction | None = None

    @property
    def blocked(self) -> bool:
        """Whether the message must not reach this recipient."""
        return self.action.rank >= Action.BLOCK.rank


@attrs.frozen
class Incident:
    """One triggered policy.

    Attributes:
        policy: its name.
        group: name of the most severe rule group that matched.
        severity: of that group.
        expected: the most restrictive action that the policy asks for, carried out or (monitor) not.
        mode: whether the policy acts or only tells.
        recipients: for whom it triggered, as positions in the envelope.
    """

    policy: str
    group: str
    severity: Severity
    expected: Action
    mode: Mode
    recipients: tuple[int, ...]


@attrs.frozen
class Verdict:
    """The verdict on one message.

    Attributes:
        recipients: in the order of the envelope.
        incidents: one for each triggered policy, in the order of their names.
        failure: why something about the message is not known, if a policy depends on it.
    """

    recipients: tuple[RecipientVerdict, ...] = ()
    incidents: tuple[Incident, ...] = ()
    failure: Failure | None = None

    @property
    def action(self) -> Action:
        """The most restrictive action for any recipient."""
        return most_restrictive((verdict.action for verdict in self.recipients), Action.ALLOW)

    @property
    def failure_action(self) -> FailureAction | None:
        """The most restrictive of what is wanted because something is not known; None if all is known."""
        wanted = [verdict.failure for verdict in self.recipients if verdict.failure is not None]
        return most_restrictive(wanted, FailureAction.ACCEPT) if wanted else None

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Everything to prepend for the recipients that are not blocked, each once, sorted."""
        remaining = (verdict for verdict in self.recipients if not verdict.blocked)
        return merged(header for verdict in remaining for header in verdict.headers)

    @property
    def refusal(self) -> Refuse | Discard | None:
        """What to do with the whole message: None when every recipient may get it.

        This version does not split a message (``mixed = "refuse_all"``): if one recipient is blocked, all
        are refused.  A block outweighs a doubt, since nothing that could still be found would lift it.
        """
        blocked = [verdict for verdict in self.recipients if verdict.blocked]
        if blocked and all(verdict.discard for verdict in self.recipients):
            return Discard()
        if blocked:
            telling = [verdict for verdict in blocked if not verdict.discard]
            return Refuse(min(telling, key=_weight).text if telling else DEFAULT_BLOCK_TEXT)
        if self.failure_action is FailureAction.REJECT:
            return Refuse(UNREADABLE_TEXT)
        if self.failure_action is FailureAction.TEMPFAIL:
            return Refuse(DEFERRED_TEXT, 451, "4.7.1")
        return None


def merged(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Give each header once, sorted; names that differ only in case are the same name."""
    distinct = {(name.lower(), value): (name, value) for name, value in sorted(headers, reverse=True)}
    return tuple(distinct[key] for key in sorted(distinct))


def _weight(verdict: RecipientVerdict) -> tuple[int, str]:
    return (-verdict.severity.rank if verdict.severity else 0, verdict.policy)
