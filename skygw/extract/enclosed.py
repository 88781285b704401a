"""What a text holds in another writing: files in uuencode or yEnc, words in addresses with percent signs.

Of a leaf of the message itself such files are attachments, and :mod:`skygw.mail` makes leaves of them; here
they are those in files in archives and documents.
"""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Iterator

from skygw.extract.found import Again, Found, Leaf
from skygw.extract.outcome import Outcome
from skygw.mail import encodedfile

# RFC 6068, RFC 2397, RFC 5724.  What is in base64 is found as octets: see ``text``.
_ADDRESS = re.compile(r"\b(mailto|data|sms|smsto|javascript):([^\"'<>\s]{0,200000}+)", re.IGNORECASE)
_ADDRESSES = 1000


def files(leaf: Leaf, octets: bytes) -> Iterator[Found]:
    """Files in text, each as a leaf."""
    if not leaf.within or b"begin" not in octets:
        return
    found, complete = encodedfile.files(octets)
    for file in found:
        names = (file.name,) if file.name else ()
        yield Leaf(file.octets, "application/octet-stream", names=names, within="text")
    if not complete:
        yield Outcome.LIMIT


def words(text: str) -> Iterator[Found]:
    """What addresses say: the body of a mail that is to be written, a document in its own address."""
    if "%" not in text:
        return
    count = 0
    for address in _ADDRESS.finditer(text):
        if "%" not in address[2]:
            continue
        count += 1
        if count > _ADDRESSES:
            yield Outcome.LIMIT
            return
        said = html.unescape(address[2])
        if address[1].lower() != "data":
            yield Again(urllib.parse.unquote(said))
            continue
        head, _, content = said.partition(",")
        if not head.lower().endswith(";base64"):
            media_type = head.partition(";")[0].lower() or "text/plain"
            yield Leaf(urllib.parse.unquote_to_bytes(content), media_type, within="html")
