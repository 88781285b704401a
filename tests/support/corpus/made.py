"""What the corpus consists of: files that real programs have made, with a word at each place that has one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container, Iterable, Mapping

import attrs


def mark(place: str) -> str:
    """The word that stands at ``place``: of letters only, and none is part of another."""
    return f"Mk{place}w"


def marks(*places: str) -> tuple[str, ...]:
    """``places`` given as words that a blank parts."""
    return tuple(word for place in places for word in place.split())


@attrs.frozen
class Made:
    """A file with its places.

    Attributes:
        name: what it is attached as.
        maker: the program or library that wrote it, for the table.
        places: where a marker stands in it.
        outcome: expected for the attachment.
        note: for the table.
        native: the name of the parser without which the outcome is ``unsupported``; of an archive nothing is
            found then, of a PDF all the same.
        words: the markers by place where they are not those of :func:`mark`.
    """

    name: str
    octets: bytes = attrs.field(repr=False)
    maker: str
    places: tuple[str, ...]
    outcome: str = "text"
    note: str = ""
    native: str = ""
    words: Mapping[str, str] = attrs.field(factory=dict)

    def expected(self, parsers: Container[str]) -> tuple[str, tuple[str, ...]]:
        """The outcome and the places found where these native ``parsers`` may be asked."""
        if not self.native or self.native in parsers:
            return self.outcome, self.places
        return "unsupported", self.places if self.native == "pdfium" else ()

    def word(self, place: str) -> str:
        """The marker at ``place``."""
        return self.words.get(place) or mark(place)


def without(places: Iterable[str], lost: str) -> tuple[str, ...]:
    """``places`` that are not among ``lost``, which a blank parts; each lost one must be among them."""
    kept = tuple(place for place in places if place not in lost.split())
    unknown = set(lost.split()) - set(places)
    if unknown:
        raise ValueError(f"not among the places: {sorted(unknown)}")
    return kept


def edited(
    octets: bytes,
    parts: Mapping[str, str | bytes] | None = None,
    replaced: Mapping[str, Iterable[tuple[str, str]]] | None = None,
) -> bytes:
    """A ZIP package with more ``parts``, and with strings ``replaced`` in parts that it has."""
    parts, replaced = parts or {}, replaced or {}
    buffer = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(octets))
    with source as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            for before, after in replaced.get(entry.filename, ()):
                if before.encode() not in data:
                    raise ValueError(f"{entry.filename} holds no {before}")
                data = data.replace(before.encode(), after.encode(), 1)
            if entry.filename not in parts:
                new.writestr(entry, data)
        for name, added in parts.items():
            new.writestr(name, added)
    return buffer.getvalue()


def relation(number: str, kind: str, target: str, mode: str = "") -> str:
    """A relationship of a package part (ECMA-376, part 2, 9.3)."""
    outside = f' TargetMode="{mode}"' if mode else ""
    return (
        f'<Relationship Id="{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}"{outside}/>'
    )
