"""PowerPoint 97 to 2003."""

from __future__ import annotations

import struct

from skygw.extract import Budget, Leaf, extract
from tests.support import compound


def test_comments_stand_in_tags() -> None:
    """A blob of tags says that it is no container, and has comments in it: they were passed over."""
    text = "A comment".encode("utf-16-le")
    atom = struct.pack("<HHL", 0, 0x0FBA, len(text)) + text
    comment = struct.pack("<HHL", 15, 12000, len(atom)) + atom
    blob = struct.pack("<HHL", 0, 0x138B, len(comment)) + comment
    octets = compound.compound({"PowerPoint Document": blob})
    assert extract(Leaf(octets), Budget()).texts[0].strip() == "A comment"
