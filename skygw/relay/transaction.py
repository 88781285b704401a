"""One message from MAIL to its final reply.

The envelope and the content gather here while the ledger answers; once the content is complete, ``conclude``
tells the rest as a story: form, verdict, onward, reply.  At every step the message is still with Exchange;
it leaves us only in the last one, and at most once (I2).
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from skygw.mail.envelope import Envelope
from skygw.policy import FailureAction
from skygw.relay import breaker, refusals, trace
from skygw.relay.body import Body
from skygw.relay.budget import Reservation
from skygw.relay.gateway import Gateway
from skygw.relay.identity import delivery_key
from skygw.relay.judgement import Ruling, inspected, uninspected
from skygw.relay.record import Record
from skygw.relay.settings import Settings
from skygw.relay.upstream import Upstream, UpstreamLostError
from skygw.smtp import Mail, Rcpt, Reply

#: Of the time for the final reply this much is left for saying it.
_LAST_WORD = 1.0


@attrs.define(slots=True, eq=False)
class Transaction:
    """What was said and sent so far."""

    mail: Mail
    record: Record
    began: float
    accepted: list[Rcpt] = attrs.field(factory=list)
    asked: int = 0
    """Recipients that were given, accepted or not."""
    awaited: int = 0
    """Replies to MAIL and RCPT that are still to come."""
    mail_refused: bool = False
    settled: list[Callable[[], None]] = attrs.field(factory=list)
    """What is to be done once all replies to the envelope are in."""
    body: Body | None = None
    reservation: Reservation | None = None
    chunking: bool = False
    content_began: float = 0.0
    refusal: Reply | None = None
    """Why content that is still coming is refused already; nothing more of it is kept."""
    about_route: bool = False

    def when_settled(self, act: Callable[[], None]) -> None:
        """Call ``act`` once all replies to the envelope are in; now, if they are."""
        if self.awaited:
            self.settled.append(act)
        else:
            act()

    def answered(self) -> None:
        """One more reply to the envelope is in."""
        self.awaited -= 1
        if not self.awaited and self.settled:
            acts, self.settled = self.settled, []
            for act in acts:
                act()

    def note(self, reply: Reply) -> None:
        """A refusal of the far side within this transaction."""
        self.record.upstream_code, self.record.upstream_text = reply.code, reply.text
        if breaker.about_route(reply):
            self.about_route = True

    def refuse(self, reply: Reply) -> None:
        """Keep nothing more of the content; the first reason counts."""
        if self.refusal is None:
            self.refusal = reply
        self.free()

    def free(self) -> None:
        """Give the memory back."""
        if self.body is not None:
            self.body.close()
            self.body = None
        if self.reservation is not None:
            self.reservation.release()
            self.reservation = None

    def take(self, octets: bytes, limit: int) -> None:
        """Keep a piece of content, if there is room for it."""
        body, reservation = self.body, self.reservation
        self.record.size += len(octets)
        if self.refusal is not None or body is None or reservation is None:
            return
        if self.record.size > limit:
            self.refuse(refusals.TOO_LARGE)
            return
        missing = self.record.size - reservation.octets
        if missing > 0 and not reservation.grow(max(missing, min(reservation.octets, limit // 8))):
            self.refuse(refusals.NO_MEMORY)
            return
        try:
            body.append(octets)
        except OSError:
            self.refuse(refusals.NO_MEMORY)


@attrs.frozen
class Outcome:
    """How a transaction ends.

    Attributes:
        reply: the final reply.
        close: whether the pair ends with it.
    """

    reply: Reply
    close: bool = False


async def conclude(
    transaction: Transaction,
    upstream: Upstream,
    gateway: Gateway,
    helo: bytes,
    extended: bool,
    sender_is_gone: Callable[[], bool],
) -> Outcome:
    """The story of a complete message.

    Args:
        sender_is_gone: looked at once, directly before the message goes onward.

    Raises:
        twisted.internet.defer.CancelledError: the sender is gone.
    """
    clock, settings, record = gateway.clock, gateway.settings, transaction.record
    ended = clock.seconds()
    last = ended + settings.timeouts.final_reply - _LAST_WORD
    record.t_receive = ended - transaction.content_began
    body = transaction.body
    if _failed(upstream):
        return Outcome(_lost(record, upstream.failure), close=True)
    if transaction.refusal is not None or body is None:
        return _refused(record, transaction.refusal or refusals.NO_MEMORY, "refused")
    header = trace.read(body, settings.max_header_octets, subject=settings.log_subjects)
    record.message_id, record.network_message_id = header.message_id, header.network_message_id
    record.subject = header.subject
    wrong = _wrong_form(body, header, gateway)
    if wrong is not None:
        return _refused(record, wrong, "refused")

    envelope = Envelope(
        transaction.mail.path, tuple(rcpt.path for rcpt in transaction.accepted), helo, record.peer
    )
    inspection = gateway.inspection
    if inspection.concerns(envelope):
        ruling = await inspected(
            inspection,
            envelope,
            body,
            limit=settings.max_inspected_octets,
            seconds=min(settings.timeouts.inspection, last - clock.seconds()),
            transaction=record.transaction,
            fatal=lambda: gateway.deaths.fatal(delivery_key(settings.tenant, header, envelope, body)),
        )
    else:
        ruling = uninspected(inspection, envelope, body, transaction=record.transaction)
    judged = clock.seconds()
    record.t_inspect = judged - ended
    _note(record, ruling)
    if ruling.refusal is not None:
        return _refused(record, ruling.refusal, ruling.word)

    if _failed(upstream):
        return Outcome(_lost(record, upstream.failure), close=True)
    left = last - judged
    if left <= 0:
        return _refused(record, refusals.NO_TIME, "deferred")
    if sender_is_gone():  # it may have left while nothing was read of it (I4)
        record.verdict, record.problem = "aborted", "the sender is gone"
        return Outcome(refusals.NOT_SENT, close=True)
    prefix = _prefix(settings, gateway.wall(), transaction, ruling, helo, extended)
    try:
        reply = await upstream.deliver(
            prefix,
            body,
            by_bdat=_by_bdat(transaction, upstream, settings.prefer_bdat),
            seconds=min(settings.timeouts.upstream_end_of_data, left),
        )
    except UpstreamLostError as error:
        return Outcome(_lost(record, str(error)), close=True)
    record.t_forward = clock.seconds() - judged
    _answered(gateway, transaction, reply)
    return Outcome(reply, close=reply.code == 421)


def _failed(upstream: Upstream) -> bool:
    return bool(upstream.failure)


def _by_bdat(transaction: Transaction, upstream: Upstream, preferred: bool) -> bool:
    """BDAT content never becomes DATA: it may hold what DATA cannot carry (decision 2, I14)."""
    return transaction.chunking or (preferred and b"CHUNKING" in upstream.capabilities)


def _wrong_form(body: Body, header: trace.Header, gateway: Gateway) -> Reply | None:
    if body.starts_with_fold():
        return refusals.STARTS_WITH_BLANK
    if not header.complete or header.octets > gateway.settings.max_header_octets:
        return refusals.HEADER_TOO_LARGE
    if header.received > gateway.settings.max_received:
        return refusals.LOOP
    return None


def _prefix(
    settings: Settings, now: float, transaction: Transaction, ruling: Ruling, helo: bytes, extended: bool
) -> bytes:
    record = transaction.record
    fields = []
    if settings.received:
        fields.append(
            trace.received(
                helo=helo,
                peer=record.peer,
                hostname=settings.hostname,
                protocol=trace.protocol_name(
                    extended=extended, tls=bool(record.tls), utf8=b"SMTPUTF8" in transaction.mail.parameters
                ),
                transaction=record.transaction,
                now=now,
            )
        )
    if settings.scan_header and _marks(ruling):
        fields.append(f"{settings.scan_header}: {ruling.status}\r\n".encode("ascii"))
    fields.extend(f"{name}: {value}\r\n".encode("ascii") for name, value in ruling.verdict.headers)
    return b"".join(fields)


def _marks(ruling: Ruling) -> bool:
    """Whether the scan status is shown: ``accept`` is to let a message pass as if nothing had failed."""
    return ruling.failure is None or ruling.verdict.failure_action is not FailureAction.ACCEPT


def _note(record: Record, ruling: Ruling) -> None:
    verdict = ruling.verdict
    record.scan_status = ruling.status
    if ruling.failure is not None:
        record.failure, record.problem = ruling.failure.value, ruling.problem
        # Without a policy that depends on what is not known, the message goes its way.
        record.failure_action = (verdict.failure_action or FailureAction.ACCEPT_WITH_HEADER).value
    record.cpu_inspect = ruling.cpu
    record.policy_version = ruling.version
    if not verdict.recipients:
        return  # no policy has anything to say: nearly all mail
    record.action = verdict.action.value
    record.policies = tuple(incident.policy for incident in verdict.incidents)
    record.incidents = tuple(
        f"{incident.group}: {incident.severity.value}, {incident.expected.value}"
        for incident in verdict.incidents
    )


def _refused(record: Record, reply: Reply, verdict: str) -> Outcome:
    record.verdict = verdict
    return Outcome(reply)


def _lost(record: Record, reason: str) -> Reply:
    record.verdict = "deferred"
    record.problem = reason
    return refusals.NOT_SENT


def _answered(gateway: Gateway, transaction: Transaction, reply: Reply) -> None:
    record = transaction.record
    record.upstream_code, record.upstream_text = reply.code, reply.text
    transaction.note(reply)
    if reply.category == 2:
        record.verdict = "passed"
        gateway.breaker.accepted()
    else:
        record.verdict = "deferred" if reply.category == 4 else "refused"
