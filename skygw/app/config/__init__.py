"""``skygw.toml`` as values: one ``attrs.frozen`` class for each section.

``load`` reads a file and either gives a ``Config`` or raises ``ConfigurationError`` with every problem
at once.  The documentation, the JSON Schema and the shipped ``etc/skygw.toml`` are generated from the
same classes.  Only ``skygw.app`` imports this package: other packages are handed plain values.
"""

from __future__ import annotations

from skygw.app.config.load import UnusableConfigError, changed_keys, from_data, load
from skygw.app.config.model import Config
from skygw.app.config.values import HostPort, Network

__all__ = ["Config", "HostPort", "Network", "UnusableConfigError", "changed_keys", "from_data", "load"]
