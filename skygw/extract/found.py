"""What the reader of a format yields, one thing at a time, while it goes through the octets.

A reader is a generator over these: text (``str``), other readings of the same (:class:`Again`), a
:class:`~skygw.extract.leaf.Leaf` that is to be read in turn, facts (:class:`Label`, :class:`Defect`), or an
:class:`~skygw.extract.outcome.Outcome` that says what could not be read.  It yields early and often: whoever
asks stops asking when a budget is spent.  A reader that goes far without finding anything yields an empty
text now and then, so that its CPU is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from skygw.extract.budget import Allowance
from skygw.extract.outcome import Outcome


@attrs.frozen
class Leaf:
    """What the extraction needs to know of a leaf; ``octets`` without transfer encoding.

    ``media_type`` and ``charset`` as declared, ``smime_type`` the parameter of that name, in lower case.
    ``within`` is the format of the container that it was found in, empty for a leaf of the message.
    """

    octets: bytes = attrs.field(repr=False)
    media_type: str = "text/plain"
    charset: str = ""
    names: tuple[str, ...] = attrs.field(default=(), repr=False)
    smime_type: str = ""
    within: str = ""


@attrs.frozen
class Again:
    """Another reading of what was given before, or a repetition of it: only what is new in it counts."""

    text: str = attrs.field(repr=False)


@attrs.frozen
class Label:
    """A sensitivity label, or a part of one, as a name and a value."""

    name: str
    value: str = attrs.field(repr=False)


@attrs.frozen
class Defect:
    """A constant word for something that readers disagree about."""

    word: str


@attrs.frozen
class Member:
    """A file inside an archive or document, as a fact: its outcome beside its name.

    ``size`` in octets as it lies in the container's reading, ``depth`` containers around it.
    """

    name: str = attrs.field(repr=False)
    true_type: str
    size: int
    outcome: Outcome
    depth: int


Found: TypeAlias = "str | Again | Leaf | Label | Defect | Outcome"
Reader: TypeAlias = Callable[[Leaf, Allowance], Iterator[Found]]


PAUSE = ""
"""Nothing found; see above."""

STRIDE = 5000
"""Steps without a finding between two pauses; a step is a few microseconds."""


class Unfit(Exception):  # noqa: N818 - no error: the octets are of another format
    """Raised by a reader before it has yielded anything: the octets are not of its format."""
