"""One version of the policies together with the children that serve it, as the relay wants it.

A reload makes a new one; messages that are being judged keep the old until they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from twisted.internet.defer import Deferred, succeed
from twisted.python.failure import Failure as TwistedFailure

from skygw.app import cache
from skygw.app.config import Config
from skygw.detect import Facts, Report
from skygw.inspect.failures import ScanError, ScanFailed, ScanTimeout
from skygw.inspect.gateway import Inspection
from skygw.inspect.limits import ChildLimits, NativeLimits, PoolLimits
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import InspectionPool
from skygw.mail.envelope import Envelope
from skygw.policy import Failure, PolicySet, Verdict, decide, decide_without
from skygw.relay.body import Body
from skygw.relay.judgement import ScanFailedError


@attrs.frozen
class Rules:
    """What was read from files: nothing of it runs yet."""

    policies: PolicySet
    inspectors: tuple[InspectorSpec, ...]

    @property
    def inspects(self) -> bool:
        """Whether messages are looked into at all."""
        asked = any(policy.about_content for policy in self.policies.active)
        return bool(asked or self.policies.detectors or self.inspectors)


@attrs.frozen
class Confinement:
    """What holds the children: the measures ``in_force`` (``skygw.inspect.sandbox.MEASURES``; that of
    Landlock with its ABI), and those that are ``lacking``, with what to do about each."""

    in_force: tuple[str, ...]
    lacking: Mapping[str, str]


class Judgement:
    """Satisfies ``skygw.relay.judgement.Inspection``.

    Args:
        replaced: called with one word whenever a child had to be replaced, see ``InspectionPool``.

    Attributes:
        confinement: None before ``start``, and where nothing inspects.
    """

    def __init__(self, reactor: Any, rules: Rules, config: Config, replaced: Callable[[str], None]) -> None:
        self._rules = rules
        self._policies = rules.policies
        self._defaults = config.inspection
        self._hard = config.gateway.timeouts.inspection_hard
        self._scanner = _scanner(reactor, rules, config, replaced) if rules.inspects else None
        self.version = rules.policies.version
        self.confinement: Confinement | None = None

    @property
    def holds(self) -> bool:
        """Whether messages go to children at all."""
        return self._scanner is not None

    async def start(self) -> None:
        """Start the children; ``InspectionUnavailable`` if they cannot."""
        if self._scanner is not None:
            await self._scanner.start()
            status = self._scanner.status()
            self.confinement = Confinement(status.measures, status.lacking)

    def stop(self, seconds: float) -> Deferred[None]:
        """Finish what is under way within ``seconds``, then end the children; fires when they are gone."""
        return self._scanner.stop(seconds) if self._scanner is not None else succeed(None)

    def problem(self) -> str | None:
        """What is wrong with the children, for the health page."""
        return (self._scanner.status().problem or None) if self._scanner is not None else None

    def workers(self) -> int:
        """Children that are ready."""
        return self._scanner.status().alive if self._scanner is not None else 0

    def queued(self) -> int:
        """Messages that wait for a child."""
        return self._scanner.status().queued if self._scanner is not None else 0

    def concerns(self, envelope: Envelope) -> bool:
        """Whether the content matters for this envelope at all."""
        if self._scanner is None:
            return False
        return bool(self._rules.inspectors) or self._policies.needs_inspection(envelope)

    def scan(self, message: Body, seconds: float) -> Deferred[Report]:
        """What was found, within ``seconds``."""
        if self._scanner is None:
            raise ScanFailedError(Failure.FAILURE, "nothing inspects")
        return self._scanner.scan(message, seconds, self._hard).addErrback(_translate)

    def decide(self, envelope: Envelope, report: Report) -> Verdict:
        """The verdict on a report."""
        return decide(self._policies, envelope, report, self._defaults)

    def decide_skipped(self, envelope: Envelope, size: int) -> Verdict:
        """The verdict by the envelope alone."""
        if not self._policies.active:
            return _NOTHING
        return self.decide(envelope, Report(status="skipped", facts=Facts(size=size)))

    def decide_without(self, envelope: Envelope, failure: Failure, size: int) -> Verdict:
        """The verdict where there should be a report and is none."""
        return decide_without(self._policies, envelope, failure, self._defaults, size)


_NOTHING = Verdict()


def _scanner(reactor: Any, rules: Rules, config: Config, replaced: Callable[[str], None]) -> Inspection:
    section = config.inspection
    pool = InspectionPool(
        reactor,
        rules.policies.detectors,
        [spec for spec in rules.inspectors if not spec.asynchronous],
        section.workers or None,
        PoolLimits(
            queue=section.max_queue,
            budget_octets=config.memory_budget_octets,
            child=ChildLimits(
                data_octets=section.limits.memory_octets,
                mapped_octets=section.limits.message_octets,
                cpu=config.gateway.timeouts.inspection_hard,
                messages=section.recycle_after or 1 << 60,
            ),
            native=NativeLimits(
                address_octets=section.limits.memory_octets, cpu=float(section.limits.part_seconds)
            ),
        ),
        settings=section.limits.of_a_message(),
        cache=cache.of_service(),
        on_restart=replaced,
    )
    return Inspection(reactor, pool, [spec for spec in rules.inspectors if spec.asynchronous])


#: What a message does to the child that reads it, and will do to the next one.
_DEADLY = ("crash", "protocol", "memory")


def _translate(failure: TwistedFailure) -> Report:
    error = failure.value
    if isinstance(error, ScanTimeout):
        raise ScanFailedError(Failure.TIMEOUT, str(error)) from error
    if isinstance(error, ScanError):
        reason = error.reason if isinstance(error, ScanFailed) else ""
        unreadable = Failure.UNSCANNABLE if reason == "answer" else Failure.FAILURE
        raise ScanFailedError(unreadable, str(error), deadly=reason in _DEADLY) from error
    failure.raiseException()
