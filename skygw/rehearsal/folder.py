"""Messages kept in a folder: ``00001.eml`` with the content octet for octet, ``00001.json`` with the rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import attrs

from skygw.rehearsal.record import MessageRecord, Nobody
from skygw.rehearsal.transcript import facts_of


@attrs.define
class Folder(Nobody):
    """An observer that writes every message, finished or not.

    Names are numbers, never anything that a peer sent; what is there already is never overwritten.  Files
    are readable by their owner alone: they are mail.
    """

    path: Path
    _next: int = attrs.field(default=1, init=False)

    def prepare(self) -> None:
        """Make the folder.

        Raises:
            OSError: it cannot be made or written.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise PermissionError(f"{self.path} cannot be written")

    def received(self, message: MessageRecord) -> None:
        eml, facts = self._free()
        with os.fdopen(_create(eml), "wb") as file:
            file.write(message.content)
        with os.fdopen(_create(facts), "w") as file:
            json.dump(facts_of(message), file, indent=2)
            file.write("\n")
        self._next += 1

    def _free(self) -> tuple[Path, Path]:
        """Two names under the next number that nothing has."""
        while True:
            eml, facts = (self.path / f"{self._next:05d}.{kind}" for kind in ("eml", "json"))
            if not os.path.lexists(eml) and not os.path.lexists(facts):
                return eml, facts
            self._next += 1


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
