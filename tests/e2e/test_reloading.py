"""SIGHUP: new policies, certificates and settings, wholly or not at all, with no message lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from OpenSSL.crypto import X509
from twisted.internet.defer import Deferred
from twisted.internet.ssl import Certificate, optionsForClientTLS
from twisted.internet.threads import deferToThread

from skygw.rehearsal.sender import Sender
from tests.support import pki
from tests.support.e2e import GatewayTest, Hold, alive, install, letter, mail, policies, reply_of
from tests.support.gateway import Gateway
from tests.support.waiting import free_port, listens

pytestmark = pytest.mark.e2e

NAME = "gateway.interop.example"
def blocking(word: str) -> str:
    """A policy that blocks a word, and knows of messages that were held."""
    return policies(
        f"""
- name: Words
  mode: enforce
  rules:
    - severity: major
      any:
        - keyword: {word}
        - finding: {{type: {word}}}
  responses:
    major: {{action: block, text: "No {word}"}}
"""
    )["test.yaml"]


def refused(word: str) -> bytes:
    return f"550 5.7.1 No {word}\r\n".encode()


@pytest.fixture(scope="module")
def gateway(puppet: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    broken = install(tmp_path_factory.mktemp("broken"), words="tests.support.inspectors:Unprepared")
    gateway = Gateway(free_port(), path=[puppet, broken])
    describe(gateway, word="alpha")
    with gateway:
        yield gateway


def describe(child: Gateway, word: str, days: int = 90, **changes: dict[str, object]) -> None:
    """Set what its files are to say, before ``start`` or ``write``."""
    issued = pki.authority().issue(NAME, not_after=pki.NOW + timedelta(days=days))
    files = issued.write(child.folder)
    child.policies = {"test.yaml": blocking(word)}
    child.settings = {
        "inbound": {"certificate": files.certificate, "key": files.key},
        "inspection": {"inspectors": ["puppet"], "workers": 2},
        **changes,
    }


class Reloading(GatewayTest):
    @pytest.fixture(autouse=True)
    def _gateway(self, gateway: Gateway, puppet: Path, tmp_path: Path) -> None:
        self.gateway, self.puppet, self.folder = gateway, puppet, tmp_path

    def setUp(self) -> Deferred[None]:
        self.reloads = len(self.gateway.events("reloaded"))
        return super().setUp()

    async def change(self, word: str, days: int = 90, **changes: dict[str, object]) -> dict[str, object]:
        """New files and SIGHUP; gives the event once they are in force."""
        describe(self.gateway, word, days, **changes)
        self.gateway.write()
        self.gateway.reload()
        self.reloads += 1
        count = self.reloads
        return await self.until(lambda: self.reloaded(count), "the reload")

    def reloaded(self, count: int) -> dict[str, object] | None:
        events = self.gateway.events("reloaded")
        return events[count - 1] if len(events) >= count else None

    async def refuse(self) -> list[str]:
        """SIGHUP for files that are wrong; gives what the log says about them."""
        before = len(self.gateway.events("reload_refused"))
        self.gateway.reload()
        return list((await self.event("reload_refused", before + 1))["problems"])

    async def version(self) -> str:
        [name] = [name for name in await self.metrics() if name.startswith("skygw_policy_version{")]
        return name.partition('"')[2].partition('"')[0]

    async def tls_sender(self) -> tuple[Sender, X509]:
        """A session under TLS, and the certificate that was shown."""
        sender = await self.sender()
        root = Certificate.loadPEM(Path(pki.authority().write(self.folder / "root.pem")).read_text())
        assert (await sender.starttls(optionsForClientTLS(NAME, root))).code == 220
        assert (await sender.greet()).code == 250
        return sender, sender.transport.getPeerCertificate()

    # Policies

    async def test_new_policies_hold_and_the_old_children_end(self) -> None:
        await self.change("alpha")
        old, version = self.children(), await self.version()
        assert await self.send(mail("alpha")) == refused("alpha")
        event = await self.change("beta")
        assert event["policy_version"] != version
        assert await self.version() == event["policy_version"]
        assert await self.send(mail("beta")) == refused("beta")
        assert (await self.send(mail("alpha")))[:3] == b"250"
        await self.until(lambda: not alive(old), "the old children to end")
        assert len(self.children()) == len(old)

    async def test_a_message_that_is_judged_keeps_the_version_that_it_met(self) -> None:
        await self.change("alpha")
        old = self.children()
        hold = Hold(self.puppet)
        self.addCleanup(hold.forget)
        sender = await self.sender()
        sending = Deferred.fromCoroutine(sender.send(letter(hold.order)))
        await self.until(hold.begun, "the child to hold")
        await self.change("waited", headers={"scan": "X-New-Scan"})
        # Everything else is judged by the new one, and the old children are still here.
        assert await self.send(mail("waited")) == refused("waited")
        assert alive(old) == old
        hold.release()
        assert reply_of(await sending)[:3] == b"250"
        [message] = self.far.messages
        assert self.content_of(message, hold.order) == [b"X-Skygw-Scan: completed"]
        await self.until(lambda: not alive(old), "the old children to end")
        # The same session, the next message: the new version.
        assert reply_of(await sender.send(letter(mail("waited")))) == refused("waited")

    async def test_bad_policies_and_certificates_are_refused_with_every_reason(self) -> None:
        await self.change("alpha")
        children, version = self.children(), await self.version()
        describe(self.gateway, "beta", inbound={"certificate": "none.pem", "key": "none.key"})
        self.gateway.write()
        said = " | ".join(await self.refuse())
        assert "inbound.certificate" in said
        assert "inbound.key" in said

        describe(self.gateway, "beta")
        (self.gateway.folder / "policies" / "worse.yaml").write_text("version: 1\npolicies:\n  - nme: x\n")
        self.addCleanup((self.gateway.folder / "policies" / "worse.yaml").unlink)
        self.gateway.write()
        (self.gateway.folder / "skygw.pem").write_text("no certificate")
        said = " | ".join(await self.refuse())
        assert "worse.yaml" in said
        assert "inbound.certificate" in said

        assert await self.version() == version
        assert await self.send(mail("alpha")) == refused("alpha")
        assert (await self.send(mail("beta")))[:3] == b"250"
        assert self.children() == children

    async def test_children_that_cannot_start_leave_the_old_ones_in_force(self) -> None:
        await self.change("alpha")
        children = self.children()
        describe(self.gateway, "beta", inspection={"inspectors": ["puppet", "words"], "workers": 2})
        self.gateway.write()
        [problem] = await self.refuse()
        assert "words" in problem
        assert "no such table: /var/lib/words" in problem
        assert await self.send(mail("alpha")) == refused("alpha")
        await self.until(lambda: self.children() == children, "nothing else to be left")

    # Everything else

    async def test_settings_are_taken_and_what_needs_a_restart_is_said(self) -> None:
        port = free_port()
        event = await self.change(
            "alpha",
            gateway={
                "hostname": "new.interop.example",
                "max_message_octets": 70_000,
                "listen": [f"tcp:{port}:interface=127.0.0.1"],
            },
            log={"format": "json", "subjects": True},
            headers={"scan": "X-New-Scan", "received": False},
        )
        assert event["needs_restart"] == ["gateway.listen", "log.subjects"]
        assert not listens(port)
        sender = await self.sender()
        greeting = (await sender.greet()).raw
        assert greeting.startswith(b"250-new.interop.example\r\n")
        assert b"SIZE 61808\r\n" in greeting  # 8 KiB less: they are for our fields
        assert reply_of(await sender.send(letter(mail("x" * 900 + "\r\n") * 80)))[:3] == b"552"
        assert reply_of(await sender.send(letter(mail("hello"))))[:3] == b"250"
        assert self.far.messages[-1].content == b"X-New-Scan: completed\r\n" + mail("hello")
        assert (await self.change("alpha"))["needs_restart"] == []

    async def test_a_renewed_certificate(self) -> None:
        await self.change("alpha", days=90)
        before, shown = await self.tls_sender()
        described = await self.change("alpha", days=80)
        assert described["needs_restart"] == []
        _, renewed = await self.tls_sender()
        assert renewed.get_notAfter() < shown.get_notAfter()
        expiry = (await self.metrics())['skygw_certificate_expiry_seconds{leg="inbound"}']
        assert 79 * 86_400 < expiry < 80 * 86_400
        # A session that stands goes on as it is.
        assert reply_of(await before.send(letter(mail("hello"))))[:3] == b"250"
        assert b" with ESMTPS " in self.far.messages[-1].content

    async def test_a_certificate_that_expires_soon(self) -> None:
        await self.change("alpha", days=30)
        before = len(self.gateway.events("certificate_expiring"))
        await self.change("alpha", days=20)
        event = await self.event("certificate_expiring", before + 1)
        assert (event["leg"], event["file"]) == ("inbound", str(self.gateway.folder / "skygw.pem"))
        assert 19 <= event["days"] <= 20


class AgainAndAgain(GatewayTest):
    """A gateway of its own: nobody can tell when the last of many reloads is over."""

    @pytest.fixture(autouse=True)
    def _gateway(self, puppet: Path) -> None:
        self.gateway = Gateway(free_port(), path=[puppet])
        describe(self.gateway, "alpha")

    async def test_while_one_is_under_way_the_next_is_remembered(self) -> None:
        await deferToThread(self.gateway.start)
        self.addCleanup(self.gateway.kill)
        for word in ("beta", "gamma", "delta"):
            describe(self.gateway, word)
            self.gateway.write()
            self.gateway.reload()
        await self.event("reloaded")
        while await self.send(mail("delta")) != refused("delta"):
            pass
        await self.until(lambda: len(self.children()) == 3, "one fork server and two children")
