"""One leaf with everything inside it: a loop over readers, each one a level deep, within an allowance.

Nothing here recurses: the readers at work stand on a stack, the innermost is asked for its next thing, and
what it finds is either kept or opened in turn.  Whatever a reader raises costs the thing that it was reading.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from skygw.extract import formats
from skygw.extract.budget import Allowance, Budget, Overtime
from skygw.extract.found import Again, Defect, Found, Label, Leaf, Member, Reader, Unfit
from skygw.extract.outcome import Outcome, graver

_NAME_CHARACTERS = 1000
_LABELS = 1000
_GRACE = 1.0
"""Seconds of CPU that a reader has beyond its budget to come to a pause by itself."""


@attrs.define
class _Open:
    """A leaf under way: the plan for it, the reader at work, what became of it so far."""

    leaf: Leaf
    plan: formats.Plan
    readers: list[Reader]
    found: Iterator[Found] | None = None
    outcome: Outcome = Outcome.NONE
    fits: bool = False
    started: bool = False


class Reading:
    """One leaf while it is read; see :class:`skygw.extract.leaf.Extraction` for what it gathers."""

    def __init__(self, leaf: Leaf, budget: Budget) -> None:
        self.outcome = Outcome.NONE
        self.true_type = ""
        self.embedded: list[Leaf] = []
        self.members: list[Member] = []
        self.labels: list[Label] = []
        self.defects: dict[str, None] = {}
        self._leaf = leaf
        self._budget = budget
        self._allowance = Allowance(budget, len(leaf.octets))
        self._texts: list[str] = []
        self._again: list[str] = []
        self._repeated = 0
        self._known: set[int] = set()
        self._stack: list[_Open] = []

    def texts(self) -> tuple[str, ...]:
        """The text, and if there are any, the other readings and repetitions of parts of it."""
        main = ("\n".join(self._texts),) if self._texts or self._again else ()
        return (*main, "\n".join(self._again)) if self._again else main

    def run(self) -> None:
        """Read until there is nothing more, or a budget is spent."""
        if not self._leaf.octets:
            return
        try:
            with self._budget.guard(self._budget.cpu_seconds + _GRACE):
                self._read()
        except Overtime:
            self.stop(Outcome.TIMEOUT)

    def stop(self, outcome: Outcome) -> None:
        """Read no further, wherever the reading is; what was found until now stays."""
        self._abandon(outcome)
        # It may have been stopped just when the last leaf was off the stack.
        self.outcome = graver(self.outcome, outcome)

    def _read(self) -> None:
        self._open(self._leaf)
        self.true_type = self._stack[0].plan.true_type if self._stack else "eml"
        while self._stack:
            if self._allowance.late:
                self._abandon(Outcome.TIMEOUT)
                return
            self._step(self._stack[-1])

    def _step(self, top: _Open) -> None:
        if top.found is None:
            self._next_reader(top)
            return
        try:
            found = next(top.found)
        except StopIteration:
            top.fits = True
            self._next_reader(top)
        except Unfit:
            top.fits = top.fits or top.started
            self._next_reader(top)
        except MemoryError:
            top.outcome = graver(top.outcome, Outcome.LIMIT)
            self._next_reader(top)
        except Exception:  # any fault of a reader; its text would quote content
            top.outcome = graver(top.outcome, Outcome.FAILED)
            self._next_reader(top)
        else:
            top.started = top.fits = True
            self._take(top, found)

    def _next_reader(self, top: _Open) -> None:
        """Go on with the reader that the plan has next, or with the leaf around."""
        if top.readers:
            top.found = top.readers.pop(0)(top.leaf, self._allowance)
            top.started = False
            return
        if not top.fits and top.plan.otherwise is not None:
            reader, outcome = top.plan.otherwise
            top.plan = attrs.evolve(top.plan, otherwise=None)
            top.outcome = graver(top.outcome, outcome)
            top.found = reader(top.leaf, self._allowance)
            return
        self._close()

    def _close(self) -> None:
        done = self._stack.pop()
        outcome = done.outcome
        if outcome is Outcome.NONE and done.plan.must_speak:
            outcome = Outcome.FAILED  # "no text, no error" is no reading of a document
        if not self._stack:
            self.outcome = outcome
            return
        self._allowance.hold(-len(done.leaf.octets))
        around = self._stack[-1]
        around.outcome = graver(around.outcome, outcome)
        self._remember(done.leaf, done.plan.true_type, outcome)

    def _remember(self, leaf: Leaf, true_type: str, outcome: Outcome) -> None:
        # The parts of a document are no files that anybody has put there.
        if leaf.names and not (leaf.within in formats.DOCUMENTS and outcome in (Outcome.TEXT, Outcome.NONE)):
            name = leaf.names[0][:_NAME_CHARACTERS]
            self.members.append(Member(name, true_type, len(leaf.octets), outcome, len(self._stack)))

    def _take(self, top: _Open, found: Found) -> None:
        if isinstance(found, Outcome):  # before str, which it is too
            top.outcome = graver(top.outcome, found)
        elif isinstance(found, str):
            self._text(top, found, self._texts)
        elif isinstance(found, Leaf):
            self._member(top, found)
        elif isinstance(found, Again):
            self._text(top, found.text, self._again)
        elif isinstance(found, Defect):
            self.defects[found.word] = None
        elif len(self.labels) < _LABELS:
            self.labels.append(found)

    def _text(self, top: _Open, text: str, texts: list[str]) -> None:
        if not text or text.isspace():
            return
        room = self._allowance.text
        if texts is self._texts:
            if room <= 0:
                self._abandon(Outcome.TRUNCATED if self._texts else Outcome.LIMIT)
                return
            if len(text) > room:
                text = text[:room]
                top.outcome = graver(top.outcome, Outcome.TRUNCATED)
            self._allowance.give(len(text) + bool(self._texts))  # and the line end between
        elif self._repeated + len(text) > 2 * self._budget.leaf_octets:
            top.outcome = graver(top.outcome, Outcome.TRUNCATED)
            return
        else:
            self._repeated += len(text)
        top.outcome = graver(top.outcome, Outcome.TEXT)
        texts.append(text)

    def _member(self, top: _Open, leaf: Leaf) -> None:
        if not self._allowance.enter():
            self._abandon(Outcome.LIMIT)
            return
        if leaf.names and leaf.within not in formats.DOCUMENTS:
            self._text(top, "\n".join(leaf.names), self._texts)
        if not leaf.octets or not self._stack or self._is_known(leaf):
            return
        if len(self._stack) > self._budget.depth:
            top.outcome = graver(top.outcome, Outcome.LIMIT)
            self._remember(leaf, "", Outcome.LIMIT)
            return
        self._allowance.hold(len(leaf.octets))
        self._open(leaf)

    def _is_known(self, leaf: Leaf) -> bool:
        """Whether a file in a PDF was found before: two readers look at those, each finds what it can."""
        key = hash(leaf.octets) if leaf.within == "pdf" else None
        known = key in self._known
        if key is not None:
            self._known.add(key)
        return known

    def _open(self, leaf: Leaf) -> None:
        if formats.is_message(leaf):
            self.embedded.append(leaf)
            self._remember(leaf, "eml", Outcome.NONE)
            return
        plan = formats.plan(leaf, self._allowance)
        for defect in plan.defects:
            self.defects[defect] = None
        opened = _Open(leaf, plan, list(plan.readers), outcome=plan.outcome)
        self._stack.append(opened)

    def _abandon(self, outcome: Outcome) -> None:
        """Stop everywhere: a budget is spent."""
        while self._stack:
            self._stack[-1].outcome = graver(self._stack[-1].outcome, outcome)
            self._stack[-1].plan = attrs.evolve(self._stack[-1].plan, must_speak=False)
            self._close()
