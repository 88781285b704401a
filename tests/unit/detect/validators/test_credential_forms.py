from __future__ import annotations

import base64
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.validators import credential_forms
from skygw.detect.validators.credential_forms import (
    checksummed,
    decoded,
    encoded_jwt,
    entra_jwt,
    grafana_key,
    jwt,
    mapbox,
    octets_16,
    octets_32,
    octets_64,
    pkcs12,
    private_key,
    totp,
)
from tests.support.detection.credential_makers import encoded_json, octets, pem, with_checksum
from tests.support.detection.credential_makers import jwt as made_jwt


def test_checksum_that_github_published() -> None:
    # The token of the article that introduced the form, revoked since.
    secret = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
    assert checksummed("ghp_" + secret)
    assert not checksummed("ghp_" + secret[:-1] + "8")
    assert not checksummed("ghp_" + secret[:-1])
    assert not checksummed("ghp_")


def test_checksums_made() -> None:
    rng = random.Random(1)
    assert all(checksummed(with_checksum(rng, "npm_")) for _ in range(300))


def test_decoded() -> None:
    assert decoded("aGk=") == decoded("aGk") == b"hi"
    assert decoded("_-8") == b"\xff\xef"
    assert decoded("a b") is None
    assert decoded("é") is None
    assert decoded("A" * 10_000) is None


def test_jwt() -> None:
    rng = random.Random(2)
    assert all(jwt(made_jwt(rng)) for _ in range(50))
    signature = "Qk3vT8sLw0Xz6RbYk2HdPf9MgUaJc4eEn5Tg7Wy1Zq8"
    head = encoded_json({"alg": "HS256"})
    assert jwt(f"{head}.{encoded_json({'sub': 'c7f2'})}.{signature}")
    assert not jwt(f"{head}.{encoded_json({'sub': '1234567890', 'name': 'John Doe'})}.{signature}")
    assert not jwt(f"{encoded_json({'alg': 'none'})}.{encoded_json({'sub': 'x'})}.{signature}")
    assert not jwt(f"{encoded_json({'typ': 'JWT'})}.{encoded_json({'sub': 'x'})}.{signature}")
    assert not jwt(f"{head}.{encoded_json({'sub': 'x'})}.short")
    assert not jwt(f"{head}.{encoded_json(['sub'])}.{signature}")
    assert not jwt("a.b.c")


def test_issuer_of_a_jwt() -> None:
    rng = random.Random(3)
    assert entra_jwt(made_jwt(rng, iss="https://login.microsoftonline.com/7f3c/v2.0"))
    assert not entra_jwt(made_jwt(rng, iss="https://login.corp.test/"))
    assert not entra_jwt("eyJ")


def test_jwt_encoded_once_more() -> None:
    twice = base64.b64encode(made_jwt(random.Random(4)).encode()).decode()
    assert encoded_jwt(twice)
    assert encoded_jwt(twice[:201])
    assert not encoded_jwt(base64.b64encode(b"eyJ without dots").decode())


def test_keys_by_their_size() -> None:
    rng = random.Random(5)
    assert octets_16(octets(rng, 16))
    assert not octets_16(octets(rng, 17))
    assert octets_32(octets(rng, 32))
    assert not octets_32(octets(rng, 16))
    assert octets_64(octets(rng, 64))
    assert not octets_64(octets(rng, 32))
    assert not octets_64(base64.b64encode(b"\x01\x02" * 32).decode())


def test_grafana_and_mapbox() -> None:
    def encode(value: object) -> str:
        return base64.b64encode(json.dumps(value).encode()).decode()

    assert grafana_key(encode({"k": "Qn3vT8sLw0Xz6RbYk2HdPf9MgUaJc4eE", "n": "x", "id": 1}))
    assert not grafana_key(encode({"k": "your-key-here", "n": "x", "id": 1}))
    assert not grafana_key(encode({"n": "x"}))
    assert mapbox(f"sk.{encoded_json({'u': 'corp', 'a': 'x'})}.abc")
    assert not mapbox(f"sk.{encoded_json({'a': 'x'})}.abc")


@pytest.mark.parametrize("joined", ["\n", "\\n", "\n> ", '"\n    "'])
def test_private_keys_however_they_are_wrapped(joined: str) -> None:
    body = pem(random.Random(6), "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", 10).split("\n", 1)[1]
    assert private_key(joined + body.rsplit("\n", 1)[0].replace("\n", joined))


def test_private_key_of_openssh_begins_with_zeros() -> None:
    """This used to be taken for a placeholder."""
    assert private_key(
        pem(random.Random(7), "K", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB", 5)
        .split("\n", 1)[1]
        .rsplit("\n", 1)[0]
    )


@pytest.mark.parametrize(
    "value", ["...", "", "\nthis is where your own key goes, without any of the lines around it\n", "A" * 200]
)
def test_no_private_keys(value: str) -> None:
    assert not private_key(value)


def test_pkcs12() -> None:
    head = bytes.fromhex("30820a0c02010330 8209d206092a864886f70d010701a08209c3048209bf".replace(" ", ""))
    assert pkcs12(base64.b64encode(head + random.Random(8).randbytes(60)).decode())
    assert not pkcs12(base64.b64encode(bytes(90)).decode())
    assert not pkcs12("MII")


def test_totp() -> None:
    assert totp("JBSWY3DPEHPK3PXPKRUGKIDR")
    assert not totp("AAAAAAAAAAAAAAAAAAAA")


NAMES = [
    "checksummed", "jwt", "entra_jwt", "encoded_jwt", "grafana_key", "mapbox", "octets_16", "octets_32",
    "octets_64", "private_key", "pkcs12", "totp",
]  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.text("eyJAb0.-_=+/", max_size=300)))
def test_nothing_is_raised(text: str) -> None:
    for name in NAMES:
        assert getattr(credential_forms, name)(text) in (True, False)
