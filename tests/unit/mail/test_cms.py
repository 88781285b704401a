from __future__ import annotations

import base64
import zlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from trustme import CA

from skygw.mail.cms import SecuredContent, secured

CONTENT = b"Content-Type: text/plain\r\n\r\n4111111111111111\r\n"
DATA = bytes.fromhex("06092a864886f70d010701")
SIGNED = bytes.fromhex("06092a864886f70d010702")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
COMPRESSED = bytes.fromhex("060b2a864886f70d0109100109")
VERSION = bytes.fromhex("020101")


def der(tag: int, *content: bytes) -> bytes:
    """An element of definite length."""
    octets = b"".join(content)
    if len(octets) < 128:
        return bytes([tag, len(octets)]) + octets
    length = len(octets).to_bytes(4, "big")
    return bytes([tag, 0x84]) + length + octets


def ber(tag: int, *content: bytes) -> bytes:
    """A constructed element of indefinite length."""
    return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"


def signed(string: bytes, element=der, algorithms: bytes = b"") -> bytes:
    inside = element(0x30, DATA, element(0xA0, string))
    return element(
        0x30, SIGNED, element(0xA0, element(0x30, VERSION, algorithms or der(0x31), inside, der(0x31, b"")))
    )


@pytest.fixture(scope="module")
def signer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    issued = CA().issue_cert("a@example.com")
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes()), key


def test_a_real_signature(signer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey]) -> None:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(CONTENT).add_signer(*signer, hashes.SHA256())
    binary = [pkcs7.PKCS7Options.Binary]
    opaque = builder.sign(serialization.Encoding.DER, binary)
    assert secured(opaque) == SecuredContent("signed", CONTENT)
    assert secured(builder.sign(serialization.Encoding.PEM, binary)) == SecuredContent("signed", CONTENT)
    detached = builder.sign(serialization.Encoding.DER, [*binary, pkcs7.PKCS7Options.DetachedSignature])
    assert secured(detached) == SecuredContent("signed", None)


@pytest.mark.parametrize(
    "octets",
    [
        signed(der(0x04, CONTENT)),
        signed(der(0x24, der(0x04, CONTENT[:9]), der(0x04, CONTENT[9:]))),
        signed(ber(0x24, der(0x04, CONTENT[:9]), der(0x04), der(0x04, CONTENT[9:])), ber),
        signed(ber(0x24, ber(0x24, der(0x04, CONTENT[:9])), der(0x24, der(0x04, CONTENT[9:])))),
        signed(der(0x04, CONTENT), algorithms=ber(0x31, ber(0x30, der(0x05)), der(0x30))),
    ],
)
def test_octet_strings_of_every_form(octets: bytes) -> None:
    assert secured(octets) == SecuredContent("signed", CONTENT)


def test_content_of_another_type() -> None:
    inner = der(0x30, CONTENT)
    assert secured(signed(inner)) == SecuredContent("signed", inner)


def test_encrypted() -> None:
    assert secured(der(0x30, ENVELOPED, der(0xA0, b"x"))) == SecuredContent("encrypted")
    assert secured(ber(0x30, ENVELOPED)) == SecuredContent("encrypted")


def test_compressed() -> None:
    def message(content: bytes) -> bytes:
        inside = der(0x30, DATA, der(0xA0, der(0x04, content)))
        return der(0x30, COMPRESSED, der(0xA0, der(0x30, VERSION, der(0x30, b""), inside)))

    assert secured(message(zlib.compress(CONTENT))) == SecuredContent("compressed", CONTENT)
    assert secured(message(zlib.compress(CONTENT)[:-9])).complete is False
    assert secured(message(b"junk")) == SecuredContent("compressed", b"", complete=False)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"0",
        b"0\x80",
        b"0\x03abc",
        b"PK\x03\x04",
        der(0x30, DATA),
        der(0x30, b"\x06\xff"),
        b"-----BEGIN CMS-----\n",
    ],
)
def test_anything_else(octets: bytes) -> None:
    assert secured(octets) is None


def test_cut_off_anywhere() -> None:
    """What is there of the content is given."""
    octets = signed(ber(0x24, der(0x04, CONTENT[:9]), der(0x04, CONTENT[9:])), ber)
    for end in range(len(octets) - 3 * 2 - 2):
        found = secured(octets[:end])
        assert found is None or not found.complete or found.octets in (None, CONTENT)
        if found is not None and found.octets:
            assert CONTENT.startswith(found.octets)


def test_nesting_is_bounded() -> None:
    string = der(0x04, CONTENT)
    for _ in range(100):
        string = ber(0x24, string)
    found = secured(signed(string))
    assert found == SecuredContent("signed", b"", complete=False)
    assert secured(signed(string, algorithms=b"\x31\x80" * 100)) == SecuredContent(
        "signed", None, complete=False
    )


def test_armour_with_blanks() -> None:
    armoured = b"\r\n-----BEGIN PKCS7-----\r\n" + base64.encodebytes(signed(der(0x04, CONTENT))) + b"-----END"
    assert secured(armoured) == SecuredContent("signed", CONTENT)
