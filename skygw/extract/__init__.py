"""A leaf's octets to the text that a human would read in them, with exactly one outcome.

:func:`extract` is the door.  ``signature`` tells the true type by content, ``formats`` holds the table of all
formats and decides who reads a leaf, ``reading`` is the loop that goes through containers, ``budget`` its
bounds; the other modules read one format each and speak the language of ``found``.  What nothing here reads
is ``unsupported``, never silently empty.  Libraries for formats are optional: without one its format is
``unsupported``.

May import: ``skygw.mail``, format libraries.  Never: twisted, policy, the network.  Whoever imports it:
``inspect``.
"""

from __future__ import annotations

from skygw.extract.found import Label, Member
from skygw.extract.leaf import Budget, Extraction, Leaf, extract
from skygw.extract.outcome import Outcome
from skygw.mail.comparable import comparable

__all__ = ["Budget", "Extraction", "Label", "Leaf", "Member", "Outcome", "comparable", "extract"]
