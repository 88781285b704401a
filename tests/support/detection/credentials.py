"""Labelled material for credentials: what is found in which text, and what must not be.

``VALUES`` make a text with one credential of a kind, in one of many surroundings; ``DECOYS`` make texts
without any.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.support.detection.credential_decoys import DECOYS
from tests.support.detection.credential_kinds import KINDS
from tests.support.detection.credential_makers import MAKERS
from tests.support.detection.credential_rows import ROWS, Row, drawn
from tests.support.detection.credential_surroundings import SURROUNDINGS, Name

__all__ = ["DECOYS", "KINDS", "SOURCES", "VALUES"]


def _named(row: Row) -> Callable[[random.Random], str]:
    _, service, field, host, form, _ = row
    name = Name(service, field, host)

    def made(rng: random.Random) -> str:
        return rng.choice(SURROUNDINGS)(rng, name, drawn(rng, form))

    return made


VALUES: dict[str, Callable[[random.Random], str]] = {**{row[0]: _named(row) for row in ROWS}, **MAKERS}
"""By data identifier: a text with one value by lot."""

SOURCES: dict[str, str] = {row[0]: row[5] for row in ROWS}
"""Where the forms of :data:`VALUES` are published; those of the makers stand beside them."""
