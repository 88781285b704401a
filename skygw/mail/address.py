"""A mailbox as policies compare it: one spelling for all the ways in which a path can be written.

What goes onward stays octet for octet what came in; the text made here is for matching alone.  It must
not be possible to slip past a rule by writing the same mailbox differently, nor to pass for a mailbox
of somebody else, so the two directions have different care: spellings that mail systems treat as equal
are folded, and what only looks similar (a made-up A-label, ``ß`` for ``ss``) is kept apart.
"""

from __future__ import annotations

import re
import unicodedata

# UTS 46 maps these to nothing before a name is looked up, so a far server may do so too.  ZWJ and ZWNJ
# are not among them: they make a different name under IDNA2008 (RFC 5892, appendix A).
_IGNORED_IN_DOMAINS = re.compile("[\u00ad\u180b-\u180d\u200b\u2060\ufe00-\ufe0f\ufeff]")

_ACE_PREFIX = "xn--"

# A label has at most 63 octets (RFC 1035, 2.3.4); decoding Punycode takes quadratic time, so anything
# longer is left as it stands.
_MAX_LABEL = 63


def normalise(path: bytes) -> str:
    """Give the mailbox that ``path`` names, in the one spelling that policies compare.

    ``path`` is what stood between ``<`` and ``>`` in MAIL or RCPT (RFC 5321, 4.1.2).  A source route is
    dropped, quotes and quoted pairs are resolved, case is folded in both parts, the domain loses its
    root dot and its A-labels become U-labels (NFKC, as UTS 46 maps names before a look-up).  The null
    path gives ``""``.  Octets that are not UTF-8 become lone surrogates, which no pattern can spell.

    Never raises.
    """
    text = path.decode("utf-8", "surrogateescape").strip(" \t\r\n")
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    local_part, at, domain = _split(_without_source_route(text))
    local_part = _fold(unicodedata.normalize("NFC", _unquoted(local_part)))
    return f"{local_part}@{normalise_domain(domain)}" if at else local_part


def normalise_domain(domain: str) -> str:
    """Give the domain in its one spelling; ``*`` and ``?`` stay, so that patterns can be given too."""
    folded = _fold(unicodedata.normalize("NFKC", domain))
    folded = _IGNORED_IN_DOMAINS.sub("", folded).replace("\u3002", ".")
    return ".".join(map(_u_label, folded.rstrip(".").split(".")))


def domain_of(address: str) -> str:
    """Give the domain of a normalised address, ``""`` where there is none."""
    return address.rpartition("@")[2] if "@" in address else ""


def _without_source_route(text: str) -> str:
    # A-d-l = At-domain *( "," At-domain ), then ":" (RFC 5321, 4.1.2); it "SHOULD be ignored" (appendix C).
    if not text.startswith("@"):
        return text
    route, colon, mailbox = text.partition(":")
    return mailbox if colon else route


def _split(text: str) -> tuple[str, str, str]:
    """Cut at the last ``@`` that does not stand inside quotes."""
    quoted = escaped = False
    cut = -1
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == "@" and not quoted:
            cut = position
    if cut < 0:
        return text, "", ""
    return text[:cut], "@", text[cut + 1 :]


def _unquoted(local_part: str) -> str:
    # Quotes are resolved wherever they stand: `a."b"@x` is obsolete syntax (RFC 5322, 4.4) that some
    # servers still deliver to a.b@x.
    if '"' not in local_part and "\\" not in local_part:
        return local_part
    return re.sub(r'\\(.)|"', lambda match: match[1] or "", local_part, flags=re.DOTALL)


def _fold(text: str) -> str:
    # Not str.casefold(): it makes "ss" of "ß" and one sigma of two, which are different names under
    # IDNA2008, and somebody else's domain would pass for ours.  Letter by letter, because str.lower()
    # looks at the neighbours of a sigma.
    return text.lower() if text.isascii() else "".join(character.lower() for character in text)


def _u_label(label: str) -> str:
    """Decode an A-label (RFC 5890, 2.3.2.1); what is not exactly the A-label of its U-label stays.

    ``xn--contoso-`` decodes to the ASCII text ``contoso``, but is another name in the DNS: a label that
    does not come back from the round trip is nobody's U-label.
    """
    if not label.startswith(_ACE_PREFIX) or not label.isascii() or len(label) > _MAX_LABEL:
        return label
    try:
        decoded = label[len(_ACE_PREFIX) :].encode("ascii").decode("punycode")
        again = _ACE_PREFIX + decoded.encode("punycode").decode("ascii")
    except (UnicodeError, ValueError, OverflowError):
        return label
    stable = _fold(unicodedata.normalize("NFKC", decoded)) == decoded
    return decoded if stable and again == label and not decoded.isascii() else label
