"""The gateway as a Twisted service: everything wired, started, reloaded and drained.

``make_service`` reads all files and reports every problem before anything runs.  Start-up then goes from the
inside out: children, far leg, listeners.  SIGTERM goes the other way.  SIGHUP reads everything again; what
is wrong leaves what is in force in force.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import attrs
from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults
from twisted.internet.endpoints import serverFromString
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure

from skygw import __version__
from skygw.app import config as configuration
from skygw.app.config import Config
from skygw.app.inspection import Judgement, Rules, read_rules
from skygw.app.observer import RelayObserver
from skygw.app.web import StatusSite
from skygw.errors import ConfigurationError, Problem
from skygw.net.dialer import Route, UpstreamDialer
from skygw.net.dns import Addresses
from skygw.net.door import Door
from skygw.net.server import ESMTPServerFactory
from skygw.net.tls import InboundTls, InboundTlsSettings, UpstreamTls, UpstreamTlsSettings
from skygw.ops.health import Health
from skygw.ops.log import Log
from skygw.ops.metrics import Metrics
from skygw.relay.budget import MemoryBudget
from skygw.relay.gateway import Gateway
from skygw.relay.settings import Settings, Timeouts

#: An old version of the policies may finish what it judges for as long as the sender waits for it.
_OLD_VERSION = 480.0

#: What only a restart takes: the listeners, the log, the reactor and what was sized at start.
_RESTART = ("gateway.listen", "gateway.memory_budget_octets", "metrics.", "log.", "reactor.", "dns.")


@attrs.frozen
class Files:
    """Everything that is read from files, by start-up and by SIGHUP."""

    config: Config
    rules: Rules
    inbound_tls: InboundTls | None
    upstream_tls: UpstreamTls | None


def read_files(config: Config) -> Files:
    """Policies, inspectors, certificates.

    Raises:
        ConfigurationError: with every problem of all of them.
    """
    problems: list[Problem] = []

    def read(reader: Callable[[Config], Any]) -> Any:
        try:
            return reader(config)
        except ConfigurationError as error:
            problems.extend(error.problems)
            return None

    rules, inbound, upstream = read(read_rules), read(_inbound_tls), read(_upstream_tls)
    if problems:
        raise ConfigurationError(problems)
    return Files(config, rules, inbound, upstream)


def _inbound_tls(config: Config) -> InboundTls | None:
    leg = config.inbound
    if leg.certificate is None or leg.key is None:
        return None
    return InboundTls(
        InboundTlsSettings(
            certificate=str(leg.certificate),
            key=str(leg.key),
            client_ca=str(leg.client_ca or ""),
            client_names=leg.client_names,
            session_tickets=leg.session_tickets,
            tls_min=leg.tls_min,
            tls_ciphers=leg.tls_ciphers,
            tls_groups=leg.tls_groups,
        )
    )


def _upstream_tls(config: Config) -> UpstreamTls | None:
    leg = config.upstream
    if leg.tls == "off":
        return None
    return UpstreamTls(
        UpstreamTlsSettings(
            verify_name=leg.verify_name,
            ca=str(leg.ca or ""),
            certificate=str(leg.certificate or ""),
            key=str(leg.key or ""),
            tls_min=leg.tls_min,
            tls_ciphers=leg.tls_ciphers,
            tls_groups=leg.tls_groups,
            required=leg.tls == "required",
        )
    )


def _settings(config: Config) -> Settings:
    gateway, times = config.gateway, config.gateway.timeouts
    return Settings(
        hostname=gateway.hostname,
        greeting=gateway.greeting,
        max_message_octets=gateway.max_message_octets,
        max_header_octets=gateway.max_header_octets,
        max_recipients=gateway.max_recipients,
        max_received=gateway.max_received,
        max_errors=gateway.max_errors,
        max_inspected_octets=config.inspection.limits.message_octets,
        starttls=config.inbound.certificate is not None,
        require_tls=config.inbound.require_tls,
        prefer_bdat=config.upstream.prefer_bdat,
        received=config.headers.received,
        scan_header=config.headers.scan,
        timeouts=_timeouts(times),
    )


def _timeouts(times: Any) -> Timeouts:
    names = [field.name for field in attrs.fields(Timeouts) if hasattr(times, field.name)]
    return Timeouts(**{name: getattr(times, name) for name in names})


def _route(config: Config) -> Route:
    leg = config.upstream
    return Route(
        host=leg.host,
        port=leg.port,
        mx=leg.mx,
        families=leg.families,
        bind=leg.bind,
        tls=leg.tls,
        hostname=config.gateway.hostname,
        connect=config.gateway.timeouts.upstream_connect,
    )


def _door(config: Config) -> Door:
    gateway = config.gateway
    return Door(config.inbound.allowed_networks, gateway.max_sessions, gateway.max_sessions_per_address)


class GatewayService(Service):
    """The running gateway.

    Args:
        reactor: for everything; nothing below reads the global one.
    """

    def __init__(self, reactor: Any, files: Files, log: Log) -> None:
        config = files.config
        self._reactor = reactor
        self._config = config
        self._log = log
        self.metrics = Metrics()
        self.health = Health()
        self._judgement = Judgement(reactor, files.rules, config, self.metrics)
        settings = _settings(config)
        servers = [(server.host, server.port) for server in config.dns.servers]
        self._dialer = UpstreamDialer(
            reactor,
            Addresses(reactor, servers=servers, timeout=config.dns.timeout),
            _route(config),
            settings.timeouts,
            files.upstream_tls,
            self.metrics.upstream_connected,
        )
        self.gateway = Gateway(
            clock=reactor,
            dialer=self._dialer,
            budget=MemoryBudget(config.memory_budget_octets),
            inspection=self._judgement,
            observer=RelayObserver(log, self.metrics),
            settings=settings,
            breaker_threshold=config.upstream.breaker_threshold,
        )
        self.factory = ESMTPServerFactory(
            self.gateway,
            _door(config),
            files.inbound_tls,
            asks_certificates=config.inbound.client_ca is not None,
            demands_certificates=bool(config.inbound.client_names),
        )
        self._ports: list[Any] = []
        self._starting: Deferred[None] | None = None
        self._reloading = False
        self._reload_again = False
        self._watch(files)

    def _watch(self, files: Files) -> None:
        self.metrics.in_flight_octets.set_function(lambda: self.gateway.budget.in_flight)
        self.metrics.workers.set_function(lambda: self._judgement.workers())
        self.health.check_ready("listening", lambda: None if self._ports else "not listening yet")
        self.health.check_ready("stopping", lambda: "shutting down" if self.gateway.stopping else None)
        self.health.check_ready("inspection", lambda: self._judgement.problem())
        self._in_use(files)

    def _in_use(self, files: Files) -> None:
        self.metrics.policy_loaded(files.rules.policies.version)
        if files.inbound_tls is not None:
            self.metrics.certificate_loaded("inbound", files.inbound_tls.expires.timestamp())
        if files.upstream_tls is not None and files.upstream_tls.expires is not None:
            self.metrics.certificate_loaded("upstream", files.upstream_tls.expires.timestamp())
        for tls in (files.inbound_tls, files.upstream_tls):
            for warning in tls.warnings if tls is not None else ():
                self._log.configuration_warning(
                    path=warning.path, reason=warning.reason, remedy=warning.remedy
                )

    # -- start -----------------------------------------------------------------------------------------

    def startService(self) -> None:
        """Twisted: the reactor is about to run."""
        super().startService()  # type: ignore[no-untyped-call]
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda *_: self._reactor.callFromThread(self.reload))
        self._starting = Deferred.fromCoroutine(self._start())
        self._starting.addErrback(self._not_started)

    async def _start(self) -> None:
        config = self._config
        await self._judgement.start()
        listening = []
        for text in config.metrics.listen:
            site = StatusSite(self.metrics, self.health, self._reactor)
            self._ports.append(await _endpoint(self._reactor, text).listen(site))
        for text in config.gateway.listen:
            port = await _endpoint(self._reactor, text).listen(self.factory)
            self._ports.append(port)
            listening.append(_shown(port.getHost()))
        self._log.started(
            version=__version__,
            listen=listening,
            policy_version=self._judgement.version,
            budget_octets=self.gateway.budget.limit,
        )

    def _not_started(self, failure: Failure) -> None:
        sys.stderr.write(f"skygw: cannot start: {failure.getErrorMessage()}\n")
        self._log.unexpected(failure, where="start")
        # twistd has no way to end with a code from here, and 0 would tell systemd that all is well.
        atexit.register(os._exit, 1)
        self._reactor.callWhenRunning(self._reactor.stop)

    # -- reload ----------------------------------------------------------------------------------------

    def reload(self) -> None:
        """SIGHUP: read everything again; take it if it is right."""
        if self._reloading:
            self._reload_again = True
            return
        self._reloading = True
        Deferred.fromCoroutine(self._reload()).addErrback(self._reload_failed).addBoth(self._reload_done)

    async def _reload(self) -> None:
        pool = self._reactor.getThreadPool()
        file = self._config.file
        files = await deferToThreadPool(self._reactor, pool, lambda: read_files(configuration.load(file)))
        judgement = Judgement(self._reactor, files.rules, files.config, self.metrics)
        await judgement.start()
        if self.gateway.stopping:
            judgement.stop(0)
            return
        self._take(files, judgement)

    def _take(self, files: Files, judgement: Judgement) -> None:
        """From here on everything new holds; messages that are being judged keep the old version."""
        old_config, old = self._config, self._judgement
        self._config, self._judgement = files.config, judgement
        self.gateway.inspection = judgement
        self.gateway.settings = _settings(files.config)
        self._dialer.take(_route(files.config), files.upstream_tls, self.gateway.settings.timeouts)
        self.factory.take(
            files.inbound_tls,
            asks_certificates=files.config.inbound.client_ca is not None,
            demands_certificates=bool(files.config.inbound.client_names),
        )
        door = files.config.gateway
        self.factory.door.take(
            files.config.inbound.allowed_networks, door.max_sessions, door.max_sessions_per_address
        )
        self._in_use(files)
        old.stop(_OLD_VERSION)
        changed = configuration.changed_keys(old_config, files.config)
        self._log.reloaded(
            policy_version=judgement.version,
            needs_restart=[key for key in changed if key.startswith(_RESTART)],
        )

    def _reload_failed(self, failure: Failure) -> None:
        error = failure.value
        problems: list[object] = [*error.problems] if isinstance(error, ConfigurationError) else [error]
        self._log.reload_refused(problems=problems)

    def _reload_done(self, _: object) -> None:
        self._reloading = False
        if self._reload_again:
            self._reload_again = False
            self.reload()

    # -- stop ------------------------------------------------------------------------------------------

    def stopService(self) -> Deferred[None]:
        """SIGTERM: take nothing new, finish what is under way, then end."""
        super().stopService()  # type: ignore[no-untyped-call]
        return Deferred.fromCoroutine(self._stop())

    async def _stop(self) -> None:
        seconds = self._config.gateway.timeouts.drain
        self._log.stopping(sessions=len(self.factory.sessions), drain=seconds)
        if self._starting is not None:
            self._starting.cancel()
        ports, self._ports = self._ports, []
        await gatherResults([_closed(port) for port in ports])
        drained = self.factory.drain()
        late = self._reactor.callLater(seconds, self.factory.cut)
        left = len(self.factory.sessions)
        await drained
        cut_off = 0 if late.active() else left
        if late.active():
            late.cancel()
        stopped = self._judgement.stop(1.0)
        if stopped is not None:
            await stopped
        self._log.stopped(cut_off=cut_off)


def _closed(port: Any) -> Deferred[Any]:
    stopped = port.stopListening()
    if isinstance(stopped, Deferred):
        return stopped
    done: Deferred[Any] = Deferred()
    done.callback(None)
    return done


# serverFromString is not typed yet.
_endpoint: Callable[[Any, str], Any] = serverFromString


def _shown(host: Any) -> str:
    return f"{getattr(host, 'host', host)}:{getattr(host, 'port', '')}"


def make_service(config: Config, log: Log) -> GatewayService:
    """The gateway that the configuration describes.

    Raises:
        ConfigurationError: with everything that is wrong with policies, inspectors and certificates.
    """
    from twisted.internet import reactor

    return GatewayService(reactor, read_files(config), log)
