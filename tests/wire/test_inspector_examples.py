"""The examples of docs/inspectors.md: installed, found by entry point, at work."""

from __future__ import annotations

import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from importlib.metadata import EntryPoint, distributions
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.protocol import Factory, Protocol
from twisted.trial.unittest import TestCase

from skygw.inspect.failures import ScanFailed, ScanTimeout
from skygw.inspect.gateway import Inspection
from skygw.inspect.message import Message
from skygw.inspect.plugins import discover
from skygw.inspect.pool import InspectionPool
from tests.support.inspectors import Held

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples" / "inspectors"
LONG = 30.0


@pytest.fixture(scope="module", autouse=True)
def installed() -> Any:
    """Both packages, built and installed into a folder of their own, as ``pip install`` does it."""
    pytest.importorskip("setuptools")
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "source"), pathlib.Path(folder, "target")
        shutil.copytree(EXAMPLES, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
                *("--no-build-isolation", "--disable-pip-version-check", "--root-user-action=ignore"),
                *("--target", target, source / "sensitivity", source / "clamd"),
            ],
            check=True,
        )
        sys.path.append(str(target))
        yield
        sys.path.remove(str(target))


def entry_points() -> list[EntryPoint]:
    return [
        point
        for distribution in distributions()
        for point in distribution.entry_points
        if point.group == "skygw.inspectors" and point.name in ("sensitivity", "clamd")
    ]


SAID = {b"EICAR": b"eicar FOUND", b"odd": b"size limit exceeded. ERROR"}


class FakeClamd(Protocol):
    """Finds EICAR in a stream, says nothing to ``hang`` and something odd to ``odd``."""

    def __init__(self) -> None:
        self._buffer = b""

    def dataReceived(self, data: bytes) -> None:
        self._buffer += data
        assert self.transport is not None
        if self._buffer.endswith(struct.pack("!I", 0)):
            message = self._content()
            if b"hang" in message:
                return
            said = next((said for word, said in SAID.items() if word in message), b"OK")
            self.transport.write(b"stream: " + said + b"\0")
            self.transport.loseConnection()

    def connectionLost(self, reason: object = None) -> None:
        self.factory.gone.callback(None)  # type: ignore[union-attr]

    def _content(self) -> bytes:
        verb, _, rest = self._buffer.partition(b"\0")
        assert verb == b"zINSTREAM"
        content = b""
        while size := struct.unpack_from("!I", rest)[0]:
            content += rest[4 : 4 + size]
            rest = rest[4 + size :]
        return content


def test_the_page_shows_what_the_packages_hold() -> None:
    page = (EXAMPLES.parents[1] / "inspectors.md").read_text()
    files = [path.read_text() for path in EXAMPLES.glob("*/*") if path.is_file()]
    blocks = re.findall(r"```(?:python|toml)\n(.*?)```", page, re.DOTALL)
    shown = [block for block in blocks if any(block in file for file in files)]
    # The class, its entry point, and the asynchronous inspect(); the rest is not from the packages.
    assert len(shown) == 3


def test_the_test_that_the_page_shows() -> None:
    from skygw_sensitivity import Sensitivity

    inspector = Sensitivity()
    inspector.prepare()
    [finding] = inspector.inspect(Message(b"Sensitivity: private\r\n\r\nhello"))
    assert finding.type == "sensitivity-private"


class SensitivityTests(TestCase):
    timeout = 60

    async def test_in_the_children(self) -> None:
        [spec] = discover(["sensitivity"], entry_points())
        assert (spec.asynchronous, spec.distribution) == (False, "skygw-sensitivity 1.0")
        pool = InspectionPool(reactor, inspectors=[spec], workers=1)
        await pool.start()
        self.addCleanup(pool.stop)
        for header, found in (
            (b"Sensitivity: Company-Confidential", ["sensitivity-company-confidential"]),
            (b"SENSITIVITY:\r\n private", ["sensitivity-private"]),
            (b"Sensitivity: top", ["sensitivity-other"]),
            (b"X-Sensitivity: private", []),
            (b"Subject: x\r\n\r\nSensitivity: private", []),
        ):
            report = await pool.scan(Held(header + b"\r\n\r\ntext"), LONG, LONG)
            assert [finding.type for finding in report.findings] == found
            assert all(finding.detector == "sensitivity" for finding in report.findings)


class ClamdTests(TestCase):
    timeout = 60

    async def started(self) -> Inspection:
        [spec] = discover(["clamd"], entry_points())
        assert spec.asynchronous
        inspection = Inspection(reactor, InspectionPool(reactor, workers=1), [spec])
        await inspection.start()
        self.addCleanup(inspection.stop)
        return inspection

    async def listens(self) -> Factory:
        import skygw_clamd

        factory = Factory.forProtocol(FakeClamd)
        factory.gone = Deferred()  # type: ignore[attr-defined]
        port = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen(factory)
        self.addCleanup(port.stopListening)
        self.patch(skygw_clamd, "ENDPOINT", f"tcp:127.0.0.1:{port.getHost().port}")
        return factory

    async def test_a_verdict(self) -> None:
        inspection = await self.started()
        for body, found in ((b"X5O!EICAR" + b"x" * 500_000, ["malware"]), (b"hello", [])):
            await self.listens()
            report = await inspection.scan(Held(b"\r\n" + body), LONG, LONG)
            assert [(finding.type, finding.detector) for finding in report.findings] == [
                (kind, "clamd") for kind in found
            ]
            assert report.facts.size == len(body) + 2  # and the children have seen it as well

    async def test_no_verdict(self) -> None:
        inspection = await self.started()
        await self.listens()
        with pytest.raises(ScanFailed, match=r"in clamd: ValueError at skygw_clamd\.py"):
            await inspection.scan(Held(b"\r\nodd"), LONG, LONG)

    async def test_no_daemon(self) -> None:
        import skygw_clamd

        self.patch(skygw_clamd, "ENDPOINT", "unix:/no/such/socket")
        inspection = await self.started()
        with pytest.raises(ScanFailed, match="in clamd: "):
            await inspection.scan(Held(b"\r\nhello"), LONG, LONG)

    async def test_deadline_and_a_sender_that_goes_away_close_the_connection(self) -> None:
        inspection = await self.started()
        factory = await self.listens()
        with pytest.raises(ScanTimeout, match="in clamd"):
            await inspection.scan(Held(b"\r\nhang"), 0.3, LONG)
        await factory.gone  # type: ignore[attr-defined]
        factory = await self.listens()
        scan = inspection.scan(Held(b"\r\nhang"), LONG, LONG)
        scan.cancel()
        with pytest.raises(CancelledError):
            await scan
