from __future__ import annotations

import pytest

from skygw.mail.address import domain_of, normalise, normalise_domain

PATHS = [
    # (path, mailbox)
    (b"", ""),  # the null path
    (b"alice@contoso.com", "alice@contoso.com"),
    (b"Alice@CONTOSO.com", "alice@contoso.com"),  # case of both parts
    (b" alice@contoso.com ", "alice@contoso.com"),
    (b"<alice@contoso.com>", "alice@contoso.com"),  # brackets that were left on
    (b"alice@contoso.com.", "alice@contoso.com"),  # root dot
    (b"alice@contoso.com..", "alice@contoso.com"),
    (b"@a.example,@b.example:alice@contoso.com", "alice@contoso.com"),  # source route
    (b"@a.example:alice@contoso.com", "alice@contoso.com"),
    (b'@a.example:"x:y"@contoso.com', "x:y@contoso.com"),
    (b"@contoso.com", "@contoso.com"),  # a route without a mailbox is none
    (b'"alice"@contoso.com', "alice@contoso.com"),  # quotes that need not be there
    (b'"al\\ice"@contoso.com', "alice@contoso.com"),  # a quoted pair that need not be there
    (b'"alice smith"@contoso.com', "alice smith@contoso.com"),
    (b'"a@evil.example"@contoso.com', "a@evil.example@contoso.com"),  # an @ in quotes is no cut
    (b'"a\\"@evil.example"@contoso.com', 'a"@evil.example@contoso.com'),
    (b'alice."b".c@contoso.com', "alice.b.c@contoso.com"),  # obsolete, but delivered
    (b"postmaster", "postmaster"),  # RFC 5321, 4.1.1.3: the only mailbox without a domain
    (b"alice@[192.0.2.1]", "alice@[192.0.2.1]"),
    (b"alice@[IPv6:2001:DB8::1]", "alice@[ipv6:2001:db8::1]"),
    ("jos\u00e9@contoso.com".encode(), "jos\u00e9@contoso.com"),
    ("jose\u0301@contoso.com".encode(), "jos\u00e9@contoso.com"),  # NFC
    (b"a@xn--bcher-kva.example", "a@b\u00fccher.example"),  # A-label
    (b"a@XN--BCHER-KVA.example", "a@b\u00fccher.example"),
    ("a@b\u00fccher.example".encode(), "a@b\u00fccher.example"),
    ("a@BU\u0308CHER.example".encode(), "a@b\u00fccher.example"),
    ("a@\uff43\uff4f\uff4e\uff54\uff4f\uff53\uff4f.com".encode(), "a@contoso.com"),  # full-width letters
    ("a@contoso\u3002com".encode(), "a@contoso.com"),  # ideographic full stop
    ("a@contoso\uff0ecom".encode(), "a@contoso.com"),
    ("a@con\u00adto\u200bso.com".encode(), "a@contoso.com"),  # what a look-up ignores
    (b"a@b@contoso.com", "a@b@contoso.com"),
    (b"\xff@contoso.com", "\udcff@contoso.com"),  # not UTF-8
    (b"a@\xff.com", "a@\udcff.com"),
]


@pytest.mark.parametrize(("path", "mailbox"), PATHS)
def test_spellings_of_a_mailbox(path: bytes, mailbox: str) -> None:
    assert normalise(path) == mailbox


NOT_OURS = [
    b"a@xn--contoso-.com",  # decodes to "contoso", but is another name in the DNS
    b"a@xn--contoso-3ya.com",
    b"a@xn--.com",
    b"a@xn--" + b"9" * 57 + b".com",  # too large for Punycode
    b"a@xn--\xc3\xa9.com",
    "a@\u00dfite.com".encode(),  # sharp s is not ss (IDNA 2008)
]


@pytest.mark.parametrize("path", NOT_OURS)
def test_what_only_looks_like_another_domain_stays_apart(path: bytes) -> None:
    assert domain_of(normalise(path)) not in ("contoso.com", "ssite.com")


def test_an_a_label_that_is_not_its_u_labels_stays_as_it_is() -> None:
    # Punycode of "B\u00fccher": its U-label is written in lower case.
    assert normalise(b"a@xn--Bcher-kva.example") == "a@b\u00fccher.example"
    assert normalise(b"a@xn--contoso-.com") == "a@xn--contoso-.com"


def test_final_sigma_and_sigma_are_two_letters_wherever_they_stand() -> None:
    assert normalise("a@\u03c3\u03c2.gr".encode()) != normalise("a@\u03c3\u03c3.gr".encode())
    assert normalise("a@\u03a3\u03a3.gr".encode()) == normalise("a@\u03c3\u03c3.gr".encode())


def test_a_long_label_is_not_decoded() -> None:
    path = b"a@xn--" + b"a" * 60 + b"-kva.com"
    assert normalise(path) == path.decode()


@pytest.mark.parametrize(
    ("address", "domain"),
    [("", ""), ("postmaster", ""), ("a@b.com", "b.com"), ("a@x@b.com", "b.com"), ("a@", "")],
)
def test_domain_of(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_domains_as_patterns_keep_their_wildcards() -> None:
    assert normalise_domain("*.B\u00dcCHER.example.") == "*.b\u00fccher.example"
    assert normalise_domain("c?ntoso.*") == "c?ntoso.*"
