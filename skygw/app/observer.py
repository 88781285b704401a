"""What the relay tells, to the log and the metrics."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from twisted.python.failure import Failure

from skygw.ops.log import Log
from skygw.ops.metrics import Metrics
from skygw.relay.legs import Peer
from skygw.relay.record import Record

#: Why a child is replaced although nothing is wrong: it has served long enough, the sender went away.
_IN_ORDER = ("recycled", "cancelled")

# Failure is not typed yet.
_failure: Callable[[BaseException], Failure] = Failure


@attrs.frozen
class RelayObserver:
    """Satisfies ``skygw.relay.legs.Observer``."""

    log: Log
    metrics: Metrics

    def session_opened(self, session: str, peer: Peer, far_end: str) -> None:
        self.metrics.session_opened()
        self.log.session_opened(session=session, peer=peer.address, far_end=far_end)

    def session_closed(
        self, session: str, peer: Peer, how: str, reason: str, messages: int, seconds: float
    ) -> None:
        self.metrics.session_ended(how)
        self.log.session_closed(
            session=session, peer=peer.address, outcome=how, messages=messages, seconds=seconds
        )
        if how == "protocol":
            self.log.protocol_violated(session=session, peer=peer.address, reason=reason)
        elif how == "tls":
            self.log.tls_failed(session=session, peer=peer.address, reason=reason)
        elif how not in ("quit", "closed"):
            self.log.session_failed(session=session, peer=peer.address, stage=how, reason=reason)

    def session_refused(self, peer: Peer, why: str, reason: str) -> None:
        self.metrics.session_refused(why)
        self.log.refused_session(peer=peer.address, reason=reason)

    def upstream_failed(self, session: str, far_end: str, stage: str, reason: str) -> None:
        self.log.upstream_down(session=session, far_end=far_end, stage=stage, reason=reason)

    def replied(self, leg: str, category: int) -> None:
        self.metrics.reply(leg, category * 100)

    def waited_for_memory(self, seconds: float) -> None:
        self.metrics.budget_wait_seconds.observe(seconds)

    def message(self, record: Record) -> None:
        metrics = self.metrics
        metrics.message(record.verdict, record.action, record.size)
        metrics.stage("receive", record.t_receive)
        if record.t_inspect:
            metrics.stage("inspect", record.t_inspect)
            metrics.inspection_seconds.observe(record.t_inspect)
        if record.t_forward:
            metrics.stage("forward", record.t_forward)
        metrics.stage("total", record.t_total)
        if record.failure:
            self.log.inspection_failed(
                transaction=record.transaction,
                failure=record.failure,
                reason=record.problem,
                action=record.failure_action,
            )
        self.log.message(
            transaction=record.transaction,
            session=record.session,
            delivery_key="",
            peer=record.peer,
            tls=record.tls,
            helo=record.helo,
            message_id=record.message_id,
            network_message_id=record.network_message_id,
            size=record.size,
            sender=record.sender,
            recipients=record.recipients,
            verdict=record.verdict,
            action=record.action,
            policies=record.policies,
            incidents=record.incidents,
            scan_status=record.scan_status,
            inbound_code=record.inbound_code,
            upstream_code=record.upstream_code or None,
            upstream_text=record.upstream_text,
            t_receive=record.t_receive,
            t_inspect=record.t_inspect,
            t_forward=record.t_forward,
            t_total=record.t_total,
            cpu_inspect=record.cpu_inspect,
            far_end=record.far_end,
            subject=record.subject,
        )

    def breaker(self, is_open: bool) -> None:
        self.metrics.breaker.set(1 if is_open else 0)
        self.log.breaker(state="open" if is_open else "closed")

    def child_replaced(self, reason: str) -> None:
        """For ``Judgement``: an inspection child had to be replaced."""
        self.metrics.inspector_restarted(reason)
        if reason not in _IN_ORDER:
            self.log.worker_died(reason=reason)

    def unexpected(self, session: str, failure: BaseException) -> None:
        self.log.unexpected(_failure(failure), session=session)
