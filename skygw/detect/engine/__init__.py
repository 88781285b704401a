"""The engine for data identifiers: texts in comparable form to matches.

Two *finders* look through a whole text for keywords, anchors and the beginnings of candidates: one by
``hyperscan`` where it is installed, one by ``re`` and ``str`` alone.  What they give may be too much, never
too little; everything else, and every decision, is the same code for both (``decide``), so that they cannot
differ in what is found.

Only ``skygw.detect`` imports it.  May import: ``skygw.detect``, ``skygw.mail``, ``hyperscan`` if there is
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skygw.detect.catalogue.load import catalogue
from skygw.detect.engine.decide import Decision, Engine
from skygw.detect.engine.finder_plain import PlainFinder
from skygw.detect.engine.hits import Finder
from skygw.detect.engine.plan import Plan, plan

__all__ = ["Decision", "Engine", "make_engine"]


def make_engine(
    wanted: Mapping[str, int], cache: Path | None = None, *, finder: str = "", seconds: float = 5.0
) -> Engine:
    """The engine for data identifiers, given as slots by name.

    ``cache``: see ``skygw.detect.engine.database``; ``finder``: ``hyperscan``, ``plain``, or empty for the
    fastest; ``seconds``: CPU time for one text.
    """
    planned = plan(wanted, catalogue())
    return Engine(planned, _finder(planned, cache, finder), seconds)


def _finder(planned: Plan, cache: Path | None, name: str) -> Finder:
    if name not in ("", "hyperscan", "plain"):
        raise ValueError(f"unknown finder {name!r}; known: hyperscan, plain")
    if name != "plain":
        try:
            from skygw.detect.engine.finder_hyperscan import HyperscanFinder
        except ImportError:
            if name:
                raise ValueError(f"finder {name!r}: hyperscan is not installed") from None
        else:
            return HyperscanFinder(planned, cache)
    return PlainFinder(planned)
