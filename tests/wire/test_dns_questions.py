"""Questions to a DNS server on the loopback interface, by UDP as they go out in practice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twisted.internet import reactor
from twisted.internet.protocol import DatagramProtocol
from twisted.names import dns, server
from twisted.names.authority import FileAuthority
from twisted.trial.unittest import TestCase

from skygw.net.dns import Address, Addresses


class Zone(FileAuthority):
    """contoso.example with two mail hosts, in memory."""

    def loadFile(self, filename: object) -> None:
        soa = dns.Record_SOA(mname="ns.contoso.example", rname="x.contoso.example", serial=1, ttl=60)
        self.soa = (b"contoso.example", soa)
        self.records = {
            b"contoso.example": [
                soa,
                dns.Record_MX(20, "b.contoso.example"),
                dns.Record_MX(10, "a.contoso.example"),
            ],
            b"a.contoso.example": [dns.Record_A("192.0.2.1"), dns.Record_AAAA("2001:db8::1")],
            b"b.contoso.example": [dns.Record_A("192.0.2.2")],
        }


class QuestionTestCase(TestCase):
    timeout = 30

    def setUp(self) -> None:
        factory = server.DNSServerFactory(authorities=[Zone("unused")])
        self.port = self.listen(dns.DNSDatagramProtocol(factory))

    def listen(self, protocol: DatagramProtocol) -> int:
        udp: Any = reactor
        port = udp.listenUDP(0, protocol, interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        number: int = port.getHost().port
        return number

    def addresses(self, port: int, timeout: float = 10.0) -> Addresses:
        hosts = Path("/nonexistent")
        return Addresses(reactor, servers=[("127.0.0.1", port)], hosts=hosts, timeout=timeout)

    async def test_mail_hosts_in_order_with_both_families(self) -> None:
        resolution = await self.addresses(self.port).resolve("contoso.example", families=("ipv6", "ipv4"))
        assert resolution.addresses == (
            Address("2001:db8::1", "ipv6", "a.contoso.example"),
            Address("192.0.2.1", "ipv4", "a.contoso.example"),
            Address("192.0.2.2", "ipv4", "b.contoso.example"),
        )

    async def test_a_name_that_is_not_there(self) -> None:
        resolution = await self.addresses(self.port).resolve("absent.contoso.example")
        assert resolution.error == "absent.contoso.example: absent.contoso.example: no such name in DNS"

    async def test_a_server_that_is_silent(self) -> None:
        addresses = self.addresses(self.listen(DatagramProtocol()), timeout=0.2)
        resolution = await addresses.resolve("contoso.example", mx=False)
        assert "no answer from DNS" in resolution.error
