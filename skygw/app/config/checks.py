"""What no key can know by itself: checks over several keys, over files and over the machine."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import attrs

from skygw.app.config import files
from skygw.app.config.legs import LOOPBACK, Inbound, Upstream
from skygw.app.config.model import Config
from skygw.app.config.values import is_literal
from skygw.errors import Problem

# What a session costs in descriptors: its two legs; the rest is children, listeners, logs, memfds.
_DESCRIPTORS_PER_SESSION = 2
_DESCRIPTORS_BESIDE = 256


@attrs.frozen
class Complaint:
    """A problem, and the other keys that it was worked out from: if one of them is broken, it is moot."""

    problem: Problem
    also: tuple[str, ...] = ()


def problems(config: Config) -> Iterator[Complaint]:
    """Everything for which the gateway must not start."""
    yield from _gateway(config)
    yield from _inbound(config.inbound)
    yield from _upstream(config.upstream)
    for found in files.problems_of_folder("policy.directory", config.policy.directory):
        yield Complaint(found)


def warnings(config: Config) -> Iterator[Problem]:
    """What an operator should hear although the gateway starts."""
    gateway, inbound, upstream = config.gateway, config.inbound, config.upstream
    if not config.tenant.proof:
        yield Problem(
            "tenant.proof",
            "senders are not asked to prove whose tenant they are",
            "let nobody but your Exchange reach the gateway: inbound.allowed_networks, a firewall",
        )
    if not config.tenant.domains:
        yield Problem(
            "tenant.domains",
            "no domain is ours, so policies cannot say internal or external",
            "name your domains",
        )
    if "." not in gateway.hostname.rstrip(".") and not is_literal(gateway.hostname):
        yield Problem(
            "gateway.hostname",
            f"{gateway.hostname} is not fully qualified; some servers refuse that in EHLO",
            'write a name such as "dlp.contoso.com"',
        )
    if upstream.tls != "required":
        yield Problem("upstream.tls", "mail may go to the far server in clear text", 'write tls = "required"')
    if not inbound.require_tls and inbound.allowed_networks != LOOPBACK:
        yield Problem(
            "inbound.require_tls",
            "mail may come in clear text from other machines",
            "write require_tls = true",
        )
    if inbound.client_names and not inbound.require_tls:
        reason = "who comes without TLS can show none, and is answered 451 4.7.1"
        yield Problem("inbound.client_names", reason, "write require_tls = true")
    yield from _descriptors(gateway.max_sessions)


def _descriptors(max_sessions: int) -> Iterator[Problem]:
    needed = max_sessions * _DESCRIPTORS_PER_SESSION + _DESCRIPTORS_BESIDE
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        yield Problem(
            "gateway.max_sessions",
            f"{max_sessions} sessions need {needed} open files, and this process may have {soft}",
            f"raise the limit (LimitNOFILE={needed} in the systemd unit, ulimit -n) or lower max_sessions",
        )


def _gateway(config: Config) -> Iterator[Complaint]:
    gateway = config.gateway
    if config.memory_budget_octets < 2 * gateway.max_message_octets:
        budget, largest = config.memory_budget_octets, gateway.max_message_octets
        source = "the budget" if gateway.memory_budget_octets else "a quarter of this machine's memory"
        reason = f"{source} is {budget} octets, less than twice max_message_octets ({largest})"
        remedy = f"lower max_message_octets to {budget // 2} or raise memory_budget_octets to {2 * largest}"
        yield Complaint(
            Problem("gateway.memory_budget_octets", reason, remedy), ("gateway.max_message_octets",)
        )
    if gateway.max_sessions_per_address > gateway.max_sessions and gateway.max_sessions_per_address != 200:
        yield Complaint(
            Problem(
                "gateway.max_sessions_per_address",
                f"{gateway.max_sessions_per_address} is more than max_sessions ({gateway.max_sessions})",
                "lower it or raise max_sessions",
            ),
            ("gateway.max_sessions",),
        )
    for name in ("inspection", "budget_wait"):
        if getattr(gateway.timeouts, name) >= gateway.timeouts.final_reply:
            yield _order(name, "final_reply", "the answer would always come too late")
    if gateway.timeouts.inspection > gateway.timeouts.inspection_hard:
        yield _order(
            "inspection", "inspection_hard", "the work would be killed before the sender is answered"
        )


def _order(lower: str, upper: str, why: str) -> Complaint:
    problem = Problem(
        f"gateway.timeouts.{lower}",
        f"must be less than gateway.timeouts.{upper}: {why}",
        f"lower it or raise {upper}",
    )
    return Complaint(problem, (f"gateway.timeouts.{upper}",))


def _inbound(leg: Inbound) -> Iterator[Complaint]:
    if leg.require_tls and not (leg.certificate or leg.key):
        yield Complaint(
            Problem(
                "inbound.require_tls",
                "TLS is required and there is no certificate",
                "set certificate and key",
            ),
            ("inbound.certificate", "inbound.key"),
        )
    if leg.client_names and leg.client_ca is None:
        yield Complaint(
            Problem(
                "inbound.client_names",
                "names are asked of clients, and client_ca is not set",
                "set client_ca",
            ),
            ("inbound.client_ca",),
        )
    if leg.client_ca is not None and not (leg.certificate or leg.key):
        yield Complaint(
            Problem(
                "inbound.client_ca",
                "clients cannot show a certificate without TLS",
                "set certificate and key",
            ),
            ("inbound.certificate", "inbound.key"),
        )
    if leg.client_ca is not None:
        yield from map(Complaint, files.problems_of_file("inbound.client_ca", leg.client_ca))
    yield from _pair("inbound", leg)


def _upstream(leg: Upstream) -> Iterator[Complaint]:
    if not leg.host:
        yield Complaint(
            Problem(
                "upstream.host",
                "not set: there is nobody to hand mail to",
                'write the name of your Exchange Online endpoint, "<domain>.mail.protection.outlook.com"',
            )
        )
    if leg.tls == "required" and is_literal(leg.host) and not leg.verify_name:
        yield Complaint(
            Problem(
                "upstream.verify_name",
                "host is an address, and the certificate is checked by name",
                "set verify_name to the name in the far server's certificate",
            ),
            ("upstream.host", "upstream.tls"),
        )
    if leg.bind and ("ipv6" if ":" in leg.bind else "ipv4") not in leg.families:
        yield Complaint(
            Problem(
                "upstream.bind",
                f"{leg.bind} is of no family in families",
                "add its family or change the address",
            ),
            ("upstream.families",),
        )
    if leg.ca is not None:
        yield from map(Complaint, files.problems_of_file("upstream.ca", leg.ca))
    yield from _pair("upstream", leg)


def _pair(name: str, leg: Inbound | Upstream) -> Iterator[Complaint]:
    """A certificate and its key: both or none, and both can be read."""
    for have, lack in (("certificate", "key"), ("key", "certificate")):
        if getattr(leg, have) is not None and getattr(leg, lack) is None:
            yield Complaint(
                Problem(f"{name}.{lack}", f"not set, although {have} is", f"set {lack}, or leave out both"),
                (f"{name}.{have}",),
            )
    if leg.certificate is not None:
        yield from map(Complaint, files.problems_of_file(f"{name}.certificate", leg.certificate))
    if leg.key is not None:
        yield from map(Complaint, files.problems_of_secret(f"{name}.key", leg.key))
