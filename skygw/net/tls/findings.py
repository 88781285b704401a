"""What is wrong with the TLS part of a configuration, gathered so that it can be told at once."""

from __future__ import annotations

import attrs

from skygw.errors import ConfigurationError, Problem


@attrs.define
class Findings:
    """Errors and warnings about one section; ``where`` is the section's path, such as ``inbound``."""

    where: str
    errors: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)

    def error(self, key: str, reason: str, remedy: str = "") -> None:
        """Something that must be put right before the gateway may start."""
        self.errors.append(Problem(f"{self.where}.{key}", reason, remedy))

    def warning(self, key: str, reason: str, remedy: str = "") -> None:
        """Something that works for now, or works less well than the administrator may think."""
        self.warnings.append(Problem(f"{self.where}.{key}", reason, remedy))

    def stop_on_errors(self) -> None:
        """Raise everything that is wrong, if anything is.

        Raises:
            ConfigurationError: With every error found so far; warnings are not among them.
        """
        if self.errors:
            raise ConfigurationError(self.errors)
