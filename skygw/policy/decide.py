"""From findings to a verdict: a pure function of policies, envelope and report.

For each policy in scope and each recipient:

1. Which rule groups match?  A group matches if its rules hold and no exception does.
2. Is anything in doubt: would a group match, depending on what stands in a part that was not read?
3. What was seen is not weakened by what was not: if the inspection came to its end, a group that matches
   on what was seen counts, even if an unread part might hold an exception.  Otherwise an encrypted
   attachment would be the way past every policy with a ``not`` in it.

Then, for each recipient, the most restrictive action of all policies holds; a doubt adds what the
policy's ``on_*`` says.
"""

from __future__ import annotations

import attrs

from skygw.detect import Facts, Report
from skygw.mail.envelope import Envelope
from skygw.policy.evidence import Evidence, Truth, failure_of
from skygw.policy.rules import NO_RESPONSE, Policy, PolicySet, Response, RuleGroup
from skygw.policy.verdict import Incident, RecipientVerdict, Verdict, merged
from skygw.policy.words import (
    Action,
    Failure,
    FailureAction,
    FailureDefaults,
    Mode,
    default_action,
    most_restrictive,
)

# A doubt about a complete report comes from a limit of our own (a header value longer than is matched):
# the message will be the same next time.
_OWN_LIMIT = Failure.UNSCANNABLE

_STATUS = {
    Failure.TIMEOUT: "limited",
    Failure.FAILURE: "failed",
    Failure.OVERSIZE: "oversize",
    Failure.UNSCANNABLE: "failed",
}


@attrs.frozen
class _Judgement:
    """What one policy says for one recipient: the groups that match, and whether something is open."""

    groups: tuple[RuleGroup, ...] = ()
    doubtful: bool = False


_OUT_OF_SCOPE = _Judgement()
_Statement = tuple[Policy, _Judgement]


@attrs.frozen
class _Trigger:
    """One rule group of one policy that matched for a recipient, and what follows from it."""

    policy: Policy
    group: RuleGroup
    response: Response

    @property
    def weight(self) -> tuple[int, str, str]:
        """The most severe first, then by name: an order that no file order can change."""
        return (-self.group.severity.rank, self.policy.name, self.group.name)


def decide(policy_set: PolicySet, envelope: Envelope, report: Report, defaults: FailureDefaults) -> Verdict:
    """Judge one message for each of its recipients.

    Args:
        policy_set: the version of the policies that the report was made for.
        envelope: sender and accepted recipients.
        report: findings and facts.  One with the status ``skipped`` serves where no policy in scope asks
            for the content: policies about the envelope alone are still to be judged.
        defaults: what ``[inspection]`` says for policies without words of their own.
    """
    return _decide(policy_set, envelope, report, failure_of(report), defaults)


def decide_without(
    policy_set: PolicySet, envelope: Envelope, failure: Failure, defaults: FailureDefaults, size: int = 0
) -> Verdict:
    """Judge a message that was not inspected, or whose inspection came to nothing.

    What can be decided by the envelope (and by ``size`` in octets, 0 if not known) is decided; what cannot
    is a doubt, for which each policy's ``on_*`` holds.
    """
    report = Report(status=_STATUS[failure], facts=Facts(size=size))
    return _decide(policy_set, envelope, report, failure, defaults)


def _decide(
    policy_set: PolicySet,
    envelope: Envelope,
    report: Report,
    failure: Failure | None,
    defaults: FailureDefaults,
) -> Verdict:
    evidence = Evidence.of(envelope, report)
    each = [evidence.for_recipient(recipient) for recipient in envelope.to]
    said: list[list[_Statement]] = [[] for _ in each]
    incidents = []
    for policy in policy_set.active:
        if policy.scope.has_sender(envelope.sender):
            judgements = _judge_recipients(policy, each)
            incidents.append(_incident(policy, judgements))
            for statements, judgement in zip(said, judgements, strict=True):
                if judgement.groups or judgement.doubtful:
                    statements.append((policy, judgement))
    recipients = _recipient_verdicts(said, failure, defaults)
    return Verdict(
        recipients,
        tuple(incident for incident in incidents if incident is not None),
        (failure or _OWN_LIMIT) if any(verdict.failure is not None for verdict in recipients) else None,
    )


def on_failure(
    policy_set: PolicySet, envelope: Envelope, failure: Failure, defaults: FailureDefaults
) -> FailureAction:
    """Tell what happens to a message without a verdict.

    The most restrictive of what the policies want whose scope has the envelope; what ``[inspection]``
    says, if there is none.
    """
    default = default_action(defaults, failure)
    wanted = [
        policy.failure_action(failure, default) for policy in policy_set.active if policy.concerns(envelope)
    ]
    return most_restrictive(wanted, FailureAction.ACCEPT) if wanted else default


def _judge_recipients(policy: Policy, each: list[Evidence]) -> list[_Judgement]:
    """Judge for every recipient; those that the policy's conditions cannot tell apart share the judgement."""
    known: dict[tuple[Truth, ...], _Judgement] = {}
    judgements = []
    for evidence in each:
        if policy.scope.has_recipient(evidence.recipient):
            answers = tuple(condition.truth(evidence) for condition in policy.about_recipient)
            if answers not in known:
                known[answers] = _judge(policy, evidence)
            judgements.append(known[answers])
        else:
            judgements.append(_OUT_OF_SCOPE)
    return judgements


def _judge(policy: Policy, evidence: Evidence) -> _Judgement:
    answers = _answers(policy, evidence)
    seen = answers
    if Truth.UNKNOWN in answers and evidence.report.status == "completed":
        seen = _answers(policy, evidence.as_seen())
    matched = _groups_with(Truth.YES, policy, seen)
    open_groups = _groups_with(Truth.UNKNOWN, policy, answers)
    return _Judgement(matched, any(group not in matched for group in open_groups))


def _answers(policy: Policy, evidence: Evidence) -> list[Truth]:
    """For each rule group, whether its rules hold and no exception does."""
    spared = policy.excepted.truth(evidence).negated()
    return [min(group.condition.truth(evidence), spared) for group in policy.groups]


def _groups_with(wanted: Truth, policy: Policy, answers: list[Truth]) -> tuple[RuleGroup, ...]:
    return tuple(group for group, answer in zip(policy.groups, answers, strict=True) if answer is wanted)


def _recipient_verdicts(
    said: list[list[_Statement]], failure: Failure | None, defaults: FailureDefaults
) -> tuple[RecipientVerdict, ...]:
    """Make a verdict of what the policies say; recipients about whom they say the same share it."""
    known: dict[tuple[int, ...], RecipientVerdict] = {}
    verdicts = []
    for statements in said:
        # A judgement belongs to one policy, and all of them live as long as this call.
        key = tuple(id(judgement) for _, judgement in statements)
        if key not in known:
            known[key] = _recipient_verdict(statements, failure, defaults)
        verdicts.append(known[key])
    return tuple(verdicts)


def _recipient_verdict(
    judged: list[_Statement], failure: Failure | None, defaults: FailureDefaults
) -> RecipientVerdict:
    triggers = sorted(
        (trigger for policy, judgement in judged for trigger in _triggers(policy, judgement)),
        key=lambda trigger: trigger.weight,
    )
    doubtful = [policy for policy, judgement in judged if judgement.doubtful]
    wanted = _failure_action(doubtful, failure, defaults)
    if not triggers:
        return RecipientVerdict(failure=wanted)
    action = most_restrictive((trigger.response.action for trigger in triggers), Action.ALLOW)
    deciding = [trigger for trigger in triggers if trigger.response.action is action]
    blocks = action is Action.BLOCK
    # Of several policies that block, one that tells the sender wins over one that discards in silence.
    telling = [trigger for trigger in deciding if not trigger.response.discard]
    first = (telling or deciding)[0]
    headers = merged(header for trigger in triggers for header in trigger.response.headers)
    return RecipientVerdict(
        action,
        text=first.response.text if blocks else "",
        discard=blocks and not telling,
        headers=() if blocks else headers,
        severity=first.group.severity,
        policy=first.policy.name,
        failure=wanted,
    )


def _triggers(policy: Policy, judgement: _Judgement) -> list[_Trigger]:
    monitored = policy.mode is Mode.MONITOR
    triggers = []
    for group in judgement.groups:
        response = policy.response(group.severity)
        only_told = monitored and response.action is not Action.ALLOW
        triggers.append(_Trigger(policy, group, NO_RESPONSE if only_told else response))
    return triggers


def _failure_action(
    doubtful: list[Policy], failure: Failure | None, defaults: FailureDefaults
) -> FailureAction | None:
    if not doubtful:
        return None
    kind = failure or _OWN_LIMIT
    default = default_action(defaults, kind)
    wanted = (policy.failure_action(kind, default) for policy in doubtful)
    return most_restrictive(wanted, FailureAction.ACCEPT)


def _incident(policy: Policy, judgements: list[_Judgement]) -> Incident | None:
    """One incident for a policy, whoever it triggered for; none if all that follows is ``allow``."""
    concerned = [
        (index, group)
        for index, judgement in enumerate(judgements)
        for group in judgement.groups
        if policy.response(group.severity).action is not Action.ALLOW
    ]
    if not concerned:
        return None
    worst = min((group for _, group in concerned), key=lambda group: (-group.severity.rank, group.name))
    actions = (policy.response(group.severity).action for _, group in concerned)
    return Incident(
        policy.name,
        worst.name,
        worst.severity,
        most_restrictive(actions, Action.MONITOR),
        policy.mode,
        tuple(dict.fromkeys(index for index, _ in concerned)),
    )
