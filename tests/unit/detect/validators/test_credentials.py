from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skygw.detect.validators import credentials
from skygw.detect.validators.credentials import (
    assigned,
    bearer,
    entropy,
    identifier,
    is_random,
    key_string,
    letters,
    opaque,
    scattered,
    shared,
    short_key,
    token,
    uuid,
)
from tests.support.detection.credential_rows import drawn


def test_entropy() -> None:
    assert entropy("") == 0.0
    assert entropy("aaaa") == 0.0
    assert entropy("abab") == 1.0
    assert entropy("abcdefgh") == 3.0


@pytest.mark.parametrize(
    "form", ["<a20>", "<a40>", "<h32>", "<h64>", "<w43>", "<l32>", "<u26>", "<b40>", "<352>", "<h19>"]
)
def test_what_is_drawn_by_lot_is_random(form: str) -> None:
    rng = random.Random(form)
    assert sum(not is_random(drawn(rng, form)) for _ in range(2000)) <= 10


@pytest.mark.parametrize(
    "value",
    [
        "",
        "aaaaaaaaaaaaaaaaaaaa",
        "itwasthebestoftimesitwastheworstoftimes",
        "aabbaabbaabbaabbaabb",
        "11111111111111112222222222222222",
    ],
)
def test_what_is_not_random(value: str) -> None:
    assert not is_random(value)


def test_a_prefix_does_not_count() -> None:
    """Hexadecimal digits behind a prefix have four bits at most, which is little for letters."""
    assert token("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")
    assert token("xoxb-212799184363-6384235567651-fLg422oRJmHYKctu6fBxb8h5")


@pytest.mark.parametrize(
    "value",
    [
        "glpat-your-token-here-now",
        "ghp_" + "x" * 36,
        "sk-this-is-a-long-sentence-only",
        "npm_aaaaaaaaaaaaaaaaaaaa",
    ],
)
def test_no_tokens(value: str) -> None:
    assert not token(value)


@pytest.mark.parametrize(
    "value",
    [
        "getSecretTokenFromVaultNow",
        "settings.SERVICE_API_KEY",
        "secrets-operator-v1.tar.gz",
        "7f3c1e0a-58b2-4d19-9c46-2ab8e5d07f13",  # an identifier, as a rule
        "sha512-9fKq3LxWm2Zt7RbYc4Hd8PfMgUaJe5Ev",
        "12345678901234567890",
        "PreTrainedTokenizerFast",
    ],
)
def test_not_assigned(value: str) -> None:
    assert not assigned(value)


def test_assigned() -> None:
    rng = random.Random(3)
    assert sum(not assigned(drawn(rng, "<a32>")) for _ in range(2000)) <= 20
    assert sum(not assigned(drawn(rng, "<h40>")) for _ in range(2000)) <= 2


def test_scattered() -> None:
    assert scattered("aB3dE5fG")
    assert not scattered("12345678")
    assert not scattered("")
    assert not scattered("camelCaseIdentifier")


def test_kinds_of_their_own() -> None:
    assert letters("QkvTsLwXzRbYkHdPfMgUaJceEnTgWyZqBv")
    assert not letters("qkvtslwxzrbykhdpfmguajceentgwyzqbv")
    assert uuid("7f3c1e0a-58b2-4d19-9c46-2ab8e5d07f13")
    assert not uuid("00000000-0000-0000-0000-000000000000")
    assert not uuid("123e4567-e89b-12d3-a456-426614174000")
    assert identifier("104857392847561029")
    assert not identifier("111111111111111111")
    assert short_key("k7w2m9x4c1")
    assert not short_key("customerid")
    assert opaque("AAAAAAAAAAAAAAAAAAAAAA" + "Qk3vT8sLw0Xz6RbYk2HdPf9MgUaJc4eEn5Tg7Wy1Zq8" * 2)
    assert shared("Qk3vT8sLw0Xz6RbYk2HdPf9MgUaJc4eEn5Tg7Wy1Zq8=")
    assert not shared("A" * 43 + "=")
    assert bearer("Qk3vT8sLw0Xz6RbYk2HdPf9M")
    assert not bearer("YOUR_ACCESS_TOKEN_GOES_HERE")
    assert not bearer("config.access_token")
    assert key_string("django-insecure-x7#k2!m9q4w8e1r5t3y6u0p%z")
    assert not key_string("put your unique phrase here")
    assert not key_string('os.environ["SECRET_KEY"]')


@given(st.text(max_size=300))
def test_nothing_is_raised(text: str) -> None:
    for name in (
        "token",
        "assigned",
        "letters",
        "uuid",
        "identifier",
        "short_key",
        "opaque",
        "shared",
        "bearer",
        "key_string",
    ):
        assert getattr(credentials, name)(text) in (True, False)
