"""The log: a method for every event that operators can see, each with named fields.

Nothing else in skygw writes log lines, so this file is the list of what there is.  Content and secrets
have no field here.  Addresses and subjects are written only where ``[log]`` says so; without that they
are absent, and addresses are also taken out of the far server's texts and out of tracebacks.

``Log.message`` is on the path of every message and hands its line straight to the sink.  Everything
else goes through ``twisted.logger`` to ``Observer``, which writes it by the same formatter, beside what
Twisted itself has to say.
"""

from __future__ import annotations

import time as system_time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import attrs
from twisted.logger import ILogObserver, Logger, LogLevel, formatEvent
from twisted.python.failure import Failure
from zope.interface import implementer

from skygw.ops.lines import (
    FORMATS,
    assembled,
    clean,
    clean_lines,
    clean_list,
    json_line,
    number,
    quoted,
    without_addresses,
)

Text = str | bytes

_LEVELS = {"debug": 10, "info": 20, "warn": 30, "error": 40, "critical": 50}
_FIELDS = "skygw_fields"
_EVENT = "skygw_event"


#: What a reader that has fallen behind may leave with us; some two thousand lines.
MAX_BACKLOG_OCTETS = 1024 * 1024


class Sink:
    """Where lines go: one system call each, none of which may block.

    ``put`` writes octets and tells how many it took; it raises ``BlockingIOError`` where the reader has
    fallen behind.  What was not taken waits for the next line, up to ``MAX_BACKLOG_OCTETS``.  A line that
    finds no room there, or cannot be written at all (disk full, reader gone), is lost and counted in
    ``lost``: a gateway that stopped for its log would stop the mail.
    """

    def __init__(self, put: Callable[[bytes], int]) -> None:
        self.lost = 0
        self._put = put
        self._backlog = b""

    def write(self, line: bytes) -> None:
        """Write a whole line, or keep it until the reader is back."""
        if len(self._backlog) + len(line) > MAX_BACKLOG_OCTETS:
            self.flush()
        if len(self._backlog) + len(line) > MAX_BACKLOG_OCTETS:
            self.lost += 1
            return
        self._backlog += line
        self.flush()

    def flush(self) -> None:
        """Write what is left, as far as the reader takes it now."""
        while self._backlog:
            try:
                written = self._put(self._backlog)
            except BlockingIOError:
                return
            except OSError:
                self.lost += self._backlog.count(b"\n")
                self._backlog = b""
                return
            self._backlog = self._backlog[written:]


@attrs.frozen
class Settings:
    """``[log]`` as plain values: ``format`` json or text, ``level`` debug, info, warn or error."""

    format: str = "json"
    level: str = "info"
    addresses: bool = False
    subjects: bool = False


@implementer(ILogObserver)
class Observer:
    """Writes what comes by ``twisted.logger``: our events as they are, those of others as event ``log``."""

    def __init__(self, write: Callable[[bytes], None], settings: Settings) -> None:
        self._write = write
        self._format = FORMATS[settings.format]
        self._threshold = _LEVELS[settings.level]
        self._addresses = settings.addresses

    def __call__(self, event: dict[str, Any]) -> None:
        level = event.get("log_level", LogLevel.info).name
        if _LEVELS[level] < self._threshold:
            return
        time = event.get("log_time") or system_time.time()
        if _EVENT in event:
            self._write(self._format(time, level, event[_EVENT], event[_FIELDS]))
            return
        fields = {
            "source": clean(str(event.get("log_namespace", ""))),
            "text": self._text(formatEvent(event)),
        }
        if (failure := event.get("log_failure")) is not None:
            fields["traceback"] = traceback_of(failure, self._addresses)
        self._write(self._format(time, level, "log", fields))

    def _text(self, text: str) -> str:
        return clean(text if self._addresses else without_addresses(text))


def traceback_of(failure: Failure, addresses: bool) -> str:
    """The traceback, without the values of variables, harmless and of bounded length."""
    text = clean_lines(failure.getTraceback(detail="brief" if failure.tb is None else "default"))
    return text if addresses else without_addresses(text)


class Log:
    """The events of a gateway.

    ``write`` takes one whole line and must not block for long (``Sink.write``); ``logger`` is Twisted's,
    with the global publisher behind it; ``clock`` gives seconds since the epoch.
    """

    def __init__(
        self,
        write: Callable[[bytes], None],
        settings: Settings | None = None,
        logger: Logger | None = None,
        clock: Callable[[], float] = system_time.time,
    ) -> None:
        self.settings = settings = settings or Settings()
        self._write = write
        self._clock = clock
        self._format = FORMATS[settings.format]
        self._threshold = _LEVELS[settings.level]
        self._logger = logger or Logger(namespace="skygw")

    # Messages

    def message(
        self,
        *,
        transaction: str,
        session: str,
        delivery_key: str,
        peer: str,
        tls: str,
        helo: Text,
        message_id: Text,
        network_message_id: Text,
        size: int,
        sender: Text,
        recipients: Sequence[Text],
        verdict: str,
        action: str,
        policies: Sequence[str],
        incidents: Sequence[str],
        scan_status: str,
        inbound_code: int,
        upstream_code: int | None,
        upstream_text: Text,
        t_receive: float | None,
        t_inspect: float | None,
        t_forward: float | None,
        t_total: float,
        cpu_inspect: float | None,
        far_end: str,
        subject: Text = "",
    ) -> None:
        """The one line of a message, after its final reply.

        Sizes are in octets and times in seconds.  ``None`` is what did not happen: a message that was
        blocked has no ``upstream_code`` for its end of data.  ``sender``, ``recipients`` and
        ``subject`` may always be given; whether they are written is the configuration's business.
        """
        if self._threshold > 20:
            return
        settings = self.settings
        more = settings.addresses or settings.subjects or policies or incidents
        if self._format is json_line and not more:
            # Nearly all mail.  Put together by hand it costs a third of what a dictionary and an encoder do.
            self._write(
                assembled(
                    self._clock(),
                    "info",
                    "message",
                    f'"transaction":{quoted(transaction)},"session":{quoted(session)},'
                    f'"delivery_key":{quoted(delivery_key)},"peer":{quoted(peer)},"tls":{quoted(tls)},'
                    f'"helo":{quoted(clean(helo))},"message_id":{quoted(clean(message_id))},'
                    f'"network_message_id":{quoted(clean(network_message_id))},"size":{size},'
                    f'"verdict":{quoted(verdict)},"action":{quoted(action)},"policies":[],"incidents":[],'
                    f'"scan_status":{quoted(scan_status)},"inbound_code":{inbound_code},'
                    f'"upstream_code":{number(upstream_code)},'
                    f'"upstream_text":{quoted(self._text(upstream_text))},'
                    f'"t_receive":{number(t_receive)},"t_inspect":{number(t_inspect)},'
                    f'"t_forward":{number(t_forward)},"t_total":{number(t_total)},'
                    f'"cpu_inspect":{number(cpu_inspect)},"far_end":{quoted(far_end)}',
                )
            )
            return
        fields: dict[str, Any] = {
            "transaction": transaction,
            "session": session,
            "delivery_key": delivery_key,
            "peer": peer,
            "tls": tls,
            "helo": clean(helo),
            "message_id": clean(message_id),
            "network_message_id": clean(network_message_id),
            "size": size,
        }
        if settings.addresses:
            fields["sender"] = clean(sender)
            fields["recipients"] = clean_list(list(recipients))
        if settings.subjects:
            fields["subject"] = clean(subject)
        fields["verdict"] = verdict
        fields["action"] = action
        fields["policies"] = [clean(name) for name in policies]
        fields["incidents"] = list(incidents)
        fields["scan_status"] = scan_status
        fields["inbound_code"] = inbound_code
        fields["upstream_code"] = upstream_code
        fields["upstream_text"] = self._text(upstream_text)
        fields["t_receive"] = _rounded(t_receive)
        fields["t_inspect"] = _rounded(t_inspect)
        fields["t_forward"] = _rounded(t_forward)
        fields["t_total"] = _rounded(t_total)
        fields["cpu_inspect"] = _rounded(cpu_inspect)
        fields["far_end"] = far_end
        self._write(self._format(self._clock(), "info", "message", fields))

    def inspection_failed(self, *, transaction: str, failure: str, reason: Text, action: str) -> None:
        """Not all of a message is known: ``failure`` is timeout, failure, oversize or unscannable, ``action``
        what was done: tempfail, accept, accept_with_header or reject."""
        self._emit(
            "warn",
            "inspection_failed",
            transaction=transaction,
            failure=failure,
            reason=reason,
            action=action,
        )

    # Sessions

    def session_opened(self, *, session: str, peer: str, far_end: str) -> None:
        """A pair of sessions stands."""
        self._emit("debug", "session_opened", session=session, peer=peer, far_end=far_end)

    def session_closed(self, *, session: str, peer: str, outcome: str, messages: int, seconds: float) -> None:
        """A pair of sessions has ended."""
        self._emit(
            "debug",
            "session_closed",
            session=session,
            peer=peer,
            outcome=outcome,
            messages=messages,
            seconds=_rounded(seconds),
        )

    def refused_session(self, *, peer: str, reason: str) -> None:
        """Somebody was turned away before a far leg was opened."""
        self._emit("warn", "refused_session", peer=peer, reason=reason)

    def protocol_violated(self, *, session: str, peer: str, reason: Text) -> None:
        """The sender broke the protocol, and the pair was closed."""
        self._emit("warn", "protocol_violated", session=session, peer=peer, reason=reason)

    def tls_failed(self, *, session: str, peer: str, reason: Text) -> None:
        """A sender's TLS handshake failed; the far server's is an ``upstream_down``."""
        self._emit("warn", "tls_failed", session=session, peer=peer, reason=reason)

    def session_failed(self, *, session: str, peer: str, stage: str, reason: Text) -> None:
        """A session ended other than by QUIT or by our own decision: lost, timed out, refused."""
        self._emit("info", "session_failed", session=session, peer=peer, stage=stage, reason=reason)

    # The far side

    def upstream_down(self, *, session: str, far_end: str, stage: str, reason: Text) -> None:
        """No far leg could be made (``stage``: look-up, connect, greeting, EHLO, STARTTLS), or one that
        stood failed (session).  ``far_end`` is what was tried last; empty if nothing was."""
        self._emit("warn", "upstream_down", session=session, far_end=far_end, stage=stage, reason=reason)

    def breaker(self, *, state: str) -> None:
        """The breaker opened (``open``: the far side refuses the route) or closed again (``closed``)."""
        self._emit("info" if state == "closed" else "error", "breaker", state=state)

    # The process

    def started(
        self, *, version: str, listen: Sequence[str], policy_version: str, budget_octets: int
    ) -> None:
        """The gateway takes sessions."""
        self._emit(
            "info",
            "started",
            version=version,
            listen=listen,
            policy_version=policy_version,
            budget_octets=budget_octets,
        )

    def sandbox(self, *, in_force: Sequence[str], lacking: Sequence[str]) -> None:
        """What confines the inspection children from now on, and what does not, with what to do about it."""
        self._emit("warn" if lacking else "info", "sandbox", in_force=in_force, lacking=lacking)

    def not_started(self, *, reason: Text) -> None:
        """The gateway could not start, and ends."""
        self._emit("critical", "not_started", reason=reason)

    def configuration(self, *, file: str, values: Mapping[str, Any]) -> None:
        """The resulting configuration, at start: the administrator's own words, none of them secret."""
        if self._threshold <= 20:
            self._publish("info", "configuration", {"file": clean(file), "values": dict(values)})

    def configuration_warning(self, *, path: str, reason: str, remedy: str) -> None:
        """The configuration works, and something in it should be known."""
        self._emit("warn", "configuration_warning", path=path, reason=reason, remedy=remedy)

    def stopping(self, *, sessions: int, drain: float) -> None:
        """SIGTERM: no new sessions; those that are here may finish within ``drain`` seconds."""
        self._emit("info", "stopping", sessions=sessions, drain=drain)

    def stopped(self, *, cut_off: int) -> None:
        """The gateway has ended; ``cut_off`` sessions did not finish in time."""
        self._emit("info", "stopped", cut_off=cut_off)

    def reloaded(self, *, policy_version: str, needs_restart: Sequence[str] = ()) -> None:
        """SIGHUP was taken; ``needs_restart`` are keys that changed and that only a restart takes."""
        self._emit("info", "reloaded", policy_version=policy_version, needs_restart=needs_restart)

    def reload_refused(self, *, problems: Iterable[object]) -> None:
        """SIGHUP found problems; what was in force stays in force.

        The texts are the administrator's own, so the addresses of a policy stay in them.
        """
        fields = {"problems": clean_list([str(problem) for problem in problems])}
        self._publish("error", "reload_refused", fields)

    def certificate_expiring(self, *, leg: str, file: str, days: float) -> None:
        """A certificate of ours ends soon or has ended."""
        self._emit("warn", "certificate_expiring", leg=leg, file=file, days=round(days, 1))

    def worker_died(self, *, reason: str) -> None:
        """An inspection child died or had to be killed, and is replaced.

        ``reason``: crash, cpu, seccomp, deadline, protocol, memory, start or forkserver.
        """
        self._emit("error", "worker_died", reason=reason)

    def unexpected(self, failure: Failure, *, session: str = "", where: str = "") -> None:
        """A bug: an error that nobody expected, with its traceback.  Call it where it becomes a 4yz."""
        error = failure.type.__name__ if failure.type else str(failure.value)
        fields = self._cleaned({"session": session, "where": where, "error": error})
        fields["traceback"] = traceback_of(failure, self.settings.addresses)
        # ``log_failure`` lets Twisted's own observers, those of its test runner too, see the failure.
        self._publish("critical", "unexpected", fields, log_failure=failure)

    def _emit(self, level: str, event: str, **fields: Any) -> None:
        if _LEVELS[level] >= self._threshold:
            self._publish(level, event, self._cleaned(fields))

    def _publish(self, level: str, event: str, fields: dict[str, Any], **more: Any) -> None:
        self._logger.emit(
            LogLevel.levelWithName(level),
            "{skygw_event} {skygw_fields}",
            **{_EVENT: event, _FIELDS: fields},
            **more,
        )

    def _cleaned(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: self._value(value) for name, value in fields.items()}

    def _value(self, value: Any) -> Any:
        if isinstance(value, (str, bytes)):
            return self._text(value)
        if isinstance(value, (list, tuple)):
            return [self._text(text) for text in clean_list(list(value))]
        return value

    def _text(self, text: Text) -> str:
        cleaned = clean(text)
        return cleaned if self.settings.addresses else without_addresses(cleaned)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 6)
