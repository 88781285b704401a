"""``skygw rehearse``: a far server with a temper, until SIGTERM or ctrl-C."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import attrs
import click
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.interfaces import IReactorCore, IStreamServerEndpoint

from skygw.app.cli import WRONG_USE
from skygw.errors import ConfigurationError, Problem
from skygw.rehearsal import ClientCertificate, FarServer, FarTls, Observer, Script
from skygw.rehearsal.folder import Folder
from skygw.rehearsal.transcript import JsonLines, Transcript

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_CLIENT = [choice.name.lower().replace("_", "-") for choice in ClientCertificate]


@click.command()
@click.option(
    "--listen",
    default="tcp:2525:interface=127.0.0.1",
    show_default=True,
    help="Twisted endpoint string; port 0 takes any free port.",
)
@click.option("--script", "script_file", type=_EXISTING, help="What it says and does wrong (TOML).")
@click.option(
    "--record", type=click.Path(file_okay=False, path_type=Path), help="Keep messages in this folder."
)
@click.option("--tls-certificate", type=_EXISTING, help="Certificate and chain, PEM: STARTTLS is served.")
@click.option("--tls-key", type=_EXISTING, help="Its private key, PEM.")
@click.option(
    "--tls-client",
    type=click.Choice(_CLIENT),
    default="optional",
    show_default=True,
    help="Whether the client must show a certificate.",
)
@click.option("--tls-client-ca", type=_EXISTING, help="Authorities of clients, PEM; without it, any will do.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON lines instead of a transcript.")
def rehearse(
    listen: str,
    script_file: Path | None,
    record: Path | None,
    tls_certificate: Path | None,
    tls_key: Path | None,
    tls_client: str,
    tls_client_ca: Path | None,
    as_json: bool,
) -> None:
    """A far server that plays Exchange, with a temper.

    It takes every message, or says and does what --script tells it to, and writes what happened in each
    session: C: the client, S: the server.  Point [upstream] of a gateway to it.
    """
    tls = _Tls(tls_certificate, tls_key, tls_client, tls_client_ca)
    with _problems():
        script = Script.load(script_file) if script_file is not None else Script()
        settings = tls.settings()
        folder = _folder(record)
    writer: Observer = JsonLines(click.echo) if as_json else Transcript(click.echo)
    observers = (writer, *([folder] if folder is not None else []))

    # Here and not above: importing it installs it, and other commands choose theirs by configuration.
    from twisted.internet import reactor

    run(
        reactor,
        lambda: FarServer(cast(Any, reactor), script, tls=settings, observers=observers),
        listen,
        _announce_as_json if as_json else _announce,
    )


def run(
    reactor: Any, make: Callable[[], FarServer], listen: str, announce: Callable[[str, int], None]
) -> None:
    """Run a far server until SIGTERM or SIGINT; leaves the process with 2 if it cannot listen."""
    far = make()
    with _problems():
        endpoint = _endpoint(reactor, listen)
    failed: list[BaseException] = []

    async def begin() -> None:
        try:
            announce(listen, await far.listen(endpoint))
        except Exception as error:  # whatever an endpoint raises: the operator sees a line
            failed.append(error)
            reactor.stop()

    core = cast(IReactorCore, reactor)
    core.addSystemEventTrigger("before", "shutdown", lambda: Deferred.fromCoroutine(far.stop()))
    core.callWhenRunning(lambda: Deferred.fromCoroutine(begin()))
    reactor.run()
    for error in failed:
        click.echo(f"{listen}: {error}", err=True)
        sys.exit(WRONG_USE)


@attrs.frozen
class _Tls:
    """The TLS options as they were given."""

    certificate: Path | None
    key: Path | None
    client: str
    client_ca: Path | None

    def settings(self) -> FarTls | None:
        """
        Raises:
            ConfigurationError: they do not belong together, or the files are of no use.
        """
        if self.certificate is None and self.key is None:
            if self.client_ca is not None:
                raise _wrong("--tls-client-ca", "needs --tls-certificate and --tls-key")
            return None
        if self.certificate is None or self.key is None:
            raise _wrong("--tls-certificate", "certificate and key go together", "give --tls-key too")
        client = ClientCertificate[self.client.upper().replace("-", "_")]
        settings = FarTls(self.certificate, self.key, client, self.client_ca)
        settings.getContext()
        return settings


def _folder(path: Path | None) -> Folder | None:
    if path is None:
        return None
    folder = Folder(path)
    try:
        folder.prepare()
    except OSError as error:
        raise _wrong("--record", f"{path}: {error.strerror or error}") from error
    return folder


def _endpoint(reactor: Any, text: str) -> IStreamServerEndpoint:
    try:
        return cast(IStreamServerEndpoint, serverFromString(reactor, text))  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever a parser of an endpoint plugin raises
        remedy = 'write it as "tcp:2525:interface=127.0.0.1"'
        raise _wrong("--listen", f"{text!r} is not an endpoint: {error}", remedy) from error


def _wrong(path: str, reason: str, remedy: str = "") -> ConfigurationError:
    return ConfigurationError([Problem(path, reason, remedy)])


class _problems:  # noqa: N801 - used as a function
    """Inside it, a ``ConfigurationError`` is said on standard error and ends the process with 2."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ConfigurationError):
            for problem in error.problems:
                click.echo(problem, err=True)
            sys.exit(WRONG_USE)


def _announce(listen: str, port: int) -> None:
    click.echo(f"listening on {listen}" + (f", port {port}" if port else ""))
    click.echo("ctrl-C ends it")


def _announce_as_json(listen: str, port: int) -> None:
    click.echo(json.dumps({"event": "listening", "endpoint": listen, "port": port}))
