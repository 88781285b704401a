from __future__ import annotations

from skygw.relay.deaths import FATAL, LIFETIME, REMEMBERED, Deaths


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_third_death_is_fatal_and_so_is_every_one_after_it() -> None:
    deaths = Deaths(Time())
    assert [deaths.fatal("a") for _ in range(5)] == [False, False, True, True, True]


def test_messages_are_counted_apart() -> None:
    deaths = Deaths(Time())
    assert not any(deaths.fatal(key) for key in "abcabc")


def test_a_message_is_forgotten_when_exchange_has_given_it_up() -> None:
    time = Time()
    deaths = Deaths(time)
    deaths.fatal("a")
    deaths.fatal("a")
    time.now = LIFETIME
    assert not deaths.fatal("b")
    assert len(deaths) == 1
    assert not deaths.fatal("a")


def test_no_flood_makes_it_grow_and_what_was_counted_last_stays() -> None:
    deaths = Deaths(Time())
    for number in range(REMEMBERED + 10):
        deaths.fatal(f"{number}")
    assert len(deaths) == REMEMBERED
    last = f"{REMEMBERED + 9}"
    assert [deaths.fatal(last) for _ in range(FATAL - 1)][-1]
