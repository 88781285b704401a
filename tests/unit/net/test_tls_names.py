from __future__ import annotations

import pytest

from skygw.net.tls.names import MAX_NAMES, host_name, is_address, matches, names_in, pattern, shown
from tests.support import pki

HOSTS = [
    ("mx.example", "mx.example"),
    ("MX.Example.", "mx.example"),  # case and root dot
    ("münchen.example", "xn--mnchen-3ya.example"),
    ("_mta.example", "_mta.example"),  # not a host name by the letter, but in use
    ("localhost", "localhost"),
    ("192.0.2.1", "192.0.2.1"),
    ("2001:db8::1", "2001:db8::1"),
]


@pytest.mark.parametrize(("text", "expected"), HOSTS)
def test_a_host_name_is_spelled_as_certificates_do(text: str, expected: str) -> None:
    assert host_name(text) == expected


NO_HOSTS = [
    "",
    ".",
    "a..b",
    "a b",
    "-a.example",
    "a" * 64 + ".example",
    "*.example",
    "mx.example:25",
    "1.2.3",  # an address that is none
    "ä" * 70,
]


@pytest.mark.parametrize("text", NO_HOSTS)
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        host_name(text)


def test_a_name_that_is_too_long_as_a_whole_is_refused() -> None:
    with pytest.raises(ValueError):
        host_name(".".join(["a" * 60] * 5))


PATTERNS = [
    ("*.Mail.Example.", "*.mail.example"),
    ("mx.example", "mx.example"),
    ("*.münchen.example", "*.xn--mnchen-3ya.example"),
]


@pytest.mark.parametrize(("text", "expected"), PATTERNS)
def test_a_pattern_is_a_host_name_perhaps_with_a_star(text: str, expected: str) -> None:
    assert pattern(text) == expected


NO_PATTERNS = ["*", "*.", "*.example", "a.*.example", "*.192.0.2.1", "m*.mail.example", ""]


@pytest.mark.parametrize("text", NO_PATTERNS)
def test_a_star_is_one_whole_label_before_two(text: str) -> None:
    with pytest.raises(ValueError):
        pattern(text)


MATCHES = [
    ("mail.example", "mail.example", True),
    ("mail.example", "other.example", False),
    ("*.mail.example", "a.mail.example", True),
    ("*.mail.example", "a.b.mail.example", False),  # a star is one label
    ("*.mail.example", "mail.example", False),
    ("a.mail.example", "*.mail.example", True),  # the certificate is good for that host
    ("*.mail.example", "*.mail.example", True),
    ("mail.example", "*.mail.example", False),
    ("mail.example", "evilmail.example", False),
    ("mail.example", "mail.example.evil.example", False),
    ("*.mail.example", "*.b.mail.example", False),
    ("192.0.2.1", "192.0.2.1", True),
    ("localhost", "*", False),
]


@pytest.mark.parametrize(("wanted", "name", "expected"), MATCHES)
def test_a_pattern_means_the_names_of_a_certificate(wanted: str, name: str, expected: bool) -> None:
    assert matches(wanted, name) is expected


def test_the_names_of_a_certificate_are_its_alternative_names() -> None:
    certificate, _ = pki.make("common.example", "A.Example", "*.b.example", "192.0.2.1", "2001:db8::1")
    assert names_in(certificate) == ("a.example", "*.b.example", "192.0.2.1", "2001:db8::1")


def test_what_would_break_a_line_is_no_name() -> None:
    certificate, _ = pki.make("x", "a.example\r\n250 ok", "b.example")
    assert names_in(certificate) == ("b.example",)


def test_the_common_name_is_no_name() -> None:
    certificate, _ = pki.make("common.example")
    assert names_in(certificate) == ()


def test_a_certificate_with_very_many_names_is_cut() -> None:
    certificate, _ = pki.make("x", *(f"h{number}.example" for number in range(MAX_NAMES + 50)))
    assert len(names_in(certificate)) == MAX_NAMES


def test_names_are_shown_shortly() -> None:
    assert shown(()) == "no name at all"
    assert shown(("a", "b")) == "a, b"
    assert shown(("a", "b", "c", "d", "e", "f")) == "a, b, c, d and 2 more"
    assert len(shown(("x" * 10_000,))) == 253


def test_an_address_is_told_from_a_name() -> None:
    assert is_address("::1")
    assert not is_address("one.example")
