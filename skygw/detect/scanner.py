"""The scanner: all detectors of a policy set over the texts of a message."""

from __future__ import annotations

import os
from collections.abc import Iterable

import attrs

from skygw.detect.catalogue import DATA_IDENTIFIERS, suggest
from skygw.detect.finding import Finding
from skygw.detect.keyword import Keywords
from skygw.detect.matching import Matcher, View
from skygw.detect.regex import Regex
from skygw.detect.specs import DataIdentifierSpec, DetectorSpec, KeywordSpec, RegexSpec
from skygw.detect.tally import Excerpts, Ledger


@attrs.frozen
class Text:
    """A text to scan, in comparable form (``skygw.mail.comparable``), and where it stands.

    ``again`` marks another reading of the leaf that the text before was a reading of: of this one, only
    values that were not seen in the leaf are counted.  ``anywhere`` marks another reading of the whole
    message: only values are counted that were seen nowhere in it.
    """

    text: str = attrs.field(repr=False)
    where: str = "body"
    leaf: int = 0
    again: bool = False
    anywhere: bool = False


class Scanner:
    """Compiled detectors.  Holds nothing of a message; may be used for any number of them."""

    def __init__(self, matchers: tuple[Matcher, ...], names: list[tuple[str, str]]) -> None:
        self._matchers = matchers
        self._names = names

    def __repr__(self) -> str:
        return f"<Scanner of {len(self._names)} detectors>"

    def scan(self, texts: Iterable[Text], salt: bytes | None = None) -> list[Finding]:
        """The findings in ``texts``, which are taken one at a time.

        ``salt`` (16 to 64 octets) keys the digests; without it they get a new random key.  After 500
        unique values of a detector's best confidence in one place (``where``) that detector is not asked
        about this place again: counts are then floors.
        """
        ledger = Ledger(os.urandom(16) if salt is None else salt)
        for text in texts:
            self._scan_text(text, ledger)
        return ledger.findings(self._names)

    def _scan_text(self, text: Text, ledger: Ledger) -> None:
        view = View(text.text)
        excerpts = Excerpts(view)
        for matcher in self._matchers:
            _count(matcher, view, text, ledger, excerpts)
        excerpts.write()


def _count(matcher: Matcher, view: View, text: Text, ledger: Ledger, excerpts: Excerpts) -> None:
    """Run one matcher over one text, until there is nothing more to learn."""
    where, leaf, best = text.where, text.leaf, matcher.best
    if all(ledger.is_full(slot, where, best) for slot in matcher.slots):
        return
    single = len(matcher.slots) == 1
    for slot, start, end, value, confidence in matcher.matches(view):
        if text.anywhere and ledger.knows(slot, value):
            continue
        tally = ledger.add(slot, where, leaf, confidence, value, only_new=text.again)
        if tally is not None:
            excerpts.note(tally, start, end, folded=matcher.folded)
        if single and ledger.is_full(slot, where, best):
            return


def compile_detectors(specs: Iterable[DetectorSpec]) -> Scanner:
    """The scanner for ``specs``; equal specs are compiled once.

    Raises:
        ValueError: the first spec that cannot be compiled, with the reason as one line for the
            administrator.  To report all that is wrong, compile them one by one.
    """
    distinct = {spec.id: spec for spec in specs}
    folded, exact = Keywords(case_sensitive=False), Keywords(case_sensitive=True)
    matchers: list[Matcher] = []
    names: list[tuple[str, str]] = []
    for slot, (id_, spec) in enumerate(distinct.items()):
        match spec:
            case DataIdentifierSpec(type=type_):
                matchers.append(_data_identifier(type_, slot))
                names.append((type_, id_))
            case KeywordSpec():
                keywords = exact if spec.case_sensitive else folded
                keywords.add(slot, spec.words, word_boundary=spec.word_boundary)
                names.append((Keywords.type, id_))
            case RegexSpec():
                matchers.append(Regex(slot, spec))
                names.append((Regex.type, id_))
    matchers.extend(keywords for keywords in (folded, exact) if keywords.slots)
    return Scanner(tuple(matchers), names)


def _data_identifier(type_: str, slot: int) -> Matcher:
    known = DATA_IDENTIFIERS.get(type_)
    if known is None:
        near = suggest(type_)
        raise ValueError(f"unknown data identifier {type_!r}" + (f"; did you mean {near!r}?" if near else ""))
    return known(slot)
