"""Patterns for addresses, and the set of addresses that a list of patterns describes."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from skygw.mail.address import domain_of, normalise, normalise_domain

EXTERNAL = "external"
INTERNAL = "internal"
NULL_PATH = "<>"


def glob_matches(glob: str, text: str) -> bool:
    """Match ``*`` (any run of characters) and ``?`` (one character), everything else literally.

    Takes at most ``len(glob) * len(text)`` steps: only the last ``*`` is ever tried again.
    """
    at = 0
    star = retry = -1
    position = 0
    while position < len(text):
        if at < len(glob) and glob[at] == "*":
            star, retry = at, position
            at += 1
        elif at < len(glob) and glob[at] in ("?", text[position]):
            at += 1
            position += 1
        elif star >= 0:
            retry += 1
            at, position = star + 1, retry
        else:
            return False
    return not glob[at:].strip("*")


@attrs.frozen
class OwnDomains:
    """The domains of the tenant: whoever is elsewhere is external.  Names are taken exactly."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> OwnDomains:
        """Take names as an administrator writes them."""
        return cls(frozenset(map(normalise_domain, names)))

    def holds(self, address: str) -> bool:
        """Tell whether the normalised address is internal."""
        return domain_of(address) in self.names


@attrs.frozen
class AddressSet:
    """Addresses described by patterns.

    Attributes:
        addresses: whole addresses.
        domains: whole domains.
        address_globs: patterns of local part and domain.
        domain_globs: patterns of a domain.
        external: everybody outside ``own``; the null path is nobody, and neither external nor internal.
        internal: everybody inside ``own``.
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    address_globs: tuple[tuple[str, str], ...] = ()
    domain_globs: tuple[str, ...] = ()
    external: bool = False
    internal: bool = False
    own: OwnDomains = attrs.field(factory=OwnDomains)

    @classmethod
    def of(cls, patterns: Iterable[str], own: OwnDomains | None = None) -> AddressSet:
        """Take patterns as the policy language writes them; they have been checked by then."""
        addresses, domains, address_globs, domain_globs = set(), set(), set(), set()
        words = set()
        for pattern in patterns:
            if pattern in (EXTERNAL, INTERNAL):
                words.add(pattern)
            elif pattern == NULL_PATH:
                addresses.add("")
            elif "@" in pattern:
                local_part, _, domain = normalise(pattern.encode("utf-8", "surrogateescape")).rpartition("@")
                if "*" in pattern or "?" in pattern:
                    address_globs.add((local_part, domain))
                else:
                    addresses.add(f"{local_part}@{domain}")
            elif "*" in pattern or "?" in pattern:
                domain_globs.add(normalise_domain(pattern))
            else:
                domains.add(normalise_domain(pattern))
        return cls(
            frozenset(addresses),
            frozenset(domains),
            tuple(sorted(address_globs)),
            tuple(sorted(domain_globs)),
            EXTERNAL in words,
            INTERNAL in words,
            own if own and words else OwnDomains(),
        )

    def __contains__(self, address: str) -> bool:
        """Tell whether one of the patterns matches the normalised address."""
        if address in self.addresses or "*" in self.domain_globs:
            return True
        local_part, at, domain = address.rpartition("@")
        if not at:
            return False
        if self.external or self.internal:
            internal = self.own.holds(address)
            if self.internal if internal else self.external:
                return True
        return (
            domain in self.domains
            or any(glob_matches(glob, domain) for glob in self.domain_globs)
            or any(glob_matches(a, local_part) and glob_matches(b, domain) for a, b in self.address_globs)
        )


@attrs.frozen
class Scope:
    """Whom a policy is about; ``None`` is everybody."""

    senders: AddressSet | None = None
    recipients: AddressSet | None = None

    def has_sender(self, sender: str) -> bool:
        """Tell whether mail of this sender is in scope."""
        return self.senders is None or sender in self.senders

    def has_recipient(self, recipient: str) -> bool:
        """Tell whether mail to this recipient is in scope."""
        return self.recipients is None or recipient in self.recipients
