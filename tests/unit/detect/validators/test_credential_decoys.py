from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.validators.credential_decoys import (
    is_code,
    is_file_name,
    is_reference,
    is_uuid,
    periodic,
    placeholder,
    published,
    runs,
)
from tests.support.detection.credential_rows import drawn


@pytest.mark.parametrize(
    "value",
    [
        "<your-token>",
        "${API_KEY}",
        "{{ vault_password }}",
        "$(cat token)",
        "%SECRET%",
        "$TOKEN",
        "xxxxxxxxxxxx",
        "********",
        "sk-ant-api03-...",
        "AKIAIOSFODNN7EXAMPLE",
        "your-api-key",
        "my-secret-value",
        "changeme",
        "insert_key_here",
        "00000000-0000-0000-0000-000000000000",
        "abcdefghijklmnop",
        "key-1234567890",
        "deadbeefdeadbeef",
        "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
    ],
)
def test_placeholders(value: str) -> None:
    assert placeholder(value)


@pytest.mark.parametrize("form", ["<a40>", "<h64>", "<w43>", "<l32>", "<u26>", "<b88>"])
def test_what_is_drawn_by_lot_is_no_placeholder(form: str) -> None:
    rng = random.Random(form)
    assert sum(placeholder(drawn(rng, form)) for _ in range(5000)) <= 5


def test_rows_either_way() -> None:
    assert runs("xx7654321xx")
    assert runs("QWERTYUI")
    assert not runs("12345690")


def test_blocks_over_and_over() -> None:
    assert periodic("abcabcabcab")
    assert not periodic("abcabd")
    assert not periodic("")


def test_published_behind_a_prefix() -> None:
    assert published("sk_test_4eC39HqLyjWDarjtT1zdp7dc")
    assert not published("")


@pytest.mark.parametrize(
    "value",
    [
        "self.password",
        "req.body.password;",
        "os.getenv(",
        'form["password',
        "DB_PASSWORD",
        "@password",
        ":password",
        "!vault",
        "arn:aws:secretsmanager:eu-west-1:1:secret:x",
        "$CPAN::Config-",
    ],
)
def test_references(value: str) -> None:
    assert is_reference(value)


@pytest.mark.parametrize("value", ["Summer.2024", "Kw8!rTq2", "$ummer2024!", ""])
def test_no_references(value: str) -> None:
    assert not is_reference(value)


def test_code_files_and_uuids() -> None:
    assert is_code("getAccessToken1")
    assert not is_code("Kw8rTq2pLz9v")
    assert is_file_name("server.key")
    assert is_file_name("/run/secrets/db")
    assert not is_file_name("Kw8.rTq2")
    assert is_uuid("7f3c1e0a-58b2-4d19-9c46-2ab8e5d07f13")
    assert not is_uuid("7f3c1e0a-58b2-4d19-9c46-2ab8e5d07f1")


@given(st.text(max_size=300))
def test_nothing_is_raised(text: str) -> None:
    for check in (placeholder, runs, periodic, published, is_code, is_file_name, is_reference, is_uuid):
        assert check(text) in (True, False)
