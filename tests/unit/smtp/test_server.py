"""The receiver's side: order of commands, content cut out of the stream, attacks answered."""

from __future__ import annotations

import io
import smtplib

import pytest

from skygw.errors import LocalProtocolError
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
from tests.support.ends_of_data import HIDDEN, NO_ENDS
from tests.support.smtp_dialog import (
    ENVELOPE,
    accept_all,
    events_of,
    greeted,
    single_octets,
    two_pieces,
    with_recipient,
)

MAIL = Mail(b"MAIL FROM:<a@x>", b"a@x", {}, None, b"7BIT")
RCPT = Rcpt(b"RCPT TO:<b@y>", b"b@y")


def refusals(events: list[Event]) -> list[int]:
    return [event.reply.code for event in events if isinstance(event, Refused)]


def the_refusal(events: list[Event]) -> Refused:
    (event,) = events
    assert isinstance(event, Refused)
    return event


# -- whole dialogs ---------------------------------------------------------------------------------------

DATA_DIALOG = ENVELOPE + b"DATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n"
DATA_EVENTS = [
    Greeted(True, b"client"),
    MAIL,
    RCPT,
    DataRequested(),
    BodyReceived(b"Subject: x\r\n\r\n.dot\r\n"),
    BodyEnded(""),
    Command(b"QUIT"),
]

BDAT_DIALOG = (
    b"HELO client\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n"
    b"BDAT 13\r\n.\r\nRSET\r\n\0\n\r.BDAT 0\r\nNOOP\r\nBDAT 2 LAST\r\nxyMAIL FROM:<a@x>\r\n"
)
BDAT_EVENTS = [
    Greeted(False, b"client"),
    MAIL,
    RCPT,
    ChunkStarted(13, False),
    BodyReceived(b".\r\nRSET\r\n\0\n\r."),
    ChunkEnded(13, False),
    ChunkStarted(0, False),
    ChunkEnded(0, False),
    Command(b"NOOP"),
    ChunkStarted(2, True),
    BodyReceived(b"xy"),
    ChunkEnded(2, True),
    MAIL,
]


@pytest.mark.parametrize(
    ("dialog", "events", "state"),
    [(DATA_DIALOG, DATA_EVENTS, State.CLOSED), (BDAT_DIALOG, BDAT_EVENTS, State.MAIL)],
)
def test_a_dialog_in_every_cutting(dialog: bytes, events: list[Event], state: State) -> None:
    for pieces in [*two_pieces(dialog), single_octets(dialog)]:
        connection = ServerConnection()
        assert events_of(connection, pieces) == events
        assert connection.state is state


def test_two_messages_in_one_session() -> None:
    dialog = ENVELOPE + (b"DATA\r\na\r\n.\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nBDAT 1 LAST\r\nb")
    events = events_of(ServerConnection(), [dialog])
    assert [event for event in events if isinstance(event, BodyReceived | BodyEnded | ChunkEnded)] == [
        BodyReceived(b"a\r\n"),
        BodyEnded(""),
        BodyReceived(b"b"),
        ChunkEnded(1, True),
    ]


def test_the_line_is_kept_octet_for_octet() -> None:
    lines = [
        b'mAiL  fRoM: <"a>b \\" c"@x>  Size=10 X-Any=\xff  ',
        b"Rcpt To:<@r:b@[IPv6:::1]> notify=SUCCESS,DELAY ORCPT=rfc822;b+40y",
    ]
    _, mail, rcpt = events_of(ServerConnection(), [b"EHLO x\r\n" + b"\r\n".join(lines) + b"\r\n"])
    assert isinstance(mail, Mail)
    assert isinstance(rcpt, Rcpt)
    assert [mail.line, rcpt.line] == lines


class Loop:
    """A socket for smtplib whose other end is a ``ServerConnection`` that says yes."""

    def __init__(self) -> None:
        self.connection = ServerConnection()
        self.events: list[Event] = []
        self.replies = io.BytesIO()

    def sendall(self, octets: bytes) -> None:
        fresh = events_of(self.connection, [octets], self.decide)
        self.events += fresh
        said = self.replies.tell()
        self.replies.seek(0, io.SEEK_END)
        for event in fresh:
            if not isinstance(event, BodyReceived):
                self.replies.write(b"354 go\r\n" if isinstance(event, DataRequested) else b"250 ok\r\n")
        self.replies.seek(said)

    decide = staticmethod(accept_all)

    def makefile(self, mode: str) -> io.BytesIO:
        return self.replies

    def close(self) -> None:
        self.connection.close()


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\r\n\r\nbody\r\n",
        b".\r\n..\r\n.a\r\n\r\n.\r\n",
        b"x" * 100_000 + b"\r\n" + b".\r\n" * 1000,
    ],
)
def test_the_standard_library_is_understood(content: bytes) -> None:
    loop = Loop()
    client = smtplib.SMTP()
    client.sock = loop  # type: ignore[assignment]
    client.ehlo("client")
    client.sendmail("a@x", ["b@y", "c@z"], content)
    received = b"".join(event.octets for event in loop.events if isinstance(event, BodyReceived))
    assert received == content
    assert [event.path for event in loop.events if isinstance(event, Mail | Rcpt)] == [b"a@x", b"b@y", b"c@z"]
    assert refusals(loop.events) == []


# -- order -----------------------------------------------------------------------------------------------

ORDER = [
    # dialog, codes of the refusals, comment
    (b"MAIL FROM:<a@x>\r\n", [503], "before EHLO"),
    (b"RCPT TO:<b@y>\r\n", [503], ""),
    (b"DATA\r\n", [503], ""),
    (b"STARTTLS\r\n", [503], "before EHLO"),
    (b"RSET\r\nNOOP\r\nHELP x\r\nVRFY x\r\nEXPN x\r\n", [], "these may come at any time"),
    (b"EHLO x\r\nRCPT TO:<b@y>\r\n", [503], "RCPT without MAIL"),
    (b"EHLO x\r\nDATA\r\n", [503], "DATA without MAIL"),
    (b"EHLO x\r\nMAIL FROM:<>\r\nDATA\r\n", [503], "DATA without RCPT"),
    (b"EHLO x\r\nMAIL FROM:<>\r\nMAIL FROM:<>\r\n", [503], "MAIL twice"),
    (ENVELOPE + b"MAIL FROM:<>\r\n", [503], "MAIL behind RCPT"),
    (ENVELOPE + b"STARTTLS\r\n", [503], "TLS within a transaction"),
    (ENVELOPE + b"RSET\r\nRCPT TO:<b@y>\r\n", [503], "RSET ends the transaction"),
    (ENVELOPE + b"EHLO y\r\nDATA\r\n", [503], "so does EHLO"),
    (ENVELOPE + b"HELO y\r\nDATA\r\n", [503], "and HELO"),
    (ENVELOPE + b"NOOP\r\nVRFY x\r\nDATA\r\n", [], "these do not"),
    (ENVELOPE + b"BDAT 1\r\nxDATA\r\n", [503], "DATA behind BDAT (RFC 3030 section 2)"),
    (ENVELOPE + b"BDAT 1\r\nxRCPT TO:<b@y>\r\n", [503], "RCPT behind BDAT"),
    (ENVELOPE + b"BDAT 1\r\nxRSET\r\nMAIL FROM:<>\r\n", [], "RSET ends chunks, too"),
    (ENVELOPE + b"BDAT 1 LAST\r\nxRCPT TO:<b@y>\r\n", [503], "the transaction is over"),
    (ENVELOPE + b"BDAT 1 LAST\r\nxBDAT 2 LAST\r\nab", [503], "a chunk behind the last"),
    (b"EHLO x\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<b@y>\r\nDATA\r\n", [503], "binary needs BDAT"),
    (
        b"EHLO x\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<b@y>\r\nDATA\r\n",
        [],
        "and is forgotten with its transaction",
    ),
    (b"EHLO x\r\nMAIL FROM:<> BODY=BINARYMIME\r\nDATA\r\n", [503], "no recipients either"),
]


@pytest.mark.parametrize(("dialog", "codes", "comment"), ORDER)
def test_order(dialog: bytes, codes: list[int], comment: str) -> None:
    for pieces in ([dialog], single_octets(dialog)):
        assert refusals(events_of(ServerConnection(starttls=True), pieces)) == codes


SYNTAX = [
    # line, code, enhanced, comment
    (b"", 500, "5.5.2", "an empty line"),
    (b" ", 500, "5.5.2", "a blank line"),
    (b"HELO", 501, "5.5.4", "no name"),
    (b"EHLO ", 501, "5.5.4", "no name"),
    (b"XYZZY", 500, "5.5.2", "nobody knows it"),
    (b"NOOP\tx", 500, "5.5.2", "a tab is no blank"),
    (b"AUTH PLAIN AGEAYg==", 502, "5.5.1", "known elsewhere"),
    (b"etrn x", 502, "5.5.1", ""),
    (b"XCLIENT ADDR=127.0.0.1", 502, "5.5.1", "A22"),
    (b"XFORWARD ADDR=127.0.0.1", 502, "5.5.1", "A22"),
    (b"STARTTLS", 502, "5.5.1", "not configured"),
    (b"RSET x", 501, "5.5.4", "takes no parameters"),
    (b"QUIT now", 501, "5.5.4", ""),
    (b"DATA x", 501, "5.5.4", ""),
    (b"STARTTLS x", 501, "5.5.4", ""),
    (b"MAIL FROM:a@x", 501, "5.5.4", "no brackets"),
    (b"MAIL FROM:<a@x> SIZE=+1", 501, "5.5.4", ""),
    (b"MAIL FROM:<a@x> BODY=8BIT", 501, "5.5.4", ""),
]


@pytest.mark.parametrize(("line", "code", "enhanced", "comment"), SYNTAX)
def test_syntax(line: bytes, code: int, enhanced: str, comment: str) -> None:
    connection = greeted()
    refusal = the_refusal(events_of(connection, [line + b"\r\n"]))
    assert (refusal.reply.code, refusal.reply.enhanced, refusal.fatal) == (code, enhanced, False)
    assert connection.state is State.READY  # nothing has changed


def test_rcpt_syntax_leaves_the_transaction_as_it_was() -> None:
    connection = with_recipient()
    refusal = the_refusal(events_of(connection, [b"RCPT TO:<>\r\n"]))
    assert (refusal.reply.code, connection.state) == (501, State.RCPT)


def test_commands_are_without_case_and_blanks_at_the_end_do_not_matter() -> None:
    events = events_of(ServerConnection(), [b"ehlo  me \r\nrset \r\nNoOp whatever it is\r\nquit  \r\n"])
    assert events == [Greeted(True, b"me"), Command(b"RSET"), Command(b"NOOP"), Command(b"QUIT")]


def test_nothing_is_read_behind_quit() -> None:
    connection = ServerConnection()
    assert events_of(connection, [b"QUIT\r\nMAIL FROM:<a@x>\r\n", b"NOOP\r\n"]) == [Command(b"QUIT")]


# -- decisions -------------------------------------------------------------------------------------------


def leave_it(connection: ServerConnection, event: Event) -> None:
    """Decide nothing."""


def test_nothing_is_read_on_before_data_is_decided() -> None:
    connection = with_recipient()
    events = events_of(connection, [b"DATA\r\nQUIT\r\n"], leave_it)
    assert events == [DataRequested()]
    assert connection.waiting
    assert connection.buffered == 6
    connection.refuse_data()
    assert not connection.waiting
    assert connection.state is State.RCPT  # recipients may still be added
    assert connection.next_event() == Command(b"QUIT")


@pytest.mark.parametrize(
    "content", [b"DATA\r\nx\r\n.\r\nNOOP\r\n", b"BDAT 1 LAST\r\nxNOOP\r\n", b"BDAT 0 LAST\r\nNOOP\r\n"]
)
def test_nothing_is_read_on_before_the_final_reply(content: bytes) -> None:
    def start_data(connection: ServerConnection, event: Event) -> None:
        if isinstance(event, DataRequested):
            connection.start_data()

    connection = with_recipient()
    events = events_of(connection, [content], start_data)
    assert isinstance(events[-1], BodyEnded | ChunkEnded)
    assert connection.waiting
    assert connection.next_event() is None
    connection.finish()
    assert not connection.waiting
    assert connection.next_event() == Command(b"NOOP")


def test_decisions_that_nobody_asked_for_are_bugs_of_ours() -> None:
    connection = with_recipient()
    for decision in (connection.start_data, connection.refuse_data, connection.finish):
        with pytest.raises(LocalProtocolError):
            decision()
    with pytest.raises(LocalProtocolError):
        connection.tls_started()
    assert connection.state is State.RCPT


def test_in_content() -> None:
    connection = with_recipient()
    assert not connection.in_content
    events_of(connection, [b"DATA\r\n"])
    assert connection.in_content
    events_of(connection, [b"x\r\n.\r\n"])
    assert not connection.in_content
    events_of(connection, [b"MAIL FROM:<>\r\nRCPT TO:<b@y>\r\nBDAT 2\r\n"])
    assert connection.in_content
    events_of(connection, [b"ab"])
    assert not connection.in_content  # between two chunks


def test_mail_refused() -> None:
    connection = greeted()
    connection.forget_mail()
    assert connection.state is State.READY  # there was none: nothing to forget
    events_of(connection, [b"MAIL FROM:<a@x>\r\n"])
    connection.forget_mail()
    assert events_of(connection, [b"RCPT TO:<b@y>\r\nMAIL FROM:<a@x>\r\n"])[1] == MAIL


def test_mail_refused_while_a_chunk_comes_in() -> None:
    """This used to raise LocalProtocolError at the end of the last chunk."""
    for size, last in ((b"4 LAST", True), (b"4", False)):
        connection = with_recipient()
        events_of(connection, [b"BDAT " + size + b"\r\nQU"])
        connection.forget_mail()  # its reply came late: MAIL, RCPT and BDAT were sent in one go
        assert events_of(connection, [b"IT"]) == [BodyReceived(b"IT"), ChunkEnded(4, last)]
        assert connection.state is State.READY
        assert events_of(connection, [b"MAIL FROM:<a@x>\r\n"]) == [MAIL]


def test_mail_refused_changes_nothing_where_the_final_reply_is_owed() -> None:
    connection = with_recipient()
    events_of(connection, [b"BDAT 1 LAST\r\nx"], leave_it)
    connection.forget_mail()
    assert connection.waiting
    connection.finish()
    assert connection.state is State.READY


# -- closing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "octets", [b"NOOP\r\n", b"DATA\r\nx\r\n", b"BDAT 10 LAST\r\nabc", b"MAIL", b"DATA\r\n.\r\n"]
)
def test_nothing_is_read_after_close(octets: bytes) -> None:
    """A chunk under way used to go on, and to raise LocalProtocolError at its end."""
    connection = with_recipient()
    events_of(connection, [octets])
    connection.close()
    assert events_of(connection, [b"defghij", b".\r\n", b"NOOP\r\n" * 100]) == []
    assert not connection.in_content
    assert not connection.waiting


def test_nothing_is_kept_after_the_end() -> None:
    """Octets used to pile up."""
    closed, quitted, broken = ServerConnection(), ServerConnection(), ServerConnection()
    closed.close()
    events_of(quitted, [b"QUIT\r\nNOOP\r\n"])
    events_of(broken, [b"\n" * 1000])
    for connection in (closed, quitted, broken):
        for _ in range(100):
            connection.receive(b"x" * 1000)
        assert connection.buffered == 0


# -- lines -----------------------------------------------------------------------------------------------

LONGEST = b"NOOP " + b"x" * (MAX_LINE_OCTETS - 5)

LINES = [
    # octets, code of the fatal refusal or None, text, comment
    (LONGEST + b"\r\n", None, "", "the longest line"),
    (LONGEST + b"x\r\n", 500, "Line too long", "an octet more"),
    (b"x" * 100_000, 500, "Line too long", "endless"),
    (b"x" * 100_000 + b"\r\n", 500, "Line too long", ""),
    (LONGEST + b"x\0\r\n", 500, "Line too long", "a NUL behind the limit changes nothing"),
    (LONGEST + b"\n", 500, "Lines end", "bare LF at the limit"),
    (LONGEST + b"x\n", 500, "Line too long", "bare LF behind it"),
    (LONGEST + b"\rx\n", 500, "Line too long", "bare CR at the limit"),
    (LONGEST[:-1] + b"\rx\r\n", 500, "Lines end", "bare CR just before it"),
    (b"NOOP\n", 500, "Lines end", "bare LF"),
    (b"\n", 500, "Lines end", "nothing but LF"),
    (b"\r\r\n", 500, "Lines end", "CR CR LF"),
    (b"NOOP\r\r\n", 500, "Lines end", "CR CR LF"),
    (b"NO\rOP\r\n", 500, "Lines end", "bare CR"),
    (b"NO\rOP", 500, "Lines end", "bare CR, told before the line ends"),
    (b"NOOP\0\r\n", 500, "Lines end", "NUL"),
    (b"\0", 500, "Lines end", "NUL, told before the line ends"),
    (b"NOOP\r\0\n", 500, "Lines end", "NUL within the line end"),
    (b"MAIL FROM:<a@x\nRCPT TO:<b@y>\r\n", 500, "Lines end", "A3: a command hidden in an address"),
    (b"MAIL FROM:<a@x\rRCPT TO:<b@y>\r\n", 500, "Lines end", "A3"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 500, "Lines end", "TLS without STARTTLS"),
    (b"\x80\x01\x03\x01\x00", 500, "Lines end", "SSL 2"),
]


@pytest.mark.parametrize(("octets", "code", "text", "comment"), LINES)
def test_lines(octets: bytes, code: int | None, text: str, comment: str) -> None:
    """In every cutting the same: the longest line used to be refused when it was cut in its CRLF."""
    near_the_limit = range(MAX_LINE_OCTETS - 3, MAX_LINE_OCTETS + 4)
    borders = near_the_limit if len(octets) > 100 else range(len(octets))
    cuttings = [[octets[:border], octets[border:]] for border in borders]
    if len(octets) < 5_000:
        cuttings.append(single_octets(octets))
    for pieces in [[octets], *cuttings]:
        connection = greeted()
        events = events_of(connection, pieces)
        if code is None:
            assert events == [Command(b"NOOP")]
            continue
        refusal = the_refusal(events)
        assert (refusal.reply.code, refusal.fatal) == (code, True)
        assert text in refusal.reply.text
        assert connection.state is State.CLOSED


def test_a_cr_at_the_end_of_a_chunk_ends_no_line() -> None:
    refusal = events_of(with_recipient(), [b"BDAT 2\r\nx\r\nNOOP\r\n"])[-1]
    assert isinstance(refusal, Refused)
    assert refusal.fatal


def test_nothing_is_read_behind_a_broken_line() -> None:
    events = events_of(ServerConnection(), [b"EHLO x\nEHLO y\r\nMAIL FROM:<a@x>\r\n"])
    assert the_refusal(events).fatal


HTTP = [
    b"GET / HTTP/1.1",
    b"POST /x HTTP/1.0",
    b"post / http/1.1",
    b"HEAD / HTTP/1.1",
    b"PUT / HTTP/1.1",
    b"DELETE / HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT a:25 HTTP/1.1",
    b"TRACE / HTTP/1.1",
    b"PATCH / HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"Host: gateway",
    b"User-Agent: x",
    b"Referer: http://x",
]


@pytest.mark.parametrize("line", HTTP)
@pytest.mark.parametrize("require_tls", [False, True])
def test_http_ends_the_session(line: bytes, require_tls: bool) -> None:
    """A23.  Where TLS was required, 530 used to be said and the session went on."""
    connection = ServerConnection(starttls=True, require_tls=require_tls)
    events = events_of(connection, [line + b"\r\nContent-Length: 30\r\n\r\nEHLO x\r\nMAIL FROM:<a@x>\r\n"])
    refusal = the_refusal(events)
    assert (refusal.reply.code, refusal.fatal) == (421, True)


@pytest.mark.parametrize("line", [b"GETX", b"GET", b"HOSTS: x", b"PATCHED x"])
def test_what_only_looks_like_http(line: bytes) -> None:
    refusal = the_refusal(events_of(ServerConnection(), [line + b"\r\n"]))
    assert (refusal.reply.code, refusal.fatal) == (500, False)


# -- TLS -------------------------------------------------------------------------------------------------


def test_starttls() -> None:
    connection = greeted(starttls=True)
    assert events_of(connection, [b"STARTTLS\r\n"]) == [Command(b"STARTTLS")]
    connection.tls_started()
    assert connection.tls
    assert connection.state is State.START  # the session is new
    assert refusals(events_of(connection, [b"MAIL FROM:<a@x>\r\n"])) == [503]
    assert refusals(events_of(connection, [b"EHLO x\r\nSTARTTLS\r\n"])) == [503]  # once is enough


@pytest.mark.parametrize(
    "behind", [b"EHLO x\r\n", b"MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\n", b"E", b"\r\n", b"\n", b"\x16\x03\x01"]
)
def test_clear_text_behind_starttls_ends_the_session(behind: bytes) -> None:
    """A4, I19: in the same segment it is refused at once, later ``tls_started`` refuses it."""
    connection = greeted(starttls=True)
    refusal = the_refusal(events_of(connection, [b"STARTTLS\r\n" + behind]))
    assert (refusal.reply.code, refusal.fatal) == (554, True)
    assert connection.state is State.CLOSED
    assert not connection.tls

    connection = greeted(starttls=True)
    assert events_of(connection, [b"STARTTLS\r\n"]) == [Command(b"STARTTLS")]
    connection.receive(behind)
    with pytest.raises(LocalProtocolError, match="clear text"):
        connection.tls_started()
    assert not connection.tls


def test_a_refused_starttls_ends_nothing() -> None:
    connection = ServerConnection(starttls=True)
    assert refusals(events_of(connection, [b"STARTTLS\r\nEHLO x\r\n"])) == [503]
    assert connection.state is State.READY


BEFORE_TLS = [
    # line, code of the refusal or None, comment
    (b"NOOP", None, ""),
    (b"HELP", None, ""),
    (b"RSET", None, ""),
    (b"EHLO y", None, ""),
    (b"HELO y", None, ""),
    (b"QUIT", None, ""),
    (b"STARTTLS", None, ""),
    (b"MAIL FROM:<a@x>", 530, ""),
    (b"RCPT TO:<a@x>", 530, ""),
    (b"DATA", 530, ""),
    (b"VRFY x", 530, "may tell who is here"),
    (b"EXPN x", 530, ""),
    (b"AUTH PLAIN x", 530, ""),
    (b"XYZZY", 530, ""),
]


@pytest.mark.parametrize(("line", "code", "comment"), BEFORE_TLS)
def test_where_tls_is_required(line: bytes, code: int | None, comment: str) -> None:
    connection = greeted(starttls=True, require_tls=True)
    assert refusals(events_of(connection, [line + b"\r\n"])) == ([code] if code else [])


def test_once_tls_is_there_mail_is_served() -> None:
    connection = greeted(starttls=True, require_tls=True)
    events_of(connection, [b"STARTTLS\r\n"])
    connection.tls_started()
    assert refusals(events_of(connection, [ENVELOPE])) == []


# -- chunks ----------------------------------------------------------------------------------------------

#: What stands in a chunk that must be swallowed: commands, ends of data, another BDAT.
INSIDE = b"RSET\r\nMAIL FROM:<evil@x>\r\n.\r\nBDAT 5 LAST\r\nQUIT\r\n\0\n"

REFUSED_CHUNKS = [
    # arguments of the connection, dialog before, code, comment
    ({}, b"", 503, "before EHLO"),
    ({}, b"EHLO x\r\n", 503, "no MAIL (A9)"),
    ({}, b"EHLO x\r\nMAIL FROM:<a@x>\r\n", 503, "no RCPT (A9)"),
    ({}, ENVELOPE + b"RSET\r\n", 503, "after RSET"),
    ({}, ENVELOPE + b"BDAT 1 LAST\r\nx", 503, "after the last chunk"),
    ({"chunking": False}, ENVELOPE, 502, "not offered"),
    ({"starttls": True, "require_tls": True}, b"EHLO x\r\n", 530, "before TLS"),
]


@pytest.mark.parametrize(("arguments", "before", "code", "comment"), REFUSED_CHUNKS)
@pytest.mark.parametrize("last", [b"", b" LAST"])
def test_a_refused_chunk_swallows_exactly_its_octets(
    arguments: dict[str, bool], before: bytes, code: int, comment: str, last: bytes
) -> None:
    dialog = b"BDAT %d%b\r\n" % (len(INSIDE), last) + INSIDE + b"NOOP\r\n"
    for pieces in [*two_pieces(dialog), single_octets(dialog)]:
        connection = ServerConnection(**arguments)
        events_of(connection, [before])
        refused, noop = events_of(connection, pieces)
        assert isinstance(refused, Refused)
        assert (refused.reply.code, refused.fatal) == (code, False)
        assert noop == Command(b"NOOP")


def test_a_refused_chunk_is_not_kept() -> None:
    connection = greeted()
    events_of(connection, [b"BDAT 99999999999999999999\r\n"])
    for _ in range(1000):
        assert events_of(connection, [b"x" * 1000]) == []
    assert connection.buffered == 0
    assert connection.in_content


def test_a_refused_chunk_does_not_spoil_the_next() -> None:
    connection = greeted()
    events_of(connection, [b"BDAT 3 LAST\r\nabc", ENVELOPE])
    assert events_of(connection, [b"BDAT 3 LAST\r\ndef"]) == [
        ChunkStarted(3, True),
        BodyReceived(b"def"),
        ChunkEnded(3, True),
    ]


def test_an_empty_refused_chunk() -> None:
    assert refusals(events_of(greeted(), [b"BDAT 0 LAST\r\nNOOP\r\n"])) == [503]


LIES = [
    b"BDAT",
    b"BDAT ",
    b"BDAT LAST",
    b"BDAT +16 LAST",
    b"BDAT 1_6 LAST",
    b"BDAT -16",
    b"BDAT 0x10",
    b"BDAT 1 6",
    b"BDAT 16LAST",
    b"BDAT 16 LAST x",
    b"BDAT " + b"1" * 21,
    "BDAT ١٦ LAST".encode(),
    "BDAT ²".encode(),
    b"BDAT 16\xa0",
    # Not cut at a blank: these used to be unknown commands, and the chunk was read as commands.
    b"BDAT\t16 LAST",
    b"BDAT+16",
    b"BDAT16 LAST",
    b"bdat\x0b16",
    b" BDAT 16 LAST",
    b"\tBDAT 16 LAST",
]


@pytest.mark.parametrize("line", LIES)
@pytest.mark.parametrize("require_tls", [False, True])
def test_a_size_that_is_none_ends_the_session(line: bytes, require_tls: bool) -> None:
    """A8: what follows cannot be told from commands."""
    connection = ServerConnection(require_tls=require_tls)
    events_of(connection, [ENVELOPE])
    refusal = the_refusal(events_of(connection, [line + b"\r\nRSET\r\nMAIL FROM:<evil@x>\r\n"]))
    assert (refusal.reply.code, refusal.fatal) == (501, True)
    assert connection.state is State.CLOSED


def test_a_chunk_larger_than_the_machine_is_only_announced() -> None:
    connection = with_recipient()
    assert events_of(connection, [b"BDAT 99999999999999999999 LAST\r\nabc"]) == [
        ChunkStarted(10**20 - 1, True),
        BodyReceived(b"abc"),
    ]
    assert connection.buffered == 0


def test_content_is_given_as_it_came_without_a_copy() -> None:
    connection = with_recipient()
    events_of(connection, [b"BDAT 1000000 LAST\r\n"])
    octets = bytes(100_000)
    connection.receive(octets)
    event = connection.next_event()
    assert isinstance(event, BodyReceived)
    assert event.octets is octets


# -- smuggling -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("octets", "flaw", "comment"), NO_ENDS)
def test_no_octets_inside_a_message_make_a_command_appear(octets: bytes, flaw: str, comment: str) -> None:
    """A1, I14: one message, whatever stands in it, and however it is cut."""
    content = b"Subject: x\r\n\r\nfirst" + octets + HIDDEN
    wire = content + b"\r\n.\r\nNOOP\r\n"
    for pieces in [*two_pieces(wire), single_octets(wire)]:
        connection = with_recipient()
        events_of(connection, [b"DATA\r\n"])
        events = [event for event in events_of(connection, pieces) if not isinstance(event, BodyReceived)]
        ended, noop = events
        assert isinstance(ended, BodyEnded)
        assert bool(ended.flaw) is (flaw != "")
        assert noop == Command(b"NOOP")


def test_an_end_of_data_ends_the_data() -> None:
    """The control: with a real one in front, the hidden commands are commands."""
    connection = with_recipient()
    events = events_of(connection, [b"DATA\r\nfirst\r\n.\r\n" + HIDDEN + b"\r\n.\r\n"])
    assert [type(event) for event in events] == [
        DataRequested, BodyReceived, BodyEnded, Mail, Rcpt, DataRequested, BodyReceived, BodyEnded,
    ]  # fmt: skip
