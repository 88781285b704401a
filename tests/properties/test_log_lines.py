"""Whatever strangers write, an event is one line of JSON without anything that could drive a terminal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from skygw.ops.lines import MAX_TEXT, clean, clean_lines, json_line, text_line, without_addresses

texts = (
    st.text(st.characters(), max_size=80)
    | st.text(st.characters(codec=None), max_size=80)
    | st.binary(max_size=80)
)


@given(texts)
def test_a_text_is_printable_and_bounded(text):
    cleaned = clean(text)
    assert cleaned.isprintable()
    assert clean(cleaned) == cleaned
    assert len(clean(text, 10)) <= 10 * len("\\U00000000") + 3
    assert len(cleaned) <= MAX_TEXT * len("\\U00000000") + 3


@given(st.dictionaries(st.sampled_from("abc"), texts.map(clean)))
def test_an_event_is_one_line(fields):
    line = json_line(0, "info", "x", fields)
    assert line.isascii()
    assert line.index(b"\n") == len(line) - 1
    assert {name: json.loads(line)[name] for name in fields} == fields
    text = text_line(0, "info", "x", fields).decode("utf-8")
    assert text.index("\n") == len(text) - 1
    assert text[:-1].isprintable()


@given(st.text())
def test_a_text_of_lines_has_nothing_else_that_moves(text):
    assert all(row.isprintable() for row in clean_lines(text).split("\n"))


@given(
    st.text("ab", min_size=1, max_size=64),
    st.from_regex(r"[a-z]{1,9}\.example", fullmatch=True),
    st.text(" <>;", max_size=3),
)
def test_an_address_does_not_stay(local, domain, around):
    told = f"550 {around}{local}@{domain}{around} no"
    assert f"{local}@{domain}" not in without_addresses(told)
