from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.validators import passwords
from skygw.detect.validators.passwords import (
    any_password,
    basic,
    crypt_hash,
    encoded_value,
    password,
    strong_password,
)
from tests.support.detection.credential_makers import password as made


def test_made() -> None:
    rng = random.Random(1)
    assert sum(not password(made(rng)) for _ in range(1000)) <= 5


@pytest.mark.parametrize(
    "value",
    [
        "Kw8!rTq2",
        "Sommer2024",
        "hunter22x",
        "Falcon-Berlin-42",
        "kaffee_Bicycle7",
        "Password847!",
        "48210573",
        "bicycle#horse",
        "9jqnyzfdrz",
    ],
)
def test_passwords(value: str) -> None:
    assert password(value)


@pytest.mark.parametrize(
    "value",
    [
        "short",
        "required",
        "Passwort",
        "changeme",
        "string;",
        "String!",
        "see-below",
        "case-sensitive",
        "********",
        "123456",
        "qwertyuiop",
        "12-character",
        "90days",
        "2026-04-01",
        "10:30:00",
        "anna@corp.test",
        "https://portal.corp.test/",
        "self.password",
        "os.environ[",
        "getpass()",
        "${DB_PASSWORD}",
        "{{password}}",
        "$password",
        "newPassword",
        "password_length",
        "new_password2",
        "/run/secrets/db",
        "secrets.yaml",
        "L{bytes",
        "(xmlShellCtxtPtr",
        "--encrypt",
        "1:4.13+dfsg1-1",
        "CLOUDSDK_PROXY_PASSWORD\\n-",
    ],
)
def test_no_passwords(value: str) -> None:
    assert not password(value)


def test_strong() -> None:
    assert strong_password("Sommer2024")
    assert not strong_password("sommer2024")  # two kinds
    assert not strong_password("Kw8!rT2")  # seven characters


def test_any() -> None:
    assert any_password("geh1")
    assert any_password("bicyclehorse")
    for value in ("pass", "password", "<password>", "${PASS}", "xyz", "aaaa", "postgres"):
        assert not any_password(value)


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_basic() -> None:
    assert basic(encode("deploy:Kw8!rTq2"))
    assert not basic("QWxhZGRpbjpvcGVuIHNlc2FtZQ==")  # RFC 7617
    assert not basic(encode("user:password"))
    assert not basic(encode("no colon"))
    assert not basic(base64.b64encode(b"\xff\xfe:\xff\xff\xff").decode())


def test_hashes_and_encoded_values() -> None:
    assert crypt_hash("Qk3vT8sL$Wy1Zq8Qk3vT8sLw0Xz6Rb")
    assert not crypt_hash("xxxxxxxxxxxxxxxxxxxxxxxx")
    assert encoded_value(encode("Kw8!rTq2"))
    assert not encoded_value(encode("changeme"))
    assert not encoded_value(encode("x"))


@given(
    st.one_of(
        st.text(max_size=200), st.binary(max_size=60).map(lambda octets: base64.b64encode(octets).decode())
    )
)
def test_nothing_is_raised(text: str) -> None:
    for name in (
        "password",
        "strong_password",
        "any_password",
        "basic",
        "crypt_hash",
        "encoded_value",
        "decoy",
    ):
        assert getattr(passwords, name)(text) in (True, False)
