"""Dialogs: both legs in one transcript, played against a session without sockets.

::

    >> RCPT TO:<x@y>             # from the sender
    => RCPT TO:<x@y>             # to the far side
    <= 550 5.1.1  who?           # from the far side
    << 550 5.1.1  who?           # to the sender; two blanks and all
    -- far closes                # something happens (see ``_HAPPENINGS``)
    -- greeted                   # what went before (see ``_BEGINNINGS``)

Lines in a row with the same arrow come (or go) in one flight.  What goes out must be expected before the next
thing comes in, so nothing is said unseen.  ``...`` in an expected line stands for anything,
and alone for all that is there; ``\\x..``, ``\\r`` and
``\\n`` are octets, ``{x*1000}`` is a thousand of them, and ``\\c`` at the end leaves the CRLF out.  A comment
begins with two blanks and ``#``.

Whatever the transcript, at its end nothing unexpected may have happened inside, and if both legs have ended
then neither memory nor delayed calls may be left behind.
"""

from __future__ import annotations

import re
from typing import Any

from skygw.policy import Failure
from skygw.relay.judgement import ScanFailedError
from tests.support.legs import MemoryTransport, Pair, blocked, headed

_LINE = re.compile(r"(>>|<<|=>|<=|--) ?(.*)")
_COMMENT = re.compile(r"(^ *|  +)#.*$")


def play(transcript: str, pair: Pair | None = None) -> Pair:
    """Play a transcript from the sender's connection on; raises AssertionError with the line's number."""
    pair = pair or Pair()
    pair.session.open()
    _play(transcript, pair)
    _nothing_unseen(pair)
    _nothing_left(pair)
    return pair


def go_on(transcript: str, pair: Pair) -> None:
    """Play what follows an earlier ``play``."""
    _play(transcript, pair)
    _nothing_unseen(pair)
    _nothing_left(pair)


def _play(transcript: str, pair: Pair) -> None:
    lines = transcript.strip("\n").split("\n")
    flight: list[bytes] = []
    for number, text in enumerate([*lines, ""], 1):
        found = _LINE.fullmatch(_COMMENT.sub("", text).lstrip(" "))
        arrow, content = found.groups() if found else ("", "")
        following = _LINE.match(lines[number].strip()) if number < len(lines) else None
        try:
            if arrow in (">>", "<="):
                flight.append(_octets(content))
                if following is None or following.group(1) != arrow:
                    _nothing_unseen(pair)
                    (pair.say if arrow == ">>" else pair.answer)(b"".join(flight))
                    flight = []
            elif arrow == "=>":
                _expect(pair.far, content)
            elif arrow == "<<":
                _expect(pair.sender, content)
            elif arrow == "--":
                _happen(pair, content.strip())
        except AssertionError as error:
            raise AssertionError(f"line {number}: {text.strip()}\n{error}") from error
        if pair.onlooker.errors and not pair.onlooker.expects_errors:
            raise AssertionError(f"line {number}: {text.strip()}") from pair.onlooker.errors[0]


def _nothing_left(pair: Pair) -> None:
    if pair.sender.ended and pair.far.ended:
        assert not pair.gateway.budget.in_flight, "memory was not given back"
        assert not pair.gateway.budget.waiters, "somebody still waits for memory"
        assert not pair.clock.getDelayedCalls(), "a delayed call was left behind"


def _octets(content: str) -> bytes:
    octets = content.encode("utf-8")
    octets = re.sub(rb"\{(.+)\*([0-9]+)\}", lambda found: found.group(1) * int(found.group(2)), octets)
    octets = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda found: bytes([int(found.group(1), 16)]), octets)
    octets = octets.replace(rb"\r", b"\r").replace(rb"\n", b"\n")
    return octets[:-2] if octets.endswith(rb"\c") else octets + b"\r\n"


def _expect(leg: MemoryTransport, content: str) -> None:
    if content == "...":
        assert leg.written, "expected anything, got nothing"
        leg.written = b""
        return
    wanted = _octets(content)
    pattern = b".*".join(re.escape(part) for part in wanted.split(b"..."))
    found = re.compile(pattern).match(leg.written)
    assert found, f"expected {wanted!r}\n     got {leg.written[:200]!r}"
    leg.written = leg.written[found.end() :]


def _nothing_unseen(pair: Pair) -> None:
    assert not pair.sender.written, f"unexpected to the sender: {pair.sender.written!r}"
    assert not pair.far.written, f"unexpected to the far side: {pair.far.written!r}"


def _happen(pair: Pair, what: str) -> None:
    _nothing_unseen(pair)
    for pattern, act in _HAPPENINGS:
        found = re.fullmatch(pattern, what)
        if found:
            act(pair, *found.groups())
            return
    raise AssertionError(f"no such happening: {what}")


def _ended(leg: str, how: str) -> Any:
    def check(pair: Pair) -> None:
        transport: MemoryTransport = getattr(pair, leg)
        assert transport.ended in how.split("|"), f"the {leg} leg is {transport.ended or 'open'}"

    return check


def _open(pair: Pair) -> None:
    assert not pair.sender.ended, f"the sender's leg is {pair.sender.ended}"
    assert not pair.far.ended, f"the far leg is {pair.far.ended}"


def _record(pair: Pair, verdict: str) -> None:
    got = [record.verdict for record in pair.onlooker.records]
    assert got == verdict.split(), f"the records say {got}"


_HAPPENINGS: list[tuple[str, Any]] = [
    (r"greeted", lambda pair: _begin(pair, "greeted")),
    (r"greeted without (.*)", lambda pair, keywords: _begin(pair, "greeted", keywords.split(", "))),
    (r"enveloped", lambda pair: _begin(pair, "enveloped")),
    (r"content under way", lambda pair: _begin(pair, "content under way")),
    (r"passed on", lambda pair: _begin(pair, "passed on")),
    (r"far closes", lambda pair: _far_goes(pair, "Connection was closed cleanly.")),
    (r"far resets", lambda pair: _far_goes(pair, "Connection to the other side was lost.")),
    (r"sender goes", lambda pair: _sender_goes(pair)),
    (r"after ([0-9.]+) s", lambda pair, seconds: pair.clock.advance(float(seconds))),
    (r"report", lambda pair: pair.inspection.report()),
    (r"scan fails", lambda pair: pair.inspection.fail(ScanFailedError(Failure.FAILURE, "died"))),
    (r"scan times out", lambda pair: pair.inspection.fail(ScanFailedError(Failure.TIMEOUT, "late"))),
    (r"verdict: block (.*)", lambda pair, text: setattr(pair.inspection, "verdict", blocked(text))),
    (r"verdict: discard", lambda pair: setattr(pair.inspection, "verdict", blocked(discard=True))),
    (
        r"verdict: header ([^:]+): (.*)",
        lambda pair, name, value: setattr(pair.inspection, "verdict", headed((name, value))),
    ),
    (r"inspected", lambda pair: setattr(pair.inspection, "asked", True)),
    (r"sender is closed", _ended("sender", "closed")),
    (r"far is closed", _ended("far", "closed")),
    (r"far is aborted", _ended("far", "aborted")),
    (r"far is gone", _ended("far", "closed|aborted|gone")),
    (r"far is open", _ended("far", "")),
    (r"sender is open", _ended("sender", "")),
    (r"both are gone", lambda pair: [_ended(leg, "closed|aborted|gone")(pair) for leg in ("sender", "far")]),
    (r"memory: ([0-9]+)", lambda pair, octets: _equal(pair.gateway.budget.in_flight, int(octets))),
    (r"problem: (.*)", lambda pair, text: _is(text in _problem(pair), f"the problem is {_problem(pair)!r}")),
    (r"closed as: (.*)", lambda pair, how: _equal(_last(pair, "closed")[1], how)),
    (r"refused as: (.*)", lambda pair, why: _equal(_last(pair, "refused")[1], why)),
    (r"sender is under TLS", lambda pair: _handshake(pair.sender)),
    (r"far is under TLS", lambda pair: _handshake(pair.far)),
    (r"handshake fails at the (sender|far side)", lambda pair, leg: _handshake_fails(pair, leg)),
    (r"both are open", _open),
    (r"records: ?(.*)", _record),
    (r"sender is not read", lambda pair: _is(pair.sender.paused, "the sender is read")),
    (r"sender is read", lambda pair: _is(not pair.sender.paused, "the sender is not read")),
    (r"network stalls", lambda pair: setattr(pair.far, "taking", False)),
    (r"network takes ([0-9]+)", lambda pair, count: pair.far.take(int(count))),
    (r"network takes all", lambda pair: pair.far.take_all()),
    (r"shut down", lambda pair: (setattr(pair.gateway, "stopping", True), pair.session.stop())),
    (r"cut", lambda pair: pair.session.cut()),
]


#: What most dialogs begin with; itself a transcript, so that it is checked as well.
_BEGINNINGS = {
    "greeted": """
        <= 220 far.example ESMTP
        => EHLO gw.example
        <= 250-far.example Hello
        <= 250-SIZE 157286400
        <= 250-PIPELINING
        <= 250-DSN
        <= 250-ENHANCEDSTATUSCODES
        <= 250-8BITMIME
        <= 250-BINARYMIME
        <= 250-CHUNKING
        <= 250 SMTPUTF8
        << 220 gw.example ESMTP skygw
        >> EHLO sender.example
        << ...
    """,
    "enveloped": """
        >> MAIL FROM:<a@x>
        => MAIL FROM:<a@x>
        <= 250 2.1.0 sender ok
        << 250 2.1.0 sender ok
        >> RCPT TO:<b@y>
        => RCPT TO:<b@y>
        <= 250 2.1.5 recipient ok
        << 250 2.1.5 recipient ok
    """,
    "content under way": """
        >> DATA
        << 354 Start mail input; end with <CRLF>.<CRLF>
        >> Subject: hello
        >>
    """,
    "passed on": """
        >> .
        => BDAT 18 LAST
        => Subject: hello
        =>
        <= 250 2.6.0 queued
        << 250 2.6.0 queued
    """,
}


def _begin(pair: Pair, name: str, without: list[str] | None = None) -> None:
    transcript = _BEGINNINGS[name]
    for keyword in without or ():
        found = re.search(rf"^ *<= 250[- ]{keyword}\b.*\n", transcript, re.MULTILINE)
        assert found, f"no {keyword}"
        transcript = transcript.replace(found.group(), "")
        if "250 " in found.group():  # the last line has to look like one
            transcript = re.sub(r"250-(?=.*\n *<< 220)", "250 ", transcript)
    _play(transcript, pair)


def _far_goes(pair: Pair, reason: str) -> None:
    pair.far.ended = pair.far.ended or "gone"
    pair.upstream.lost(reason)


def _sender_goes(pair: Pair) -> None:
    pair.sender.ended = pair.sender.ended or "gone"
    pair.session.lost("Connection was closed cleanly.")


def _is(condition: bool, otherwise: str) -> None:
    assert condition, otherwise


def _equal(got: object, wanted: object) -> None:
    assert got == wanted, f"expected {wanted!r}, got {got!r}"


def _problem(pair: Pair) -> str:
    return pair.onlooker.records[-1].problem


def _last(pair: Pair, event: str) -> tuple[Any, ...]:
    found = [told for told in pair.onlooker.events if told[0] == event]
    assert found, f"nothing was told of {event!r}"
    return found[-1]


def _handshake(transport: MemoryTransport) -> None:
    assert transport.handshake is not None, "no handshake was begun"
    transport.tls = "TLSv1.3 TLS_AES_256_GCM_SHA384"
    handshake, transport.handshake = transport.handshake, None
    handshake.callback(None)


def _handshake_fails(pair: Pair, leg: str) -> None:
    transport = pair.sender if leg == "sender" else pair.far
    assert transport.handshake is not None, "no handshake was begun"
    handshake, transport.handshake = transport.handshake, None
    handshake.errback(ConnectionError("the certificate has expired"))
