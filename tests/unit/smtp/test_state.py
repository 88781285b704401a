"""The table of states against RFC 5321 section 4.1.4, and the page that is drawn from it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from skygw.smtp.state import BEFORE_TLS, TABLE, Happening, State

ROOT = Path(__file__).parents[3]

COMMANDS = (
    b"EHLO", b"HELO", b"STARTTLS", b"MAIL", b"RCPT", b"DATA", b"BDAT", b"RSET", b"NOOP", b"HELP", b"VRFY",
    b"EXPN", b"QUIT",
)  # fmt: skip


def test_every_state_has_its_row() -> None:
    assert set(TABLE) == set(State)


def test_every_command_and_happening_is_served_somewhere() -> None:
    served = {event for row in TABLE.values() for event in row}
    assert served == {*COMMANDS, *Happening}


def test_every_state_can_be_reached() -> None:
    reached, ahead = {State.START}, [State.START]
    while ahead:
        for target in set(TABLE[ahead.pop()].values()) - reached:
            reached.add(target)
            ahead.append(target)
    assert reached == set(State)


READING = [State.START, State.READY, State.MAIL, State.RCPT, State.CHUNKS]
STANDING_STILL = [State.ASKED, State.BODY, State.HELD]


@pytest.mark.parametrize("state", READING)
def test_rfc_5321_lets_some_commands_come_at_any_time(state: State) -> None:
    """NOOP, HELP, EXPN, VRFY and RSET at any time, before EHLO too; QUIT always (section 4.1.4, 4.1.1.10)."""
    for command in (b"NOOP", b"HELP", b"VRFY", b"EXPN"):
        assert TABLE[state][command] is state
    assert TABLE[state][b"QUIT"] is State.CLOSED
    assert TABLE[state][b"EHLO"] is TABLE[state][b"HELO"] is State.READY  # and clears the transaction
    assert TABLE[state][b"RSET"] is (State.START if state is State.START else State.READY)


@pytest.mark.parametrize("state", STANDING_STILL)
def test_no_command_is_read_while_content_or_a_decision_is_due(state: State) -> None:
    assert all(isinstance(event, Happening) for event in TABLE[state])


def test_nothing_follows_the_end() -> None:
    assert TABLE[State.CLOSED] == {}


ORDER = [
    # command, the states in which it is served, comment
    (b"MAIL", {State.READY}, "once in a transaction, and not before EHLO"),
    (b"RCPT", {State.MAIL, State.RCPT}, ""),
    (b"DATA", {State.RCPT}, "never behind BDAT (RFC 3030 section 2)"),
    (b"BDAT", {State.RCPT, State.CHUNKS}, ""),
    (b"STARTTLS", {State.READY}, "not within a transaction, and not before EHLO (RFC 3207 section 4)"),
    (Happening.MAIL_REFUSED, {State.MAIL, State.RCPT, State.CHUNKS}, "its reply may come late"),
    (Happening.TLS_STARTED, {State.READY}, ""),
]


@pytest.mark.parametrize(("event", "states", "comment"), ORDER)
def test_order(event: bytes | Happening, states: set[State], comment: str) -> None:
    assert {state for state in State if event in TABLE[state]} == states


def test_the_session_is_new_after_tls() -> None:
    assert TABLE[State.READY][Happening.TLS_STARTED] is State.START


def test_before_tls_no_mail_is_served() -> None:
    assert set(COMMANDS) > BEFORE_TLS
    assert not BEFORE_TLS & {b"MAIL", b"RCPT", b"DATA", b"BDAT", b"VRFY", b"EXPN"}


# -- the page --------------------------------------------------------------------------------------------


@pytest.fixture
def drawing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_states", ROOT / "scripts/draw_states.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_drawn_from_the_table(drawing: ModuleType) -> None:
    page = (ROOT / "docs/states.md").read_text(encoding="utf-8")
    assert page == drawing.page(), "run scripts/draw_states.py"


def test_the_page_shows_every_entry_of_the_table(drawing: ModuleType) -> None:
    drawn = drawing.page()
    for state, row in TABLE.items():
        for event, target in row.items():
            word = event.decode() if isinstance(event, bytes) else event.value
            assert f"| {state.name} | {word} | {target.name} |" in drawn


def test_the_page_is_written_and_compared_by_the_script(
    drawing: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "states.md"
    assert drawing.main(["--check", str(page)]) == 1  # not there
    assert drawing.main([str(page)]) == 0
    assert drawing.main(["--check", str(page)]) == 0
    page.write_text("something else", encoding="utf-8")
    assert drawing.main(["--check", str(page)]) == 1
    assert "draw_states" in capsys.readouterr().err
