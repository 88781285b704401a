"""What people write before a number, in their languages: not taken from the catalogue.

``keywords.toml`` was written from forms of authorities, banks and staff departments: words of a kind of
document in a language, and words of single data identifiers.  Where both lack, a row of the corpus says
that its keyword is the catalogue's.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

ENDINGS = {
    "passport": ("passport_number",),
    "drivers_license": ("drivers_license_number",),
    "identity_card": ("identity_card_number", "identity_card", "national_id_card"),
    "vat": ("vat_number", "value_added_tax_number", "value_added_tax"),
    "tax": ("tax_identification_number",),
}
"""The kind of a type by the end of its name."""

Table = dict[str, dict[str, list[str]]]


@functools.cache
def _tables() -> tuple[Table, Table]:
    """Words by kind and language, and by type and language."""
    document = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return document["kinds"], document["words"]


def own_keywords(type_: str, language: str) -> tuple[str, ...]:
    """What people of a language write before a value of a type; empty if nobody wrote it down here."""
    kinds, words = _tables()
    own = words.get(type_, {}).get(language)
    if own:
        return tuple(own)
    kind = next((kind for kind, ends in ENDINGS.items() if type_.endswith(ends)), "")
    return tuple(kinds.get(kind, {}).get(language, ()))
