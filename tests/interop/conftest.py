"""What the tests with real peers share: certificates, and the reason where a peer is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest
import trustme

from tests.support import postfix


def require(reason: str) -> None:
    """Skip for ``reason``, if there is one; where everything must run (``CI`` is set), fail."""
    if not reason:
        return
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postfix_programs() -> None:
    """Postfix is installed and can be started."""
    require(postfix.missing())


@pytest.fixture(scope="session")
def swaks() -> Path:
    """The program swaks, able to do STARTTLS."""
    found = shutil.which("swaks")
    if found is None:
        require("swaks is not installed (Debian: apt-get install swaks)")
    assert found is not None
    support = subprocess.run([found, "--support"], capture_output=True, text=True, check=True).stdout
    if "TLS supported" not in support:
        require("swaks cannot do STARTTLS (Debian: apt-get install libnet-ssleay-perl)")
    return Path(found)


@attrs.frozen
class Identity:
    """A certificate with its chain and its key, PEM files."""

    certificate: Path
    key: Path


@attrs.frozen
class Certificates:
    """What one authority, ``ca``, says about the names used here."""

    ca: Path
    gateway: Identity
    receiver: Identity


GATEWAY_NAME = "gateway.interop.example"
RECEIVER_NAME = "receiver.interop.example"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority of our own and what the gateway and the far side show."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    gateway, receiver = (_identity(authority, folder, name) for name in (GATEWAY_NAME, RECEIVER_NAME))
    return Certificates(folder / "ca.pem", gateway, receiver)


def _identity(authority: trustme.CA, folder: Path, name: str) -> Identity:
    made = authority.issue_cert(name)
    files = Identity(folder / f"{name}.pem", folder / f"{name}.key")
    for blob in made.cert_chain_pems:
        blob.write_to_path(files.certificate, append=True)
    files.key.touch(mode=0o600)  # the gateway takes no key that everybody can read
    made.private_key_pem.write_to_path(files.key)
    return files
