from __future__ import annotations

import pytest

from skygw.app.config.gateway import Gateway, Timeouts
from tests.support.configuration import loaded, problems


def test_the_defaults_are_those_of_the_manual():
    gateway = Gateway()
    assert gateway.listen == ("tcp:25",)
    assert (gateway.workers, gateway.max_sessions, gateway.max_sessions_per_address) == (1, 1000, 200)
    assert (gateway.max_recipients, gateway.max_received, gateway.max_errors) == (1000, 30, 20)
    assert (gateway.max_message_octets, gateway.memory_budget_octets) == (157_286_400, 0)
    assert (gateway.max_header_octets, gateway.greeting) == (1_048_576, "ESMTP skygw")


def test_the_default_timeouts_are_those_of_the_manual():
    waits = Timeouts()
    assert (waits.command, waits.data_block, waits.min_data_rate, waits.receive) == (300, 180, 500, 900)
    assert (waits.inspection, waits.inspection_hard, waits.budget_wait) == (55, 300, 60)
    assert (waits.upstream_connect, waits.upstream_reply, waits.upstream_end_of_data) == (30, 300, 240)
    assert (waits.final_reply, waits.keepalive, waits.session, waits.drain) == (480, 60, 480, 60)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hostname", "not a name"),
        ("listen", []),
        ("max_sessions", 0),
        ("max_recipients", 99),  # RFC 5321, 4.5.3.1.8
        ("max_received", 0),
        ("max_message_octets", 1000),
        ("memory_budget_octets", -1),
        ("greeting", ""),
        ("greeting", "two\r\nlines"),  # would be two replies
        ("greeting", "é"),
        ("max_errors", 0),
        ("max_header_octets", 10),
    ],
)
def test_a_value_out_of_range_is_refused(tmp_path, key, value):
    assert list(problems(tmp_path, gateway={key: value})) == [f"gateway.{key}"]


@pytest.mark.parametrize("name", [name for name in Timeouts.__annotations__ if name != "TITLE"])
def test_no_wait_is_negative_or_endless(tmp_path, name):
    for value in (-1, float("inf")) if name != "min_data_rate" else (-1,):
        assert list(problems(tmp_path, gateway={"timeouts": {name: value}})) == [f"gateway.timeouts.{name}"]


def test_the_final_reply_comes_before_exchange_gives_up(tmp_path):
    assert problems(tmp_path, gateway={"timeouts": {"final_reply": 600}})


def test_workers_other_than_one_say_why(tmp_path):
    found = problems(tmp_path, gateway={"workers": 4})
    assert found == {
        "gateway.workers": "not available yet: this version runs as one process (write 1 or leave it out)"
    }


def test_values_are_taken(tmp_path):
    gateway = loaded(
        tmp_path, gateway={"listen": ["tcp:2525:interface=127.0.0.1"], "max_sessions": 5}
    ).gateway
    assert (gateway.listen, gateway.max_sessions) == (("tcp:2525:interface=127.0.0.1",), 5)
