"""What every test shares: how hard hypothesis tries.

``HYPOTHESIS_PROFILE=deep`` looks for long; the default looks shortly, and in CI always at the same examples,
so that a red run there is about the change and can be repeated.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

import skygw.net.tls.openssl  # noqa: F401  # before any test loads OpenSSL: tickets are settled when it is loaded

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background: the programs that we start would ignore SIGINT as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)

_SLOW_MACHINES = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile(
    "fast",
    max_examples=60,
    deadline=None,  # wall clock says nothing on a shared machine
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=_SLOW_MACHINES,
)
settings.register_profile("deep", max_examples=3000, deadline=None, suppress_health_check=_SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
