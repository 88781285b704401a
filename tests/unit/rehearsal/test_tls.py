"""Certificates of the far server and names of its clients; handshakes are in tests/wire."""

from __future__ import annotations

from pathlib import Path

import pytest
from twisted.internet.testing import StringTransport

from skygw.errors import ConfigurationError
from skygw.rehearsal.tls import FarTls, describe, names_of
from tests.support import pki


def test_the_context_is_made_once(tmp_path: Path) -> None:
    files = pki.issued("far.example").write(tmp_path)
    tls = FarTls(Path(files.certificate), Path(files.key))
    assert tls.getContext() is tls.getContext()


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    one = pki.issued("one.example").write(tmp_path, "one")
    other = pki.issued("other.example").write(tmp_path, "other")
    for certificate, key, reason in (
        (one.certificate, other.key, "is of no use"),
        (one.key, one.key, "is of no use"),
        (one.certificate, one.certificate, "is of no use"),
        (one.certificate, str(tmp_path / "none"), "No such file"),
    ):
        with pytest.raises(ConfigurationError, match=reason):
            FarTls(Path(certificate), Path(key)).getContext()


def test_names_of_a_certificate() -> None:
    assert names_of(pki.issued("A.example", "*.b.example").certificate) == ("a.example", "*.b.example")


def test_a_transport_in_clear_has_neither() -> None:
    assert describe(StringTransport()) == ("", ())
