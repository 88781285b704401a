"""Vector pictures with words in them: EMF (MS-EMF), WMF (MS-WMF), and LibreOffice's own.

Office keeps one beside every embedded object, so the words of an object that is gone may still be there.  No
record is told apart; what reads as characters is given.  Most have none, which is no failure.
"""

from __future__ import annotations

from collections.abc import Iterator

from skygw.extract import strings
from skygw.extract.budget import Allowance
from skygw.extract.found import Again, Found, Leaf
from skygw.extract.outcome import Outcome

_LARGEST = 4 << 20
"""Beyond it there are bitmaps, and words are not what it was made for."""


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The strings: inside of a document as a repetition of what it shows otherwise."""
    if leaf.octets[40:44] == b" EMF" and int.from_bytes(leaf.octets[48:52], "little") > len(leaf.octets):
        yield Outcome.FAILED  # cut
    for run in strings.runs(leaf.octets[: min(allowance.text, _LARGEST)]):
        yield Again(run) if leaf.within else run
