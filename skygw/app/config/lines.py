"""Where in a TOML text a key stands, for messages.

``tomllib`` keeps no positions, so the text is read once more, line by line, for section heads and keys.
A guess that is good enough for messages: what it does not understand has no line.
"""

from __future__ import annotations

import re

_HEAD = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_. \"'-]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"'-][A-Za-z0-9_. \"'-]*?)\s*=")


def line_of(text: str, path: str) -> int | None:
    """The line, counted from 1, of the key or the section at ``path`` (``upstream.port``, ``a.b[2]``).

    A key that is not there (it is missing) has the line of its section's head, if that is there.
    """
    wanted = re.sub(r"\[[0-9]+\]$", "", path)
    section = ""
    heads: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.fullmatch(line):
            section = _bare(head[1])
            heads.setdefault(section, number)
        elif found := _KEY.match(line):
            name = _bare(found[1])
            full = f"{section}.{name}" if section else name
            if wanted == full or wanted.startswith(full + "."):
                return number
    return heads.get(wanted) or heads.get(wanted.rpartition(".")[0])


def _bare(name: str) -> str:
    return re.sub(r"[ \"']", "", name)
