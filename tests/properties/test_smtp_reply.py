"""Replies in any cutting, garbage included, against the standard library."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.errors import RemoteProtocolError
from skygw.smtp import ClientConnection, Reply, ReplyReader
from skygw.smtp.reply import MAX_REPLY_OCTETS
from tests.support.smtp_dialog import cut, replies_by_smtplib

borders = st.lists(st.integers(0, 1 << 16), max_size=12)

text = st.binary(max_size=20).map(lambda octets: octets.translate(None, b"\r\n\0"))


@st.composite
def replies(draw: st.DrawFn) -> bytes:
    """One well-formed reply on the wire."""
    code = b"%d" % draw(st.integers(200, 599))
    lines = draw(st.lists(text, min_size=1, max_size=5))
    wire = b"".join(code + b"-" + line + b"\r\n" for line in lines[:-1])
    last = draw(st.sampled_from([b" ", b""])) if not lines[-1] else b" "
    return wire + code + last + lines[-1] + b"\r\n"


fragments = st.sampled_from(
    [b"250 ok\r\n", b"250-a\r\n", b"250", b"-", b" ", b"\r\n", b"\r", b"\n", b"\0", b"2", b"554-", b"x"]
)
garbage = st.lists(fragments | st.binary(max_size=5), max_size=20).map(b"".join)


def read(pieces: list[bytes]) -> tuple[list[bytes], bool]:
    """What was read before the stream ended, and whether it ended by an error."""
    reader = ReplyReader()
    found: list[bytes] = []
    for piece in pieces:
        reader.receive(piece)
        try:
            while (reply := reader.next_reply()) is not None:
                found.append(reply.raw)
        except RemoteProtocolError:
            return found, True
        assert reader.pending or not reader._buffer[reader._start :]
    return found, False


@given(st.lists(replies(), max_size=6), borders)
def test_replies_come_out_as_they_came_in(wires: list[bytes], places: list[int]) -> None:
    assert read(cut(b"".join(wires), places)) == (wires, False)


@given(st.lists(replies(), max_size=6))
def test_the_standard_library_reads_the_same_codes(wires: list[bytes]) -> None:
    reader = ReplyReader()
    reader.receive(b"".join(wires))
    ours = []
    while (reply := reader.next_reply()) is not None:
        ours.append(reply.code)
    assert ours == [code for code, _ in replies_by_smtplib(b"".join(wires))]


@given(garbage, borders)
def test_garbage_ends_the_same_in_every_cutting(octets: bytes, places: list[int]) -> None:
    assert read(cut(octets, places)) == read([octets])


@given(st.integers(1, 9000), st.binary(min_size=1, max_size=3).filter(lambda unit: b"\n" not in unit))
def test_what_is_kept_is_bounded(size: int, unit: bytes) -> None:
    """A line that never ends, in pieces of any size."""
    reader, taken = ReplyReader(), 0
    piece = unit * size
    try:
        while True:
            reader.receive(piece)
            taken += len(piece)
            assert reader.next_reply() is None
            assert taken <= MAX_REPLY_OCTETS
    except RemoteProtocolError:
        assert taken <= MAX_REPLY_OCTETS + len(piece)


@given(
    st.integers(200, 599), st.sampled_from(["", "2.0.0", "5.7.1"]), st.lists(st.text(max_size=30), max_size=6)
)
def test_whatever_we_say_is_one_reply(code: int, enhanced: str, texts: list[str]) -> None:
    """I10: texts may quote an attacker."""
    reply = Reply.of(code, enhanced, *texts)
    assert read([reply.raw]) == ([reply.raw], False)
    assert reply.raw.isascii()
    assert replies_by_smtplib(reply.raw)[0][0] == code


# -- the ledger ------------------------------------------------------------------------------------------


def tell(awaited: int, pieces: list[bytes]) -> tuple[list[tuple[int, bytes]], bool]:
    """Tokens with their replies, and whether the session ended by an error."""
    connection = ClientConnection[int]()
    for token in range(awaited):
        connection.banner(token)
    told: list[tuple[int, bytes]] = []
    for piece in pieces:
        try:
            for token, reply in connection.receive(piece):
                told.append((token, reply.raw))
        except RemoteProtocolError:
            return told, True
    return told, False


@given(st.lists(replies(), max_size=6), st.integers(0, 6), borders)
def test_each_command_gets_its_reply_and_none_is_left_over(
    wires: list[bytes], awaited: int, places: list[int]
) -> None:
    told, ended = tell(awaited, cut(b"".join(wires), places))
    assert told == list(enumerate(wires[:awaited]))
    assert ended is (len(wires) > awaited)


@given(garbage, st.integers(0, 5), borders)
def test_garbage_from_the_far_side_ends_the_same_in_every_cutting(
    octets: bytes, awaited: int, places: list[int]
) -> None:
    assert tell(awaited, cut(octets, places)) == tell(awaited, [octets])


@given(garbage.filter(bool))
def test_nothing_may_stand_behind_the_220_to_starttls(octets: bytes) -> None:
    """A5: whatever it is, TLS does not start."""
    connection = ClientConnection[str]()
    connection.banner("banner")
    list(connection.receive(b"220 x\r\n"))
    connection.command(b"EHLO", b"EHLO x", "ehlo")
    list(connection.receive(b"250 x\r\n"))
    connection.command(b"STARTTLS", b"STARTTLS", "starttls")
    stream = connection.receive(b"220 go\r\n" + octets)
    next(stream)
    try:
        connection.tls_started()
    except RemoteProtocolError:
        return
    raise AssertionError("TLS started")
