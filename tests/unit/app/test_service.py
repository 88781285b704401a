"""The life of a gateway without sockets and children; ``tests/e2e`` has the same with both."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import attrs
import pytest
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure

from skygw.app import service as module
from skygw.app.inspection import Confinement, Rules
from skygw.app.reading import Files
from skygw.app.service import GatewayService, Phase
from skygw.errors import ConfigurationError, Problem, SkygwError
from skygw.ops.log import Sink
from tests.support.configuration import loaded, merged
from tests.support.policies import policy_set


class Reactor(MemoryReactorClock):
    """Threads run when ``think`` is called; ports in ``taken`` belong to somebody else."""

    def __init__(self):
        super().__init__()
        self.taken = set()
        self.closed = []
        self._thoughts = []

    def getThreadPool(self):
        return self

    def callInThreadWithCallback(self, on_result, work):
        self._thoughts.append((on_result, work))

    def callFromThread(self, call, *arguments):
        call(*arguments)

    def think(self):
        """Let the threads do what they were asked."""
        thoughts, self._thoughts = self._thoughts, []
        for on_result, work in thoughts:
            try:
                result = work()
            except Exception as error:
                on_result(False, Failure(error))
            else:
                on_result(True, result)

    def listenTCP(self, port, factory, backlog=50, interface=""):
        if port in self.taken:
            raise CannotListenError(interface, port, OSError(98, "Address already in use"))
        made = super().listenTCP(port, factory, backlog, interface)
        made.stopListening = lambda: self.closed.append(port)
        return made


class Host:
    """A process whose signals a test sends."""

    def __init__(self):
        self.acts, self.complaints, self.codes = {}, [], []
        self.private = False

    def keep_memory_private(self):
        self.private = True

    def on_signal(self, number, act):
        self.acts[number] = act

    def complain(self, text):
        self.complaints.append(text)

    def end(self, code):
        self.codes.append(code)


class Log:
    """Remembers events."""

    def __init__(self):
        self.events = []

    def __getattr__(self, name):
        return lambda *arguments, **fields: self.events.append((name, *arguments, fields))

    def fields(self, name):
        return [event[-1] for event in self.events if event[0] == name]


class Judgement:
    """One version, whose start and end a test decides."""

    made = []  # noqa: RUF012 - emptied for each test
    lacking = {}  # noqa: RUF012 - what the next ones lack

    def __init__(self, reactor, rules, config, replaced):
        self.version = rules.policies.version
        self.started, self.stopped, self.patience = Deferred(), Deferred(), None
        self.confinement = Confinement(("rlimits", "landlock-7"), Judgement.lacking)
        if not Judgement.made or rules.policies.version == "at once":
            self.started.callback(None)
        Judgement.made.append(self)

    async def start(self):
        await self.started

    def stop(self, seconds):
        self.patience = seconds
        return self.stopped

    def problem(self):
        return None

    def workers(self):
        return 2

    def queued(self):
        return 7


@attrs.define
class World:
    """A gateway and everything around it; ``files`` is what the next reading finds."""

    reactor: Reactor
    host: Host
    log: Log
    files: Files
    service: GatewayService
    problems: list = attrs.field(factory=list)

    def read(self):
        if self.problems:
            raise self.problems[0]
        return self.files

    def hang_up(self):
        self.host.acts[signal.SIGHUP]()

    def ready(self):
        return self.service.health.readiness().failing

    @property
    def versions(self):
        return Judgement.made


def files_of(folder, version="first", tls=None, **sections):
    sections = {"gateway": {"listen": ["tcp:25"]}, "metrics": {"listen": ["tcp:9100"]}, **sections}
    config = loaded(folder, **merged(sections))
    rules = Rules(attrs.evolve(policy_set(), version=version), ())
    return Files(config, rules, tls, None)


@pytest.fixture
def make(tmp_path, monkeypatch):
    Judgement.made.clear()
    monkeypatch.setattr(module, "Judgement", Judgement)

    def make(files=None, sink=None):
        files = files or files_of(tmp_path)
        reactor, host, log = Reactor(), Host(), Log()
        world = World(reactor, host, log, files, GatewayService(reactor, files, log, sink, host))
        monkeypatch.setattr(module, "load_files", lambda _file: world.read())
        return world

    return make


@pytest.fixture
def running(make):
    world = make()
    world.service.startService()
    assert world.service.phase is Phase.RUNNING
    return world


def ports(world):
    return [row[0] for row in world.reactor.tcpServers]


def test_it_starts_from_the_inside_out(make):
    world = make()
    Judgement.made[0].started = starting = Deferred()
    world.service.startService()
    assert (ports(world), world.ready()) == ([], {"listening": "not listening"})
    starting.callback(None)
    assert (ports(world), world.ready()) == ([9100, 25], {})
    [started] = world.log.fields("started")
    assert (started["listen"], started["policy_version"]) == (["0.0.0.0:25"], "first")


def test_what_it_has_is_counted(make):
    world = make(sink=(sink := Sink(len)))
    sink.lost = 1
    text = world.service.metrics.exposition().decode()
    assert "skygw_log_lines_lost 1.0" in text
    assert "skygw_workers 2.0" in text
    assert "skygw_inspection_queue 7.0" in text


def test_what_confines_the_children_is_told(make, tmp_path, monkeypatch):
    monkeypatch.setattr(Judgement, "lacking", {"seccomp": "install it"})
    world = make()
    world.service.startService()
    assert world.host.private
    [said] = world.log.fields("sandbox")
    assert said == {"in_force": ["rlimits", "landlock-7"], "lacking": ["seccomp: install it"]}
    assert json.loads(world.service.health.readiness().to_json())["sandbox"] == {
        "in_force": ["rlimits", "landlock-7"],
        "lacking": {"seccomp": "install it"},
    }
    text = world.service.metrics.exposition().decode()
    assert 'skygw_sandbox{measure="landlock"} 1.0' in text
    assert 'skygw_sandbox{measure="seccomp"} 0.0' in text
    # A reload says it again only if it is news.
    for lacking, times in (({"seccomp": "install it"}, 1), ({}, 2)):
        monkeypatch.setattr(Judgement, "lacking", lacking)
        world.files = files_of(tmp_path, "at once")
        world.hang_up()
        world.reactor.think()
        assert len(world.log.fields("sandbox")) == times
    assert 'measure="seccomp"' not in world.service.metrics.exposition().decode()


def test_where_nothing_inspects_nothing_is_confined(make):
    world = make()
    Judgement.made[-1].confinement = None
    world.service.startService()
    assert world.log.fields("sandbox") == []
    assert "sandbox" not in json.loads(world.service.health.readiness().to_json())


@pytest.mark.parametrize(("port", "open_ports"), [(25, [9100]), (9100, [])])
def test_a_port_that_is_taken(make, port, open_ports):
    world = make()
    world.reactor.taken.add(port)
    world.service.startService()
    reason = f"Couldn't listen on any:{port}: [Errno 98] Address already in use."
    assert world.host.complaints == [f"skygw: nothing was started: {reason}"]
    assert world.log.fields("not_started") == [{"reason": reason}]
    assert world.log.fields("unexpected") == world.log.fields("started") == []
    assert world.host.codes == [1]
    # The reactor stops, and then everything that was open is closed.
    stopped = world.service.stopService()
    Judgement.made[0].stopped.callback(None)
    assert stopped.called
    assert world.reactor.closed == open_ports
    assert world.log.fields("stopping") == world.log.fields("stopped") == []
    assert not world.reactor.getDelayedCalls()


def test_a_start_that_fails_of_a_bug(make):
    world = make()
    Judgement.made[0].started = broken = Deferred()
    world.service.startService()
    broken.errback(ZeroDivisionError("a bug"))
    assert world.host.codes == [1]
    [event] = [event for event in world.log.events if event[0] == "unexpected"]
    assert event[1].check(ZeroDivisionError)


def test_told_to_end_while_it_starts(make):
    world = make()
    Judgement.made[0].started = Deferred()
    world.service.startService()
    stopped = world.service.stopService()
    Judgement.made[0].stopped.callback(None)
    assert stopped.called
    assert (world.host.codes, world.host.complaints, ports(world)) == ([], [], [])


# -- reload --------------------------------------------------------------------------------------------


def test_a_reload_is_taken_as_a_whole(running, tmp_path):
    world = running
    world.files = files_of(
        tmp_path,
        "at once",
        gateway={"hostname": "new.example", "listen": ["tcp:25"], "max_message_octets": 70_000},
        headers={"scan": "X-New"},
    )
    world.hang_up()
    assert world.service.gateway.settings.scan_header == "X-Skygw-Scan"
    world.reactor.think()
    old, new = world.versions
    gateway = world.service.gateway
    assert (gateway.settings.scan_header, gateway.settings.hostname) == ("X-New", "new.example")
    assert gateway.inspection is new
    assert gateway.budget.limit == world.files.config.memory_budget_octets
    # The old version may finish what it judges.
    assert (old.patience, new.patience) == (module._OLD_VERSION, None)
    assert world.log.fields("reloaded") == [{"policy_version": "at once", "needs_restart": []}]
    assert world.service.phase is Phase.RUNNING


def test_bad_files_change_nothing(running):
    world = running
    world.problems = [ConfigurationError([Problem("a", "one"), Problem("b", "two")])]
    world.hang_up()
    world.reactor.think()
    assert world.log.fields("reload_refused") == [{"problems": [Problem("a", "one"), Problem("b", "two")]}]
    assert world.service.gateway.inspection is world.versions[0]
    assert len(world.versions) == 1
    # And it can be tried again.
    world.problems = []
    world.files = attrs.evolve(world.files, rules=Rules(attrs.evolve(policy_set(), version="at once"), ()))
    world.hang_up()
    world.reactor.think()
    assert len(world.log.fields("reloaded")) == 1


def test_children_that_do_not_start_change_nothing(running, tmp_path):
    world = running
    world.files = files_of(tmp_path, "never")
    world.hang_up()
    world.reactor.think()
    world.versions[1].started.errback(SkygwError("no child was ready"))
    [refused] = world.log.fields("reload_refused")
    assert [str(problem) for problem in refused["problems"]] == ["no child was ready"]
    assert world.log.fields("unexpected") == []
    assert world.service.gateway.inspection is world.versions[0]


def test_a_reload_that_fails_of_a_bug(running):
    world = running
    world.problems = [ZeroDivisionError("a bug")]
    world.hang_up()
    world.reactor.think()
    assert len(world.log.fields("unexpected")) == len(world.log.fields("reload_refused")) == 1
    assert world.service.phase is Phase.RUNNING


def test_a_reload_while_reloading_follows_it(running, tmp_path):
    world = running
    world.files = files_of(tmp_path, "slow")
    world.hang_up()
    world.reactor.think()
    world.hang_up()
    world.hang_up()
    assert len(world.versions) == 2
    world.files = files_of(tmp_path, "at once")
    world.versions[1].started.callback(None)
    world.reactor.think()
    assert [fields["policy_version"] for fields in world.log.fields("reloaded")] == ["slow", "at once"]
    assert world.versions[1].patience == module._OLD_VERSION
    world.reactor.think()
    assert len(world.versions) == 3


def test_a_reload_while_starting_follows_it(make, tmp_path):
    world = make()
    Judgement.made[0].started = starting = Deferred()
    world.service.startService()
    world.hang_up()
    world.files = files_of(tmp_path, "at once")
    starting.callback(None)
    world.reactor.think()
    assert [fields["policy_version"] for fields in world.log.fields("reloaded")] == ["at once"]


def test_what_needs_a_restart_is_said_until_it_was_done(running, tmp_path):
    world = running
    changed = {"gateway": {"listen": ["tcp:26"]}, "reactor": {"read_octets": 8192}, "dns": {"timeout": 1.0}}
    for sections in (changed, changed, {}):
        world.files = files_of(tmp_path, "at once", **sections)
        world.hang_up()
        world.reactor.think()
    keys = ["gateway.listen", "dns.timeout", "reactor.read_octets"]
    assert [fields["needs_restart"] for fields in world.log.fields("reloaded")] == [keys, keys, []]


# -- certificates --------------------------------------------------------------------------------------


def tls(days, warnings=()):
    return SimpleNamespace(expires=datetime.now(UTC) + timedelta(days=days, hours=1), warnings=warnings)


@pytest.mark.parametrize(("days", "said"), [(-1, True), (20, True), (21, False), (90, False)])
def test_a_certificate_that_ends_soon_is_said_every_day(make, tmp_path, days, said):
    pair = {"certificate": "c.pem", "key": "k.pem"}
    for name in pair.values():
        (tmp_path / name).touch(mode=0o600)
    world = make(files_of(tmp_path, tls=tls(days), inbound=pair))
    world.service.startService()
    for _ in range(2):
        world.reactor.advance(86_400)
    events = world.log.fields("certificate_expiring")
    assert len(events) == (3 if said else 0)
    assert all((event["leg"], event["file"]) == ("inbound", str(tmp_path / "c.pem")) for event in events)
    assert 'skygw_certificate_expiry_seconds{leg="inbound"}' in world.service.metrics.exposition().decode()


def test_warnings_about_certificates_are_logged(make, tmp_path):
    world = make(files_of(tmp_path, tls=tls(90, [Problem("inbound.certificate", "weak", "renew it")])))
    world.service.startService()
    said = {"path": "inbound.certificate", "reason": "weak", "remedy": "renew it"}
    assert said in world.log.fields("configuration_warning")


# -- stop ----------------------------------------------------------------------------------------------


class Session:
    """One that ends when it is cut, or when the test says so."""

    def __init__(self, factory):
        self._factory = factory
        self.told = False

    def stop(self):
        self.told = True

    def cut(self):
        self.end()

    def end(self):
        self._factory.sessions.discard(self)
        self._factory.left()


def test_it_stops_from_the_outside_in(running):
    world = running
    session = Session(world.service.factory)
    world.service.factory.sessions.add(session)
    stopped = world.service.stopService()
    assert (session.told, world.reactor.closed) == (True, [25])
    assert world.ready() == {"listening": "not listening", "stopping": "shutting down"}
    assert world.service.health.liveness().is_good
    session.end()
    [judgement] = world.versions
    assert (judgement.patience, world.reactor.closed) == (module._IDLE_CHILDREN, [25])
    judgement.stopped.callback(None)
    assert stopped.called
    assert world.reactor.closed == [25, 9100]
    assert world.log.fields("stopped") == [{"cut_off": 0}]
    assert not world.reactor.getDelayedCalls()


@pytest.mark.parametrize("impatient", [False, True])
def test_who_takes_too_long_is_cut_off(running, impatient):
    world = running
    world.service.factory.sessions.add(Session(world.service.factory))
    stopped = world.service.stopService()
    world.host.acts[signal.SIGTERM]()  # again: harmless
    if impatient:
        world.host.acts[signal.SIGINT]()
    else:
        world.reactor.advance(59)
        assert not stopped.called
        world.reactor.advance(1)
    world.versions[0].stopped.callback(None)
    assert stopped.called
    assert world.log.fields("stopped") == [{"cut_off": 1}]


def test_it_waits_for_the_children_of_old_versions(running, tmp_path):
    world = running
    world.files = files_of(tmp_path, "at once")
    world.hang_up()
    world.reactor.think()
    old, new = world.versions
    stopped = world.service.stopService()
    new.stopped.callback(None)
    assert not stopped.called
    old.stopped.callback(None)
    assert stopped.called


def test_a_reload_that_is_overtaken_by_the_end(running, tmp_path):
    world = running
    world.files = files_of(tmp_path, "never")
    world.hang_up()
    world.reactor.think()
    stopped = world.service.stopService()
    old, new = world.versions
    assert new.patience == 0
    for judgement in (old, new):
        judgement.stopped.callback(None)
    assert stopped.called
    assert world.log.fields("reloaded") == world.log.fields("reload_refused") == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_no_reload_once_it_stops(running, when):
    world = running
    if when == "before":  # the files are still being read
        world.hang_up()
    stopped = world.service.stopService()
    if when == "after":
        world.hang_up()
    world.reactor.think()
    assert len(world.versions) == 1
    world.versions[0].stopped.callback(None)
    assert stopped.called
    assert world.log.fields("reloaded") == world.log.fields("reload_refused") == []
