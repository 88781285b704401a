from __future__ import annotations

import json

import pytest

from skygw.ops.lines import (
    clean,
    clean_lines,
    clean_list,
    json_line,
    text_line,
    timestamp,
    without_addresses,
)

TIME = 1_795_535_220.1239  # 2026-11-24T15:47:00.123Z


def test_a_time():
    assert timestamp(TIME) == "2026-11-24T15:47:00.123Z"
    assert timestamp(0.0) == "1970-01-01T00:00:00.000Z"


def test_a_json_line():
    line = json_line(TIME, "info", "message", {"size": 3, "subject": "Grüße", "policies": ["a"], "t": None})
    assert line == (
        b'{"time":"2026-11-24T15:47:00.123Z","level":"info","event":"message","size":3,'
        b'"subject":"Gr\\u00fc\\u00dfe","policies":["a"],"t":null}\n'
    )


def test_a_text_line():
    fields = {
        "size": 3,
        "subject": 'say "hi" = Grüße',
        "policies": ["a b", "c"],
        "t": None,
        "none": "",
        "ok": True,
    }
    assert text_line(TIME, "info", "message", fields).decode() == (
        "2026-11-24T15:47:00.123Z info  message size=3 "
        'subject="say \\"hi\\" = Grüße" policies=["a b",c] t=null none="" ok=true\n'
    )


def test_a_traceback_in_text_stands_below_its_line():
    assert text_line(
        TIME, "critical", "unexpected", {"traceback": "a\nb", "x": "y"}
    ).decode().splitlines() == [
        "2026-11-24T15:47:00.123Z critical unexpected x=y",
        "    a",
        "    b",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, Grüße", "plain text, Grüße"),
        ("a\r\nevent=message", "a\\r\\nevent=message"),  # a forged line
        ("\x1b[2J\x07\x7f", "\\x1b[2J\\x07\\x7f"),  # drives a terminal
        ("\x9b31m\x85", "\\x9b31m\\x85"),  # C1: the same in one octet, and NEL
        ("\u202egpj.exe", "\\u202egpj.exe"),  # reads backwards
        ("\u2028\u2029\ufeff", "\\u2028\\u2029\\ufeff"),  # line separators, BOM
        ("\ud800", "\\ud800"),  # half a surrogate: not even UTF-8
        ("\U000e0041", "\\U000e0041"),  # an invisible tag
        (b"octets \xff\xfe", "octets \\xff\\xfe"),
        (b"utf-8 \xc3\xbc", "utf-8 ü"),
        ("%s {} ${jndi:ldap://x}", "%s {} ${jndi:ldap://x}"),  # never a format string: harmless as it is
    ],
)
def test_text_of_strangers_is_made_harmless(text, expected):
    assert clean(text) == expected


def test_a_long_text_is_cut():
    assert clean("x" * 1000) == "x" * 1000
    assert clean("x" * 1001) == "x" * 1000 + "..."
    assert clean(b"x" * 5000) == "x" * 1000 + "..."
    assert clean("abc", 2) == "ab..."


def test_a_long_list_is_cut_and_counted():
    assert clean_list(["a\n", b"b"]) == ["a\\n", "b"]
    cut = clean_list([str(number) for number in range(1000)])
    assert len(cut) == 101
    assert cut[-1] == "(and 900 more)"


def test_lines_stay_lines():
    assert clean_lines("a\n\x1b\nb\r") == "a\n\\x1b\nb\\r"
    long = clean_lines("start\n" + "x\n" * 10_000 + "end")
    assert len(long) < 9000
    assert long.endswith("end")
    assert not long.startswith("start")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no address here", "no address here"),
        ("550 5.1.1 <bob@example.org>: no such user", "550 5.1.1 <address>: no such user"),
        ("mailbox bob@example.org is full", "mailbox <address> is full"),
        ('to "bob smith"@example.org now', "to <address> now"),
        ("a@b, c@d;e@f (g@h)", "<address>, <address>;<address> (<address>)"),
        ("jürgen@münchen.example", "<address>"),
        ("alone @ sign", "alone @ sign"),
    ],
)
def test_addresses_are_taken_out(text, expected):
    assert without_addresses(text) == expected


def test_lines_stay_one_line_whatever_the_fields():
    fields = {"a": clean("x\ny\u2028z"), "b": clean_list(["\n"])}
    assert json_line(0, "info", "x", fields).count(b"\n") == 1
    assert text_line(0, "info", "x", fields).count(b"\n") == 1
    assert json.loads(json_line(0, "info", "x", fields))["a"] == "x\\ny\\u2028z"
