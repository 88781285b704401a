"""Which step is taken, and when."""

from __future__ import annotations

import pytest

from skygw.rehearsal.step import Course, Stage, Step


def _course(*steps: Step, stage: Stage = Stage.MAIL) -> Course:
    return Course({stage: steps})


def _taken(course: Course, times: int, **where: object) -> list[bytes | None]:
    steps = [course.take(Stage.MAIL, **where) for _ in range(times)]  # type: ignore[arg-type]
    return [step.reply if step is not None else None for step in steps]


def test_steps_are_taken_one_after_the_other_and_the_last_goes_on() -> None:
    assert _taken(_course(Step(b"1"), Step(b"2")), 4) == [b"1", b"2", b"2", b"2"]


def test_a_step_is_taken_as_often_as_it_says() -> None:
    assert _taken(_course(Step(b"1", times=2), Step(b"2")), 4) == [b"1", b"1", b"2", b"2"]


def test_nothing_at_a_stage_without_steps() -> None:
    assert Course({}).take(Stage.RCPT) is None
    assert not Course({}).has(Stage.RCPT)


def test_conditions_go_before_plain_steps_and_do_not_use_them_up() -> None:
    course = _course(Step(b"plain"), Step(b"last"), Step(b"for", address="a@*"))
    assert _taken(course, 2, path=b"a@b") == [b"for", b"for"]
    assert _taken(course, 2, path=b"c@b") == [b"plain", b"last"]


def test_a_condition_can_be_used_up() -> None:
    course = _course(Step(b"for", address="*", times=1))
    assert _taken(course, 2, path=b"a@b") == [b"for", None]


def test_session_and_message_are_conditions() -> None:
    course = _course(Step(b"s2", session=2), Step(b"m3", message=3))
    assert _taken(course, 1, session=2, message=3) == [b"s2"]
    assert _taken(course, 1, session=1, message=3) == [b"m3"]
    assert _taken(course, 1, session=1, message=1) == [None]


@pytest.mark.parametrize(
    ("pattern", "path", "suits"),
    [
        ("unknown@*", b"unknown@x.example", True),
        ("Unknown@*", b"UNKNOWN@x.example", True),  # case is ignored
        ("unknown@*", b"unknown2@x.example", False),
        ("*@[192.0.2.1]", b"a@[192.0.2.1]", True),  # brackets are no character class
        ("?@b", b"ab@b", False),
        ("a.b@c", b"axb@c", False),  # a dot is a dot
        ("jürgen@*", "jürgen@b".encode(), True),
        ("*", b"\xff@\xfe", True),  # octets that are no UTF-8 do not raise
    ],
)
def test_address_patterns(pattern: str, path: bytes, suits: bool) -> None:
    assert Step(address=pattern).suits(path=path, session=1, message=1) is suits


def test_peek_does_not_take() -> None:
    course = _course(Step(b"1"), Step(b"2"))
    assert course.peek(Stage.MAIL) == course.peek(Stage.MAIL) == Step(b"1")


def test_a_line_that_nobody_asked_for_is_said_once() -> None:
    """The last step of other stages goes on for ever; here that would be a stream."""
    course = _course(Step(b"1", delay=1), stage=Stage.IDLE)
    assert course.take(Stage.IDLE) is not None
    assert course.take(Stage.IDLE) is None
