"""Credentials that are one string: the published form of each, and the names they are given.

``credential_rows.txt`` has a row for each: data identifier, service, name of the setting, host of the
service, form, and the source of the form.  A form is text, with ``<a20>`` for twenty characters drawn from an
alphabet (see :data:`ALPHABETS`), ``<a20-40>`` for twenty to forty, ``<U>`` for a UUID.
"""

from __future__ import annotations

import random
import re
import string
import uuid
from pathlib import Path

ALPHABETS = {
    "a": string.ascii_letters + string.digits,
    "b": string.ascii_letters + string.digits + "+/",
    "c": string.ascii_lowercase,
    "d": string.digits,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "l": string.ascii_lowercase + string.digits,
    "L": string.ascii_letters,
    "u": string.ascii_uppercase + string.digits,
    "w": string.ascii_letters + string.digits + "-_",
    "2": string.ascii_uppercase + "234567",
    "3": string.ascii_lowercase + "234567",
    "q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
_DRAWN = re.compile(r"<([a-zA-Z23])(\d+)(?:-(\d+))?>|<U>")


def drawn(rng: random.Random, form: str) -> str:
    """A value of a form."""

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return str(uuid.UUID(int=rng.getrandbits(128), version=4))
        size = int(match[2]) if match[3] is None else rng.randint(int(match[2]), int(match[3]))
        return "".join(rng.choices(ALPHABETS[match[1]], k=size))

    return _DRAWN.sub(one, form)


Row = tuple[str, ...]


def _rows(text: str) -> list[Row]:
    lines = (line.partition("  -- ") for line in text.splitlines() if line and not line.startswith("#"))
    return [(*columns.split(), source) for columns, _, source in lines]


ROWS: list[Row] = _rows(Path(__file__).with_name("credential_rows.txt").read_text("utf-8"))
