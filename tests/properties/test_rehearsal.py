"""Any script is a script or problems; any octets to the far server give replies and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from skygw.errors import ConfigurationError, Problem
from skygw.rehearsal import Fault, Script, Stage, Step
from tests.support.rehearsal import ENVELOPE, Talk

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = ["reply", "verbatim", "delay", "fault", "extra", "pace", "count", "after_octets"]
STEP = st.one_of(
    ANYTHING,
    st.text(max_size=30),
    st.dictionaries(
        st.sampled_from([*KEYS, "for", "session", "message", "times", "other"]),
        st.one_of(
            ANYTHING,
            st.sampled_from([fault.value for fault in Fault]),
            st.sampled_from(["250 ok", r"\xff", "\\", "a@*", ""]),
        ),
        max_size=5,
    ),
)
SCRIPT = st.fixed_dictionaries(
    {},
    optional={
        "hostname": ANYTHING,
        "counting": st.one_of(ANYTHING, st.just("session")),
        "require_tls": ANYTHING,
        "capabilities": st.one_of(
            ANYTHING, st.dictionaries(st.sampled_from(["before_tls", "after_tls"]), ANYTHING)
        ),
        "exchange": st.one_of(
            ANYTHING,
            st.dictionaries(st.sampled_from(["max_received", "idle_timeout", "accepted_domains"]), ANYTHING),
        ),
        "stages": st.one_of(
            ANYTHING,
            st.dictionaries(
                st.sampled_from([stage.value for stage in Stage]), st.one_of(STEP, st.lists(STEP, max_size=3))
            ),
        ),
    },
)


def _read(make: Callable[[], Script]) -> Script | list[Problem]:
    """Every other exception fails the test."""
    try:
        return make()
    except ConfigurationError as error:
        return error.problems


@given(SCRIPT)
def test_any_data_is_a_script_or_problems(data: dict[str, Any]) -> None:
    script = _read(lambda: Script.from_data(data))
    assert script
    if isinstance(script, Script):
        assert all(isinstance(step, Step) for steps in script.steps.values() for step in steps)
        assert script.max_message_octets > 0


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_file_is_a_script_or_problems(octets: bytes) -> None:
    script = _read(lambda: Script.loads(octets, "any.toml"))
    assert isinstance(script, Script) or {problem.file for problem in script} == {"any.toml"}


def _toml(value: Any) -> str:
    """A value as TOML; strings as JSON writes them, which TOML reads."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value) if isinstance(value, (str, bool, int)) else '"no TOML"'


@given(SCRIPT)
def test_any_toml_is_a_script_or_problems(data: dict[str, Any]) -> None:
    text = "\n".join(f"{json.dumps(key)} = {_toml(value)}" for key, value in data.items())
    assert _read(lambda: Script.loads(text.encode("utf-8", "replace")))


@given(SCRIPT, st.lists(st.integers(0, 200), max_size=4))
def test_whatever_the_script_a_session_goes_its_way(data: dict[str, Any], cuts: list[int]) -> None:
    script = _read(lambda: Script.from_data(data))
    if not isinstance(script, Script):
        return
    talk = Talk.with_(script)
    stream = ENVELOPE + b"DATA\r\nbody\r\n.\r\n" + ENVELOPE + b"BDAT 4 LAST\r\nbodySTARTTLS\r\nQUIT\r\n"
    at = 0
    for cut in [*sorted(cuts), len(stream)]:
        talk.say(stream[at:cut])
        at = max(at, cut)
        talk.clock.advance(1)
    assert talk.session.record.ended != "the far server failed"


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_any_octets_get_replies_or_the_end(pieces: list[bytes]) -> None:
    talk = Talk.with_()
    for piece in pieces:
        talk.say(piece)
    assert talk.session.record.ended in (None, "the client broke the protocol", "QUIT")
    assert all(reply[:1] in b"2345" and reply.endswith(b"\r\n") for reply in talk.session.record.replies)
