"""The far server's tempers over real sockets, and ``skygw rehearse`` as a process."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.ssl import Certificate, PrivateCertificate, optionsForClientTLS
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase

from skygw.rehearsal import ClientCertificate, Exchange, FarServer, FarTls, Script
from skygw.rehearsal.letter import Letter
from skygw.rehearsal.sender import Sender, SenderError
from tests.support import pki

NAME = "far.example"
LETTER = Letter(b"a@b.example", (b"c@d.example",), b"Subject: x\r\n\r\n.dot\r\nbody\r\n")
LARGE = Letter(b"a@b.example", (b"c@d.example",), b"x" * 62 + b"\r\n", by="BDAT")
TIMEOUT = 20


class Listener(Protocol):
    """A client that says what it is told to and keeps what it hears."""

    def __init__(self) -> None:
        self.heard = b""
        self.lost: Deferred[BaseException] = Deferred()

    def dataReceived(self, data: bytes) -> None:
        self.heard += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.lost.callback(reason.value)


class WireTestCase(TestCase):
    timeout = 60

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    async def far(self, script: Script | None = None, tls: FarTls | None = None) -> FarServer:
        far = FarServer(reactor, script, tls=tls)
        self.port = await far.listen(TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1"))
        self.addCleanup(lambda: Deferred.fromCoroutine(far.stop()))
        return far

    def endpoint(self) -> TCP4ClientEndpoint:
        return TCP4ClientEndpoint(reactor, "127.0.0.1", self.port)

    async def sender(self, deadline: float = TIMEOUT) -> Sender:
        sender = await Sender.connect(self.endpoint(), reactor, deadline)
        self.addCleanup(sender.abort)
        assert (await sender.open()).code == 220
        assert (await sender.greet()).code == 250
        return sender

    async def listener(self, octets: bytes) -> Listener:
        client = await self.endpoint().connect(Factory.forProtocol(Listener))
        assert isinstance(client, Listener)
        client.transport.write(octets)  # type: ignore[union-attr]
        return client

    async def failing(self, awaiting: Any) -> SenderError:
        try:
            await awaiting
        except SenderError as error:
            return error
        raise AssertionError("it did not fail")


class TempersTest(WireTestCase):
    async def test_letters_of_every_kind(self) -> None:
        far = await self.far()
        sender = await self.sender()
        for by, pipelined in (("DATA", False), ("DATA", True), ("BDAT", False), ("BDAT", True)):
            letter = Letter(
                b"a@b.example", (b"c@d.example",), LETTER.content * 50_000, by=by, pipelined=pipelined
            )
            assert (await sender.send(letter)).accepted
            assert far.messages[-1].content == letter.content
        await sender.quit()
        await far.when_sessions_ended(1)
        assert far.sessions[0].ended == "QUIT"

    async def test_fin(self) -> None:
        await self.far(Script.of(ehlo={"fault": "disconnect"}))
        client = await self.listener(b"EHLO me\r\n")
        assert isinstance(await client.lost, ConnectionDone)
        assert client.heard.count(b"\r\n") == 1

    async def test_rst(self) -> None:
        await self.far(Script.of(ehlo={"fault": "reset"}))
        client = await self.listener(b"EHLO me\r\n")
        assert isinstance(await client.lost, ConnectionLost)

    async def test_nothing_at_connect(self) -> None:
        await self.far(Script.of(connect={"fault": "disconnect"}))
        client = await self.listener(b"")
        await client.lost
        assert client.heard == b""

    async def test_hang(self) -> None:
        far = await self.far(Script.of(rcpt={"fault": "hang"}))
        sender = await self.sender(deadline=0.1)
        error = await self.failing(sender.send(LETTER))
        assert "no reply" in str(error)
        await far.when_sessions_ended(1)

    async def test_stall_stops_the_senders_writes(self) -> None:
        """More than all buffers between the two can hold is never taken, and never answered."""
        far = await self.far(Script.of(content={"fault": "stall"}))
        sender = await self.sender(deadline=0.3)
        letter = Letter(b"a@b", (b"c@d",), LARGE.content * 500_000, by="BDAT")
        error = await self.failing(sender.send(letter))
        assert error.sent is not None
        assert error.sent.final is None
        await far.stop()
        assert far.unfinished[0].size < len(letter.content)

    async def test_drip(self) -> None:
        far = await self.far(Script.of(mail={"fault": "drip", "pace": 0.001, "reply": "250 2.1.0 slowly"}))
        sender = await self.sender()
        sent = await sender.send(LETTER)
        assert sent.mail is not None
        assert sent.mail.raw == b"250 2.1.0 slowly\r\n"
        assert len(far.messages) == 1

    async def test_endless(self) -> None:
        await self.far(Script.of(mail={"fault": "endless"}))
        sender = await self.sender()
        error = await self.failing(sender.send(LETTER))
        assert "more than 256 lines" in str(error)

    async def test_surplus(self) -> None:
        await self.far(Script.of(mail={"fault": "surplus", "extra": "250 2.1.5 and you"}))
        sender = await self.sender()
        error = await self.failing(sender.send(LETTER))
        assert "nobody asked for" in str(error)

    async def test_reset_in_the_middle_of_content(self) -> None:
        far = await self.far(Script.of(content={"after_octets": 100_000, "fault": "reset"}))
        sender = await self.sender()
        letter = Letter(b"a@b", (b"c@d",), LETTER.content * 20_000)
        error = await self.failing(sender.send(letter))
        assert error.sent is not None
        assert error.sent.data is not None
        await far.when_sessions_ended(1)
        assert far.messages == ()
        assert 100_000 <= far.unfinished[0].size < len(letter.content)

    async def test_an_unasked_line_while_idle(self) -> None:
        await self.far(Script.of(idle={"delay": 0.05, "reply": "421 4.4.2 bye"}))
        sender = await self.sender()
        await sender.ended
        error = await self.failing(sender.command(b"NOOP"))
        assert error.unasked is not None
        assert error.unasked.raw == b"421 4.4.2 bye\r\n"

    async def test_stopping_cuts_everybody_off(self) -> None:
        far = await self.far()
        senders = [await self.sender() for _ in range(3)]
        await far.stop()
        for sender in senders:
            await sender.ended
        assert far.open_sessions == 0


class TlsTest(WireTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.files = pki.issued(NAME).write(self.folder, "far")

    def tls(self, client: ClientCertificate = ClientCertificate.OPTIONAL, ca: Path | None = None) -> FarTls:
        return FarTls(Path(self.files.certificate), Path(self.files.key), client, ca)

    def options(self, certificate: pki.Issued | None = None) -> Any:
        root = Certificate.loadPEM(Path(pki.authority().write(self.folder / "ca.pem")).read_bytes())
        own = None
        if certificate is not None:
            files = certificate.write(self.folder, "client")
            pem = Path(files.certificate).read_bytes() + Path(files.key).read_bytes()
            own = PrivateCertificate.loadPEM(pem)
        return optionsForClientTLS(NAME, trustRoot=root, clientCertificate=own)

    async def test_a_letter_under_tls(self) -> None:
        far = await self.far(tls=self.tls())
        sender = await self.sender()
        assert b"STARTTLS" in sender.capabilities
        assert (await sender.starttls(self.options())).code == 220
        await sender.greet()
        assert b"STARTTLS" not in sender.capabilities
        assert (await sender.send(LETTER)).accepted
        assert far.sessions[0].tls.startswith("TLSv1.")
        assert far.sessions[0].certificate_names == ()

    async def test_attribution_by_the_clients_certificate(self) -> None:
        script = Script(exchange=Exchange(accepted_domains=("dlp.contoso.example",)))
        far = await self.far(script, self.tls())
        for name, code in (("dlp.contoso.example", 250), ("other.example", 550)):
            sender = await self.sender()
            await sender.starttls(self.options(pki.self_signed(name)))
            await sender.greet()
            sent = await sender.send(LETTER)
            assert [reply.code for reply in sent.rcpt] == [code]
            assert far.sessions[-1].certificate_names == (name,)

    async def test_a_certificate_is_required(self) -> None:
        await self.far(tls=self.tls(ClientCertificate.REQUIRED))
        sender = await self.sender()
        await sender.starttls(self.options())
        await self.failing(sender.greet())
        sender = await self.sender()
        await sender.starttls(self.options(pki.self_signed("any.example")))
        assert (await sender.greet()).code == 250

    async def test_an_authority_of_clients(self) -> None:
        ca = Path(pki.authority("Client Root").write(self.folder / "clients.pem"))
        await self.far(tls=self.tls(ClientCertificate.REQUIRED, ca))
        # Without the purpose clientAuth, as public authorities issue them now.
        theirs = pki.authority("Client Root").issue("gw.example", purposes=[pki.SERVER])
        sender = await self.sender()
        await sender.starttls(self.options(theirs))
        assert (await sender.greet()).code == 250
        sender = await self.sender()
        await sender.starttls(self.options(pki.self_signed("gw.example")))
        await self.failing(sender.greet())

    async def test_a_reply_injected_in_clear_behind_220(self) -> None:
        injected = {"reply": "220 go", "fault": "surplus", "extra": "250 injected"}
        await self.far(Script.of(starttls=injected), self.tls())
        sender = await self.sender()
        error = await self.failing(sender.starttls(self.options()))
        assert "clear text" in str(error) or "nobody asked for" in str(error)


@pytest.fixture
def rehearse() -> Any:
    """``skygw rehearse`` with arguments; every process that a test started is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "from skygw.app.cli import main; main()", "rehearse"]
        listen = ["--listen", "tcp:0:interface=127.0.0.1"]
        process = subprocess.Popen(
            [*command, *listen, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=TIMEOUT)


def _talk(port: int, octets: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
        client.sendall(octets)
        heard = b""
        while piece := client.recv(65536):
            heard += piece
        return heard


SESSION = b"EHLO me\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 3 LAST\r\na\nbQUIT\r\n"


@pytest.mark.parametrize("ends", [signal.SIGTERM, signal.SIGINT])
def test_rehearse_shows_a_transcript(rehearse: Any, tmp_path: Path, ends: signal.Signals) -> None:
    script = tmp_path / "script.toml"
    script.write_text('[stages]\nquit = "221 2.0.0 \\u202ebye"\n', encoding="utf-8")
    record = tmp_path / "record"
    process = rehearse("--script", str(script), "--record", str(record))
    port = int(process.stdout.readline().rsplit(" ", 1)[1])
    assert _talk(port, SESSION).endswith(b"221 2.0.0 \xe2\x80\xaebye\r\n")
    lines = []
    while not lines or "ended" not in lines[-1]:
        lines.append(process.stdout.readline().rstrip("\n"))
    assert "[1] C: MAIL FROM:<a@b>" in lines
    assert r"[1] S: 221 2.0.0 \u202ebye" in lines
    assert "[1] -- message 1: 3 octets by BDAT, recipients: 1" in lines
    assert (record / "00001.eml").read_bytes() == b"a\nb"
    process.send_signal(ends)
    assert process.wait(TIMEOUT) == 0


def test_rehearse_writes_json_lines(rehearse: Any) -> None:
    process = rehearse("--json")
    port = json.loads(process.stdout.readline())["port"]
    _talk(port, SESSION)
    events = [json.loads(process.stdout.readline()) for _ in range(3)]
    assert [event["event"] for event in events] == ["session", "message", "ended"]
    assert events[1]["recipients"] == ["c@d"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--listen", "carrier-pigeon:1"], "--listen: 'carrier-pigeon:1' is not an endpoint"),
        (["--tls-key", __file__], "--tls-certificate: certificate and key go together"),
        (["--tls-client-ca", __file__], "--tls-client-ca: needs --tls-certificate"),
        (["--tls-certificate", __file__, "--tls-key", __file__], "tls: certificate or key is of no use"),
        (["--record", __file__ + "/x"], "--record: "),
        (["--script", __file__], "not TOML"),
        (["--nonsense"], "No such option"),
    ],
)
def test_rehearse_says_what_is_wrong_and_ends_with_2(
    rehearse: Any, arguments: list[str], problem: str
) -> None:
    process = rehearse(*arguments)
    _, errors = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 2
    assert problem in errors
    assert "Traceback" not in errors


def test_rehearse_on_a_port_that_is_taken(rehearse: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = rehearse("--listen", f"tcp:{taken.getsockname()[1]}:interface=127.0.0.1")
        _, errors = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 2
    assert "Address already in use" in errors
    assert "Traceback" not in errors
