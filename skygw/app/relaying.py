"""From the configuration to the plain values that the relay and the network are held to."""

from __future__ import annotations

from typing import Any

import attrs

from skygw.app.config import Config
from skygw.net.dialer import Route
from skygw.relay.settings import Settings, Timeouts


def settings(config: Config) -> Settings:
    """What every session is held to."""
    gateway = config.gateway
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
        log_subjects=config.log.subjects,
        tenant=config.tenant.id,
        timeouts=_timeouts(gateway.timeouts),
    )


def _timeouts(times: Any) -> Timeouts:
    names = [field.name for field in attrs.fields(Timeouts) if hasattr(times, field.name)]
    return Timeouts(**{name: getattr(times, name) for name in names})


def route(config: Config) -> Route:
    """Where the far server is, and how to speak to it."""
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
        read_octets=config.reactor.read_octets,
    )


@attrs.frozen
class Admission:
    """Who may come in, and what is asked of whoever does; the arguments of ``Door`` and the factory."""

    networks: tuple[Any, ...]
    max_sessions: int
    max_sessions_per_address: int
    asks_certificates: bool
    demands_certificates: bool


def admission(config: Config) -> Admission:
    """Who may come in."""
    gateway, inbound = config.gateway, config.inbound
    return Admission(
        networks=tuple(inbound.allowed_networks),
        max_sessions=gateway.max_sessions,
        max_sessions_per_address=gateway.max_sessions_per_address,
        asks_certificates=inbound.client_ca is not None,
        demands_certificates=bool(inbound.client_names),
    )
