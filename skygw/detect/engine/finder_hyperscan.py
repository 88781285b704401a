"""The finder that uses ``hyperscan``.

What is measured decides how it is used.  Plain literals are five to ten times as fast as expressions, and
compile a hundred times as fast.  A call back into Python costs more than a thousand characters of text: so
candidates end at boundaries, and what looks alike reports as one.  Few automata over skeletons are faster
than many over what the patterns really say.

Every pass but one sees one octet per character: what is not ASCII becomes a question mark, and offsets are
those of the text.  Never used:  UCP (its compilation does not end), start of match (too large),
``Stream.size`` (crashes).
"""

from __future__ import annotations

from pathlib import Path

from skygw.detect.engine.expressions import Loose, Shapes, Weak
from skygw.detect.engine.foreign import Foreign
from skygw.detect.engine.hits import Hits, Region, Spot
from skygw.detect.engine.literals import Anchors, Words
from skygw.detect.engine.plan import Plan
from skygw.detect.matching import View, even


class HyperscanFinder:
    """See the module."""

    name = "hyperscan"

    def __init__(self, plan: Plan, cache: Path | None = None) -> None:
        """Compile everything, or take it from ``cache``.

        Raises:
            ValueError: a skeleton cannot be compiled.
        """
        self._words = Words(plan, cache)
        self._exact = Anchors(plan, cache, small=False)
        self._small = Anchors(plan, cache, small=True)
        self._foreign = Foreign(plan, cache)
        self._shapes = Shapes(plan, cache)
        self._weak = [Weak(plan, cache, common=common) for common in (False, True)]
        self._loose = Loose(plan, cache)

    def find(self, view: View) -> Hits:
        """The hits in a text."""
        hits = Hits()
        text, evened = view.text, even(view.text)
        hits.octets = octets = text.encode("ascii", "replace")
        # Of what is not ASCII small letters are not needed here; making them takes long.
        small = (octets if evened is text else evened.encode("ascii", "replace")).lower()
        self._shapes.find(octets, hits)
        self._exact.find(octets, text, hits)
        self._small.find(small, text, hits)
        self._words.find(small, text, hits)
        if not text.isascii():
            self._foreign.find(text, hits)
            hits.words.sort(key=lambda word: word[2])
        hits.anchors.sort()
        return hits

    def narrow(self, hits: Hits, regions: list[Region], common: bool) -> list[Spot]:
        """Where values of weak headed patterns may stand in ``regions``, and elsewhere."""
        return self._weak[common].find(hits, regions)

    def loose(self, hits: Hits, regions: list[Region]) -> dict[int, list[Region]]:
        """Where values of weak loose patterns may begin in ``regions``, and elsewhere."""
        return self._loose.find(hits, regions)
