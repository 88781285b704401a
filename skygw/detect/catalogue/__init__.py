"""The data identifiers that a policy can name.

``data/`` holds them, one file per family; :mod:`skygw.detect.catalogue.types` tells how they are written.
They are read when the first one is asked for.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Collection, Iterator, Mapping

from skygw.detect.catalogue.load import CatalogueError, catalogue, validator
from skygw.detect.catalogue.types import DataType, Pattern

__all__ = [
    "DATA_IDENTIFIERS",
    "VALIDATORS",
    "CatalogueError",
    "DataType",
    "Pattern",
    "canonical_for",
    "suggest",
    "validator",
]


class _Catalogue(Mapping[str, DataType]):
    """The types by name, read upon the first use."""

    def __getitem__(self, name: str) -> DataType:
        return catalogue()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(catalogue())

    def __len__(self) -> int:
        return len(catalogue())

    def __repr__(self) -> str:
        return "<the data identifiers>"


DATA_IDENTIFIERS: Mapping[str, DataType] = _Catalogue()
"""Every known data identifier by the name that policies use."""


class _Validators(Collection[str]):
    """Names of validators, read upon the first use of one that is not known anyway."""

    _PLAIN = ("", "luhn")

    def __contains__(self, name: object) -> bool:
        return name in self._PLAIN or name in _validators()

    def __iter__(self) -> Iterator[str]:
        yield from self._PLAIN
        yield from _validators()

    def __len__(self) -> int:
        return len(self._PLAIN) + len(_validators())


VALIDATORS: Collection[str] = _Validators()
"""Names that a regular expression of a policy can name as its validator; the empty one is none."""


def canonical_for(name: str) -> str:
    """The canonical form (see ``Pattern.canonical``) in which the validator ``name`` sees a value."""
    return _validators().get(name, "alnum")


@functools.cache
def _validators() -> dict[str, str]:
    patterns = (pattern for type_ in catalogue().values() for pattern in type_.patterns)
    return dict(sorted((one.validator, one.canonical) for one in patterns if one.validator))


def suggest(name: str) -> str | None:
    """The known data identifier that ``name`` was probably meant to be, or ``None``.

    Names in Microsoft Purview and titles lead to ours.

    >>> suggest("creditcard")
    'credit_card'
    >>> suggest("International banking account number")
    'iban'
    """
    folded = name[:100].strip().lower().replace("-", "_").replace(" ", "_")
    names = _other_names()
    close = difflib.get_close_matches(folded, names, n=1, cutoff=0.75)
    return names[close[0]] if close else None


@functools.cache
def _other_names() -> dict[str, str]:
    """Our names, Purview's and the titles, in the form of ours, to ours; our own win."""
    found: dict[str, str] = {}
    for type_ in catalogue().values():
        for other in (type_.purview.replace("-", "_"), type_.title.lower().replace(" ", "_")):
            if other:
                found.setdefault(other, type_.name)
    return found | {name: name for name in catalogue()}
