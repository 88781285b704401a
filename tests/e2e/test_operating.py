"""docs/operating.md: every command on it, in its order, against a real gateway.

``systemctl`` and ``journalctl`` are small scripts here: one starts, tells and ends a gateway, the other shows
its output.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from skygw.relay import refusals
from skygw.smtp import Reply
from tests.support import pki
from tests.support.farside import FarSide
from tests.support.gateway import Gateway

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

SYSTEMCTL = """#!/bin/bash
case "$1" in
    start) skygw run --config {folder}/skygw.toml >>{folder}/output 2>&1 & echo $! >{folder}/pid ;;
    reload)  # whoever reads the page needs longer for the next command than a reload takes
        said=$(grep -c '"event":"reload' {folder}/output)
        kill -HUP "$(cat {folder}/pid)"
        while [ "$(grep -c '"event":"reload' {folder}/output)" = "$said" ]; do sleep 0.05; done ;;
    stop)
        kill -TERM "$(cat {folder}/pid)"
        while kill -0 "$(cat {folder}/pid)" 2>/dev/null; do sleep 0.05; done ;;
esac
"""
JOURNALCTL = "#!/bin/bash\ntouch {folder}/output; cat {folder}/output\n"
#: Before the log is looked at for messages, somebody sends one.
SEND = """
swaks --silent 3 --server 127.0.0.1:25 --from alice@contoso.example --to bob@partner.example \\
    --header 'Message-Id: <hello@contoso.example>' --header 'Subject: hello' --body hello
"""
NAME = "gateway.interop.example"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder that stands for /etc/skygw, and what the page's names are here."""
    for program in ("bash", "curl", "jq", "openssl", "swaks"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with FarSide(tmp_path / "far") as far:
        issued = pki.authority().issue(NAME, not_after=pki.NOW + timedelta(days=60))
        inbound = {"certificate": "inbound.pem", "key": "inbound.key", "require_tls": False}
        gateway = Gateway(far.port, {"inbound": inbound}, {"words.yaml": POLICY})
        issued.write(gateway.folder, "inbound")
        gateway.write()
        renewed = tmp_path / "renewed"
        renewed.mkdir()
        files = pki.authority().issue(NAME, not_after=pki.NOW + timedelta(days=90)).write(renewed)
        shutil.move(files.certificate, renewed / "fullchain.pem")
        shutil.move(files.key, renewed / "privkey.pem")
        programs = tmp_path / "bin"
        programs.mkdir()
        for name, text in (("systemctl", SYSTEMCTL), ("journalctl", JOURNALCTL), ("skygw", SKYGW)):
            (programs / name).write_text(text.replace("{folder}", str(gateway.folder)))
            (programs / name).chmod(0o755)
        yield gateway.folder, {
            "/etc/skygw": str(gateway.folder),
            "/root/renewed": str(renewed),
            "127.0.0.1:9100": f"127.0.0.1:{gateway.metrics_port}",
            "127.0.0.1:25 ": f"127.0.0.1:{gateway.port} ",
            "PATH=": f"PATH={programs}:",
        }
        _end(gateway.folder)
        gateway.kill()


POLICY = """\
version: 1
policies:
  - name: Words
    rules: [{severity: info, keyword: secret}]
    responses:
      info: {action: monitor}
"""
SKYGW = f'#!/bin/bash\nexec {sys.executable} -c "from skygw.app.cli import main; main()" "$@"\n'


def _end(folder: Path) -> None:
    """Whatever the page leaves running."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), signal.SIGKILL)


def test_every_command_works(machine: tuple[Path, dict[str, str]]) -> None:
    folder, names = machine
    script = [f"PATH=$PATH\nset -e -o pipefail\nexport PYTHONPATH={ROOT}\n"]
    for number, block in enumerate(BLOCKS):
        if '"message"' in block and SEND not in script:
            script.append(SEND)
        script.append(f"echo '== {number}'\n{block}")
    text = "".join(script)
    for name, here in names.items():
        text = text.replace(name, here)
    done = subprocess.run(
        ["bash", "-c", text], capture_output=True, text=True, timeout=120, check=False, env={**os.environ}
    )
    output = (folder / "output").read_text() if (folder / "output").exists() else ""
    assert done.returncode == 0, done.stdout + done.stderr + output
    assert "Traceback" not in done.stderr + output
    assert done.stdout.count("\n== ") == len(BLOCKS) - 1
    for expected in ('"status": "ok"', '"event":"reloaded"', "passed\tallow\t250\t<hello@contoso.example>"):
        assert expected in done.stdout, done.stdout
    renewed = pki.NOW + timedelta(days=90)
    assert f"notAfter={renewed:%b} {renewed.day:2} " in done.stdout
    assert '"cut_off":0' in done.stdout


def test_every_reply_of_ours_is_explained() -> None:
    """Those that keep a message with Exchange, or tell a sender for good that it cannot go."""
    every = [reply for reply in vars(refusals).values() if isinstance(reply, Reply)]
    told = [reply for reply in every if reply.category == 4 or reply.code >= 550]
    assert len(told) > 15
    assert [reply.text for reply in told if " ".join(reply.text.split(" ", 2)[:2]) not in PAGE] == []
