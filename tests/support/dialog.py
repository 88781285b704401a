"""Dialogs: both legs in one transcript, played against a session without sockets.

::

    >> RCPT TO:<x@y>             # from the sender
    => RCPT TO:<x@y>             # to the far side
    <= 550 5.1.1  who?           # from the far side
    << 550 5.1.1  who?           # to the sender; two blanks and all
    -- far closes                # something happens (see ``_HAPPENINGS``)

Lines in a row with the same arrow come (or go) in one flight.  What goes out must be expected before the next
thing comes in, so nothing is said unseen.  ``...`` in an expected line stands for anything; ``\\x..``, ``\\r`` and
``\\n`` are octets, and ``\\c`` at the end leaves the CRLF out.  A comment begins with two blanks and ``#``.
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
    _nothing_unseen(pair)
    if pair.onlooker.errors:
        raise pair.onlooker.errors[0]
    return pair


def _octets(content: str) -> bytes:
    octets = content.encode("utf-8")
    octets = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda found: bytes([int(found.group(1), 16)]), octets)
    octets = octets.replace(rb"\r", b"\r").replace(rb"\n", b"\n")
    return octets[:-2] if octets.endswith(rb"\c") else octets + b"\r\n"


def _expect(leg: MemoryTransport, content: str) -> None:
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
    (r"far closes", lambda pair: pair.upstream.lost("Connection was closed cleanly.")),
    (r"far resets", lambda pair: pair.upstream.lost("Connection to the other side was lost.")),
    (r"sender goes", lambda pair: pair.session.lost("Connection was closed cleanly.")),
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
    (r"far is gone", _ended("far", "closed|aborted")),
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


def _is(condition: bool, otherwise: str) -> None:
    assert condition, otherwise
