"""The rehearsal far server as a process of its own, which keeps each message in files.

For tests that are a plain sequence of calls, with real programs on both ends; a test that runs in a
reactor uses ``skygw.rehearsal.FarServer`` directly.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ServerEndpoint

from skygw.rehearsal import FarServer, MessageRecord, Script, SessionRecord
from skygw.rehearsal.record import Nobody
from skygw.rehearsal.tls import FarTls
from tests.support.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


@attrs.frozen
class Kept:
    """A message that the far side got, or began to get."""

    mail: bytes
    """The MAIL command, without CRLF."""
    rcpts: tuple[bytes, ...]
    """The RCPT commands that were accepted."""
    by: str
    """``DATA`` or ``BDAT``."""
    tls: str
    """TLS version and cipher, empty in clear."""
    accepted: bool
    """Whether the client was told 2xx."""
    octets: bytes = attrs.field(repr=lambda octets: f"<{len(octets)} octets>")


@attrs.define
class FarSide:
    """The server as a context: it listens on ``port`` and does what ``stages`` say.

    Attributes:
        folder: Where messages are kept; made when it is not there.
        stages: As in a script's ``[stages]``.
        certificate, key: PEM files; with them STARTTLS is offered.
    """

    folder: Path
    stages: Mapping[str, Any] = attrs.field(factory=dict)
    certificate: Path | None = None
    key: Path | None = None
    port: int = 0
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> FarSide:
        self.folder.mkdir(parents=True, exist_ok=True)
        order = {
            "folder": str(self.folder),
            "stages": self.stages,
            "certificate": str(self.certificate or ""),
            "key": str(self.key or ""),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.farside", json.dumps(order)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first.strip().isdigit(), f"the far side did not start: {first!r}"
        self.port = int(first)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.communicate(timeout=20)

    def messages(self) -> list[Kept]:
        """What it has got so far, in order."""
        return [_kept(file) for file in sorted(self.folder.glob("*.json"))]

    def wait_for_messages(self, count: int, timeout: float = 60.0) -> list[Kept]:
        """All messages, once there are at least ``count``."""

        def enough() -> bool:
            return sum(1 for _ in self.folder.glob("*.json")) >= count

        wait_for(enough, f"{count} messages at the far side", timeout, lambda: f"{len(self.messages())} came")
        return self.messages()


def _kept(file: Path) -> Kept:
    facts = json.loads(file.read_text())
    return Kept(
        mail=facts["mail"].encode(),
        rcpts=tuple(rcpt.encode() for rcpt in facts["rcpts"]),
        by=facts["by"],
        tls=facts["tls"],
        accepted=facts["accepted"],
        octets=file.with_suffix(".message").read_bytes(),
    )


class _Keeper(Nobody):
    """Writes each message that came to its end: the facts last, so that they mean that all is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tls: dict[int, str] = {}

    def ended(self, session: SessionRecord) -> None:
        self._tls.pop(session.number, None)

    def noted(self, session: SessionRecord, text: str) -> None:
        self._tls[session.number] = session.tls

    def received(self, message: MessageRecord) -> None:
        if not message.complete:
            return
        stem = self._folder / f"{message.number:05d}"
        stem.with_suffix(".message").write_bytes(message.content)
        facts = {
            "mail": message.mail.decode(),
            "rcpts": [rcpt.decode() for rcpt in message.rcpts],
            "by": message.by,
            "tls": self._tls.get(message.session, ""),
            "accepted": message.accepted,
        }
        part = stem.with_suffix(".part")
        part.write_text(json.dumps(facts))
        part.rename(stem.with_suffix(".json"))


async def _serve(order: dict[str, Any]) -> None:
    folder = Path(order["folder"])
    tls = FarTls(Path(order["certificate"]), Path(order["key"])) if order["certificate"] else None
    server = FarServer(reactor, Script.of(**order["stages"]), tls=tls, observers=[_Keeper(folder)])
    port = await server.listen(TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"))
    print(port, flush=True)


def main() -> None:
    """``python -m tests.support.farside ORDER`` (JSON): prints its port, runs until SIGTERM."""
    serving = Deferred.fromCoroutine(_serve(json.loads(sys.argv[1])))
    serving.addErrback(lambda failure: (failure.printTraceback(), reactor.callWhenRunning(reactor.stop)))
    reactor.run()


if __name__ == "__main__":
    main()
