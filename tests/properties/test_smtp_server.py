"""Whole sessions in any cutting: the same events, nothing from garbage, nothing smuggled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.smtp import (
    BodyEnded,
    BodyReceived,
    ChunkEnded,
    ChunkStarted,
    Command,
    DataRequested,
    Event,
    Greeted,
    Mail,
    Rcpt,
    Refused,
    ServerConnection,
    State,
)
from skygw.smtp.server import MAX_LINE_OCTETS
from tests.support.ends_of_data import ENDS_OF_DATA, HIDDEN
from tests.support.smtp_dialog import ENVELOPE, accept_all, cut, events_of, stuffed_by_smtplib

borders = st.lists(st.integers(0, 1 << 16), max_size=12)


# -- dialogs whose events are known ----------------------------------------------------------------------

Known = tuple[bytes, list[Event]]

MAIL = Mail(b"MAIL FROM:<a@x> X=1", b"a@x", {b"X": b"1"}, None, b"7BIT")
RCPT = Rcpt(b"RCPT TO:<b@y>", b"b@y")

flawless_lines = st.lists(
    st.sampled_from(
        [b"", b".", b"..", b"a", b"QUIT", HIDDEN, *(row[0] for row in ENDS_OF_DATA if row[1] == "")]
    ),
    max_size=8,
).map(lambda lines: b"".join(line + b"\r\n" for line in lines))

hostile_octets = st.lists(
    st.sampled_from([HIDDEN, *(row[0] for row in ENDS_OF_DATA)]) | st.binary(max_size=5), max_size=6
).map(b"".join)


def by_data(content: bytes) -> Known:
    received: list[Event] = [BodyReceived(content)] if content else []
    wire = b"DATA\r\n" + stuffed_by_smtplib(content) + b".\r\n"
    return wire, [DataRequested(), *received, BodyEnded("")]


def by_chunks(chunks: list[bytes]) -> Known:
    wire = b""
    events: list[Event] = []
    for number, octets in enumerate(chunks, 1):
        last = number == len(chunks)
        wire += b"BDAT %d%b\r\n" % (len(octets), b" LAST" if last else b"") + octets
        events.append(ChunkStarted(len(octets), last))
        events += [BodyReceived(octets)] if octets else []
        events.append(ChunkEnded(len(octets), last))
    return wire, events


def refused_chunk(octets: bytes) -> Known:
    return b"BDAT %d\r\n" % len(octets) + octets, [Refused(BAD_SEQUENCE)]


BAD_SEQUENCE = next(
    event.reply for event in events_of(ServerConnection(), [b"DATA\r\n"]) if isinstance(event, Refused)
)

messages = flawless_lines.map(by_data) | st.lists(hostile_octets, min_size=1, max_size=4).map(by_chunks)
transactions = messages.map(
    lambda known: (MAIL.line + b"\r\n" + RCPT.line + b"\r\n" + known[0], [MAIL, RCPT, *known[1]])
)
plain: list[Known] = [
    (b"NOOP\r\n", [Command(b"NOOP")]),
    (b"RSET\r\n", [Command(b"RSET")]),
    (b"ehlo me\r\n", [Greeted(True, b"me")]),
    (b"DATA\r\n", [Refused(BAD_SEQUENCE)]),
    (MAIL.line + b"\r\nRSET\r\n", [MAIL, Command(b"RSET")]),
]
interludes = hostile_octets.map(refused_chunk) | st.sampled_from(plain)
dialogs = st.lists(transactions | interludes, max_size=5).map(
    lambda parts: (
        b"EHLO me\r\n" + b"".join(wire for wire, _ in parts) + b"QUIT\r\n",
        [Greeted(True, b"me"), *(event for _, events in parts for event in events), Command(b"QUIT")],
    )
)


@given(dialogs, borders)
def test_a_dialog_gives_its_events_in_every_cutting(dialog: Known, places: list[int]) -> None:
    wire, events = dialog
    assert events_of(ServerConnection(), cut(wire, places)) == events


# -- dialogs whose events are not ------------------------------------------------------------------------

fragments = st.sampled_from(
    [
        ENVELOPE, b"EHLO x\r\n", b"MAIL FROM:<a@x>\r\n", b"MAIL FROM:<no@x>\r\n", b"RCPT TO:<b@y>\r\n",
        b"RCPT TO:<no@y>\r\n", b"DATA\r\n", b"BDAT 5\r\n", b"BDAT 3 LAST\r\n", b"BDAT 0 LAST\r\n",
        b"BDAT 1_6\r\n", b"RSET\r\n", b"NOOP\r\n", b"QUIT\r\n", b"VRFY x\r\n", b"STARTTLS\r\n",
        b"GET / HTTP/1.1\r\n", b"\r\n", b".\r\n", b"\r\n.\r\n", b"\n", b"\r", b"\0", b"x" * 300, b"a",
        b" BDAT 4\r\n", b"AUTH x\r\n",
    ]
)  # fmt: skip
anything = st.lists(
    fragments | st.sampled_from([row[0] for row in ENDS_OF_DATA]) | st.binary(max_size=5), max_size=40
).map(b"".join)


def decide(connection: ServerConnection, event: Event) -> None:
    """Decisions that follow from the event alone: some mail and some DATA is refused."""
    match event:
        case Mail(path=b"no@x"):
            connection.forget_mail()
        case DataRequested() if connection.state is State.ASKED:
            connection.start_data()
        case _:
            accept_all(connection, event)


def refusing_data(connection: ServerConnection, event: Event) -> None:
    if isinstance(event, DataRequested):
        connection.refuse_data()
    else:
        decide(connection, event)


def without_flawed_content(events: list[Event]) -> list[Event]:
    """What was given before a flaw was found is worth nothing, and depends on the cutting."""
    return [
        event
        for event, after in zip(events, [*events[1:], None], strict=True)
        if not (isinstance(event, BodyReceived) and isinstance(after, BodyEnded) and after.flaw)
    ]


@given(anything, borders, st.booleans())
def test_anything_gives_the_same_events_in_every_cutting(
    octets: bytes, places: list[int], refuse: bool
) -> None:
    octets = b"EHLO x\r\n" + octets + b"\r\n.\r\n"  # so that content under DATA has an end
    how = refusing_data if refuse else decide
    cut_up, whole = ServerConnection(), ServerConnection()
    assert without_flawed_content(events_of(cut_up, cut(octets, places), how)) == without_flawed_content(
        events_of(whole, [octets], how)
    )
    assert cut_up.state is whole.state


@given(anything | st.binary(max_size=200), borders, st.booleans(), st.booleans())
def test_garbage_gives_events_and_little_is_kept(
    octets: bytes, places: list[int], tls: bool, chunking: bool
) -> None:
    connection = ServerConnection(starttls=True, require_tls=tls, chunking=chunking)
    fatal = False
    for piece in cut(octets, places):
        connection.receive(piece)
        while (event := connection.next_event()) is not None:
            assert not fatal
            fatal = isinstance(event, Refused) and event.fatal
            decide(connection, event)
        assert connection.buffered <= MAX_LINE_OCTETS + 1 or connection.state is State.CLOSED
    assert not fatal or connection.state is State.CLOSED


@given(st.integers(1, 9000), st.binary(min_size=1, max_size=3))
def test_what_is_kept_of_a_line_is_bounded(size: int, unit: bytes) -> None:
    connection = ServerConnection()
    for _ in range(20):
        connection.receive(unit * size)
        while connection.next_event() is not None:
            pass
        assert connection.buffered <= MAX_LINE_OCTETS + 1 or connection.state is State.CLOSED
    connection.close()
    connection.receive(unit * size)
    assert connection.buffered == 0


# -- smuggling -------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([HIDDEN, *(row[0] for row in ENDS_OF_DATA)]), max_size=6), borders)
def test_one_message_stays_one_message(parts: list[bytes], places: list[int]) -> None:
    """Whatever stands in it: what is no end of data after RFC 5321 lets no command out."""
    content = b"x" + b"".join(parts) + b"\r\n"
    content = content.replace(b"\r\n.\r\n", b"\r\n..\r\n").replace(b"\r\n.\r\n", b"\r\n..\r\n")
    wire = content + b".\r\nNOOP\r\n"
    connection = ServerConnection()
    events_of(connection, [ENVELOPE + b"DATA\r\n"])
    events = events_of(connection, cut(wire, places))
    assert [type(event) for event in events if not isinstance(event, BodyReceived)] == [BodyEnded, Command]


@given(hostile_octets, borders)
def test_a_chunk_lets_nothing_out(octets: bytes, places: list[int]) -> None:
    wire, expected = by_chunks([octets])
    connection = ServerConnection()
    events_of(connection, [ENVELOPE])
    assert events_of(connection, cut(wire + b"NOOP\r\n", places)) == [*expected, Command(b"NOOP")]
    connection = ServerConnection()
    wire, refused = refused_chunk(octets)
    assert events_of(connection, cut(wire + b"NOOP\r\n", places)) == [*refused, Command(b"NOOP")]
