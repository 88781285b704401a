"""Text that is shown backwards: a right-to-left override turns what follows it, digits too.

Sources: Unicode Standard Annex 9, 2.2 (explicit directional overrides); HTML standard, 15.3.5 (``bdo``).
"""

from __future__ import annotations

import re

OVERRIDE, END = "\u202e", "\u202c"

# Until the override is taken back (PDF), or the line ends (UAX 9, X8).
_OVERRIDDEN = re.compile("\u202e([^\u202c\u202e\n\r\u2029]++)")


def turned(text: str) -> str | None:
    """``text`` with its overridden stretches as they are shown; ``None`` if there are none."""
    return _OVERRIDDEN.sub(_turn, text) if OVERRIDE in text else None


def _turn(found: re.Match[str]) -> str:
    return found[1][::-1]
