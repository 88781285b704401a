"""Bad configurations, in real processes: code 2, and everything that an operator must see, at once.

Each case is a ``skygw.toml`` (``{port}`` is a free one) and the lines that must stand on standard error,
as ``line: key: beginning of the reason``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
TWISTD = [str(Path(sys.executable).parent / "twistd"), "-n", "--pidfile="]
RUN = [sys.executable, "-c", "from skygw.app.cli import main; main()", "run"]

GOOD = """\
[gateway]
listen = ["tcp:0:interface=127.0.0.1"]
max_message_octets = 1000000
[upstream]
host = "far.example"
[policy]
directory = "policies"
[metrics]
listen = []
"""

CASES = {
    "nothing at all": ("", [": upstream.host: not set: there is nobody to hand mail to"]),
    "no toml": (
        "[gateway]\nlisten = tcp:25\n",
        [":2: (syntax): is not TOML: "],
    ),
    "everything at once": (
        """\
[gateway]
workers = 4
listen = ["tcp:25", "smtp"]
max_sesions = 5
[gateway.timeouts]
inspection = "55s"
[inbound]
require_tls = true
allowed_networks = ["40.92.0.1/15"]
[upstream]
port = "25"
tls = "on"
[[upstream.route]]
listen = "tcp:26"
[tenant]
proof = ["originator_org", "dkim"]
[policy]
directory = "policies"
mixed = "split"
[headers]
scan = "Subject"
[link]
enabled = true
[storage]
url = "sqlite:///x"
[reactor]
tuned_transport = true
""",
        [
            ":2: gateway.workers: not available yet: this version runs as one process",
            ':3: gateway.listen[1]: "smtp" is not an endpoint',
            ":4: gateway.max_sesions: unknown key (did you mean gateway.max_sessions?)",
            ':6: gateway.timeouts.inspection: "55s" is not a number',
            ":8: inbound.require_tls: TLS is required and there is no certificate",
            ':9: inbound.allowed_networks[0]: "40.92.0.1/15" has bits set beyond its prefix',
            ":10: upstream.host: not set",
            ':11: upstream.port: "25" is not a whole number',
            ':12: upstream.tls: "on" is not possible',
            ":13: upstream.route: not available yet",
            ":16: tenant.proof: not available yet in this version (write proof = [])",
            ':19: policy.mixed: "split" is not available yet',
            ':21: headers.scan: "Subject" is not a header name that begins with X-',
            ":22: link: not available yet (Sky Link is not part of this version)",
            ":24: storage: unknown section",
            ":27: reactor.tuned_transport: not available yet",
        ],
    ),
    "too little memory": (
        GOOD.replace("[upstream]", "memory_budget_octets = 1500000\n[upstream]"),
        [":4: gateway.memory_budget_octets: the budget is 1500000 octets, less than twice max_"],
    ),
    "half a pair": (
        GOOD + '[inbound]\ncertificate = "a.pem"\n',
        [
            ":10: inbound.key: not set, although certificate is",
            ":11: inbound.certificate: {folder}/a.pem: there is no such file",
        ],
    ),
    "no policies": (
        GOOD.replace('"policies"', '"rules"'),
        [":7: policy.directory: {folder}/rules does not exist"],
    ),
}


def run(command, file):
    """The exit code and the lines on standard error of a process that must end by itself."""
    done = subprocess.run(
        [*command, "--config", str(file)],
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.splitlines(), done.stdout


@pytest.fixture
def file(tmp_path):
    (tmp_path / "policies").mkdir()
    return tmp_path / "skygw.toml"


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_started_and_everything_is_said(file, name):
    text, expected = CASES[name]
    file.write_text(text)
    code, lines, output = run([*TWISTD, "skygw"], file)
    assert code == 2
    assert output == ""
    beginnings = [str(file) + row.replace("{folder}", str(file.parent)) for row in expected]
    found = lines[:-1] if name != "nothing at all" else [line for line in lines if "upstream.host" in line]
    assert len(found) == len(beginnings), lines
    for beginning in beginnings:
        assert any(line.startswith(beginning) for line in found), (beginning, found)
    assert lines[-1].startswith("skygw: nothing was started: ")


def test_a_file_that_is_missing(file):
    code, lines, _ = run([*TWISTD, "skygw"], file)
    assert code == 2
    assert (
        lines[0] == f"{file}: (file): cannot be read: No such file or directory (name the file with --config)"
    )


def test_the_command_line_of_our_own_says_the_same(file):
    file.write_text(CASES["everything at once"][0])
    assert run(RUN, file) == run([*TWISTD, "skygw"], file)


def test_a_key_that_everybody_can_read(file):
    for name in ("a.pem", "a.key"):
        (file.parent / name).touch()
    (file.parent / "a.key").chmod(0o644)
    file.write_text(GOOD.replace("[policy]", 'certificate = "a.pem"\nkey = "a.key"\n[policy]'))
    code, lines, _ = run([*TWISTD, "skygw"], file)
    assert code == 2
    key = file.parent / "a.key"
    said = f"{key} holds a secret and everybody may read or write it (chmod o-rw {key})"
    assert lines[0] == f"{file}:7: upstream.key: {said}"


def test_certificates_that_are_none(file):
    for name in ("a.pem", "a.key"):
        (file.parent / name).touch(mode=0o600)
    file.write_text(GOOD + '[inbound]\ncertificate = "a.pem"\nkey = "a.key"\n')
    code, lines, _ = run([*TWISTD, "skygw"], file)
    assert code == 2
    assert any("inbound.certificate" in line for line in lines)


def test_policies_that_are_wrong(file):
    file.write_text(GOOD)
    for name in ("a.yaml", "b.yaml"):
        (file.parent / "policies" / name).write_text("version: 1\npolicies:\n  - name: x\n    mod: monitor\n")
    code, lines, _ = run([*TWISTD, "skygw"], file)
    assert code == 2
    assert any("a.yaml" in line for line in lines)
    assert any("b.yaml" in line for line in lines)


def test_wrong_use_is_told_apart_by_twistd(file):
    file.write_text(GOOD)
    done = subprocess.run(
        [*TWISTD, "skygw", "--port", "25"],
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
