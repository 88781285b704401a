"""Whether a server's context sends session tickets over TLS 1.3, found out by trying."""

from __future__ import annotations

from OpenSSL import SSL

# A TLS 1.3 handshake takes a round trip and a half, one more where the server asks for another group.
_ROUNDS = 4


def sent_by(context: SSL.Context) -> bool:
    """Shake hands with ourselves in memory; whether the server has anything to say after the end of it.

    Tickets are the only thing that a server sends of its own accord behind the client's Finished (RFC 8446,
    section 4.6.1).  A context that does not speak TLS 1.3 sends none there: TLS 1.2 obeys ``OP_NO_TICKET``.
    The context counts as used from here on: pyOpenSSL lets nobody alter it any more.
    """
    theirs = SSL.Context(SSL.TLS_METHOD)
    theirs.set_min_proto_version(SSL.TLS1_3_VERSION)
    client = SSL.Connection(theirs, None)
    client.set_connect_state()
    server = SSL.Connection(context, None)
    server.set_accept_state()
    try:
        for _ in range(_ROUNDS):
            finished, _ = _step(client, server)
            _, spoke = _step(server, client)
            if finished:
                return spoke
    except SSL.Error:
        return False  # TLS 1.3 is not to be had with these settings, so there is nothing to be sent by it
    return False


def _step(speaker: SSL.Connection, listener: SSL.Connection) -> tuple[bool, bool]:
    """Let one side go on and carry over what it has to say: whether it has finished, whether it spoke."""
    try:
        speaker.do_handshake()
        finished = True
    except SSL.WantReadError:
        finished = False
    try:
        listener.bio_write(speaker.bio_read(65536))
    except SSL.WantReadError:
        return finished, False
    return finished, True
