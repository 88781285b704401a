"""The gateway as a Twisted service: everything wired, started, reloaded and drained.

``make_service`` reads all files and reports every problem before anything runs.  Start-up then goes from the
inside out: children, pages, listeners.  SIGTERM goes the other way: listeners, sessions, far legs, children,
pages.  SIGHUP reads everything again; what is wrong leaves what is in force in force.
"""

from __future__ import annotations

import enum
import signal
import time
from collections.abc import Callable
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import CancelledError, Deferred, gatherResults, maybeDeferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure

from skygw import __version__
from skygw.app import config as configuration
from skygw.app import process, relaying
from skygw.app.config import Config
from skygw.app.inspection import Confinement, Judgement
from skygw.app.observer import RelayObserver
from skygw.app.reading import Files, load_files, read_files
from skygw.app.web import StatusSite
from skygw.errors import ConfigurationError, SkygwError
from skygw.net.dialer import UpstreamDialer
from skygw.net.dns import Addresses
from skygw.net.door import Door
from skygw.net.server import ESMTPServerFactory
from skygw.ops.health import Health
from skygw.ops.log import Log, Sink
from skygw.ops.metrics import Metrics
from skygw.relay.budget import MemoryBudget
from skygw.relay.gateway import Gateway

#: An old version of the policies may finish what it judges for as long as the sender waits for it.
_OLD_VERSION = 480.0
#: After the last session, children have nothing more to do.
_IDLE_CHILDREN = 1.0
#: Days before the end of a certificate from which on the log says so: well before the alarm of most.
_EXPIRES_SOON = 21
_DAY = 86_400.0

#: What only a restart takes: the listeners, the log, the reactor and what was sized at start.
_RESTART = ("gateway.listen", "metrics.", "log.", "reactor.", "dns.", "upstream.breaker_threshold")

# serverFromString is not typed yet.
_endpoint: Callable[[Any, str], Any] = serverFromString


class Phase(enum.Enum):
    """Where in its life a gateway is."""

    NEW = "new"
    STARTING = "starting"
    RUNNING = "running"
    RELOADING = "reloading"
    STOPPING = "stopping"


class GatewayService(Service):
    """The running gateway.

    Args:
        reactor: for everything; nothing below reads the global one.
        files: what was read from files.
        sink: where log lines go, to count those that are lost.
        host: the process that we run in.
    """

    def __init__(
        self, reactor: Any, files: Files, log: Log, sink: Sink | None = None, host: process.Host | None = None
    ) -> None:
        config = files.config
        self.phase = Phase.NEW
        self._reactor = reactor
        self._host = host or process.Host(reactor)
        self._files = files
        self._started_with = config
        self._log = log
        self.metrics = Metrics()
        self.health = Health()
        self._observer = RelayObserver(log, self.metrics)
        self._judgement = Judgement(reactor, files.rules, config, self._observer.child_replaced)
        settings = relaying.settings(config)
        self._dialer = UpstreamDialer(
            reactor,
            Addresses(
                reactor,
                servers=[(server.host, server.port) for server in config.dns.servers],
                timeout=config.dns.timeout,
            ),
            relaying.route(config),
            settings.timeouts,
            files.upstream_tls,
            self.metrics.upstream_connected,
        )
        self.gateway = Gateway(
            clock=reactor,
            dialer=self._dialer,
            budget=MemoryBudget(config.memory_budget_octets),
            inspection=self._judgement,
            observer=self._observer,
            settings=settings,
            breaker_threshold=config.upstream.breaker_threshold,
        )
        admission = relaying.admission(config)
        self.factory = ESMTPServerFactory(
            self.gateway,
            Door(admission.networks, admission.max_sessions, admission.max_sessions_per_address),
            files.inbound_tls,
            read_octets=config.reactor.read_octets,
            asks_certificates=admission.asks_certificates,
            demands_certificates=admission.demands_certificates,
        )
        self._ports: list[Any] = []
        self._pages: list[Any] = []
        self._work: Deferred[None] | None = None  # a start or a reload under way
        self._again = False  # SIGHUP came while it was
        self._retired: list[Deferred[None]] = []
        self._daily: Any = None
        self._cut_off = 0
        self._confinement: Confinement | None = None  # that was told last
        self._watch(sink)

    def _watch(self, sink: Sink | None) -> None:
        self.metrics.in_flight_octets.set_function(lambda: self.gateway.budget.in_flight)
        self.metrics.workers.set_function(lambda: self._judgement.workers())
        self.metrics.inspection_queue.set_function(lambda: self._judgement.queued())
        if sink is not None:
            self.metrics.log_lines_lost.set_function(lambda: sink.lost)
        self.health.check_ready("listening", lambda: None if self._ports else "not listening")
        self.health.check_ready("stopping", self._stopping_problem)
        self.health.check_ready("inspection", lambda: self._judgement.problem())
        # An open breaker and a far side that is down are no reasons: sessions are what finds out that it is
        # over, and a balancer that sends none would keep it so.

    def _stopping_problem(self) -> str | None:
        return "shutting down" if self.phase is Phase.STOPPING else None

    # -- start -----------------------------------------------------------------------------------------

    def startService(self) -> None:
        """Twisted: the reactor is about to run."""
        super().startService()  # type: ignore[no-untyped-call]
        self._host.on_signal(signal.SIGHUP, self.reload)
        self._host.keep_memory_private()
        self.phase = Phase.STARTING
        self._work = Deferred.fromCoroutine(self._start())
        self._work.addErrback(self._not_started).addBoth(self._work_done)

    async def _start(self) -> None:
        config = self._files.config
        self._in_use()
        await self._judgement.start()
        self._tell_confinement()
        for text in config.metrics.listen:
            site = StatusSite(self.metrics, self.health, self._reactor)
            self._pages.append(await _endpoint(self._reactor, text).listen(site))
        for text in config.gateway.listen:
            self._ports.append(await _endpoint(self._reactor, text).listen(self.factory))
        self.phase = Phase.RUNNING
        self._log.started(
            version=__version__,
            listen=[_shown(port.getHost()) for port in self._ports],
            policy_version=self._judgement.version,
            budget_octets=self.gateway.budget.limit,
        )

    def _not_started(self, failure: Failure) -> None:
        if self.phase is Phase.STOPPING:  # told to end before it had begun
            return
        error = failure.value
        reason = str(error) or type(error).__name__
        self._log.not_started(reason=reason)
        self._host.complain(f"skygw: nothing was started: {reason}")
        if not isinstance(error, (SkygwError, OSError, CannotListenError)):
            self._log.unexpected(failure, where="start")
        self._host.end(1)

    def _in_use(self) -> None:
        """What the operator is to know of the files that are in force from now on."""
        files = self._files
        self.metrics.policy_loaded(files.rules.policies.version)
        for certificate in files.certificates:
            self.metrics.certificate_loaded(certificate.leg, certificate.expires.timestamp())
        for warning in files.warnings:
            self._log.configuration_warning(path=warning.path, reason=warning.reason, remedy=warning.remedy)
        self._look_at_certificates()

    def _tell_confinement(self) -> None:
        """What holds the children that work from now on: to the pages, and to the log if it is news."""
        confinement = self._judgement.confinement
        if confinement is None:
            self.metrics.sandboxed((), ())
            self.health.tell("sandbox", None)
            return
        in_force, lacking = list(confinement.in_force), dict(confinement.lacking)
        self.metrics.sandboxed([measure.partition("-")[0] for measure in in_force], lacking)
        self.health.tell("sandbox", {"in_force": in_force, "lacking": lacking})
        if confinement != self._confinement:
            self._confinement = confinement
            remedies = [f"{measure}: {remedy}" for measure, remedy in lacking.items()]
            self._log.sandbox(in_force=in_force, lacking=remedies)

    def _look_at_certificates(self) -> None:
        """Say which certificates end soon: now, and every day."""
        for certificate in self._files.certificates:
            days = certificate.days_left(time.time())
            if days < _EXPIRES_SOON:
                self._log.certificate_expiring(leg=certificate.leg, file=certificate.file, days=days)
        self._cancel_daily()
        self._daily = self._reactor.callLater(_DAY, self._look_at_certificates)

    def _cancel_daily(self) -> None:
        if self._daily is not None and self._daily.active():
            self._daily.cancel()

    # -- reload ----------------------------------------------------------------------------------------

    def reload(self) -> None:
        """SIGHUP: read everything again; take it if it is right."""
        if self.phase is Phase.RUNNING:
            self.phase = Phase.RELOADING
            self._work = Deferred.fromCoroutine(self._reload())
            self._work.addErrback(self._not_reloaded).addBoth(self._work_done)
        elif self.phase is not Phase.STOPPING:
            self._again = True

    async def _reload(self) -> None:
        pool, file = self._reactor.getThreadPool(), self._files.config.file
        # In a thread: lists of a million words take seconds, in which mail must flow.
        reading = deferToThreadPool(self._reactor, pool, lambda: load_files(file))
        files: Files = await reading
        if self.phase is Phase.STOPPING:
            return
        judgement = Judgement(self._reactor, files.rules, files.config, self._observer.child_replaced)
        try:
            await judgement.start()
        except CancelledError:
            self._retire(judgement, 0)
            raise
        self._take(files, judgement)

    def _take(self, files: Files, judgement: Judgement) -> None:
        """From here on everything new holds; messages that are being judged keep the old version."""
        config = files.config
        settings, route, admission = (
            relaying.settings(config),
            relaying.route(config),
            relaying.admission(config),
        )
        self._files = files
        old, self._judgement = self._judgement, judgement
        self.gateway.inspection = judgement
        self.gateway.settings = settings
        self.gateway.budget.resize(config.memory_budget_octets)
        self._dialer.take(route, files.upstream_tls, settings.timeouts)
        self.factory.take(
            files.inbound_tls,
            asks_certificates=admission.asks_certificates,
            demands_certificates=admission.demands_certificates,
        )
        self.factory.door.take(
            admission.networks, admission.max_sessions, admission.max_sessions_per_address
        )
        for warning in config.warnings:
            self._log.configuration_warning(path=warning.path, reason=warning.reason, remedy=warning.remedy)
        self._in_use()
        self._tell_confinement()
        self._retire(old, _OLD_VERSION)
        self._log.reloaded(policy_version=judgement.version, needs_restart=self._needs_restart(config))

    def _needs_restart(self, config: Config) -> list[str]:
        changed = configuration.changed_keys(self._started_with, config)
        return [key for key in changed if key.startswith(_RESTART)]

    def _retire(self, judgement: Judgement, seconds: float) -> None:
        """Let a version finish what it judges, then end its children."""
        ended = judgement.stop(seconds)
        self._retired.append(ended)
        ended.addBoth(lambda _: self._retired.remove(ended))

    def _not_reloaded(self, failure: Failure) -> None:
        if self.phase is Phase.STOPPING:
            return
        error = failure.value
        if not isinstance(error, SkygwError):
            self._log.unexpected(failure, where="reload")
        problems: list[object] = [*error.problems] if isinstance(error, ConfigurationError) else [error]
        self._log.reload_refused(problems=problems)

    def _work_done(self, _: object) -> None:
        self._work = None
        if self.phase is Phase.RELOADING:
            self.phase = Phase.RUNNING
        if self._again and self.phase is Phase.RUNNING:
            self._again = False
            self.reload()

    # -- stop ------------------------------------------------------------------------------------------

    def stopService(self) -> Deferred[None]:
        """SIGTERM: take nothing new, finish what is under way, then end."""
        super().stopService()  # type: ignore[no-untyped-call]
        began = self.phase in (Phase.RUNNING, Phase.RELOADING)
        self.phase = Phase.STOPPING
        # The reactor takes a second order to end for an error.
        self._host.on_signal(signal.SIGTERM, lambda: None)
        self._host.on_signal(signal.SIGINT, self._cut)
        return Deferred.fromCoroutine(self._stop(began))

    async def _stop(self, began: bool) -> None:
        seconds = self._files.config.gateway.timeouts.drain if began else 0.0
        if began:
            self._log.stopping(sessions=len(self.factory.sessions), drain=seconds)
        if self._work is not None:
            self._work.cancel()
        self._cancel_daily()
        await _closed(self._ports)
        await self._drained(seconds)
        await self._dialer.when_gone()
        await gatherResults([self._judgement.stop(_IDLE_CHILDREN), *self._retired])
        await _closed(self._pages)
        if began:
            self._log.stopped(cut_off=self._cut_off)

    async def _drained(self, seconds: float) -> None:
        """Wait for the sessions, for ``seconds``."""
        drained = self.factory.drain()
        late = self._reactor.callLater(seconds, self._cut)
        await drained
        if late.active():
            late.cancel()

    def _cut(self) -> None:
        self._cut_off += len(self.factory.sessions)
        self.factory.cut()


async def _closed(ports: list[Any]) -> None:
    """Stop listening."""
    closing, ports[:] = list(ports), []
    await gatherResults([maybeDeferred(port.stopListening) for port in closing])


def _shown(host: Any) -> str:
    return f"{getattr(host, 'host', host)}:{getattr(host, 'port', '')}"


def make_service(config: Config, log: Log, sink: Sink | None = None) -> GatewayService:
    """The gateway that the configuration describes.

    Raises:
        ConfigurationError: with everything that is wrong with policies, inspectors and certificates.
    """
    from twisted.internet import reactor

    return GatewayService(reactor, read_files(config), log, sink)
