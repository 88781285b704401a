"""A real gateway, ``twistd -n skygw``, as a child process on loopback ports, configured by a test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from tests.support.waiting import free_port, wait_for

ROOT = Path(__file__).resolve().parents[2]
TENANT_DOMAIN = "interop.example"

#: Exit codes of an orderly end: twistd ends itself once more by the signal that it was told to end by.
ENDED = (0, -signal.SIGTERM)
#: Characters of output that a failure shows.
TAIL = 5000

Settings = Mapping[str, Mapping[str, object]]
"""Section -> key -> value; a section within a section is named with a dot, as in ``gateway.timeouts``."""


@attrs.define
class Gateway:
    """One process, started on entry of its context, told to end (SIGTERM) on exit.

    Attributes:
        upstream_port: Loopback port of the far side, reached in clear unless ``settings`` say otherwise.
        settings: What differs from the defaults below, by section.
        policies: File name -> YAML text; without any the policy folder is empty.
        port: Where it listens for SMTP.
        metrics_port: Where /metrics, /healthz and /readyz are.
    path: Folders in which it finds more modules and distributions, such as inspectors.
    environment: What else it finds in its environment.
    """

    upstream_port: int
    settings: Settings = attrs.field(factory=dict)
    policies: Mapping[str, str] = attrs.field(factory=dict)
    port: int = attrs.field(factory=free_port)
    metrics_port: int = attrs.field(factory=free_port)
    path: Sequence[Path] = ()
    environment: Mapping[str, str] = attrs.field(factory=dict)
    folder: Path = attrs.field(factory=lambda: Path(tempfile.mkdtemp(prefix="skygw-gateway-")))
    _process: subprocess.Popen[bytes] | None = None

    # Life

    def __enter__(self) -> Gateway:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        code = self.stop()
        output = self.output()
        shutil.rmtree(self.folder, ignore_errors=True)
        if kind is None:
            assert code in ENDED, f"the gateway ended with {code}\n{output[-TAIL:]}"

    def start(self, *, ready: bool = True) -> None:
        """Start it; with ``ready``, come back when /readyz says that it takes mail."""
        self.write()
        twistd = Path(sys.executable).parent / "twistd"
        self._process = subprocess.Popen(
            [str(twistd), "-n", "--pidfile=", "skygw", "--config", str(self.configuration)],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "output").open("ab"),
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment, "PYTHONPATH": ":".join(map(str, [ROOT, *self.path]))},
        )
        if ready:
            wait_for(self._ready, "the gateway to be ready", evidence=self.output)

    def stop(self, timeout: float = 30.0) -> int:
        """Ask it to end (SIGTERM drains); gives its exit code, see ``ENDED``, 0 if stopped before."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            tail = self.output()[-TAIL:]
            raise AssertionError(f"the gateway did not end in {timeout:g} s\n{tail}") from None

    def reload(self) -> None:
        """SIGHUP: take the configuration and the policies again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        """End it the hard way and leave nothing behind."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """The process id of the running gateway."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def wait(self, timeout: float = 30.0) -> int:
        """The exit code of a gateway that ends by itself, such as one with a bad configuration."""
        assert self._process is not None
        return self._process.wait(timeout)

    # What can be asked of it

    def output(self) -> str:
        """All that it has written, standard error included."""
        file = self.folder / "output"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """The log so far, a dictionary a line; with ``name``, those whose ``event`` it is."""
        lines = [line for line in self.output().splitlines() if line.startswith("{")]
        events = [json.loads(line) for line in lines]
        return [event for event in events if not name or event.get("event") == name]

    def wait_for_event(self, name: str, count: int = 1, timeout: float = 30.0) -> list[dict[str, Any]]:
        """The events of that name, once there are at least ``count``."""

        def enough() -> list[dict[str, Any]] | None:
            found = self.events(name)
            return found if len(found) >= count else None

        return wait_for(enough, f"{count} {name!r} in the gateway's log", timeout, self.output)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the metrics listener, such as ``/metrics``."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    # Details

    @property
    def configuration(self) -> Path:
        """The generated skygw.toml."""
        return self.folder / "skygw.toml"

    def write(self) -> None:
        """Write skygw.toml and the policies from the attributes, as ``start`` does."""
        chosen: dict[str, dict[str, object]] = {
            "gateway": {
                "hostname": "gateway.interop.example",
                "listen": [f"tcp:{self.port}:interface=127.0.0.1"],
            },
            "gateway.timeouts": {"drain": 5},
            "upstream": {"host": "127.0.0.1", "port": self.upstream_port, "tls": "off"},
            "tenant": {"domains": [TENANT_DOMAIN], "proof": []},
            "policy": {"directory": "policies", "mixed": "refuse_all"},
            "metrics": {"listen": [f"tcp:{self.metrics_port}:interface=127.0.0.1"]},
            "log": {"format": "json"},
        }
        for section, keys in self.settings.items():
            chosen.setdefault(section, {}).update(keys)
        self.configuration.write_text(toml(chosen))
        (self.folder / "policies").mkdir(exist_ok=True)
        for name, text in self.policies.items():
            (self.folder / "policies" / name).write_text(text)

    def _ready(self) -> bool:
        assert self._process is not None
        code = self._process.poll()
        if code is not None:
            raise AssertionError(f"the gateway did not start: exit code {code}\n{self.output()}")
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False


def toml(sections: Settings) -> str:
    """Sections as TOML.  JSON's strings, numbers and arrays are TOML's as well."""
    return "\n".join(
        f"[{section}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
        for section, keys in sections.items()
    )
