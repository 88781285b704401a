"""Commands that are answered here, and how many of them a sender may give."""

from __future__ import annotations

import pytest

from tests.support.dialog import play
from tests.support.legs import Pair, settings

TABLE = [
    # what the sender says, what it is told
    ("NOOP", "250 2.0.0 OK"),
    ("NOOP with words", "250 2.0.0 OK"),
    ("HELP", "214-2.0.0 ...\n<< 214 2.0.0 See RFC 5321"),
    ("VRFY <a@b>", "252 2.5.0 ..."),
    ("EXPN list", "502 5.5.1 ..."),
    ("HELO again", "250 gw.example"),
    ("AUTH PLAIN", "502 5.5.1 ..."),
    ("WHAT", "500 5.5.2 ..."),
    ("RSET", "250 2.0.0 Reset"),
]


@pytest.mark.parametrize(("said", "told"), TABLE)
def test_an_answer_of_our_own(said: str, told: str) -> None:
    """None of these reaches the far side: the player would see it."""
    play(f"-- greeted\n>> {said}\n<< {told}\n-- both are open")


def test_errors_are_counted_and_the_one_too_many_ends_the_session() -> None:
    refused = ">> WHAT\n<< 500 5.5.2 ...\n" * 2
    last = ">> WHAT\n<< 421 4.7.0 Too many errors\n=> QUIT\n-- sender is closed\n<= 221 bye"
    play("-- greeted\n" + refused + last, Pair(settings(max_errors=2)))


def test_idle_commands_become_errors_once_there_are_many() -> None:
    fine = ">> NOOP\n<< 250 2.0.0 OK\n" * 3
    last = ">> NOOP\n<< 421 4.7.0 Too many errors\n=> QUIT\n-- sender is closed\n<= 221 bye"
    # EHLO counts too: it was the first of the four.
    play("-- greeted\n" + fine + last, Pair(settings(max_errors=0, max_idle_commands=4)))


def test_a_message_makes_up_for_idle_commands() -> None:
    fine = ">> NOOP\n<< 250 2.0.0 OK\n" * 3
    message = """
        >> MAIL FROM:<a@b>
        >> RCPT TO:<c@d>
        >> BDAT 1 LAST
        >> x\\c
        => MAIL FROM:<a@b>
        => RCPT TO:<c@d>
        <= 250 ok
        <= 250 ok
        << 250 ok
        << 250 ok
        => BDAT 1 LAST
        => x\\c
        <= 250 taken
        << 250 taken
        """
    play("-- greeted\n" + fine + message + fine, Pair(settings(max_errors=0, max_idle_commands=4)))
