"""A private Postfix: its own configuration, queue and log in a folder of its own, loopback ports only.

``Postfix.sender`` is the mail server that hands messages to the gateway (it plays Exchange going out);
``Postfix.receiver`` is a far side that takes every message and keeps the octets that it got (it plays
Exchange taking mail back).  Nothing of the system's Postfix is read or written apart from the programs.

Postfix must be started as root: ``missing()`` names what stands in the way of a test, for ``skipif``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import attrs

from tests.support.waiting import free_port, listens, wait_for

DAEMONS = Path("/usr/lib/postfix/sbin")
DELIVERED_BY = "nobody"
"""pipe(8) refuses to deliver as root or as Postfix's own user."""

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/maillog
maillog_file_prefixes = {folder}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = {name}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtp_host_lookup = native
smtp_dns_support_level = disabled
message_size_limit = 100000000
mailbox_size_limit = 0
smtputf8_enable = yes
default_process_limit = 20
# What follows keeps Postfix from editing what it carries: only its own Received is added.
local_header_rewrite_clients =
message_drop_headers =
disable_mime_input_processing = yes
disable_mime_output_conversion = yes
undisclosed_recipients_header =
# A message that is put off is tried again when a test says so ("flush"), never in between.
minimal_backoff_time = 3000s
maximal_backoff_time = 3000s
queue_run_delay = 3000s
"""

MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 3000 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
showq unix n - n - - showq
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
relay unix - - n - - smtp
keep unix - n n - - pipe user={user} argv=/bin/sh {folder}/keep ${{queue_id}} ${{sender}} ${{recipient}}
postlog unix-dgram n - n - 1 postlogd
"""

KEEP = """
# One message on standard input: kept as <queue id>.message, its envelope beside it, one address a line.
set -e
umask 022
cd {folder}/arrivals
id=$1; shift
printf '%s\\n' "$@" > "$id.envelope"
cat > "$id.part"
mv "$id.part" "$id.message"
"""


def missing() -> str:
    """Why no private Postfix can be started here; empty when one can."""
    if not (DAEMONS / "master").exists() or not shutil.which("postfix", path="/usr/sbin:/usr/bin"):
        return "Postfix is not installed (Debian: apt-get install postfix)"
    if os.geteuid() != 0:
        return "Postfix can only be started by root"
    return ""


@attrs.frozen
class Arrival:
    """What the receiver delivered: envelope addresses, and the message with its line ends as LF.

    ``octets`` starts with the receiver's own ``Received`` field.
    """

    sender: str
    recipients: tuple[str, ...]
    octets: bytes


@attrs.define
class Postfix:
    """One instance, started on entry of its context and stopped on exit."""

    name: str
    settings: Mapping[str, str]
    tables: Mapping[str, str] = attrs.field(factory=dict)
    port: int = attrs.field(factory=free_port)
    folder: Path = attrs.field(factory=lambda: Path(tempfile.mkdtemp(prefix="skygw-postfix-")))
    _process: subprocess.Popen[bytes] | None = None

    @classmethod
    def sender(
        cls, relay_port: int, *, tls: bool = False, settings: Mapping[str, str] | None = None
    ) -> Postfix:
        """A server that relays everything it is given to a loopback port.

        Args:
            relay_port: Where the gateway listens.
            tls: Whether it insists on STARTTLS there.
            settings: Further lines of main.cf, or other values.
        """
        return cls(
            "sender.interop.example",
            {
                "relayhost": f"[127.0.0.1]:{relay_port}",
                "smtp_tls_security_level": "encrypt" if tls else "none",
                "smtp_tls_loglevel": "1",
                "smtp_address_preference": "ipv4",
                # The default drops PIPELINING where a "PIX firewall" is suspected; leave nothing to guesses.
                "smtp_pix_workarounds": "",
                **(settings or {}),
            },
        )

    @classmethod
    def receiver(
        cls,
        *,
        certificate: Path | None = None,
        key: Path | None = None,
        refused: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Postfix:
        """A server that takes every recipient and keeps what it gets.

        Args:
            certificate, key: PEM files; when given, MAIL is refused before STARTTLS.
            refused: Recipient addresses and the reply to each, such as ``550 5.1.1 no such user``.
            settings: Further lines of main.cf, or other values.
        """
        chosen = {
            "mydestination": "",
            "relay_domains": "",
            # A next hop is named so that all recipients of a message make one delivery.
            "default_transport": "keep:everything",
            "relay_transport": "keep:everything",
            "local_transport": "keep:everything",
            "smtpd_tls_security_level": "none",
        }
        if certificate is not None:
            chosen |= {
                "smtpd_tls_security_level": "encrypt",
                "smtpd_tls_cert_file": str(certificate),
                "smtpd_tls_key_file": str(key or certificate),
                "smtpd_tls_session_cache_database": "",
                "smtpd_tls_loglevel": "1",
            }
        tables = {}
        if refused:
            tables["refused"] = "".join(f"{address} {reply}\n" for address, reply in refused.items())
            chosen["smtpd_recipient_restrictions"] = "check_recipient_access texthash:{folder}/conf/refused"
        return cls("receiver.interop.example", chosen | dict(settings or {}), tables)

    # Life

    def __enter__(self) -> Postfix:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Write the configuration, start in the foreground, wait until the port takes connections."""
        self._write()
        # A session of its own: the master signals its whole process group when it ends.
        self._process = subprocess.Popen(
            ["postfix", "-c", str(self.folder / "conf"), "start-fg"],
            stdin=subprocess.DEVNULL,
            stdout=(self.folder / "log" / "output").open("wb"),
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
        wait_for(self._listening, f"{self.name} to listen on port {self.port}", evidence=self.log)

    def stop(self) -> None:
        """End it by its process id and remove its folder."""
        if self._process is not None:
            for pid in (self._master(), self._process.pid):
                if pid:
                    _terminate(pid)
            self._process.wait(20)
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    # What can be asked of it

    def log(self) -> str:
        """Its mail log so far, with whatever it printed."""
        parts = [self.folder / "log" / name for name in ("output", "maillog")]
        return "".join(part.read_text("utf-8", "replace") for part in parts if part.exists())

    def wait_for_log(self, text: str, timeout: float = 30.0) -> str:
        """The first line of the log that has ``text`` in it."""

        def line() -> str | None:
            return next((found for found in self.log().splitlines() if text in found), None)

        return wait_for(line, f"{text!r} in the log of {self.name}", timeout, self.log)

    def arrivals(self) -> list[Arrival]:
        """What has been delivered so far."""
        return [_arrival(file) for file in sorted((self.folder / "arrivals").glob("*.message"))]

    def wait_for_arrivals(self, count: int, timeout: float = 60.0) -> list[Arrival]:
        """All that was delivered, once there are at least ``count``."""
        folder = self.folder / "arrivals"

        def enough() -> bool:
            return sum(1 for _ in folder.glob("*.message")) >= count

        wait_for(enough, f"{count} messages at {self.name}", timeout, lambda: self.log()[-20_000:])
        return self.arrivals()

    def queue_is_empty(self) -> bool:
        """Whether nothing waits for delivery."""
        queues = (self.folder / "spool" / name for name in ("maildrop", "incoming", "active", "deferred"))
        return not any(file.is_file() for queue in queues for file in queue.rglob("*"))

    def flush(self) -> None:
        """Have it try again now whatever it had to put off."""
        command = ["postqueue", "-c", str(self.folder / "conf"), "-f"]
        subprocess.run(command, check=True, env=_environment(), capture_output=True)

    # Details

    def _write(self) -> None:
        # Readable for Postfix's own user and for the one that delivers; a test's folder is not.
        self.folder.chmod(0o755)
        for sub in ("conf", "spool", "data", "log", "arrivals"):
            (self.folder / sub).mkdir()
        shutil.chown(self.folder / "data", "postfix", "postfix")
        (self.folder / "data").chmod(0o700)
        shutil.chown(self.folder / "log", "postfix", "postfix")
        shutil.chown(self.folder / "arrivals", DELIVERED_BY)
        facts = {
            "folder": self.folder,
            "daemons": DAEMONS,
            "name": self.name,
            "port": self.port,
            "user": DELIVERED_BY,
        }
        # A parameter that main.cf sets twice makes Postfix warn: later values take the place of earlier ones.
        lines = [line for line in MAIN_CF.format(**facts).splitlines() if line and not line.startswith("#")]
        chosen = dict(line.split(" =", 1) for line in lines)
        for name, value in self.settings.items():
            chosen[name] = " " + value.replace("{folder}", str(self.folder))
        conf = self.folder / "conf"
        (conf / "main.cf").write_text("".join(f"{name} ={value}\n" for name, value in chosen.items()))
        (conf / "master.cf").write_text(MASTER_CF.format(**facts))
        for name, content in self.tables.items():
            (conf / name).write_text(content)
        (self.folder / "keep").write_text(KEEP.format(**facts))

    def _listening(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise AssertionError(f"{self.name} did not start\n{self.log()}")
        return listens(self.port)

    def _master(self) -> int:
        file = self.folder / "spool" / "pid" / "master.pid"
        try:
            return int(file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def _terminate(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def _arrival(file: Path) -> Arrival:
    sender, *recipients = file.with_suffix(".envelope").read_text("utf-8").splitlines()
    return Arrival(sender, tuple(recipients), file.read_bytes())
