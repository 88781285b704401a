"""Everything that is read from files, by start-up and by SIGHUP: read wholly, or every problem told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from skygw.app.config import Config, UnusableConfigError, load
from skygw.app.inspection import Rules
from skygw.detect.trial import trial
from skygw.errors import ConfigurationError, Problem
from skygw.inspect.plugins import InspectorSpec, discover
from skygw.net.tls import InboundTls, InboundTlsSettings, UpstreamTls, UpstreamTlsSettings
from skygw.policy import load as load_policies


@attrs.frozen
class Certificate:
    """A certificate of ours that is in use: on which leg, from which file, and until when."""

    leg: str
    file: str
    expires: datetime

    def days_left(self, now: float) -> float:
        """Days until it expires, counted from ``now`` (seconds since the epoch); negative if it has."""
        return (self.expires.timestamp() - now) / 86_400


@attrs.frozen
class Files:
    """What stands in the files.  Nothing of it runs yet."""

    config: Config
    rules: Rules
    inbound_tls: InboundTls | None
    upstream_tls: UpstreamTls | None

    @property
    def certificates(self) -> Iterator[Certificate]:
        """Ours on either leg."""
        if self.inbound_tls is not None:
            yield Certificate("inbound", str(self.config.inbound.certificate), self.inbound_tls.expires)
        if self.upstream_tls is not None and self.upstream_tls.expires is not None:
            yield Certificate("upstream", str(self.config.upstream.certificate), self.upstream_tls.expires)

    @property
    def warnings(self) -> Iterator[Problem]:
        """What works and should be known, about the certificates."""
        for tls in (self.inbound_tls, self.upstream_tls):
            yield from tls.warnings if tls is not None else ()


def load_files(file: Path) -> Files:
    """The configuration in ``file``, and all that it names.

    Raises:
        ConfigurationError: with every problem of all of them.
    """
    try:
        config = load(file)
    except UnusableConfigError as error:
        raise ConfigurationError([*error.problems, *further_problems(error)]) from error
    return read_files(config)


def further_problems(error: UnusableConfigError) -> list[Problem]:
    """What is wrong with the files of those sections with which nothing is wrong."""
    problems: list[Problem] = []
    for sections, reader in _READERS:
        if not any(problem.path.startswith(sections) for problem in error.problems):
            _read(reader, error.partial, problems)
    return problems


def read_files(config: Config) -> Files:
    """Policies, inspectors, certificates.

    Raises:
        ConfigurationError: with every problem of all of them.
    """
    problems: list[Problem] = []
    policies, inspectors, inbound, upstream = (_read(reader, config, problems) for _, reader in _READERS)
    if problems:
        raise ConfigurationError(problems)
    return Files(config, Rules(policies, inspectors), inbound, upstream)


def _read(reader: Callable[[Config], Any], config: Config, problems: list[Problem]) -> Any:
    try:
        return reader(config)
    except ConfigurationError as error:
        problems.extend(_placed(problem, config) for problem in error.problems)
        return None


def _placed(problem: Problem, config: Config) -> Problem:
    """The problem with the name of the configuration, where it is about a key of that."""
    return problem if problem.file else attrs.evolve(problem, file=str(config.file))


def _policies(config: Config) -> Any:
    return load_policies(config.policy.directory, config.tenant.domains, trial)


def _inspectors(config: Config) -> tuple[InspectorSpec, ...]:
    names = config.inspection.inspectors
    return discover(None if "*" in names else names) if names else ()


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


#: What is read, and the keys on which it depends.
_READERS: tuple[tuple[tuple[str, ...], Callable[[Config], Any]], ...] = (
    (("policy", "tenant"), _policies),
    (("inspection.inspectors",), _inspectors),
    (("inbound",), _inbound_tls),
    (("upstream",), _upstream_tls),
)
