"""The far leg made ready: banner, EHLO, TLS, EHLO.

Whatever goes wrong here is about us and not about a message, so nothing of it is relayed: the sender gets
421 (decision 3 of the architecture), which may quote the far side.
"""

from __future__ import annotations

from twisted.internet.defer import CancelledError

from skygw.errors import RemoteProtocolError
from skygw.relay.legs import NotEstablishedError
from skygw.relay.upstream import Upstream, UpstreamLostError
from skygw.smtp import Capabilities, Reply


async def establish(upstream: Upstream, hostname: str, tls: str) -> None:
    """Greet the far side.

    Args:
        tls: ``required`` (TLS, or nothing), ``opportunistic`` (TLS where it is offered) or ``off``.

    Raises:
        NotEstablishedError: it refused, broke the protocol, went away, or there is no TLS as required.
    """
    try:
        await _establish(upstream, hostname, tls)
        upstream.stage = "session"
    except (UpstreamLostError, RemoteProtocolError) as error:
        upstream.drop(str(error))
        raise _failed(str(error)) from error
    except (NotEstablishedError, CancelledError) as error:
        upstream.drop(str(error) or "given up")
        raise


async def _establish(upstream: Upstream, hostname: str, tls: str) -> None:
    upstream.stage = "greeting"
    _expect(await upstream.banner(), 220, "greeting")
    await _ehlo(upstream, hostname)
    if tls == "off":
        return
    upstream.stage = "STARTTLS"
    if b"STARTTLS" not in upstream.capabilities:
        if tls == "required":
            raise _failed("the far server offers no STARTTLS, and TLS is required")
        return
    _expect(await upstream.ask(b"STARTTLS", b"STARTTLS"), 220, "STARTTLS")
    try:
        await upstream.start_tls()
    except (RemoteProtocolError, CancelledError):
        raise
    except Exception as error:
        # Also where TLS is only opportunistic: a handshake that failed leaves no connection to go on with.
        raise _failed(f"TLS: {str(error) or type(error).__name__}") from error
    await _ehlo(upstream, hostname)


async def _ehlo(upstream: Upstream, hostname: str) -> None:
    upstream.stage = "EHLO"
    reply = await upstream.ask(b"EHLO", b"EHLO " + hostname.encode("ascii", "replace"))
    _expect(reply, 250, "EHLO")
    upstream.capabilities = Capabilities.of(reply)


def _expect(reply: Reply, code: int, stage: str) -> None:
    if reply.code != code:
        raise _failed(f"{stage}: {reply.text[:300]}")


def _failed(reason: str) -> NotEstablishedError:
    return NotEstablishedError(reason, public=reason)
