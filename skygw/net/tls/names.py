"""The names in a certificate, and the patterns of `[inbound] client_names`."""

from __future__ import annotations

import ipaddress
import re

import idna
from cryptography import x509

# A certificate comes from the network before anything is known of the peer: one for a content network has
# a few hundred names, a log line needs none of them after the first ones.
MAX_NAMES = 100

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


def names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    """DNS names and IP addresses of the subjectAltName, lower case, at most `MAX_NAMES`; never raises.

    The common name is not asked: RFC 9525, section 2, and neither does service_identity.
    """
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = extension.value.get_values_for_type(x509.DNSName)
        addresses = extension.value.get_values_for_type(x509.IPAddress)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return ()
    # What could break a line of a log or of a reply is no name.
    clean = [name.lower().rstrip(".") for name in names if name.isascii() and name.isprintable()]
    found = [*clean, *map(str, addresses)]
    return tuple(found[:MAX_NAMES])


def shown(names: tuple[str, ...]) -> str:
    """Names for a log line: the first four, each at most a domain name long."""
    if not names:
        return "no name at all"
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(name[:253] for name in names[:4]) + more


def host_name(text: str) -> str:
    """A host name as certificates spell it: A-labels, lower case, no root dot; an IP address is left alone.

    Raises:
        ValueError: It is neither.
    """
    text = text.strip().rstrip(".")
    if is_address(text):
        return text
    try:
        ascii_text = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise ValueError(str(error)) from error
    labels = ascii_text.split(".")
    if len(ascii_text) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError("not a host name")
    return ascii_text


def is_address(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 address in its usual spelling."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def pattern(text: str) -> str:
    """A pattern of `client_names` in the form that `matches` wants.

    A pattern is a host name, or ``*.`` and a domain of at least two labels; the star is exactly one label.

    Raises:
        ValueError: It is neither.
    """
    text = text.strip()
    if not text.startswith("*."):
        return host_name(text)
    domain = host_name(text[2:])
    if "." not in domain or is_address(domain):
        raise ValueError("a star needs a domain of at least two labels behind it")
    return f"*.{domain}"


def matches(wanted: str, name: str) -> bool:
    """Whether a name of a certificate, which may itself begin with ``*.``, is one that a `pattern` means.

    ``*.mail.example`` in a certificate means all hosts of that domain, so it is good for a pattern that
    names one of them; the reverse holds for a star in the pattern.
    """
    if wanted == name:
        return True
    host, _, domain = name.partition(".")
    wanted_host, _, wanted_domain = wanted.partition(".")
    return bool(domain) and domain == wanted_domain and "*" in (host, wanted_host)
