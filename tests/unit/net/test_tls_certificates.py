"""Certificate and key files, good and bad, with what the operator is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from skygw.errors import ConfigurationError
from skygw.net.tls import expires
from skygw.net.tls.certificates import Credentials, read
from skygw.net.tls.findings import Findings
from skygw.net.tls.trust import roots
from tests.support import pki

ROOTS = frozenset({pki.authority().certificate.subject})


def check(files: pki.Files, *, server: bool = True) -> tuple[Credentials | None, Findings]:
    findings = Findings("inbound")
    return read(files.certificate, files.key, findings, server=server, roots=ROOTS, now=pki.NOW), findings


def errors(files: pki.Files, *, server: bool = True) -> list[str]:
    credentials, findings = check(files, server=server)
    assert credentials is None
    return [str(problem) for problem in findings.errors]


def test_a_good_chain_is_taken_whole(tmp_path: Path) -> None:
    issued = pki.authority().intermediate("Between").issue("gw.example")
    credentials, findings = check(issued.write(tmp_path))
    assert (findings.errors, findings.warnings) == ([], [])
    assert credentials is not None
    assert credentials.chain == issued.chain
    assert "key" not in repr(credentials).replace("public_key", "")
    assert credentials.expires == pki.NOW + 60 * pki.DAY


def test_the_root_may_stand_at_the_end(tmp_path: Path) -> None:
    other = pki.root("Another Root")
    issued = other.intermediate("Between").issue("gw.example")
    files = issued.write(tmp_path)
    pki.write_chain(Path(files.certificate), *issued.chain, other.certificate)
    assert check(files)[1].warnings == []


def test_files_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    files = pki.Files(str(tmp_path / "a.pem"), str(tmp_path / "b.key"))
    assert errors(files) == [
        f"inbound.certificate: {tmp_path}/a.pem cannot be read: No such file or directory",
        f"inbound.key: {tmp_path}/b.key cannot be read: No such file or directory",
    ]


def test_files_that_are_not_named_are_told_together() -> None:
    first, second = errors(pki.Files("", ""))
    assert first.startswith("inbound.certificate: no certificate is named")
    assert second.startswith("inbound.key: no private key is named")


def test_a_certificate_in_der_is_not_pem(tmp_path: Path) -> None:
    issued = pki.issued("gw.example")
    files = issued.write(tmp_path)
    Path(files.certificate).write_bytes(issued.certificate.public_bytes(Encoding.DER))
    (text,) = errors(files)
    assert "holds no certificate in PEM form (convert it: openssl x509 -inform der" in text


def test_a_damaged_certificate(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    Path(files.certificate).write_bytes(
        b"-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n"
    )
    (text,) = errors(files)
    assert "holds a damaged certificate" in text


def test_a_key_that_is_not_pem(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    Path(files.key).write_bytes(b"nonsense")
    (text,) = errors(files)
    assert "holds no private key in PEM form" in text


def test_a_key_with_a_passphrase(tmp_path: Path) -> None:
    issued = pki.issued("gw.example")
    files = issued.write(tmp_path)
    secret = BestAvailableEncryption(b"secret")
    Path(files.key).write_bytes(issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))
    (text,) = errors(files)
    assert "is encrypted with a passphrase (decrypt it" in text


def test_a_key_that_tls_does_not_use(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    pki.write_key(Path(files.key), x25519.X25519PrivateKey.generate())
    (text,) = errors(files)
    assert "is of a kind that TLS does not use" in text


def test_a_key_of_another_certificate(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    pki.write_key(Path(files.key), ec.generate_private_key(ec.SECP256R1()))
    (text,) = errors(files)
    assert text.startswith("inbound.key:")
    assert "does not belong to the certificate in" in text


def test_a_key_of_the_second_certificate(tmp_path: Path) -> None:
    between = pki.authority().intermediate("Between")
    files = between.issue("gw.example").write(tmp_path)
    pki.write_key(Path(files.key), between.key)
    (text,) = errors(files)
    assert "belongs to certificate 2 of" in text


@pytest.mark.parametrize("mode", [0o604, 0o644])
def test_a_key_that_everybody_can_read(tmp_path: Path, mode: int) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    os.chmod(files.key, mode)
    assert errors(files) == [f"inbound.key: {files.key} can be read by everybody (chmod o-r {files.key})"]


def test_a_key_that_our_own_group_can_read(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    os.chmod(files.key, 0o640)
    assert check(files)[0] is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to a foreign group")
def test_a_key_that_a_foreign_group_can_read(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    os.chmod(files.key, 0o640)
    os.chown(files.key, -1, 54_321)
    (text,) = errors(files)
    assert "can be read by a group that skygw is not in" in text


def test_an_expired_certificate_is_an_error(tmp_path: Path) -> None:
    (text,) = errors(pki.authority().expired("gw.example").write(tmp_path))
    assert "certificate 1 (gw.example) expired on" in text


def test_an_expired_intermediate_is_an_error(tmp_path: Path) -> None:
    certificate, key = pki.make(
        "Old", issuer=pki.authority(), ca=True, not_before=pki.NOW - 9 * pki.DAY, not_after=pki.NOW - pki.DAY
    )
    issued = pki.Authority(certificate, key, (certificate,)).issue("gw.example")
    (text,) = errors(issued.write(tmp_path))
    assert "certificate 2 (Old) expired on" in text


def test_a_certificate_that_is_not_valid_yet_is_a_warning(tmp_path: Path) -> None:
    credentials, findings = check(pki.authority().future("gw.example").write(tmp_path))
    assert credentials is not None
    (warning,) = findings.warnings
    assert "is not valid before" in warning.reason


def test_a_certificate_that_expires_soon_is_a_warning(tmp_path: Path) -> None:
    issued = pki.authority().issue("gw.example", not_after=pki.NOW + 3 * pki.DAY)
    credentials, findings = check(issued.write(tmp_path))
    assert credentials is not None
    (warning,) = findings.warnings
    assert "expires on" in warning.reason


def test_a_chain_in_the_wrong_order(tmp_path: Path) -> None:
    issued = pki.authority().intermediate("B").intermediate("A").issue("gw.example")
    files = issued.write(tmp_path)
    leaf, a, b = issued.chain
    pki.write_chain(Path(files.certificate), leaf, b, a)
    (text,) = errors(files)
    assert "certificate 2 (B) did not issue certificate 1 (our own certificate comes first" in text


def test_a_chain_with_the_leaf_last_names_both_faults(tmp_path: Path) -> None:
    issued = pki.authority().intermediate("A").issue("gw.example")
    files = issued.write(tmp_path)
    pki.write_chain(Path(files.certificate), *reversed(issued.chain))
    texts = errors(files)
    assert any("did not issue certificate 1" in text for text in texts)
    assert any("belongs to certificate 2" in text for text in texts)


def test_a_public_certificate_without_its_intermediate_is_an_error(tmp_path: Path) -> None:
    """The usual mistake: cert.pem in place of fullchain.pem; Exchange answers it with 450 4.4.317."""
    issued = pki.authority().intermediate("A").issue("gw.example", issuer_address="http://ca.example/a.crt")
    files = issued.write(tmp_path)
    pki.write_chain(Path(files.certificate), issued.certificate)
    (text,) = errors(files)
    assert "ends before a root that is known here: A is missing (use the file with the whole chain" in text


def test_a_private_chain_whose_root_is_not_known_here_is_a_warning(tmp_path: Path) -> None:
    credentials, findings = check(pki.root("Private").issue("gw.example").write(tmp_path))
    assert credentials is not None
    (warning,) = findings.warnings
    assert "Private is missing" in warning.reason


def test_a_self_signed_certificate_is_a_warning(tmp_path: Path) -> None:
    credentials, findings = check(pki.self_signed("gw.example").write(tmp_path))
    assert credentials is not None
    assert [warning.reason for warning in findings.warnings] == [f"{tmp_path}/skygw.pem is self-signed"]


WEAK = [
    (lambda: rsa.generate_private_key(65537, 1024), "has a weak key: RSA, 1024 bits"),
    (lambda: ec.generate_private_key(ec.SECP192R1()), "has a weak key: secp192r1, 192 bits"),
]


@pytest.mark.parametrize(("key", "expected"), WEAK)
def test_a_weak_key(tmp_path: Path, key: object, expected: str) -> None:
    (text,) = errors(pki.authority().issue("gw.example", key=key()).write(tmp_path))  # type: ignore[operator]
    assert expected in text


def test_a_key_of_a_kind_that_tls_has_given_up(tmp_path: Path) -> None:
    texts = errors(pki.authority().issue("gw.example", key=dsa.generate_private_key(2048)).write(tmp_path))
    assert any("has a key of a kind that TLS does not use" in text for text in texts)


STRONG = [lambda: rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate]


@pytest.mark.parametrize("key", STRONG)
def test_other_good_keys(tmp_path: Path, key: object) -> None:
    assert check(pki.authority().issue("gw.example", key=key()).write(tmp_path))[0] is not None  # type: ignore[operator]


# Made by openssl(1), because cryptography makes none any more; its authority is called "Old Root".
SIGNED_WITH_SHA1 = b"""\
-----BEGIN CERTIFICATE-----
MIIBhDCCASqgAwIBAgIUFcJoY1a3SoInhCvpmQgCF4WqGAIwCQYHKoZIzj0EATAT
MREwDwYDVQQDDAhPbGQgUm9vdDAgFw0yNjExMjQxNjA5MjRaGA8yMTI2MTAzMTE2
MDkyNFowFTETMBEGA1UEAwwKZ3cuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABOZ28Drp7xO6v+C40dDGo1B+Wz2iQsedlDuAVxIo1CW+juMbqX+9PfnI
jltwA1HbRQyUIISZNN2vMEEo+LOU+0ejWTBXMBUGA1UdEQQOMAyCCmd3LmV4YW1w
bGUwHQYDVR0OBBYEFI5UVDHNjZXwLP4psOx1jgGV/NxxMB8GA1UdIwQYMBaAFJT9
uYDfz4rTecjPZDDk1miKWqDhMAkGByqGSM49BAEDSQAwRgIhAPMSkqcvjGd2Ijj+
glUVmfU02mh8we+8LI4ARogQ2dBlAiEAoOSHgeNyBZEVtn95ykGhSaltgbjz+L4R
9qk0zCGgX0I=
-----END CERTIFICATE-----
"""


def test_a_signature_with_sha1(tmp_path: Path) -> None:
    files = pki.issued("gw.example").write(tmp_path)
    Path(files.certificate).write_bytes(SIGNED_WITH_SHA1)
    texts = errors(files)
    assert any("certificate 1 (gw.example) is signed with SHA1" in text for text in texts)


def test_a_certificate_for_clients_only_cannot_be_a_servers(tmp_path: Path) -> None:
    files = pki.authority().issue("gw.example", purposes=[pki.CLIENT]).write(tmp_path)
    (text,) = errors(files)
    assert "is not allowed to be a server's (extendedKeyUsage lacks serverAuth)" in text


@pytest.mark.parametrize("purposes", [[pki.SERVER], [pki.CLIENT], []])
def test_a_client_may_have_a_certificate_for_anything(tmp_path: Path, purposes: list[object]) -> None:
    files = pki.authority().issue("gw.example", purposes=purposes).write(tmp_path)
    assert check(files, server=False)[0] is not None


def test_a_certificate_without_names_is_a_warning(tmp_path: Path) -> None:
    certificate, key = pki.make("gw.example", issuer=pki.authority())
    credentials, findings = check(pki.Issued(certificate, key, (certificate,)).write(tmp_path))
    assert credentials is not None
    (warning,) = findings.warnings
    assert "has no subjectAltName" in warning.reason


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 1024)
    old = {"not_before": pki.NOW - 9 * pki.DAY, "not_after": pki.NOW - pki.DAY}
    issued = pki.authority().issue("gw.example", key=key, purposes=[pki.CLIENT], **old)
    files = issued.write(tmp_path)
    pki.write_key(Path(files.key), ec.generate_private_key(ec.SECP256R1()), mode=0o644)
    texts = "\n".join(errors(files))
    for part in ("can be read by everybody", "expired on", "weak key", "lacks serverAuth", "does not belong"):
        assert part in texts


def test_the_first_end_of_a_chain_counts(tmp_path: Path) -> None:
    certificate, key = pki.make("Short", issuer=pki.authority(), ca=True, not_after=pki.NOW + 20 * pki.DAY)
    issued = pki.Authority(certificate, key, (certificate,)).issue("gw.example")
    files = issued.write(tmp_path)
    assert expires(files.certificate) == pki.NOW + 20 * pki.DAY
    assert expires(Path(files.certificate)).tzinfo is not None


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_the_end_of_nothing_cannot_be_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "c.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="no certificate can be read"):
        expires(path)


def test_roots_of_files_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_bytes(b"nonsense")
    good = pki.authority().write(tmp_path / "good.pem")
    assert roots(None, "", broken, tmp_path / "absent.pem", good) == ROOTS
