"""``Config``: the whole configuration, as the rest of the program sees it."""

# ruff: noqa: RUF009 - setting() and section() declare attributes, they are no defaults that are shared.

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import attrs

from skygw.app.config.gateway import Gateway
from skygw.app.config.inspection import Inspection
from skygw.app.config.keys import section
from skygw.app.config.legs import Inbound, Upstream
from skygw.app.config.surroundings import Dns, Headers, Log, Metrics, Policy, Reactor, Tenant
from skygw.errors import Problem


@attrs.frozen
class Config:
    """Everything that ``skygw.toml`` says, with defaults filled in and paths made absolute.

    ``file`` is where it was read from; ``warnings`` are what an operator should hear at start although
    the configuration is usable.  No section holds a secret, only the names of files that do.
    """

    UNAVAILABLE: ClassVar[dict[str, str]] = {
        "link": "Sky Link is not part of this version",
        "store": "this version keeps no incidents",
        "notify": "this version sends no notices",
        "console": "this version has no console",
        "export": "this version exports nothing; the log is JSON lines on standard output",
        "directory": "this version knows no groups: name addresses and domains in the policies",
    }

    gateway: Gateway = section(Gateway)
    inbound: Inbound = section(Inbound)
    upstream: Upstream = section(Upstream)
    tenant: Tenant = section(Tenant)
    dns: Dns = section(Dns)
    inspection: Inspection = section(Inspection)
    policy: Policy = section(Policy)
    headers: Headers = section(Headers)
    metrics: Metrics = section(Metrics)
    log: Log = section(Log)
    reactor: Reactor = section(Reactor)
    file: Path = attrs.field(default=Path("skygw.toml"), eq=False, metadata={"skygw.hidden": True})
    warnings: tuple[Problem, ...] = attrs.field(default=(), eq=False, metadata={"skygw.hidden": True})
    memory_budget_octets: int = attrs.field(default=0, eq=False, metadata={"skygw.hidden": True})

    @property
    def folder(self) -> Path:
        """The folder from which relative paths are taken."""
        return self.file.parent
