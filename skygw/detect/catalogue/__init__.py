"""The data identifiers that a policy can name.

``data/`` holds them, one file per family; :mod:`skygw.detect.catalogue.types` tells how they are written.  They
are read when the first one is asked for.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping

from skygw.detect.catalogue.load import CatalogueError, catalogue, validator
from skygw.detect.catalogue.types import DataType, Pattern

__all__ = ["DATA_IDENTIFIERS", "CatalogueError", "DataType", "Pattern", "suggest", "validator"]


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
