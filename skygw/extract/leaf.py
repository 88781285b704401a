"""One leaf: its octets in, its text and outcome out."""

from __future__ import annotations

import attrs

from skygw.extract import html
from skygw.extract.kind import is_html, is_text, is_textless, looks_like_text
from skygw.extract.outcome import Outcome
from skygw.extract.signature import TEXTLESS, is_encrypted, true_type
from skygw.mail import charset


@attrs.frozen
class Leaf:
    """What the extraction needs to know of a leaf; ``octets`` without transfer encoding.

    ``media_type`` and ``charset`` as declared, ``smime_type`` the parameter of that name, in lower case.
    """

    octets: bytes = attrs.field(repr=False)
    media_type: str = "text/plain"
    charset: str = ""
    names: tuple[str, ...] = attrs.field(default=(), repr=False)
    smime_type: str = ""


@attrs.frozen
class Extraction:
    """The texts of a leaf, its outcome and true type (see ``skygw.extract.signature``).

    More than one text are readings of the same octets: readers differ in what they show.
    """

    outcome: Outcome
    texts: tuple[str, ...] = attrs.field(default=(), repr=False)
    true_type: str = ""


@attrs.define
class Budget:
    """Octets of text that a message may still give, and that one leaf may; the former shrinks."""

    message_octets: int = 256 << 20
    leaf_octets: int = 64 << 20

    def take(self, octets: bytes) -> bytes:
        """The beginning of ``octets`` that is within the budget."""
        taken = octets[: max(0, min(self.leaf_octets, self.message_octets))]
        self.message_octets -= len(taken)
        return taken


_PGP = b"-----BEGIN PGP MESSAGE-----"
_ENVELOPED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"  # the OID of CMS EnvelopedData (RFC 5652, 6.1)
_AUTH_ENVELOPED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"  # RFC 5083
_ENCRYPTED_TYPES = frozenset({"application/pgp-encrypted"})
_SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


def extract(leaf: Leaf, budget: Budget) -> Extraction:
    """The text of ``leaf``.

    Never raises on content: what goes wrong is the outcome ``failed``.  Text is given besides the outcomes
    ``encrypted`` and ``unsupported`` where some stands in clear.
    """
    try:
        return _extract(leaf, budget)
    except Exception:  # a leaf must never cost the message; the cause would quote content
        return Extraction(Outcome.FAILED)


def _extract(leaf: Leaf, budget: Budget) -> Extraction:
    if not leaf.octets:
        return Extraction(Outcome.NONE)
    kind = true_type(leaf.octets)
    if kind in TEXTLESS:
        declared_text = is_text(leaf.media_type, ())
        return _read(leaf, budget, kind) if declared_text else Extraction(Outcome.NONE, (), kind)
    if _is_encrypted(leaf, kind):
        return attrs.evolve(_clear(leaf, budget, kind), outcome=Outcome.ENCRYPTED)
    if kind:
        return attrs.evolve(_clear(leaf, budget, kind), outcome=Outcome.UNSUPPORTED)
    return _by_declaration(leaf, budget)


def _by_declaration(leaf: Leaf, budget: Budget) -> Extraction:
    """A leaf that no signature fits."""
    if looks_like_text(leaf.octets) or is_text(leaf.media_type, leaf.names):
        return _read(leaf, budget, "")
    if is_textless(leaf.media_type):
        return Extraction(Outcome.NONE)
    return Extraction(Outcome.UNSUPPORTED)


def _is_encrypted(leaf: Leaf, kind: str) -> bool:
    if leaf.media_type in _ENCRYPTED_TYPES or is_encrypted(leaf.octets, kind):
        return True
    if leaf.media_type in _SMIME_TYPES or leaf.names[:1] == ("smime.p7m",):
        beginning = leaf.octets[:64]
        return leaf.smime_type in ("enveloped-data", "authenveloped-data") or (
            _ENVELOPED in beginning or _AUTH_ENVELOPED in beginning
        )
    return leaf.octets.startswith(_PGP) or b"\n" + _PGP in leaf.octets


def _clear(leaf: Leaf, budget: Budget, kind: str) -> Extraction:
    """What can be read of a leaf that as a whole cannot: RTF, and anything declared as text."""
    if kind in ("rtf", "") or is_text(leaf.media_type, ()):
        return _read(leaf, budget, kind)
    return Extraction(Outcome.NONE, (), kind)


def _read(leaf: Leaf, budget: Budget, kind: str) -> Extraction:
    """Read the octets as characters, and as HTML if anything suggests it."""
    if budget.message_octets <= 0:
        return Extraction(Outcome.LIMIT, (), kind)
    taken = budget.take(leaf.octets)
    outcome = Outcome.TEXT if len(taken) == len(leaf.octets) else Outcome.TRUNCATED
    texts = charset.readings(taken, leaf.charset)
    if is_html(taken, leaf.media_type, leaf.names):
        stripped = tuple(map(html.text_of, texts))
        # Declared as something else it is shown with its tags.
        texts = stripped if leaf.media_type in ("text/html", "application/xhtml+xml") else (*texts, *stripped)
    return Extraction(outcome, texts, kind)
