"""A script: what the far server offers, says and does wrong, as values; read from TOML or from Python."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from skygw.errors import ConfigurationError, Problem
from skygw.rehearsal.exchange import Exchange
from skygw.rehearsal.step import Course, Stage, Step

#: Exchange Online's reply to EHLO in clear (read in 2023); after TLS, STARTTLS is gone.
BEFORE_TLS = (
    "SIZE 157286400",
    "PIPELINING",
    "DSN",
    "ENHANCEDSTATUSCODES",
    "STARTTLS",
    "8BITMIME",
    "BINARYMIME",
    "CHUNKING",
    "SMTPUTF8",
)
AFTER_TLS = tuple(line for line in BEFORE_TLS if line != "STARTTLS")

#: What is kept of a message where the script names no SIZE: Exchange Online's largest.
MAX_MESSAGE_OCTETS = 157_286_400

_SIZE = re.compile(r"SIZE ([0-9]{1,20})", re.IGNORECASE)


@attrs.frozen
class Capabilities:
    """The lines of the reply to EHLO, without codes.  STARTTLS is left out where there is no certificate."""

    before_tls: tuple[str, ...] = BEFORE_TLS
    after_tls: tuple[str, ...] = AFTER_TLS

    def lines(self, *, tls: bool, can_tls: bool) -> tuple[str, ...]:
        lines = self.after_tls if tls else self.before_tls
        return lines if tls or can_tls else tuple(line for line in lines if line.upper() != "STARTTLS")


@attrs.frozen
class Script:
    """Everything about a far server's behaviour.  ``Script()`` takes every message, without a fault."""

    hostname: str = "far.rehearsal.example"
    counting: str = "server"
    """Whether steps are counted over the ``server``'s life, or anew in each ``session``."""
    require_tls: bool = False
    """Whether mail commands are refused (530 5.7.0) until STARTTLS."""
    capabilities: Capabilities = Capabilities()
    exchange: Exchange | None = None
    """Exchange's own refusals; None plays none of them."""
    steps: dict[Stage, tuple[Step, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, **stages: str | Step | dict[str, Any] | Sequence[str | Step | dict[str, Any]]) -> Script:
        """A script in Python: ``Script.of(mail="451 4.3.0 no", rcpt=[Step(fault=Fault.HANG), "250 ok"])``.

        Each stage has one step or a list of them, each step is a ``Step``, the text of a reply or a table
        as in TOML.

        Raises:
            ConfigurationError: everything that is wrong with them.
        """
        return cls.from_data({"stages": stages})

    @classmethod
    def from_data(cls, data: dict[str, Any], file: str = "") -> Script:
        """From what a TOML parser gives.

        Raises:
            ConfigurationError: everything that is wrong with it.
        """
        from skygw.rehearsal.loading import read  # it makes Scripts: the import would be a circle

        return read(data, file)

    @classmethod
    def load(cls, path: Path) -> Script:
        """From a TOML file.

        Raises:
            ConfigurationError: everything that is wrong with it.
        """
        try:
            octets = path.read_bytes()
        except OSError as error:
            raise ConfigurationError([Problem("", error.strerror or str(error), file=str(path))]) from error
        return cls.loads(octets, str(path))

    @classmethod
    def loads(cls, octets: bytes, file: str = "") -> Script:
        """From the octets of a TOML file.

        Raises:
            ConfigurationError: everything that is wrong with it.
        """
        try:
            data = tomllib.loads(octets.decode("utf-8"))
        except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, a number without end
            raise ConfigurationError([Problem("", f"not TOML: {error}", file=file)]) from error
        return cls.from_data(data, file)

    def course(self) -> Course:
        """A new run through the steps."""
        return Course(self.steps)

    @property
    def max_message_octets(self) -> int:
        """The largest message: the least SIZE among the capabilities, where one is named."""
        lines = self.capabilities.before_tls + self.capabilities.after_tls
        sizes = [int(found.group(1)) for line in lines if (found := _SIZE.fullmatch(line))]
        return min(filter(None, sizes), default=MAX_MESSAGE_OCTETS)
