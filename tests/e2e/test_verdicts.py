"""What policies say, through the wire: exact replies, what arrives, the log line and the numbers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ServerEndpoint
from twisted.internet.protocol import Factory, Protocol

from skygw.inspect.sandbox import MEASURES
from skygw.rehearsal import Script
from tests.support.e2e import ALICE, BOB, LOOPBACK, GatewayTest, install, letter, mail, policies, reply_of
from tests.support.gateway import Gateway
from tests.support.waiting import free_port

pytestmark = pytest.mark.e2e

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "inspectors"
CARD = "My Visa: 4539 1488 0343 6467"
BLOCKED = b"550 5.7.1 Card numbers must not leave by mail\r\n"
MALWARE = b"550 5.7.1 This message is infected\r\n"

POLICIES = policies(
    """
- name: Payment cards
  mode: enforce
  scope: {recipients: external}
  rules:
    - severity: critical
      data_identifier: {type: credit_card}
  responses:
    critical: {action: block, text: "Card numbers must not leave by mail"}
- name: Confidential
  mode: enforce
  rules:
    - severity: minor
      keyword: confidential
  responses:
    minor: {action: add_header, header: {X-Test-Encrypt: "yes"}}
- name: Falcon
  mode: monitor
  rules:
    - severity: major
      keyword: falcon
  responses:
    major: {action: block, text: "never said"}
- name: Chain letters
  mode: enforce
  rules:
    - severity: warning
      keyword: chain letter
  responses:
    warning: {action: block, discard: true}
"""
)

INSPECTED = policies(
    """
- name: Malware
  mode: enforce
  rules:
    - severity: critical
      finding: {type: malware}
  responses:
    critical: {action: block, text: "This message is infected"}
- name: Private
  mode: enforce
  rules:
    - severity: info
      finding: {type: sensitivity-private, in: headers}
  responses:
    info: {action: add_header, header: {X-Test-Private: "yes"}}
"""
)

#: CONTRACT: one log line per message.
FIELDS = [
    *("transaction", "session", "delivery_key", "peer", "tls", "helo", "message_id", "network_message_id"),
    *("size", "verdict", "action", "policies", "incidents", "scan_status", "inbound_code", "upstream_code"),
    *("upstream_text", "t_receive", "t_inspect", "t_forward", "t_total", "cpu_inspect", "far_end"),
]


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with Gateway(free_port(), policies=POLICIES) as gateway:
        yield gateway


class Verdicts(GatewayTest):
    script = Script.of(end_of_data="250-2.6.0 first  line\n250 2.6.0 taken for bob@partner.example")

    @pytest.fixture(autouse=True)
    def _gateway(self, gateway: Gateway) -> None:
        self.gateway = gateway

    async def check(self, content: bytes, reply: bytes, fields: list[bytes] | None, **logged: object) -> None:
        """Send it, and compare the reply, what stands before the message that arrives, and the log line."""
        before = len(self.gateway.events("message"))
        assert await self.send(content) == reply
        if fields is None:
            assert (self.far.messages, self.far.unfinished) == ((), ())
        else:
            assert self.content_of(self.far.messages[-1], content) == fields
        event = await self.event("message", before + 1)
        assert {name: event[name] for name in logged} == logged

    TAKEN = b"250-2.6.0 first  line\r\n250 2.6.0 taken for bob@partner.example\r\n"
    COMPLETED = b"X-Skygw-Scan: completed"

    async def test_nothing_to_find(self) -> None:
        await self.check(
            mail("hello", name="clean"), self.TAKEN, [self.COMPLETED],
            verdict="passed", action="allow", policies=[], incidents=[], scan_status="completed",
            message_id="<clean@interop.example>", inbound_code=250, upstream_code=250,
        )  # fmt: skip

    async def test_a_card_number_in_plain_text(self) -> None:
        await self.check(
            mail(CARD), BLOCKED, None,
            verdict="blocked", action="block", policies=["Payment cards"], inbound_code=550,
            upstream_code=None, upstream_text="", incidents=["1: critical, block"],
        )  # fmt: skip
        assert "4539" not in self.gateway.output()

    async def test_a_card_number_in_html(self) -> None:
        html = mail("<p>My Visa: 4539 <b>1488</b> 0343&nbsp;6467</p>", **{"Content-Type": "text/html"})
        await self.check(html, BLOCKED, None, action="block")

    async def test_a_card_number_in_an_attachment(self) -> None:
        encoded = base64.encodebytes(f"name;card\n1;{CARD[9:]}\n".encode()).decode().replace("\n", "\r\n")
        parts = (
            "--b\r\nContent-Type: text/plain\r\n\r\nsee there\r\n"
            "--b\r\nContent-Type: text/csv; name=cards.csv\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment\r\n\r\n{encoded}--b--"
        )
        content = mail(parts, **{"Content-Type": "multipart/mixed; boundary=b"})
        await self.check(content, BLOCKED, None, action="block")

    async def test_a_header_is_added(self) -> None:
        await self.check(
            mail("strictly confidential"), self.TAKEN, [self.COMPLETED, b"X-Test-Encrypt: yes"],
            verdict="passed", action="add_header", policies=["Confidential"],
        )  # fmt: skip

    async def test_monitoring_changes_nothing(self) -> None:
        await self.check(
            mail("operation Falcon"), self.TAKEN, [self.COMPLETED],
            verdict="passed", action="monitor", policies=["Falcon"], incidents=["1: major, block"],
        )  # fmt: skip

    async def test_a_message_is_discarded(self) -> None:
        before = len(self.gateway.events("message"))
        reply = await self.send(mail("This is a chain letter"))
        event = await self.event("message", before + 1)
        assert reply == f"250 2.6.0 {event['transaction']} taken by policy\r\n".encode()
        assert (event["verdict"], event["action"], event["upstream_code"]) == ("discarded", "block", None)
        assert self.far.messages == ()

    async def test_a_large_message_goes_through_the_same_way(self) -> None:
        """It lies in a memfd, here and in the child."""
        filler = ("x" * 76 + "\r\n") * 10_000
        await self.check(mail(filler), self.TAKEN, [self.COMPLETED], size=len(mail(filler)))
        assert await self.send(mail(filler + CARD)) == BLOCKED
        assert len(self.far.messages) == 1

    async def test_a_refusal_of_the_far_side_is_the_reply(self) -> None:
        self.far.script = Script.of(end_of_data="550-5.7.1 not\n550 5.7.1 by me  at all")
        before = len(self.gateway.events("message"))
        assert await self.send(mail("hello")) == b"550-5.7.1 not\r\n550 5.7.1 by me  at all\r\n"
        event = await self.event("message", before + 1)
        assert (event["verdict"], event["inbound_code"], event["upstream_code"]) == ("refused", 550, 550)

    async def test_the_log_line(self) -> None:
        before = len(self.gateway.events("message"))
        content = mail("hello", name="line", **{"X-MS-Exchange-Organization-Network-Message-Id": "n-1"})
        await self.send(content)
        event = await self.event("message", before + 1)
        assert list(event) == ["time", "level", "event", *FIELDS]
        assert (event["message_id"], event["network_message_id"]) == ("<line@interop.example>", "n-1")
        assert (event["peer"], event["tls"], event["helo"]) == ("127.0.0.1", "", "sender.rehearsal.example")
        assert event["far_end"] == f"127.0.0.1 [127.0.0.1]:{self.gateway.upstream_port}"
        assert event["size"] == len(content)
        # Addresses are not asked for, wherever they stand.
        assert "partner.example" not in json.dumps(event)
        assert "taken for <address>" in event["upstream_text"]
        times = [event[name] for name in ("t_receive", "t_inspect", "t_forward")]
        assert min(times) >= 0
        assert event["t_total"] >= max(times)
        assert f" id {event['transaction']};".encode() in self.far.messages[-1].content

    async def test_the_numbers_are_those_of_what_was_sent(self) -> None:
        before = await self.metrics()
        for body in ("hello", "hello again", CARD, "chain letter", "confidential"):
            await self.send(mail(body))
        await self.far.when_sessions_ended(len(self.far.sessions))
        after = await self.metrics()

        def grown(name: str) -> float:
            return after.get(name, 0) - before.get(name, 0)

        messages = {"passed": "allow", "blocked": "block", "discarded": "block"}
        counted = [grown(f'skygw_messages_total{{action="{a}",verdict="{v}"}}') for v, a in messages.items()]
        assert counted == [2, 1, 1]
        assert grown('skygw_messages_total{action="add_header",verdict="passed"}') == 1
        assert grown("skygw_message_octets_count") == 5
        assert grown("skygw_inspection_seconds_count") == 5
        assert grown('skygw_stage_seconds_count{stage="forward"}') == 3
        assert grown('skygw_upstream_connects_total{outcome="ok"}') == 5
        assert grown('skygw_sessions_ended_total{outcome="quit"}') == 5
        assert grown('skygw_replies_total{class="5yz",leg="inbound"}') == 1
        assert grown('skygw_replies_total{class="5yz",leg="upstream"}') == 0
        assert (after["skygw_sessions"], after["skygw_in_flight_octets"]) == (0, 0)
        assert after["skygw_log_lines_lost"] == 0
        assert after["skygw_workers"] >= 1

    async def test_the_health_pages(self) -> None:
        assert (await self.get("/healthz"))[0] == 200
        status, text = await self.get("/readyz")
        checks = {"listening": "ok", "stopping": "ok", "inspection": "ok"}
        told = json.loads(text)
        confined = told.pop("sandbox")
        assert (status, told) == (200, {"status": "ok", "checks": checks})
        in_force = {measure.partition("-")[0] for measure in confined["in_force"]}
        assert in_force | confined["lacking"].keys() == set(MEASURES)
        # The log and the metrics say the same.
        sandbox = await self.event("sandbox")
        assert sandbox["in_force"] == confined["in_force"]
        metrics = await self.metrics()
        for measure in MEASURES:
            assert metrics[f'skygw_sandbox{{measure="{measure}"}}'] == (measure in in_force)


class Clamd(Protocol):
    """Stands for ClamAV's daemon (INSTREAM): ``EICAR`` is bad."""

    def __init__(self) -> None:
        self._heard = b""

    def dataReceived(self, data: bytes) -> None:
        self._heard += data
        if self._heard.endswith(b"\0\0\0\0"):
            bad = b"EICAR" in self._heard
            self.transport.write(b"stream: Eicar-Signature FOUND\0" if bad else b"stream: OK\0")
            self.transport.loseConnection()


@pytest.fixture(scope="module")
def inspecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, int]]:
    """A gateway with the inspectors of docs/examples, and the port at which it looks for clamd."""
    points = {"sensitivity": "skygw_sensitivity:Sensitivity", "clamd": "skygw_clamd:Clamd"}
    folder = install(tmp_path_factory.mktemp("examples"), **points)
    port = free_port()
    gateway = Gateway(
        free_port(),
        {"inspection": {"inspectors": ["*"], "workers": 1}, "log": {"addresses": True, "subjects": True}},
        INSPECTED,
        path=[folder, EXAMPLES / "sensitivity", EXAMPLES / "clamd"],
        environment={"SKYGW_CLAMD": f"tcp:127.0.0.1:{port}"},
    )
    with gateway:
        yield gateway, port


class Inspectors(GatewayTest):
    """The two examples of docs/inspectors.md: one in the child, one that asks somebody."""

    @pytest.fixture(autouse=True)
    def _gateway(self, inspecting: tuple[Gateway, int]) -> None:
        self.gateway, self.clamd_port = inspecting

    async def daemon(self) -> None:
        endpoint = TCP4ServerEndpoint(reactor, self.clamd_port, interface=LOOPBACK)
        port = await endpoint.listen(Factory.forProtocol(Clamd))
        self.addCleanup(port.stopListening)

    async def test_what_they_find_counts(self) -> None:
        await self.daemon()
        assert await self.send(mail("EICAR")) == MALWARE
        assert self.far.messages == ()
        private = mail("hello", Sensitivity="private")
        assert (await self.send(private))[:3] == b"250"
        fields = self.content_of(self.far.messages[-1], private)
        assert fields == [b"X-Skygw-Scan: completed", b"X-Test-Private: yes"]

    async def test_nobody_to_ask(self) -> None:
        reply = await self.send(mail("hello"))
        assert reply == b"451 4.7.1 This message could not be checked now; please try again later\r\n"
        assert self.far.messages == ()
        failed = await self.event("inspection_failed", failure="failure", action="tempfail")
        assert "in clamd: ConnectionRefusedError" in failed["reason"]

    async def test_subjects_and_addresses_are_logged_where_that_is_wanted(self) -> None:
        await self.daemon()
        subject = "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?b?IGF1cyBLw7Zsbg==?="
        sender = await self.sender()
        sent = await sender.send(letter(mail("hello", subject, "subject"), BOB, b"eve@partner.example"))
        assert reply_of(sent)[:3] == b"250"
        event = await self.event("message", message_id="<subject@interop.example>")
        assert event["subject"] == "Grüße aus Köln"
        assert event["sender"] == ALICE.decode()
        assert event["recipients"] == [BOB.decode(), "eve@partner.example"]
