"""Inspection between the end of the content and its way onward: what is blocked is never begun there (I5)."""

from __future__ import annotations

import pytest

from skygw.policy import Failure, FailureAction
from skygw.relay.judgement import ScanFailedError
from tests.support.dialog import go_on, play
from tests.support.legs import Pair, ScriptedInspection, headed, inspecting, settings

HELD = """
    -- greeted
    -- inspected
    -- enveloped
    -- content under way
    >> .
"""

PASSED = """
    => BDAT 18 LAST
    => Subject: hello
    =>
    <= 250 queued
    << 250 queued
    -- records: passed
"""


def test_nothing_goes_onward_before_the_report() -> None:
    play(f"""
        {HELD}
        -- after 54 s
        -- report
        {PASSED}
    """)


def test_the_inspector_sees_the_content_as_it_was_meant() -> None:
    pair = play(
        """
        -- greeted
        -- inspected
        -- enveloped
        >> DATA
        << 354...
        >> ..dot
        >> .
        """
    )
    assert pair.inspection.octets == [b".dot\r\n"]
    assert pair.inspection.seconds == [55.0]


def test_blocked() -> None:
    play(f"""
        {HELD}
        -- verdict: block Card numbers must not leave
        -- report
        => RSET
        << 550 5.7.1 Card numbers must not leave
        <= 250 reset
        -- records: blocked
        -- memory: 0
        -- both are open
    """)


def test_blocked_without_inspection() -> None:
    play("""
        -- greeted
        -- verdict: block Not to them
        -- enveloped
        -- content under way
        >> .
        => RSET
        << 550 5.7.1 Not to them
        <= 250 reset
        -- records: blocked
    """)


def test_blocked_and_the_next_message_goes_through() -> None:
    pair = play(f"""
        {HELD}
        >> MAIL FROM:<c@x>
        -- verdict: block No
        -- report
        => RSET
        << 550 5.7.1 No
        => MAIL FROM:<c@x>
        <= 250 reset
        <= 250 c
        << 250 c
        >> RCPT TO:<d@y>
        => RCPT TO:<d@y>
        <= 250 d
        << 250 d
        -- content under way
        >> .
    """)
    pair.inspection.verdict = headed()
    go_on(f"-- report\n{PASSED.replace('records: passed', 'records: blocked passed')}", pair)


def test_discarded() -> None:
    pair = play(f"""
        {HELD}
        -- verdict: discard
        -- report
        => RSET
        << 250 2.6.0 ... taken by policy
        <= 250 reset
        -- records: discarded
    """)
    assert pair.onlooker.records[0].inbound_code == 250


def test_a_header_is_added() -> None:
    play(f"""
        {HELD}
        -- verdict: header X-DLP: encrypt
        -- report
        => BDAT 34 LAST
        => X-DLP: encrypt
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
        -- records: passed
    """)


def test_a_header_is_added_under_data() -> None:
    play("""
        -- greeted without CHUNKING
        -- verdict: header X-DLP: encrypt
        -- enveloped
        >> DATA
        << 354...
        >> ..hello
        >> .
        => DATA
        <= 354 go
        => X-DLP: encrypt
        => ..hello
        => .
        <= 250 queued
        << 250 queued
    """)


@pytest.mark.parametrize("failure", [Failure.TIMEOUT, Failure.FAILURE])
@pytest.mark.parametrize(
    ("action", "then"),
    [
        (FailureAction.TEMPFAIL, "=> RSET\n<< 451 4.7.1 ...\n<= 250 ok\n-- records: deferred"),
        (FailureAction.REJECT, "=> RSET\n<< 550 5.7.1 ...\n<= 250 ok\n-- records: blocked"),
        (FailureAction.ACCEPT, PASSED),
        (FailureAction.ACCEPT_WITH_HEADER, PASSED),
    ],
)
def test_no_report(failure: Failure, action: FailureAction, then: str) -> None:
    pair = inspecting()
    pair.inspection.without = {failure: action}
    play(f"-- greeted\n{HELD.replace('-- greeted', '')}", pair)
    pair.inspection.fail(ScanFailedError(failure, "why"))
    go_on(then, pair)
    assert pair.onlooker.records[0].problem.endswith("why")
    assert pair.onlooker.records[0].scan_status == {Failure.TIMEOUT: "limited"}.get(failure, "failed")


def test_a_message_that_kills_its_reader_is_unscannable_from_the_third_time_on() -> None:
    pair = inspecting()
    pair.inspection.without = {Failure.UNSCANNABLE: FailureAction.ACCEPT}
    play(f"-- greeted\n{HELD.replace('-- greeted', '')}", pair)
    for _ in range(2):
        pair.inspection.fail(ScanFailedError(Failure.FAILURE, "crash", deadly=True))
        go_on("=> RSET\n<< 451 4.7.1 ...\n<= 250 ok\n-- enveloped\n-- content under way\n>> .", pair)
    pair.inspection.fail(ScanFailedError(Failure.FAILURE, "crash", deadly=True))
    go_on(PASSED.replace("records: passed", "records: deferred deferred passed"), pair)
    assert [record.failure for record in pair.onlooker.records] == ["failure", "failure", "unscannable"]


def test_too_large_to_be_inspected() -> None:
    pair = inspecting(max_inspected_octets=17, scan_header="X-Skygw-Scan")
    pair.inspection.without = {Failure.OVERSIZE: FailureAction.ACCEPT_WITH_HEADER}
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        => BDAT 42 LAST
        => X-Skygw-Scan: oversize
        => Subject: hello
        =>
        <= 250 queued
        << 250 queued
        -- records: passed
        -- problem: 18 octets, 17 are inspected
        """,
        pair,
    )
    assert not pair.inspection.scans


def test_the_sender_goes_while_the_message_is_inspected() -> None:
    pair = play(f"""
        {HELD}
        -- sender goes
        => QUIT
        <= 221 bye
        -- far is closed
        -- records: aborted
    """)
    assert pair.inspection.cancelled == 1


def test_the_sender_goes_while_the_message_is_on_its_way() -> None:
    """The last octet never goes out: neither as a whole chunk nor as the end of data."""
    play("""
        -- greeted
        -- network stalls
        -- enveloped
        >> DATA
        << 354...
        >> {x*600000}
        >> .
        => BDAT 600002 LAST
        -- network takes 2
        => {x*524288}\\c
        -- sender goes
        -- far is aborted
        -- records: aborted
    """)


def test_the_sender_goes_before_the_end_of_data() -> None:
    play("""
        -- greeted without CHUNKING
        -- network stalls
        -- enveloped
        >> DATA
        << 354...
        >> {x*300000}
        >> .
        => DATA
        <= 354 go
        -- network takes 3
        => {x*300000}
        -- sender goes
        -- far is aborted
        -- records: aborted
    """)


def test_the_sender_goes_between_data_and_its_go_ahead() -> None:
    play("""
        -- greeted without CHUNKING
        -- enveloped
        -- content under way
        >> .
        => DATA
        -- sender goes
        -- far is aborted
        -- records: aborted
    """)


def test_the_network_towards_the_far_side_is_stuck() -> None:
    play("""
        -- greeted
        -- network stalls
        -- enveloped
        >> DATA
        << 354...
        >> {x*600000}
        >> .
        => BDAT 600002 LAST
        -- network takes 1
        => {x*262144}\\c
        -- after 240 s
        << 451 4.4.2 The next hop did not take the message; try again later
        -- both are gone
        -- records: deferred
        -- problem: no reply in time
    """)


def test_a_large_message_goes_onward_as_the_network_takes_it() -> None:
    play("""
        -- greeted
        -- network stalls
        -- enveloped
        >> DATA
        << 354...
        >> {x*600000}
        >> .
        => BDAT 600002 LAST
        -- network takes 1
        => {x*262144}\\c
        -- after 100 s
        -- network takes all
        => {x*337856}
        <= 250 queued
        << 250 queued
        -- records: passed
    """)


def test_the_clock_of_the_final_reply() -> None:
    """One clock (I4): what inspection took is missing onward."""
    pair = Pair(settings(timeouts={"final_reply": 100.0, "upstream_end_of_data": 80.0}), ScriptedInspection())
    play(
        f"""
        {HELD}
        -- after 50 s
        -- report
        => BDAT 18 LAST
        => Subject: hello
        =>
        -- after 48.9 s
        -- both are open
        -- after 0.1 s
        << 451 4.4.2 The next hop did not take the message; try again later
        -- both are gone
        """,
        pair,
    )
    assert pair.inspection.seconds == [55.0]


def test_no_time_is_left() -> None:
    pair = Pair(settings(timeouts={"final_reply": 20.0, "keepalive": 1000.0}), ScriptedInspection())
    play(
        f"""
        {HELD}
        -- after 19 s
        -- report
        => RSET
        << 451 4.4.1 No time left to pass the message on; try again later
        <= 250 reset
        -- records: deferred
        -- both are open
        """,
        pair,
    )
    assert pair.inspection.seconds == [19.0]


def test_an_inspection_that_breaks_its_promise() -> None:
    """A bug of ours: 451, both legs close, and the log has the traceback."""
    pair = inspecting()
    pair.onlooker.expects_errors = True
    play(HELD, pair)
    pair.inspection.fail(ZeroDivisionError("a bug"))
    go_on(
        """
        << 451 4.3.0 Local error; try again later
        => QUIT
        <= 221 bye
        -- both are gone
        -- closed as: error
        -- memory: 0
        """,
        pair,
    )
    assert [type(error) for error in pair.onlooker.errors] == [ZeroDivisionError]


def test_a_verdict_that_breaks_its_promise() -> None:
    pair = Pair()
    pair.onlooker.expects_errors = True
    pair.inspection.decide_skipped = None  # type: ignore[assignment,method-assign]
    play(
        """
        -- greeted
        -- enveloped
        -- content under way
        >> .
        << 451 4.3.0 Local error; try again later
        => QUIT
        <= 221 bye
        -- both are gone
        -- memory: 0
        """,
        pair,
    )
    assert [type(error) for error in pair.onlooker.errors] == [TypeError]


def test_one_line_for_the_log() -> None:
    pair = inspecting(headed(("X-DLP", "encrypt")))
    pair.sender.tls = "TLSv1.3"
    play(
        """
        -- greeted
        >> MAIL FROM:<a@x> SIZE=100
        => MAIL FROM:<a@x> SIZE=100
        <= 250 ok
        << 250 ok
        >> RCPT TO:<b@y>
        >> RCPT TO:<c@y>
        => RCPT TO:<b@y>
        => RCPT TO:<c@y>
        <= 250 b
        <= 550 c
        << 250 b
        << 550 c
        >> DATA
        << 354...
        -- after 2 s
        >> Message-ID: <1@x>
        >> X-MS-Exchange-CrossTenant-Network-Message-Id:
        >>   5f9c
        >>
        >> .
        -- after 3 s
        -- report
        => ...
        -- after 4 s
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
        """,
        pair,
    )
    (record,) = pair.onlooker.records
    assert (record.peer, record.helo, record.tls) == ("192.0.2.9", "sender.example", "TLSv1.3")
    assert (record.sender, record.recipients) == (b"a@x", (b"b@y",))
    assert (record.message_id, record.network_message_id) == ("<1@x>", "5f9c")
    assert (record.verdict, record.action, record.scan_status) == ("passed", "add_header", "completed")
    assert (record.inbound_code, record.upstream_code, record.upstream_text) == (250, 250, "250 2.6.0 queued")
    assert (record.t_receive, record.t_inspect, record.t_forward, record.t_total) == (2.0, 3.0, 4.0, 9.0)
    assert (record.size, record.far_end) == (76, "far.example [192.0.2.1]:25")
    assert record.policy_version == "test"


def test_an_inspection_that_never_comes_to_an_end() -> None:
    """It used to hold the message, and the sender, for ever (I16)."""
    pair = inspecting(timeouts={"keepalive": 1000.0, "session": 1000.0})
    play(
        f"""
        {HELD}
        -- after 479 s
        -- both are open
        -- after 1 s
        => RSET
        << 451 4.4.1 No time left to pass the message on; try again later
        <= 250 reset
        -- records: deferred
        -- problem: no verdict in time
        -- memory: 0
        -- both are open
        """,
        pair,
    )
    assert pair.inspection.cancelled == 1
