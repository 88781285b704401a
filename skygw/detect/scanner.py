"""The scanner: all detectors of a policy set over the texts of a message."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from skygw.detect.catalogue import DATA_IDENTIFIERS, suggest
from skygw.detect.dictionary import Dictionary, fast
from skygw.detect.engine import Engine, make_engine
from skygw.detect.finding import Finding
from skygw.detect.keyword import Keywords
from skygw.detect.matching import Match, Matcher, View
from skygw.detect.regex import Regex
from skygw.detect.specs import DataIdentifierSpec, DetectorSpec, DictionarySpec, KeywordSpec, RegexSpec
from skygw.detect.tally import Excerpts, Ledger, Scoring
from skygw.mail.origin import Origin


@attrs.frozen
class Text:
    """A text to scan, in comparable form (``skygw.mail.comparable``), and where it stands.

    ``again`` marks another reading of the leaf that the text before was a reading of: of this one, only
    values that were not seen in the leaf are counted.  ``anywhere`` marks another reading of the whole
    message: only values are counted that were seen nowhere in it.  ``alternative``: another part says the
    same, and of the two one is shown (RFC 2046, 5.1.4): only values are counted that this place does not have
    yet.  ``origin`` knows where its characters stood in the text that was read in the leaf; None: there.
    """

    text: str = attrs.field(repr=False)
    where: str = "body"
    leaf: int = 0
    again: bool = False
    anywhere: bool = False
    alternative: bool = False
    origin: Origin | None = attrs.field(default=None, repr=False)


@attrs.frozen
class Scanned:
    """What a scan gave; ``limited``: some text was not looked through to its end, for its cost."""

    findings: list[Finding]
    limited: bool = False


class Scanner:
    """Compiled detectors.  Holds nothing of a message; may be used for any number of them."""

    def __init__(
        self,
        matchers: tuple[Matcher, ...],
        names: list[tuple[str, str]],
        engine: Engine | None = None,
        scores: Mapping[int, Scoring] | None = None,
    ) -> None:
        """``names``: type and id of each slot; ``scores``: how the slots of dictionaries are scored."""
        self._matchers = matchers
        self._names = names
        self._engine = engine
        self._scores = scores or {}

    def __repr__(self) -> str:
        return f"<Scanner of {len(self._names)} detectors>"

    def prepare(self) -> None:
        """Make now what is otherwise made when it is first needed: processes that are forked from this one
        share it, and cannot open files any more."""
        if self._engine is not None:
            self._engine.prepare()

    def scan(self, texts: Iterable[Text], salt: bytes | None = None) -> list[Finding]:
        """The findings of :meth:`examine`."""
        return self.examine(texts, salt).findings

    def examine(self, texts: Iterable[Text], salt: bytes | None = None) -> Scanned:
        """The findings in ``texts``, which are taken one at a time.

        ``salt`` (16 to 64 octets) keys the digests; without it they get a new random key.  After 500
        unique values of a detector's best confidence in one place (``where``) that detector is not asked
        about this place again: counts are then floors.
        """
        examination = self.examination(salt)
        limited = False
        for text in texts:
            limited |= not examination.look(text)
        return Scanned(examination.findings(), limited)

    def examination(self, salt: bytes | None = None) -> Examination:
        """The same text by text: for whoever watches what each of them costs."""
        ledger = Ledger(os.urandom(16) if salt is None else salt, self._scores)
        return Examination(self, ledger, self._names)

    def look(self, text: Text, ledger: Ledger) -> bool:
        """Count what is in ``text``; False if it was too costly to be looked through to its end."""
        view = View(text.text)
        excerpts = Excerpts(view, text.origin)
        limited = False
        if self._engine is not None:
            decision = self._engine.decide(view, ledger.full(text.where, 85))
            limited = decision.limited
            for match in decision.matches:
                _note(match, text, ledger, excerpts, folded=False)
        for matcher in self._matchers:
            _count(matcher, view, text, ledger, excerpts)
        excerpts.write()
        return not limited


@attrs.frozen
class Examination:
    """One message under way.  Whatever interrupts it, what was counted before stays."""

    _scanner: Scanner
    _ledger: Ledger
    _names: list[tuple[str, str]]

    def look(self, text: Text) -> bool:
        """Count what is in ``text``; False if it was too costly to be looked through to its end."""
        return self._scanner.look(text, self._ledger)

    def findings(self) -> list[Finding]:
        """What was found so far."""
        return self._ledger.findings(self._names)


def _count(matcher: Matcher, view: View, text: Text, ledger: Ledger, excerpts: Excerpts) -> None:
    """Run one matcher over one text, until there is nothing more to learn."""
    where, best = text.where, matcher.best
    if all(ledger.is_full(slot, where, best) for slot in matcher.slots):
        return
    single = len(matcher.slots) == 1
    for match in matcher.matches(view):
        _note(match, text, ledger, excerpts, folded=matcher.folded)
        if single and ledger.is_full(match[0], where, best):
            return


def _note(match: Match, text: Text, ledger: Ledger, excerpts: Excerpts, *, folded: bool) -> None:
    """Count one match, unless another reading of the same has shown it before."""
    slot, start, end, value, confidence = match
    if text.anywhere and ledger.knows(slot, value):
        return
    tally = ledger.add(
        slot, text.where, text.leaf, confidence, value, only_new=text.again, alternative=text.alternative
    )
    if tally is not None:
        excerpts.note(tally, start, end, folded=folded)


def compile_detectors(
    specs: Iterable[DetectorSpec], cache: Path | None = None, *, finder: str = "", seconds: float = 5.0
) -> Scanner:
    """The scanner for ``specs``; equal specs are compiled once.

    Args:
        cache: a directory for what takes long to compile, if there is one; see ``skygw.detect.engine``.
        finder: ``hyperscan`` or ``plain``; empty for the fastest that is installed.
        seconds: CPU time that one text may cost the data identifiers.

    Raises:
        ValueError: the first spec that cannot be compiled, with the reason as one line for the
            administrator.  To report all that is wrong, compile them one by one.
    """
    distinct = {spec.id: spec for spec in specs}
    folded, exact = Keywords(case_sensitive=False), Keywords(case_sensitive=True)
    matchers: list[Matcher] = []
    names: list[tuple[str, str]] = []
    identifiers: dict[str, int] = {}
    scores: dict[int, Scoring] = {}
    for slot, (id_, spec) in enumerate(distinct.items()):
        match spec:
            case DataIdentifierSpec(type=type_):
                identifiers[_known(type_)] = slot
                names.append((type_, id_))
            case KeywordSpec():
                keywords = exact if spec.case_sensitive else folded
                keywords.add(slot, spec.words, word_boundary=spec.word_boundary)
                names.append((Keywords.type, id_))
            case RegexSpec():
                matchers.append(Regex(slot, spec))
                names.append((Regex.type, id_))
            case DictionarySpec():
                dictionary = Dictionary(slot, spec, cache, plain=finder == "plain")
                matchers.append(dictionary)
                scores[slot] = Scoring(dictionary.weights, spec.each, spec.threshold)
                names.append((Dictionary.type, id_))
    plain = finder == "plain"
    matchers.extend(fast(keywords, cache, plain=plain) for keywords in (folded, exact) if keywords.slots)
    engine = make_engine(identifiers, cache, finder=finder, seconds=seconds) if identifiers else None
    return Scanner(tuple(matchers), names, engine, scores)


def _known(type_: str) -> str:
    if type_ not in DATA_IDENTIFIERS:
        near = suggest(type_)
        raise ValueError(f"unknown data identifier {type_!r}" + (f"; did you mean {near!r}?" if near else ""))
    return type_
