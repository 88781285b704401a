"""Why a message is odd: every reason by name, what doubt it casts, and where it was learned.

Mail programs disagree on odd messages, and whoever reads only one way can be walked past ("Inbox Invasion",
CCS 2024, shows it for the readers of sixteen products; draft-chen-email-mime-ambiguity-defense asks for the
union of all readings).  So each reason casts one of three doubts:

* ``STRUCTURE``: programs may differ in what the parts are.  The message is ambiguous; the union of views is
  read as well (:mod:`skygw.mail.views`).
* ``LEAF``: the parts are clear, what one of them says is not.  That leaf is read in every dialect.
* ``NONE``: odd, and yet all programs read the same, or what they differ in is read anyway.

What is not in the table is no reason.  A reason that honest mail shows often would be a bad one, unless
programs really differ on it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs


class Doubt(enum.Enum):
    """How far a reason reaches."""

    STRUCTURE = "S"
    LEAF = "L"
    NONE = "-"


@attrs.frozen
class Reason:
    """``doubt``, what is seen (for a human), and the source that says that readers differ, or must not."""

    doubt: Doubt
    meaning: str
    source: str


MIME_AMBIGUOUS = "mime-ambiguous"
"""The defect that sums up every structural one: the fact that a policy can ask for."""

LIMIT_TEXT = "limit-text"
"""The defect of a message of which a text was read, and not looked through."""

_S, _L, _N = Doubt.STRUCTURE, Doubt.LEAF, Doubt.NONE
_INVASION = "Inbox Invasion (CCS 2024)"

REASONS: Mapping[str, Reason] = MappingProxyType({
    # Octets that no line holds
    "bare-cr": Reason(_S, "CR without LF", "RFC 5322, 2.3"),
    "bare-lf": Reason(_S, "LF without CR", "RFC 5322, 2.3"),
    "nul": Reason(_S, "NUL", "RFC 5322, 2.3; RFC 2045, 2.7"),
    # Header sections
    "header-garbage": Reason(_S, "a line in a header section that is no field", "RFC 5322, 2.2"),
    "header-off-grammar": Reason(_S, "a header line off grammar, such as a blank before the colon",
                                 "RFC 5322, 2.2, 4.5"),
    "fold-blank": Reason(_S, "a folded line of blanks only", "RFC 5322, 3.2.2, 4.2"),
    "fold-like-field": Reason(_S, "a folded line that reads as a MIME field with a type or encoding",
                              _INVASION),
    "blank-line-missing": Reason(_S, "a body begins without a blank line", "RFC 5322, 2.1"),
    "header-unended": Reason(_S, "no blank line, in an entity with an encoding, multipart or message",
                             "RFC 2046, 5.1"),
    "fields-too-many": Reason(_S, "more fields than are looked at", "own cap"),
    "header-too-long": Reason(_S, "more header octets than are read", "own cap"),
    # Content-Type and its parameters
    "content-type-contradicts": Reason(_S, "two different Content-Types", "RFC 5322, 3.6; " + _INVASION),
    "name-near-miss": Reason(_S, "a field named almost like Content-Type or Content-Transfer-Encoding",
                             _INVASION),
    "content-type-malformed": Reason(_S, "a media type that is not two plain tokens", "RFC 2045, 5.1"),
    "parameters-malformed": Reason(_S, "parameters of a multipart or message that do not tokenise",
                                   "RFC 2045, 5.1"),
    "boundary-twice": Reason(_S, "a parameter bound... beside the one boundary", "RFC 2231, 3; " + _INVASION),
    "boundary-encoded": Reason(_S, "an encoded word in a boundary", "RFC 2047, 5; " + _INVASION),
    "boundary-odd": Reason(_S, "a boundary with quote, backslash, control, non-ASCII or blanks at its edge",
                           "RFC 2046, 5.1.1"),
    "boundary-on-leaf": Reason(_S, "a boundary where nothing is multipart", _INVASION),
    "boundary-missing": Reason(_S, "a multipart without a boundary", "RFC 2046, 5.1.1"),
    "boundary-prefix": Reason(_S, "a boundary that is a prefix of an outer one", "RFC 2046, 5.1.2"),
    "encoding-of-container": Reason(_S, "a multipart or message with an encoding", "RFC 2045, 6.4"),
    "message-fragment": Reason(_S, "message/partial or message/external-body", "RFC 2046, 5.2.2, 5.2.3"),
    # Delimiters, and what lies around parts
    "delimiter-indented": Reason(_S, "a delimiter behind blanks or >", _INVASION),
    "delimiter-with-text": Reason(_S, "a delimiter followed by text", "RFC 2046, 5.1.1"),
    "delimiter-missing": Reason(_S, "a multipart with a body and no delimiter", "RFC 2046, 5.1.1"),
    "mime-outside-parts": Reason(_S, "a delimiter or MIME field in preamble or epilogue", _INVASION),
    "header-in-body": Reason(_S, "a body that begins like a header section with MIME fields", _INVASION),
    # Caps
    "limit-depth": Reason(_S, "nested too deep", "own cap"),
    "limit-parts": Reason(_S, "too many parts", "own cap"),
    "limit-header": Reason(_S, "more header octets than are read", "own cap"),
    "limit-delimiters": Reason(_S, "too many lines that begin like delimiters", "own cap"),
    # One leaf
    "encoding-unknown": Reason(_L, "an unknown transfer encoding", "RFC 2045, 6.4"),
    "encoding-contradicts": Reason(_L, "two different transfer encodings", "RFC 5322, 3.6; " + _INVASION),
    "encoding-folded": Reason(_L, "a transfer encoding that is folded or has a blank behind it", _INVASION),
    "content-t-unknown": Reason(_L, "an unknown field Content-T...", _INVASION),
    "base64-irregular": Reason(_L, "base64 with junk, odd padding or more behind its padding",
                               "RFC 2045, 6.8; RFC 4648, 3.3"),
    "limit-pieces": Reason(_L, "more pieces of base64 than are read one by one", "own cap"),
    "quoted-printable-irregular": Reason(_L, "quoted-printable with a bad = or raw octets", "RFC 2045, 6.7"),
    "encoded-file": Reason(_L, "uuencode or yEnc with a plausible data line", "POSIX uuencode; yEnc 1.3"),
    "field-in-body": Reason(_L, "a line Content-Type or -Transfer-Encoding near the beginning of a body",
                            _INVASION),
    "limit-files": Reason(_L, "more files in uuencode or yEnc than are read", "own cap"),
    "limit-work": Reason(_L, "more readings than the budget of work allows", "own cap"),
    # One view all the same
    "multipart-unclosed": Reason(_N, "a multipart without its last delimiter; all readers end it", "seen"),
    LIMIT_TEXT: Reason(_N, "a text that was too costly to be looked through to its end", "own cap"),
    "attachment-facts-cut": Reason(_N, "more files in archives than become facts", "own cap"),
    "header-facts-cut": Reason(_N, "more header text than becomes facts", "own cap"),
})  # fmt: skip


def structural(defects: Iterable[str]) -> tuple[str, ...]:
    """Those of ``defects`` that cast doubt on the structure, in their order, no repeats."""
    return _of(defects, Doubt.STRUCTURE)


def local(defects: Iterable[str]) -> tuple[str, ...]:
    """Those of ``defects`` that cast doubt on one leaf, in their order, no repeats."""
    return _of(defects, Doubt.LEAF)


def _of(defects: Iterable[str], doubt: Doubt) -> tuple[str, ...]:
    found = dict.fromkeys(defects)
    return tuple(name for name in found if name in REASONS and REASONS[name].doubt is doubt)
