"""Session tickets: how OpenSSL is loaded, and what it then sends.  Each test has a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from OpenSSL import SSL

from skygw.net.tls import openssl, tickets
from tests.support import pki
from tests.support.tls import context_of

PROBE = """
from OpenSSL import SSL
from tests.support import pki
from tests.support.tls import context_of
from skygw.net.tls import tickets
context = context_of(pki.issued("gw.example"))
context.set_options(SSL.OP_NO_TICKET)
context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
print(tickets.sent_by(context), "OPENSSL_CONF" in os.environ)
"""

FIRST = "import os\nimport skygw.net.tls.openssl\n" + PROBE
TOO_LATE = "import os\nimport OpenSSL.SSL\nOpenSSL.SSL.Context(OpenSSL.SSL.TLS_METHOD)\n" + PROBE


def run(code: str, **environment: str) -> str:
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_loaded_first_no_tickets_are_sent_and_the_environment_is_as_before() -> None:
    assert run(FIRST) == "False False"


def test_an_administrators_configuration_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.cnf"
    own.write_text("openssl_conf = nothing\n[nothing]\n")
    assert run(FIRST, OPENSSL_CONF=str(own)) == "True True"


def test_loaded_too_late_the_probe_says_so() -> None:
    """When this fails because of a new OpenSSL, skygw/net/tls/openssl.py has done its work and can go."""
    if SSL.OPENSSL_VERSION_NUMBER >= 0x40100000:
        pytest.skip("OpenSSL 4.1 sends no tickets with OP_NO_TICKET and without a cache")
    assert run(TOO_LATE) == "True False"


def test_what_is_loaded_is_not_loaded_again() -> None:
    assert openssl.load() is False


def test_a_context_without_tls_1_3_sends_none_there() -> None:
    context = context_of(pki.issued("gw.example"))
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    assert not tickets.sent_by(context)


def test_a_server_that_asks_for_another_group_is_understood() -> None:
    context = context_of(pki.issued("gw.example"))
    SSL._lib.SSL_CTX_set1_curves_list(context._context, b"P-521")
    assert not tickets.sent_by(context)
