"""From the host of a far side to the addresses to try, over a scripted DNS."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet import defer
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.task import Clock
from twisted.names import dns, error
from twisted.python.failure import Failure

from skygw.net.dns import MAX_ADDRESSES, MAX_EXCHANGES, Address, Addresses, Resolution

TTL = 60


@attrs.define
class ScriptedDns:
    """Answers from a dictionary; what is not in it does not exist; a `Deferred` in it is answered later."""

    answers: dict[tuple[str, str], Any]
    asked: list[tuple[str, str]] = attrs.field(factory=list)

    def lookupMailExchange(self, name: str, timeout: object) -> Deferred[Any]:
        return self._look_up("MX", name)

    def lookupAddress(self, name: str, timeout: object) -> Deferred[Any]:
        return self._look_up("A", name)

    def lookupIPV6Address(self, name: str, timeout: object) -> Deferred[Any]:
        return self._look_up("AAAA", name)

    def _look_up(self, kind: str, name: str) -> Deferred[Any]:
        self.asked.append((kind, name))
        answer = self.answers.get((kind, name), error.DNSNameError("no such name"))
        if isinstance(answer, Deferred):
            return answer
        return defer.fail(answer) if isinstance(answer, Exception) else defer.succeed((answer, [], []))


def mx(*entries: tuple[int, str], ttl: int = TTL) -> list[dns.RRHeader]:
    return [header(dns.MX, dns.Record_MX(preference, host, ttl), ttl) for preference, host in entries]


def a(*addresses: str, ttl: int = TTL) -> list[dns.RRHeader]:
    return [header(dns.A, dns.Record_A(address, ttl), ttl) for address in addresses]


def aaaa(*addresses: str) -> list[dns.RRHeader]:
    return [header(dns.AAAA, dns.Record_AAAA(address, TTL), TTL) for address in addresses]


def header(kind: int, payload: Any, ttl: int) -> dns.RRHeader:
    return dns.RRHeader("ignored.example", kind, dns.IN, ttl, payload)


class Setting:
    """An `Addresses` with a clock, a scripted DNS and a hosts file."""

    def __init__(self, tmp_path: Path, answers: dict[tuple[str, str], Any], hosts: str = "") -> None:
        self.clock = Clock()
        self.dns = ScriptedDns(answers)
        (tmp_path / "hosts").write_text(hosts)
        self.addresses = Addresses(
            self.clock, resolver=self.dns, hosts=tmp_path / "hosts", shuffle=list.reverse, timeout=10
        )

    def begin(self, host: str, **wanted: Any) -> Deferred[Resolution]:
        return Deferred.fromCoroutine(self.addresses.resolve(host, **wanted))

    def resolve(self, host: str, **wanted: Any) -> Resolution:
        results: list[Any] = []
        self.begin(host, **wanted).addBoth(results.append)
        (result,) = results
        assert isinstance(result, Resolution), result
        assert bool(result.addresses) is not bool(result.error)
        return result

    def hosts(self, host: str, **wanted: Any) -> list[str]:
        return [address.host for address in self.resolve(host, **wanted).addresses]


Make = Callable[..., Setting]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda answers=None, hosts="": Setting(tmp_path, answers or {}, hosts)


LITERALS = [
    ("192.0.2.1", Address("192.0.2.1", "ipv4", "192.0.2.1")),
    ("[192.0.2.1]", Address("192.0.2.1", "ipv4", "[192.0.2.1]")),
    ("2001:DB8::1", Address("2001:db8::1", "ipv6", "2001:DB8::1")),
    ("[IPv6:2001:db8::1]", Address("2001:db8::1", "ipv6", "[IPv6:2001:db8::1]")),
]


@pytest.mark.parametrize(("host", "expected"), LITERALS)
def test_an_address_stands_for_itself(make: Make, host: str, expected: Address) -> None:
    setting = make()
    assert setting.resolve(host, families=("ipv4",)) == Resolution((expected,))
    assert setting.dns.asked == []


def test_mx_hosts_come_by_preference_and_equal_ones_shuffled(make: Make) -> None:
    setting = make(
        {
            ("MX", "contoso.example"): mx((20, "c.example"), (10, "a.example"), (10, "b.example")),
            ("A", "a.example"): a("192.0.2.1"),
            ("A", "b.example"): a("192.0.2.2"),
            ("A", "c.example"): a("192.0.2.3"),
        }
    )
    # The shuffle of these tests turns a list round.
    assert setting.resolve("Contoso.Example.").addresses == (
        Address("192.0.2.2", "ipv4", "b.example"),
        Address("192.0.2.1", "ipv4", "a.example"),
        Address("192.0.2.3", "ipv4", "c.example"),
    )


def test_a_name_without_mx_stands_for_itself(make: Make) -> None:
    setting = make({("MX", "h.example"): [], ("A", "h.example"): a("192.0.2.1")})
    assert setting.hosts("h.example") == ["192.0.2.1"]


def test_a_name_that_dns_denies_for_mx_is_still_asked_for_an_address(make: Make) -> None:
    """Some load balancers answer NXDOMAIN to every type that they do not know."""
    assert make({("A", "h.example"): a("192.0.2.1")}).hosts("h.example") == ["192.0.2.1"]


def test_mx_can_be_left_out(make: Make) -> None:
    setting = make({("MX", "h.example"): mx((1, "m.example")), ("A", "h.example"): a("192.0.2.1")})
    assert setting.hosts("h.example", mx=False) == ["192.0.2.1"]
    assert setting.dns.asked == [("A", "h.example")]


def test_families_in_their_order(make: Make) -> None:
    setting = make({("A", "h.example"): a("192.0.2.1"), ("AAAA", "h.example"): aaaa("2001:db8::1")})
    assert setting.hosts("h.example", mx=False) == ["192.0.2.1"]
    both = setting.resolve("h.example", mx=False, families=("ipv6", "ipv4"))
    assert [(x.host, x.family) for x in both.addresses] == [("2001:db8::1", "ipv6"), ("192.0.2.1", "ipv4")]


def test_several_addresses_of_a_host_are_shuffled(make: Make) -> None:
    setting = make({("A", "h.example"): a("192.0.2.1", "192.0.2.2")})
    assert setting.hosts("h.example", mx=False) == ["192.0.2.2", "192.0.2.1"]


def test_other_records_in_an_answer_are_passed_over(make: Make) -> None:
    alias = header(dns.CNAME, dns.Record_CNAME("x.example"), TTL)
    setting = make({("A", "h.example"): [alias, *a("192.0.2.1")]})
    assert setting.hosts("h.example", mx=False) == ["192.0.2.1"]


def test_one_mx_host_without_an_address_does_not_stop_the_others(make: Make) -> None:
    setting = make(
        {
            ("MX", "h.example"): mx((1, "gone.example"), (2, "sick.example"), (3, "here.example")),
            ("A", "sick.example"): error.DNSServerError("SERVFAIL"),
            ("A", "here.example"): a("192.0.2.1"),
        }
    )
    assert setting.hosts("h.example") == ["192.0.2.1"]


def test_an_mx_that_is_an_address_is_taken_as_it_is(make: Make) -> None:
    assert make({("MX", "h.example"): mx((1, "192.0.2.9"))}).hosts("h.example") == ["192.0.2.9"]


ERRORS = [
    ({}, "no such name in DNS"),
    ({("MX", "h.example"): mx((0, ""))}, "it takes no mail (null MX, RFC 7505)"),
    ({("MX", "h.example"): mx((0, "a b.example"))}, "or its MX names no host"),
    ({("MX", "h.example"): error.DNSServerError("x")}, "the DNS server failed (DNSServerError)"),
    ({("MX", "h.example"): error.DNSQueryRefusedError("x")}, "the DNS server refuses to answer"),
    ({("MX", "h.example"): defer.TimeoutError("x")}, "no answer from DNS"),
    ({("MX", "h.example"): error.DNSQueryTimeoutError(7)}, "no answer from DNS"),
    ({("MX", "h.example"): OSError("Network is unreachable")}, "cannot be reached: Network is unreachable"),
    ({("MX", "h.example"): [], ("A", "h.example"): []}, "no ipv4 address"),
    ({("MX", "h.example"): mx((1, "m.example"))}, "m.example: no such name in DNS"),
]


@pytest.mark.parametrize(("answers", "text"), ERRORS)
def test_what_goes_wrong_is_a_text(make: Make, answers: dict[tuple[str, str], Any], text: str) -> None:
    resolution = make(answers).resolve("h.example")
    assert resolution.addresses == ()
    assert resolution.error.startswith("h.example: ")
    assert text in resolution.error


def test_a_doubt_about_mx_is_not_an_absence_of_mx(make: Make) -> None:
    """Mail must not go to the name itself because a server for MX was down (RFC 5321, section 5.1)."""
    setting = make({("MX", "h.example"): error.DNSServerError("x"), ("A", "h.example"): a("192.0.2.1")})
    assert setting.resolve("h.example").addresses == ()


def test_a_resolver_that_raises_is_an_error(make: Make) -> None:
    setting = make({("A", "h.example"): [None]})  # no record: the scripted DNS passes it on, we stumble
    assert "the DNS server failed" in setting.resolve("h.example", mx=False).error
    setting.addresses._fixed_resolver = object()
    assert "the DNS server failed (AttributeError)" in setting.resolve("g.example", mx=False).error


@pytest.mark.parametrize("host", ["", "a..b", "a b", "x" * 64, ".".join(["x" * 60] * 5), "ä" * 70])
def test_what_cannot_be_a_name_is_not_asked_for(make: Make, host: str) -> None:
    setting = make()
    assert setting.resolve(host).error == f"{host!r} is not a host name"
    assert setting.dns.asked == []


def test_an_international_name(make: Make) -> None:
    setting = make({("A", "xn--mnchen-3ya.example"): a("192.0.2.1")})
    assert setting.hosts("München.example", mx=False) == ["192.0.2.1"]


def test_bounds(make: Make) -> None:
    exchanges = [(number, f"m{number}.example") for number in range(30)]
    answers: dict[tuple[str, str], Any] = {("MX", "h.example"): mx(*exchanges)}
    for number in range(30):
        answers["A", f"m{number}.example"] = a(*(f"192.0.{number}.{last}" for last in range(1, 6)))
    setting = make(answers)
    assert len(setting.hosts("h.example")) == MAX_ADDRESSES
    assert sum(kind == "A" for kind, _ in setting.dns.asked) == MAX_EXCHANGES


# -- /etc/hosts


def test_a_name_in_the_hosts_file_is_not_asked_for(make: Make) -> None:
    setting = make({}, hosts="# far side\n192.0.2.7 far.example far\n2001:db8::7 far.example\n")
    assert setting.hosts("FAR.example") == ["192.0.2.7"]
    assert setting.hosts("far") == ["192.0.2.7"]
    assert setting.hosts("far.example", families=("ipv6", "ipv4")) == ["2001:db8::7", "192.0.2.7"]
    assert setting.dns.asked == []


def test_an_mx_host_in_the_hosts_file(make: Make) -> None:
    setting = make({("MX", "h.example"): mx((1, "far.example"))}, hosts="192.0.2.7 far.example\n")
    assert setting.hosts("h.example") == ["192.0.2.7"]


def test_localhost_needs_no_file(make: Make) -> None:
    setting = make()
    assert setting.hosts("localhost") == ["127.0.0.1"]
    assert setting.hosts("mx.localhost", families=("ipv6",)) == ["::1"]
    assert setting.dns.asked == []


def test_localhost_is_not_asked_for_whatever_the_file_says(make: Make) -> None:
    setting = make({}, hosts="127.0.0.1 localhost\n")
    assert setting.hosts("localhost", families=("ipv6",)) == ["::1"]
    assert setting.dns.asked == []


def test_a_hosts_file_that_is_not_there(tmp_path: Path) -> None:
    scripted = ScriptedDns({("A", "h.example"): a("192.0.2.1")})
    addresses = Addresses(Clock(), resolver=scripted, hosts=tmp_path / "absent")
    results: list[Any] = []
    Deferred.fromCoroutine(addresses.resolve("h.example", mx=False)).addBoth(results.append)
    assert results == [Resolution((Address("192.0.2.1", "ipv4", "h.example"),))]


# -- time


LIVES = [(0, 5), (2, 5), (60, 60), (86_400, 300)]


@pytest.mark.parametrize(("ttl", "kept"), LIVES)
def test_answers_are_kept_as_long_as_they_live_within_bounds(make: Make, ttl: int, kept: int) -> None:
    setting = make({("A", "h.example"): a("192.0.2.1", ttl=ttl)})
    for advance, expected in ((0, 1), (kept - 0.1, 1), (0.2, 2)):
        setting.clock.advance(advance)
        assert setting.hosts("h.example", mx=False) == ["192.0.2.1"]
        assert len(setting.dns.asked) == expected


def test_that_a_name_is_not_there_is_kept_shortly(make: Make) -> None:
    setting = make()
    setting.resolve("h.example", mx=False)
    setting.resolve("h.example", mx=False)
    assert len(setting.dns.asked) == 1
    setting.clock.advance(5.1)
    setting.resolve("h.example", mx=False)
    assert len(setting.dns.asked) == 2


def test_a_failure_is_not_kept(make: Make) -> None:
    setting = make({("A", "h.example"): error.DNSServerError("x")})
    setting.resolve("h.example", mx=False)
    setting.dns.answers["A", "h.example"] = a("192.0.2.1")
    assert setting.hosts("h.example", mx=False) == ["192.0.2.1"]


def test_the_cache_is_bounded(make: Make) -> None:
    setting = make({("A", f"h{number}.example"): a("192.0.2.1") for number in range(1001)})
    for number in range(1001):
        setting.hosts(f"h{number}.example", mx=False)
    assert len(setting.addresses._cache) == 1


def test_no_answer_within_the_time(make: Make) -> None:
    setting = make({("A", "h.example"): Deferred()})
    results: list[Resolution] = []
    setting.begin("h.example", mx=False).addCallback(results.append)
    setting.clock.advance(9.9)
    assert results == []
    setting.clock.advance(0.2)
    assert results == [Resolution(error="h.example: no answer from DNS within 10 s")]
    assert setting.clock.getDelayedCalls() == []


def test_an_answer_in_time_leaves_no_timer(make: Make) -> None:
    setting = make({("A", "h.example"): a("192.0.2.1")})
    setting.hosts("h.example", mx=False)
    assert setting.clock.getDelayedCalls() == []


def test_who_asks_the_same_at_the_same_time_shares_the_question(make: Make) -> None:
    late: Deferred[Any] = Deferred()
    setting = make({("A", "h.example"): late})
    results: list[Resolution] = []
    for _ in range(3):
        setting.begin("h.example", mx=False).addCallback(results.append)
    assert len(setting.dns.asked) == 1
    late.callback((a("192.0.2.1"), [], []))
    assert [resolution.addresses[0].host for resolution in results] == ["192.0.2.1"] * 3


def test_a_caller_that_goes_away_takes_nothing_from_the_others(make: Make) -> None:
    late: Deferred[Any] = Deferred()
    setting = make({("A", "h.example"): late})
    gone, stays = setting.begin("h.example", mx=False), setting.begin("h.example", mx=False)
    failures: list[Failure] = []
    results: list[Resolution] = []
    gone.addErrback(failures.append)
    stays.addCallback(results.append)
    gone.cancel()
    assert failures[0].check(CancelledError)
    late.callback((a("192.0.2.1"), [], []))
    assert results[0].addresses[0].host == "192.0.2.1"
    assert setting.clock.getDelayedCalls() == []


@given(st.text(max_size=80))
def test_any_text_is_an_answer_or_an_error(host: str) -> None:
    addresses = Addresses(Clock(), resolver=ScriptedDns({}), hosts=Path("/nonexistent"))
    results: list[Any] = []
    Deferred.fromCoroutine(addresses.resolve(host)).addBoth(results.append)
    assert isinstance(results[0], Resolution), results


def test_the_servers_of_the_system_are_read_anew(tmp_path: Path) -> None:
    conf = tmp_path / "resolv.conf"
    addresses = Addresses(Clock(), resolv_conf=conf)
    conf.write_text("nameserver 192.0.2.53\n")
    first = addresses._resolver()
    assert first.servers == [("192.0.2.53", 53)]
    assert addresses._resolver() is first
    conf.write_text("nameserver 192.0.2.54\n")
    assert addresses._resolver().servers == [("192.0.2.54", 53)]


def test_configured_servers_come_before_those_of_the_system() -> None:
    clock = Clock()
    assert Addresses(clock, servers=[("192.0.2.1", 5353)])._resolver().servers == [("192.0.2.1", 5353)]
    assert clock.getDelayedCalls() == []  # twisted.names would leave a timer for resolv.conf


def test_no_socket_is_opened_for_what_is_known(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    assert make().hosts("localhost") == ["127.0.0.1"]
