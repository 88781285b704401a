"""A message told as a tree, as ``skygw scan`` shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from skygw.detect import Facts
from skygw.inspect.walkthrough import Seen


@attrs.frozen
class MemberDescription:
    """A file inside a part, ``depth`` containers deep."""

    name: str
    true_type: str
    size: int
    outcome: str
    depth: int


@attrs.frozen
class PartDescription:
    """One part of the tree that ``skygw scan`` shows.

    ``start`` and ``end`` are offsets of the part in the octets that it was found in (the message, or the
    decoded octets of ``parent`` where that is an encoded message); ``size`` is in octets after transfer
    decoding, ``seconds`` CPU that reading it took, ``members`` the files inside it with their outcomes;
    ``texts`` are the readings, empty unless asked for.
    """

    number: int
    parent: int
    depth: int
    kind: str
    media_type: str
    true_type: str = ""
    encoding: str = ""
    names: tuple[str, ...] = ()
    where: str = "body"
    outcome: str = ""
    size: int = 0
    start: int = 0
    end: int = 0
    seconds: float = 0.0
    members: tuple[MemberDescription, ...] = ()
    texts: tuple[str, ...] = attrs.field(default=(), repr=False)
    children: tuple[PartDescription, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The tree as plain JSON values (made without recursion into more than the depth of the walk)."""
        own = attrs.asdict(self, recurse=False) | {"names": list(self.names), "texts": list(self.texts)}
        own["members"] = [attrs.asdict(member) for member in self.members]
        return own | {"children": [child.to_json() for child in self.children]}


@attrs.frozen
class Description:
    """A message as ``skygw scan`` shows it: the tree of its parts and its facts."""

    root: PartDescription
    facts: Facts

    def to_json(self) -> dict[str, Any]:
        """The description as plain JSON values."""
        return {"parts": self.root.to_json(), "facts": self.facts.to_json()}


def tree(seen: Iterable[Seen], texts: bool) -> PartDescription:
    """The tree that the parts make, which come in the order of the message."""
    return _tree([_describe(one, texts) for one in seen])


def _describe(seen: Seen, texts: bool) -> PartDescription:
    extraction = seen.extraction
    read = extraction.texts if extraction else ()
    # Taken in any case: it is then that they are read.
    others = dict.fromkeys(text for text in seen.others if texts)
    return PartDescription(
        number=seen.number,
        parent=seen.parent,
        depth=seen.depth,
        kind=seen.part.kind,
        media_type=seen.part.media_type,
        true_type=extraction.true_type if extraction else "",
        encoding=seen.part.encoding,
        names=seen.part.names,
        where=seen.where,
        outcome=str(extraction.outcome) if extraction else "",
        size=seen.size,
        start=seen.part.start,
        end=seen.part.end,
        seconds=seen.seconds,
        members=tuple(
            MemberDescription(member.name, member.true_type, member.size, str(member.outcome), member.depth)
            for member in (extraction.members if extraction else ())
        ),
        texts=(*read, *(text for text in others if text not in read)) if texts else (),
    )


def _tree(rows: list[PartDescription]) -> PartDescription:
    """The root of the tree that ``rows``, in the order of the message, make; built from the last row on."""
    children: dict[int, list[PartDescription]] = {}
    for row in reversed(rows):
        own = attrs.evolve(row, children=tuple(reversed(children.pop(row.number, []))))
        children.setdefault(row.parent, []).append(own)
    return children[0][0]
