from __future__ import annotations

import pytest

from skygw.mail.address import normalise
from skygw.policy.addresses import AddressSet, OwnDomains, Scope, glob_matches

OWN = OwnDomains.of(["Contoso.com", "xn--bcher-kva.example"])


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("*", "abc", True),
        ("a*", "abc", True),
        ("*c", "abc", True),
        ("*b*", "abc", True),
        ("a*c", "abd", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("?", "", False),
        ("*a*b", "xaxxab", True),
        ("*a*b", "xaxxabc", False),
        ("[a]", "a", False),  # no classes: brackets stand in address literals
        ("[a]", "[a]", True),
    ],
)
def test_globs(glob: str, text: str, expected: bool) -> None:
    assert glob_matches(glob, text) is expected


def test_a_hostile_glob_takes_no_more_than_the_product_of_the_lengths() -> None:
    # A backtracking matcher would not end here.
    assert not glob_matches("*a" * 60 + "b", "a" * 4000)


MATCHES = [
    # (pattern, path, expected)
    ("alice@contoso.com", b"alice@contoso.com", True),
    ("Alice@CONTOSO.com", b"aLICE@Contoso.COM", True),  # case, on either side
    ("alice@contoso.com", b"@relay.example:alice@contoso.com", True),  # source route
    ("alice@contoso.com", b'"alice"@contoso.com', True),  # quoted local part
    ("alice@contoso.com", b"alice@contoso.com.", True),  # root dot
    ("alice@contoso.com.", b"alice@contoso.com", True),
    ("a@b\u00fccher.example", b"a@xn--bcher-kva.example", True),  # IDN, either way round
    ("a@xn--bcher-kva.example", "a@B\u00dcCHER.example".encode(), True),
    ("alice@contoso.com", b"malice@contoso.com", False),
    ("alice@contoso.com", b"alice@contoso.com.evil.example", False),
    ("*@contoso.com", b"anybody@contoso.com", True),
    ("*@contoso.com", b"\xff@contoso.com", True),  # odd octets are no way out of a scope
    ("*@contoso.com", b'"a@evil.example"@contoso.com', True),
    ("*@contoso.com", b"a@mail.contoso.com", False),
    ("*@contoso.com", b'"a@contoso.com"@evil.example', False),
    ("*@*.contoso.com", b"a@x.y.contoso.com", True),
    ("admin-*@contoso.com", b"admin-1@contoso.com", True),
    ("admin-*@contoso.com", b"user@contoso.com", False),
    ("contoso.com", b"a@contoso.com", True),  # a domain: everybody in it
    ("contoso.com", b"a@mail.contoso.com", False),  # but not below it
    ("*.contoso.com", b"a@mail.contoso.com", True),
    ("*.contoso.com", b"a@contoso.com", False),
    ("c?ntoso.com", b"a@cantoso.com", True),
    ("external", b"a@fabrikam.com", True),
    ("external", b"a@CONTOSO.com.", False),
    ("external", b"a@mail.contoso.com", True),  # own domains are exact
    ("external", b"a@xn--contoso-.com", True),
    ("external", b"a@\xff.com", True),
    ("external", b"", False),
    ("internal", b"a@contoso.com", True),
    ("internal", "a@b\u00fccher.example".encode(), True),
    ("internal", b"a@fabrikam.com", False),
    ("internal", b"", False),
    ("<>", b"", True),
    ("<>", b"a@contoso.com", False),
    ("*", b"a@contoso.com", True),
    ("*", b"", True),
    ("*@*", b"", False),
    ("[192.0.2.1]", b"a@[192.0.2.1]", True),
    ("contoso.com", b"postmaster", False),
]


@pytest.mark.parametrize(("pattern", "path", "expected"), MATCHES)
def test_patterns(pattern: str, path: bytes, expected: bool) -> None:
    assert (normalise(path) in AddressSet.of([pattern], OWN)) is expected


def test_a_set_has_what_one_of_its_patterns_has() -> None:
    addresses = AddressSet.of(["external", "boss@contoso.com"], OWN)
    assert "a@fabrikam.com" in addresses
    assert "boss@contoso.com" in addresses
    assert "clerk@contoso.com" not in addresses


def test_external_and_internal_together_are_everybody_with_a_domain() -> None:
    addresses = AddressSet.of(["external", "internal"], OWN)
    assert "a@contoso.com" in addresses
    assert "a@fabrikam.com" in addresses
    assert "" not in addresses


def test_the_order_of_patterns_does_not_matter() -> None:
    patterns = ["a@*.com", "b@*.com", "external", "*.org", "*.net"]
    assert AddressSet.of(patterns, OWN) == AddressSet.of(reversed(patterns), OWN)


def test_a_scope_without_a_side_has_everybody_on_it() -> None:
    everybody = Scope()
    assert everybody.has_sender("")
    assert everybody.has_recipient("a@b.example")
    nobody = Scope(AddressSet(), AddressSet())
    assert not nobody.has_sender("a@b.example")
    assert not nobody.has_recipient("a@b.example")
