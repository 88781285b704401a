"""A leaf's octets to the text that a human would read in them, with exactly one outcome.

:func:`extract` is the door; ``signature`` tells the true type by content, ``kind`` decides who reads it,
``plain`` and ``html`` read.  Formats with structure (office documents, PDF, archives) come later; until then
they are ``unsupported``, never silently empty.

May import: ``skygw.mail``, format libraries.  Never: twisted, policy, the network.  Whoever imports it:
``inspect``.
"""

from __future__ import annotations

from skygw.extract.leaf import Budget, Extraction, Leaf, extract
from skygw.extract.outcome import Outcome
from skygw.mail.comparable import comparable

__all__ = ["Budget", "Extraction", "Leaf", "Outcome", "comparable", "extract"]
