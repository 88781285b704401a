"""``skygw demo``: a real gateway between a scripted sender and the rehearsal far server.

Everything runs on the loopback interface, on ports that the system chooses, in a folder that is removed
afterwards.  The gateway is a child process, ``twistd -n skygw``, as an operator would start it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import click
from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as DeferredTimeoutError
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint
from twisted.internet.error import ConnectError
from twisted.internet.task import deferLater

import skygw
from skygw.rehearsal import FarServer
from skygw.rehearsal.child import Child
from skygw.rehearsal.samples import PARTNER, POLICIES, SENDER, Sample, far_script, samples
from skygw.rehearsal.sender import Sender, SenderError
from skygw.rehearsal.transcript import Transcript, escape
from skygw.rehearsal.trial import Result, prepended, try_out

LOOPBACK = "127.0.0.1"
#: Seconds for the gateway to come up: it starts its inspection children, on slow machines too.
START_PATIENCE = 90.0
#: Seconds for the log line of a message, which is written after the reply.
LOG_PATIENCE = 10.0
MESSAGE_OCTETS = 32 * 1024 * 1024

CONFIGURATION = """\
[gateway]
hostname = "gateway.contoso.example"
listen = ["tcp:{port}:interface=127.0.0.1"]
max_message_octets = {message_octets}
memory_budget_octets = {budget_octets}

[upstream]
host = "127.0.0.1"
port = {far_port}
tls = "off"

[tenant]
domains = ["contoso.example"]
proof = []

[inspection]
workers = 1

[policy]
directory = "policies"

[metrics]
listen = []

[log]
format = "json"
"""

_ROW = "{:<6} {:<22} {:<12} {:<54} {}"


class NotUpError(Exception):
    """The gateway did not come up; the text says what is known."""


@click.command()
@click.option("--keep", is_flag=True, help="Leave it running after the samples, until ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON object a line instead of the table.")
def demo(keep: bool, as_json: bool) -> None:
    """Send sample messages through a gateway of its own, and compare what becomes of them.

    Exit code 0 if everything was as expected, else 1.
    """
    # Here and not above: importing it installs it, and other commands choose theirs by configuration.
    from twisted.internet import reactor

    show = Demo(reactor, keep, as_json)
    show.run()
    sys.exit(0 if show.as_expected else 1)


class Demo:
    """One run: far server here, gateway as a child, samples, table, end."""

    def __init__(self, reactor: Any, keep: bool, as_json: bool) -> None:
        self.as_expected = False
        self._reactor = reactor
        self._keep = keep
        self._as_json = as_json
        self._folder = Path(tempfile.mkdtemp(prefix="skygw-demo-"))
        self._transcript = Transcript(self._write_session)
        self._talkative = False
        self._far = FarServer(reactor, far_script(), observers=[self._transcript])
        self._verdicts = Verdicts(reactor)
        self._gateway: Child | None = None

    def run(self) -> None:
        """The whole run; ``as_expected`` tells how it went.  Returns when everything is stopped."""
        self._reactor.addSystemEventTrigger("before", "shutdown", lambda: Deferred.fromCoroutine(self._end()))
        self._reactor.callWhenRunning(lambda: Deferred.fromCoroutine(self._main()))
        try:
            self._reactor.run()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _main(self) -> None:
        try:
            await self._show()
        except BrokenPipeError:
            pass  # nobody reads the table any more
        except NotUpError as error:
            self._tell(str(error))
        except Exception as error:  # the one place where the unexpected is told
            self._tell(f"the demo failed: {type(error).__name__}: {error}")
            self._tell_output()
        finally:
            if self._reactor.running:
                self._reactor.stop()

    async def _show(self) -> None:
        any_port = TCP4ServerEndpoint(self._reactor, 0, interface=LOOPBACK)  # type: ignore[no-untyped-call]
        far_port = await self._far.listen(any_port)
        self._tell(f"far server that plays Exchange: {LOOPBACK}:{far_port}")
        port = await self._start_gateway(far_port)
        gateway = TCP4ClientEndpoint(self._reactor, LOOPBACK, port)
        if not self._as_json:
            click.echo()
            click.echo(_ROW.format("", "message", "verdict", "SMTP reply seen by the sender", "what arrived"))
        results = []
        for sample in samples():
            result = await try_out(sample, gateway, self._far, self._reactor)
            event = await self._verdicts.of(sample) if sample.action else {}
            result = _with_verdict(result, event)
            self._tell_result(result, event)
            results.append(result)
        self.as_expected = all(result.as_expected for result in results) and not self._far.unfinished
        self._tell_summary(results)
        if self._keep:
            await self._stay(port)

    # -- the gateway -----------------------------------------------------------------------------------

    async def _start_gateway(self, far_port: int) -> int:
        port = free_port()
        config = write_configuration(self._folder, port, far_port)
        command = [*twistd(), "-n", "--pidfile=", "skygw", "--config", str(config)]
        self._tell(f"gateway: {' '.join(command)}")
        self._gateway = Child.start(
            self._reactor, command, self._folder, environment(), heard=self._verdicts.heard
        )
        await self._until_up(self._gateway, port)
        self._tell(f"gateway is up: {LOOPBACK}:{port}, process {self._gateway.pid}")
        return port

    async def _until_up(self, gateway: Child, port: int) -> None:
        """Return once the gateway greets, which it does only when the far leg stands."""
        until = self._reactor.seconds() + START_PATIENCE
        while self._reactor.seconds() < until:
            if not gateway.alive:
                self._tell_output()
                raise NotUpError(f"the gateway ended: {await gateway.exited}")
            if await greets(self._reactor, port):
                return
            await deferLater(self._reactor, 0.2)
        self._tell_output()
        raise NotUpError(f"the gateway did not come up within {START_PATIENCE:g} s")

    async def _stay(self, port: int) -> None:
        self._talkative = True
        self._tell("")
        self._tell(f"The gateway stays at {LOOPBACK}:{port}; its files are in {self._folder}")
        self._tell("Send to it, for instance:")
        sender, partner = SENDER.decode("ascii"), PARTNER.decode("ascii")
        self._tell(f"  swaks --server {LOOPBACK}:{port} --from {sender} --to {partner} --body 'My Visa: ...'")
        self._tell(f"  curl smtp://{LOOPBACK}:{port} --mail-from {sender} --mail-rcpt {partner} -T FILE.eml")
        self._tell("What the far server gets is shown below. Ctrl-C ends everything.")
        await Deferred[None]()

    async def _end(self) -> None:
        if self._gateway is not None and self._gateway.alive:
            await self._gateway.stop()
        await self._far.stop()

    # -- telling ---------------------------------------------------------------------------------------

    def _tell(self, text: str) -> None:
        click.echo(text, err=self._as_json)

    def _tell_output(self) -> None:
        for line in list(self._gateway.lines)[-40:] if self._gateway is not None else []:
            self._tell(f"  gateway: {escape(line)}")

    def _tell_result(self, result: Result, event: dict[str, Any]) -> None:
        facts = facts_of(result, event)
        if self._as_json:
            click.echo(json.dumps(facts))
            return
        mark = "ok" if result.as_expected else "WRONG"
        reply = facts["reply"] if len(facts["reply"]) <= 54 else facts["reply"][:51] + "..."
        click.echo(_ROW.format(mark, facts["message"], facts["verdict"], reply, facts["arrived"]))
        for problem in result.problems:
            click.echo(f"       {problem}")

    def _tell_summary(self, results: Iterable[Result]) -> None:
        every = list(results)
        wrong = sum(not result.as_expected for result in every)
        self._tell("")
        if self._far.unfinished:
            self._tell(f"{len(self._far.unfinished)} message(s) never came to their end at the far server")
        self._tell(f"{len(every)} messages, {len(every) - wrong} as expected, {wrong} not")

    def _write_session(self, text: str) -> None:
        if self._talkative:
            self._tell(text)


@attrs.define
class Verdicts:
    """The gateway's own log lines about messages, by Message-ID."""

    _clock: Any
    _events: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    _waiting: dict[str, Deferred[dict[str, Any]]] = attrs.field(factory=dict)

    def heard(self, line: bytes) -> None:
        """Take one line of the gateway's standard output."""
        try:
            event = json.loads(line)
        except ValueError:
            return
        if not isinstance(event, dict) or event.get("event") != "message":
            return
        name = str(event.get("message_id", "")).strip("<>")
        self._events[name] = event
        waiting = self._waiting.pop(name, None)
        if waiting is not None:
            waiting.callback(event)

    async def of(self, sample: Sample) -> dict[str, Any]:
        """The line about ``sample``; empty if none comes."""
        name = sample.message_id.decode("ascii").strip("<>")
        if name in self._events:
            return self._events[name]
        waiting: Deferred[dict[str, Any]] = Deferred()
        self._waiting[name] = waiting
        try:
            return await waiting.addTimeout(LOG_PATIENCE, self._clock)
        except DeferredTimeoutError:
            self._waiting.pop(name, None)
            return {}


def facts_of(result: Result, event: dict[str, Any]) -> dict[str, Any]:
    """One row of the table, ready for JSON."""
    names = [escape(path) for message in result.arrived for path in message.recipients]
    added = [escape(name) for name in prepended(result)]
    return {
        "message": result.sample.name,
        "verdict": str(event.get("action") or result.sample.verdict),
        "reply": escape(result.reply.removesuffix(b"\r\n")).replace("\\x0d\\x0a", " / "),
        "arrived": f"{', '.join(names)} (+ {', '.join(added)})" if names else "nothing",
        "as_expected": result.as_expected,
        "problems": list(result.problems),
    }


def _with_verdict(result: Result, event: dict[str, Any]) -> Result:
    """The result, with what the gateway's own log says about it compared too."""
    wanted, found = result.sample.action, str(event.get("action", "no log line"))
    if not wanted or wanted == found:
        return result
    return attrs.evolve(result, problems=(*result.problems, f"the log should say {wanted}, not {found}"))


async def greets(reactor: Any, port: int) -> bool:
    """Whether a server at ``port`` says 220."""
    try:
        sender = await Sender.connect(TCP4ClientEndpoint(reactor, LOOPBACK, port), reactor)
    except ConnectError:
        return False
    try:
        reply = await sender.open()
        if reply.category == 2:
            await sender.quit()
        return reply.category == 2
    except SenderError:
        return False
    finally:
        sender.abort()


def write_configuration(folder: Path, port: int, far_port: int) -> Path:
    """``skygw.toml`` and ``policies/demo.yaml`` in ``folder``; gives the former's path."""
    policies = folder / "policies"
    policies.mkdir()
    (policies / "demo.yaml").write_text(POLICIES, encoding="utf-8")
    config = folder / "skygw.toml"
    text = CONFIGURATION.format(
        port=port, far_port=far_port, message_octets=MESSAGE_OCTETS, budget_octets=4 * MESSAGE_OCTETS
    )
    config.write_text(text, encoding="utf-8")
    return config


def free_port() -> int:
    """A port that was free a moment ago: the gateway's configuration has to name one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def twistd() -> list[str]:
    """The command ``twistd`` of this Python."""
    script = Path(sys.executable).with_name("twistd")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "from twisted.scripts.twistd import run; run()"]


def environment() -> dict[str, str]:
    """Ours, and a path on which twistd sees the plugin in an editable installation too."""
    root = Path(skygw.__file__).parent.parent
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


if __name__ == "__main__":
    demo()
