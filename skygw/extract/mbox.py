"""Mailboxes in one file (RFC 4155): each message as a leaf for the caller to walk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skygw.extract.budget import Allowance
from skygw.extract.found import Found, Leaf, Unfit

_POSTMARK = re.compile(rb"^From \S{1,320} {1,3}\w{3} {1,3}\w{3} [ \d]\d [^\r\n]{0,80}\r?\n", re.MULTILINE)


def read(leaf: Leaf, allowance: Allowance) -> Iterator[Found]:
    """The messages between postmark lines; whatever stands before the first one as text."""
    octets = leaf.octets
    first = _POSTMARK.match(octets.lstrip(b"\r\n")[:1024])
    if first is None:
        raise Unfit
    start = -1
    for mark in _POSTMARK.finditer(octets):
        if start >= 0:
            yield Leaf(octets[start : mark.start()], "message/rfc822", within="mbox")
        start = mark.end()
    yield Leaf(octets[start:], "message/rfc822", within="mbox")
