"""What the far server says and does at each stage, in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

from skygw.rehearsal import Exchange, FarTls, Script, Step
from tests.support.rehearsal import ENVELOPE, Talk

GONE = Failure(ConnectionDone())


def _exchange(**limits: Any) -> Script:
    return Script(exchange=Exchange(**limits))


def _greeted(script: Script | None = None) -> Talk:
    talk = Talk.with_(script)
    talk.say(b"EHLO me\r\n")
    return talk


def _in_content(script: Script | None = None) -> Talk:
    talk = Talk.with_(script)
    assert talk.say(ENVELOPE + b"DATA\r\n").endswith(b"354 Start mail input; end with <CRLF>.<CRLF>\r\n")
    return talk


# -- without a script ----------------------------------------------------------------------------------


def test_a_whole_session() -> None:
    talk = Talk.with_()
    assert talk.say() == b"220 far.rehearsal.example Microsoft ESMTP MAIL Service ready\r\n"
    assert talk.say(b"EHLO gw.example\r\n") == (
        b"250-far.rehearsal.example Hello [192.0.2.1]\r\n"
        b"250-SIZE 157286400\r\n"
        b"250-PIPELINING\r\n"
        b"250-DSN\r\n"
        b"250-ENHANCEDSTATUSCODES\r\n"
        b"250-8BITMIME\r\n"
        b"250-BINARYMIME\r\n"
        b"250-CHUNKING\r\n"
        b"250 SMTPUTF8\r\n"
    )
    assert talk.say(b"MAIL FROM:<a@b> X-WHATEVER=1\r\n") == b"250 2.1.0 Sender OK\r\n"
    assert talk.say(b"RCPT TO:<c@d>\r\n") == b"250 2.1.5 Recipient OK\r\n"
    assert talk.say(b"DATA\r\n") == b"354 Start mail input; end with <CRLF>.<CRLF>\r\n"
    assert talk.say(b"Message-ID: <1@x>\r\n\r\n..dot\r\n.\r\n") == (
        b"250 2.6.0 <1@x> [InternalId=1, Hostname=far.rehearsal.example] Queued mail for delivery\r\n"
    )
    assert talk.say(b"QUIT\r\n") == b"221 2.0.0 Service closing transmission channel\r\n"
    assert talk.wire.disconnecting
    record = talk.go(GONE)
    assert record.ended == "QUIT"
    assert record.greeting == b"gw.example"
    assert record.commands == [
        b"EHLO gw.example",
        b"MAIL FROM:<a@b> X-WHATEVER=1",
        b"RCPT TO:<c@d>",
        b"DATA",
        b"QUIT",
    ]
    assert record.replies[-1] == b"221 2.0.0 Service closing transmission channel\r\n"
    [message] = talk.far.messages
    assert message.content == b"Message-ID: <1@x>\r\n\r\n.dot\r\n"
    assert message.parameters == {b"X-WHATEVER": b"1"}
    assert message.accepted
    assert talk.far.unfinished == ()


def test_helo_and_the_small_commands() -> None:
    talk = _greeted()
    assert talk.say(b"HELO me\r\n") == b"250 far.rehearsal.example Hello\r\n"
    assert talk.codes(b"NOOP\r\nRSET\r\nHELP\r\nVRFY x\r\nEXPN x\r\nAUTH x\r\n") == [
        "250",
        "250",
        "214",
        "252",
        "502",
        "502",
    ]


def test_a_message_in_chunks() -> None:
    talk = Talk.with_()
    talk.say(ENVELOPE)
    assert talk.say(b"BDAT 3\r\na\nb") == b"250 2.6.0 CHUNK received OK, 3 octets\r\n"
    assert talk.say(b"BDAT 2 LAST\r\n\0c")[:9] == b"250 2.6.0"
    [message] = talk.far.messages
    assert (message.content, message.by) == (b"a\nb\0c", "BDAT")
    assert talk.session.record.commands[-2:] == [b"BDAT 3", b"BDAT 2 LAST"]


def test_every_cut_of_the_stream_gives_the_same_session() -> None:
    chunks = b"BDAT 4\r\n\r\n.\rBDAT 1 LAST\r\n\n"
    stream = ENVELOPE + chunks + b"NOOP\r\n" + ENVELOPE + b"DATA\r\nx\r\n.\r\nQUIT\r\n"
    whole = Talk.with_()
    whole.say(stream)
    for at in range(1, len(stream)):
        talk = Talk.with_()
        talk.say(stream[:at])
        talk.say(stream[at:])
        assert talk.session.record.commands == whole.session.record.commands
        assert talk.session.record.replies == whole.session.record.replies
        assert talk.far.messages == whole.far.messages


def test_pipelined_commands_are_answered_in_order() -> None:
    script = Script.of(rcpt={"for": "slow@*", "reply": "250 slow", "delay": 5})
    talk = _greeted(script)
    flight = b"MAIL FROM:<a@b>\r\nRCPT TO:<slow@d>\r\nRCPT TO:<c@d>\r\nDATA\r\n"
    assert talk.codes(flight) == ["250"]
    assert talk.after(4.9) == b""
    assert talk.after(0.2).splitlines()[0] == b"250 slow"
    assert talk.session.record.replies[-1][:3] == b"354"


def test_refused_mail_leaves_no_transaction() -> None:
    talk = _greeted(Script.of(mail=["550 5.1.8 no", "250 ok"]))
    assert talk.codes(b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n") == ["550", "503", "503"]
    assert talk.codes(b"MAIL FROM:<a@b>\r\n") == ["250"]


def test_no_content_without_an_accepted_recipient() -> None:
    talk = _greeted(Script.of(rcpt="550 5.1.1 no"))
    assert talk.codes(b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n") == ["250", "550", "554"]
    assert talk.codes(b"BDAT 4 LAST\r\nNOOP") == ["554"]
    assert talk.far.accepted == ()
    assert talk.far.messages[0].refused == ((b"RCPT TO:<c@d>", b"550 5.1.1 no\r\n"),)


@pytest.mark.parametrize(("content", "flaw"), [(b"a\nb", "bare LF"), (b"a\rb", "bare CR"), (b"a\0b", "NUL")])
def test_content_unfit_for_data(content: bytes, flaw: str) -> None:
    talk = _in_content()
    assert talk.say(content + b"\r\n.\r\n")[:10] == b"550 5.6.11"
    assert talk.far.messages[0].flaw == flaw
    assert talk.far.accepted == ()


def test_a_message_over_size() -> None:
    script = Script.from_data({"capabilities": {"before_tls": ["SIZE 10", "CHUNKING"]}})
    talk = _greeted(script)
    assert talk.say(b"MAIL FROM:<a@b> SIZE=11\r\n")[:9] == b"552 5.3.4"
    talk.say(ENVELOPE + b"DATA\r\n")
    assert talk.say(b"123456789\r\n.\r\n")[:9] == b"552 5.3.4"
    assert (talk.far.messages[0].size, talk.far.messages[0].content) == (11, b"123456789\r")


def test_bdat_is_refused_where_it_is_not_offered() -> None:
    talk = Talk.with_(Script.from_data({"capabilities": {"before_tls": ["PIPELINING"]}}))
    talk.say(ENVELOPE)
    assert talk.codes(b"BDAT 4 LAST\r\nNOOPNOOP\r\n") == ["502", "250"]


@pytest.mark.parametrize("ends", [b"RSET\r\n", b"EHLO me\r\n"])
def test_content_that_is_given_up_is_kept_apart(ends: bytes) -> None:
    talk = Talk.with_()
    talk.say(ENVELOPE + b"BDAT 3\r\nabc" + ends)
    assert talk.far.messages == ()
    [message] = talk.far.unfinished
    assert (message.content, message.complete, message.reply) == (b"abc", False, b"")


def test_a_client_that_goes_away_in_the_middle() -> None:
    talk = _in_content()
    talk.say(b"half a mess")
    record = talk.go(Failure(ConnectionLost()))
    assert talk.far.unfinished[0].size == 11
    assert "lost" in (record.ended or "").lower()


def test_a_client_that_breaks_the_protocol() -> None:
    talk = _greeted()
    assert talk.codes(b"NOOP\n") == ["500"]
    assert talk.wire.disconnecting
    assert talk.say(b"NOOP\r\n") == b""
    assert talk.session.record.commands[-1] == b"NOOP"


def test_mail_before_tls_where_tls_is_required() -> None:
    talk = Talk.with_(Script.from_data({"require_tls": True}))
    assert talk.codes(ENVELOPE)[-2:] == ["530", "530"]


# -- the script ----------------------------------------------------------------------------------------

AT = {
    "banner": b"",
    "ehlo": b"EHLO me\r\n",
    "helo": b"HELO me\r\n",
    "mail": b"EHLO me\r\nMAIL FROM:<a@b>\r\n",
    "rcpt": ENVELOPE,
    "data": ENVELOPE + b"DATA\r\n",
    "end_of_data": ENVELOPE + b"DATA\r\nx\r\n.\r\n",
    "bdat": ENVELOPE + b"BDAT 1 LAST\r\nx",
    "rset": b"EHLO me\r\nRSET\r\n",
    "noop": b"NOOP\r\n",
    "quit": b"QUIT\r\n",
    "starttls": b"EHLO me\r\nSTARTTLS\r\n",
}
#: What would be said at the last of these commands without a script.
USUAL = {
    "banner": b"220 far.reh",
    "ehlo": b"250-far.reh",
    "helo": b"250 far.reh",
    "mail": b"250 2.1.0 S",
    "rcpt": b"250 2.1.5 R",
    "data": b"354 Start m",
    "end_of_data": b"250 2.6.0 <",
    "bdat": b"250 2.6.0 <",
    "rset": b"250 2.0.0 R",
    "noop": b"250 2.0.0 O",
    "quit": b"221 2.0.0 S",
    "starttls": b"220 2.0.0 S",
}


def _to(stage: str, step: dict[str, object]) -> tuple[Talk, bytes]:
    """A session up to the command of ``stage`` with ``step`` there; what was said to that command."""
    talk = Talk.with_(Script.of(**{stage: step}))
    *before, last = AT[stage].splitlines(keepends=True) or [b""]
    if stage in ("end_of_data", "bdat"):
        before, last = AT[stage].splitlines(keepends=True)[:-1], AT[stage].splitlines(keepends=True)[-1]
    if stage != "banner":
        talk.say(b"".join(before))
    return talk, talk.say(last)


@pytest.mark.parametrize("stage", AT)
def test_a_reply_is_said_as_it_was_written(stage: str) -> None:
    _, said = _to(stage, {"reply": '499-4.9.9 wäit\n499 4.9.9 \\xff  twice'})
    assert said == "499-4.9.9 wäit\r\n499 4.9.9 ".encode() + b"\xff  twice\r\n"


@pytest.mark.parametrize("stage", AT)
def test_a_usual_reply_can_be_late(stage: str) -> None:
    talk, said = _to(stage, {"delay": 30})
    assert said == b""
    assert talk.after(29.9) == b""
    assert talk.after(0.1).startswith(USUAL[stage])


@pytest.mark.parametrize("stage", AT)
def test_disconnect_says_nothing_unless_told(stage: str) -> None:
    talk, said = _to(stage, {"fault": "disconnect"})
    assert said == b""
    assert talk.wire.disconnecting
    assert not talk.wire.aborted
    talk, said = _to(stage, {"fault": "disconnect", "reply": "250-half", "verbatim": True})
    assert said == b"250-half"
    assert talk.wire.disconnecting


@pytest.mark.parametrize("stage", AT)
def test_reset(stage: str) -> None:
    talk, said = _to(stage, {"fault": "reset"})
    assert said == b""
    assert talk.wire.aborted
    assert talk.go(Failure(ConnectionLost())).ended == "reset by the script"


@pytest.mark.parametrize("stage", AT)
def test_hang(stage: str) -> None:
    talk, said = _to(stage, {"fault": "hang"})
    assert said == b""
    assert talk.after(100_000) == b""
    assert talk.say(b"NOOP\r\n") == b""
    assert not talk.wire.disconnecting
    assert talk.wire.producerState == "producing"
    assert talk.go(GONE).ended == "the client closed"


@pytest.mark.parametrize("stage", AT)
def test_stall(stage: str) -> None:
    talk, said = _to(stage, {"fault": "stall"})
    assert said == b""
    assert talk.wire.producerState == "paused"


@pytest.mark.parametrize("stage", AT)
def test_drip(stage: str) -> None:
    talk, said = _to(stage, {"fault": "drip", "pace": 2, "reply": "499 no"})
    assert said == b"4"
    assert talk.after(1.9) == b""
    assert talk.after(0.1) == b"9"
    talk.clock.pump([2.0] * 6)
    assert talk.say() == b"9 no\r\n"


@pytest.mark.parametrize("stage", AT)
def test_surplus_comes_in_the_same_write(stage: str) -> None:
    _, said = _to(stage, {"fault": "surplus", "reply": "499 no", "extra": "250 yes"})
    assert said == b"499 no\r\n250 yes\r\n"


@pytest.mark.parametrize("stage", AT)
def test_endless_is_bounded_and_never_comes_to_its_last_line(stage: str) -> None:
    talk, said = _to(stage, {"fault": "endless", "count": 5000})
    for _ in range(50):
        said += talk.after(0)
    lines = said.split(b"\r\n")
    assert len(lines) == 5001
    assert {line[3:4] for line in lines[:-1]} == {b"-"}
    assert lines[0][:3] == USUAL[stage][:3]


def test_an_endless_line() -> None:
    talk, said = _to("mail", {"fault": "endless", "reply": "250 x", "verbatim": True, "count": 100_000})
    for _ in range(50):
        said += talk.after(0)
    assert said == b"250 x" * 100_000


@pytest.mark.parametrize("stage", AT)
def test_421_closes(stage: str) -> None:
    talk, said = _to(stage, {"reply": "421 4.3.2 bye"})
    assert said == b"421 4.3.2 bye\r\n"
    assert talk.wire.disconnecting


def test_a_fault_at_connect_comes_before_the_banner() -> None:
    assert Talk.with_(Script.of(connect={"fault": "disconnect"})).say() == b""
    late = Talk.with_(Script.of(connect={"delay": 3}))
    assert late.say() == b""
    assert late.after(3)[:4] == b"220 "


def test_after_a_banner_of_554_there_is_no_service() -> None:
    talk = Talk.with_(Script.of(banner="554 5.7.1 go away"))
    assert talk.codes(b"EHLO me\r\nMAIL FROM:<a@b>\r\nQUIT\r\n") == ["554", "503", "503", "221"]
    assert Talk.with_(Script.of(banner="554 no")).codes(b"NOOP\n") == ["554", "503"]


@pytest.mark.parametrize("reply", ["250 what?", "nonsense", "354-half\n250 mixed"])
def test_only_a_whole_354_makes_it_read_content(reply: str) -> None:
    talk = Talk.with_(Script.of(data=reply))
    talk.say(ENVELOPE + b"DATA\r\n")
    assert talk.codes(b"NOOP\r\n") == ["250"]


def test_a_refusal_of_data() -> None:
    talk = Talk.with_(Script.of(data=["451 4.3.0 not now", {}]))
    assert talk.codes(ENVELOPE + b"DATA\r\n")[-1] == "451"
    assert talk.codes(b"DATA\r\n") == ["354"]


@pytest.mark.parametrize(
    ("step", "kept"),
    [({"after_octets": 5, "fault": "disconnect"}, 6), ({"fault": "disconnect"}, 0)],
)
def test_content_is_cut_after_so_many_octets(step: dict[str, object], kept: int) -> None:
    talk = Talk.with_(Script.of(content=step))
    talk.say(ENVELOPE + b"DATA\r\n")
    for octets in (b"abc", b"def", b"ghi"):
        talk.say(octets)
    assert talk.wire.disconnecting
    assert talk.far.unfinished[0].size == kept


def test_a_step_in_content_is_not_used_up_by_a_message_that_is_too_short() -> None:
    talk = Talk.with_(Script.of(content=[{"after_octets": 5, "fault": "reset"}, {}]))
    assert talk.codes(ENVELOPE + b"BDAT 2 LAST\r\nab")[-1] == "250"
    talk.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 6\r\nabcdef")
    assert talk.wire.aborted


def test_a_reply_in_the_middle_of_content() -> None:
    talk = _in_content(Script.of(content=[{"after_octets": 1, "reply": "552 5.3.4 enough"}, {}]))
    assert talk.say(b"abc") == b"552 5.3.4 enough\r\n"
    assert talk.codes(b"\r\n.\r\n") == ["250"]


def test_steps_at_bdat_are_for_every_chunk() -> None:
    talk = Talk.with_(Script.of(bdat=["250 first", "250 last"]))
    talk.say(ENVELOPE)
    assert talk.say(b"BDAT 1\r\na") == b"250 first\r\n"
    assert talk.say(b"BDAT 1 LAST\r\nb") == b"250 last\r\n"


def test_after_a_refused_chunk_the_message_is_not_taken() -> None:
    talk = Talk.with_(Script.of(bdat=["451 4.3.0 no", {}]))
    talk.say(ENVELOPE)
    assert talk.codes(b"BDAT 1\r\na") == ["451"]
    assert talk.codes(b"BDAT 1\r\nb") == ["503"]
    assert talk.codes(b"BDAT 1 LAST\r\nc") == ["503"]
    assert talk.far.accepted == ()
    assert talk.codes(b"NOOP\r\n") == ["250"]


@pytest.mark.parametrize("fault", ["hang", "stall", "reset", "disconnect", "endless"])
def test_a_message_whose_end_is_not_answered_is_recorded_at_once(fault: str) -> None:
    talk, _ = _to("end_of_data", {"fault": fault})
    [message] = talk.far.messages
    assert (message.complete, message.reply, message.accepted) == (True, b"", False)
    talk.go(GONE)
    assert len(talk.far.messages) == 1
    assert talk.far.unfinished == ()


def test_a_message_that_was_accepted_before_the_end() -> None:
    """The window that no protocol can close: the far side took it, and its answer may be lost."""
    talk, said = _to("end_of_data", {"fault": "disconnect", "reply": "250 2.6.0 mine"})
    assert said == b"250 2.6.0 mine\r\n"
    assert talk.far.messages[0].accepted


def test_a_client_that_does_not_wait_for_a_late_answer() -> None:
    talk, _ = _to("end_of_data", {"delay": 60})
    assert talk.far.messages == ()
    talk.go(GONE)
    assert (talk.far.messages[0].complete, talk.far.messages[0].reply) == (True, b"")
    assert talk.clock.getDelayedCalls() == []


def test_an_unasked_line_while_idle() -> None:
    talk = _greeted(Script.of(idle={"delay": 10, "reply": "250 hello?"}))
    assert talk.after(9) == b""
    talk.say(b"NOOP\r\n")  # silence begins anew
    assert talk.after(9) == b""
    assert talk.after(1) == b"250 hello?\r\n"
    assert talk.after(1000) == b""


def test_421_while_idle() -> None:
    talk = _greeted(Script.of(idle={"delay": 10, "reply": "421 4.4.2 bye"}))
    assert talk.after(10) == b"421 4.4.2 bye\r\n"
    assert talk.wire.disconnecting


def test_silence_within_content_is_not_idleness() -> None:
    talk = _in_content(Script.of(idle={"delay": 10, "reply": "250 hello?"}))
    assert talk.after(100) == b""


def test_steps_by_session_and_message() -> None:
    script = Script.of(mail=[{"session": 2, "message": 2, "reply": "450 this one"}])
    first = _greeted(script)
    second = Talk.to(first.far, first.clock)
    second.say(b"EHLO me\r\n")
    for talk, codes in ((first, ["250", "250"]), (second, ["250", "450"])):
        assert [*talk.codes(b"MAIL FROM:<a@b>\r\nRSET\r\n")[:1], *talk.codes(b"MAIL FROM:<a@b>\r\n")] == codes


@pytest.mark.parametrize(("counting", "second"), [("server", "250"), ("session", "450")])
def test_counting_over_the_servers_life_or_in_each_session(counting: str, second: str) -> None:
    first = _greeted(Script.from_data({"counting": counting, "stages": {"mail": ["450 no", "250 yes"]}}))
    assert first.codes(b"MAIL FROM:<a@b>\r\n") == ["450"]
    other = Talk.to(first.far, first.clock)
    other.say(b"EHLO me\r\n")
    assert other.codes(b"MAIL FROM:<a@b>\r\n") == [second]


def test_the_script_goes_before_exchanges_own_refusals() -> None:
    script = Script.from_data({"exchange": {"max_messages_per_session": 1}, "stages": {"mail": ["250 mine"]}})
    talk = _greeted(script)
    assert talk.codes(b"MAIL FROM:<a@b>\r\nRSET\r\nMAIL FROM:<a@b>\r\n") == ["250", "250", "250"]


# -- Exchange ------------------------------------------------------------------------------------------


def test_too_many_sessions_of_one_source() -> None:
    first = Talk.with_(_exchange(max_sessions_per_source=1))
    second = Talk.to(first.far, first.clock, port=40001)
    assert second.say()[:9] == b"421 4.3.2"
    assert second.wire.disconnecting
    assert Talk.to(first.far, first.clock, host="192.0.2.2").say()[:4] == b"220 "
    first.go(GONE)
    second.go(GONE)
    assert Talk.to(first.far, first.clock, port=40002).say()[:4] == b"220 "


def test_too_many_messages_of_one_session() -> None:
    talk = _greeted(_exchange(max_messages_per_session=2))
    assert talk.codes(b"MAIL FROM:<a@b>\r\nRSET\r\n" * 3) == ["250", "250", "250", "250", "421"]
    assert talk.wire.disconnecting


def test_throttling_ends_after_a_minute() -> None:
    talk = _greeted(_exchange(max_messages_per_minute=1))
    assert talk.codes(b"MAIL FROM:<a@b>\r\nRSET\r\nMAIL FROM:<a@b>\r\n") == ["250", "250", "451"]
    talk.clock.advance(60)
    assert talk.codes(b"MAIL FROM:<a@b>\r\n") == ["250"]


def test_too_many_recipients_of_one_domain() -> None:
    talk = _greeted(_exchange(max_recipients_per_domain=2))
    talk.say(b"MAIL FROM:<a@b>\r\n")
    assert talk.codes(b"RCPT TO:<1@d>\r\nRCPT TO:<2@D>\r\nRCPT TO:<3@d>\r\nRCPT TO:<1@e>\r\n") == [
        "250",
        "250",
        "452",
        "250",
    ]


def test_no_relay_without_the_right_certificate() -> None:
    talk = _greeted(_exchange(accepted_domains=("dlp.contoso.example",)))
    talk.say(b"MAIL FROM:<a@b>\r\n")
    assert talk.say(b"RCPT TO:<c@d>\r\n")[:10] == b"550 5.7.64"
    talk.session.record.certificate_names = ("dlp.contoso.example",)
    assert talk.codes(b"RCPT TO:<c@d>\r\n") == ["250"]


def test_a_loop() -> None:
    talk = _in_content(_exchange(max_received=2))
    assert talk.say(b"Received: a\r\n" * 3 + b"\r\n.\r\n")[:10] == b"554 5.4.14"


def test_idle_for_too_long() -> None:
    talk = _greeted(_exchange(idle_timeout=300))
    assert talk.after(299) == b""
    talk.say(b"NOOP\r\n")
    assert talk.after(299) == b""
    assert talk.after(1) == b"421 4.4.1 Connection timed out\r\n"
    assert talk.wire.disconnecting
    assert talk.go(GONE).ended == "idle for too long"


def test_an_unasked_line_does_not_put_the_time_out_off_if_it_is_later() -> None:
    script = Script.from_data(
        {"exchange": {"idle_timeout": 5}, "stages": {"idle": [{"delay": 9, "reply": "250 hello?"}]}}
    )
    assert _greeted(script).after(5)[:9] == b"421 4.4.1"


def test_too_long_a_session_even_while_active() -> None:
    talk = _greeted(_exchange(session_timeout=600, idle_timeout=0))
    for _ in range(5):
        talk.clock.advance(119)
        talk.say(b"NOOP\r\n")
    assert talk.after(5) == b"421 4.4.1 Connection timed out\r\n"
    assert talk.wire.disconnecting
    assert talk.go(GONE).ended == "too long a session"
    assert talk.clock.getDelayedCalls() == []


# -- STARTTLS ------------------------------------------------------------------------------------------


def _with_tls(script: Script | None = None) -> Talk:
    return Talk.with_(script, FarTls(Path("far.pem"), Path("far.key")))


def test_starttls_makes_the_session_new() -> None:
    talk = _with_tls()
    assert b"STARTTLS" in talk.say(b"EHLO me\r\n")
    assert talk.say(b"STARTTLS\r\n") == b"220 2.0.0 SMTP server ready\r\n"
    assert talk.wire.tls is talk.far.tls
    assert talk.codes(b"MAIL FROM:<a@b>\r\n") == ["503"]
    assert b"STARTTLS" not in talk.say(b"EHLO me\r\n")
    assert talk.codes(b"STARTTLS\r\n") == ["503"]


def test_clear_text_behind_starttls() -> None:
    talk = _with_tls()
    talk.say(b"EHLO me\r\n")
    assert talk.codes(b"STARTTLS\r\nNOOP\r\n") == ["554"]
    assert talk.wire.tls is None
    assert talk.wire.disconnecting


def test_clear_text_before_the_reply_to_starttls() -> None:
    talk = _with_tls(Script.of(starttls={"delay": 1}))
    talk.say(b"EHLO me\r\nSTARTTLS\r\n")
    talk.say(b"NOOP\r\n")
    talk.clock.advance(1)
    assert talk.wire.tls is None
    assert talk.wire.aborted
    assert talk.session.record.ended == "clear text behind STARTTLS"


def test_starttls_refused() -> None:
    talk = _greeted(Script.of(starttls="454 4.7.0 TLS not available"))  # without any certificate
    assert talk.codes(b"STARTTLS\r\n") == ["454"]
    assert talk.codes(b"NOOP\r\n") == ["250"]


def test_half_a_reply_injected_behind_220() -> None:
    talk = _with_tls(Script.of(starttls=Step(b"220 go\r\n25")))
    talk.say(b"EHLO me\r\n")
    assert talk.say(b"STARTTLS\r\n") == b"220 go\r\n25"
    assert talk.wire.tls is talk.far.tls


def test_tls_promised_without_a_certificate() -> None:
    talk = _greeted(Script.of(starttls="220 go"))
    talk.say(b"STARTTLS\r\n")
    assert talk.wire.disconnecting
