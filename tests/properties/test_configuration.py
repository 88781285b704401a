"""Any TOML data give a configuration or a list of problems, and nothing else."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from skygw.app.config import Config, describe, from_data, load
from skygw.app.config.keys import toml
from skygw.app.config.lines import line_of
from skygw.app.config.model import Config as Model
from skygw.app.config.structure import walk
from skygw.errors import ConfigurationError

FOLDER = Path(__file__).parent

scalars = st.one_of(
    st.booleans(),
    st.integers(),
    st.integers(min_value=0, max_value=70000),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        ["", "tcp:25", "ssl:1", "a.example", "192.0.2.1", "::1/128", "required", "resume", "x" * 300]
    ),
    st.datetimes(),
    st.dates(),
    st.times(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
PLACES = [place for place, _, _ in walk(Model)]


def put(data, place, value):
    """The data with a value at a place, where nothing is in the way."""
    for name in place[:-1]:
        inner = data.setdefault(name, {})
        if not isinstance(inner, dict):
            return data
        data = inner
    data[place[-1]] = value
    return data


@st.composite
def configurations(draw):
    """Data with real keys and any values, beside keys of any name."""
    data = {"upstream": {"host": "far.example"}, "policy": {"directory": "."}}
    data |= draw(
        st.dictionaries(st.text(max_size=10) | st.sampled_from(["link", "upstream"]), values, max_size=2)
    )
    for place in draw(st.lists(st.sampled_from(PLACES), max_size=6)):
        put(data, place, draw(values))
    return data


def judged(make):
    """The configuration, or None after looking at the problems."""
    problems = []
    try:
        config = make()
    except ConfigurationError as error:
        config, problems = None, error.problems
    assert bool(problems) == (config is None)
    assert config is None or isinstance(config, Config)
    for problem in problems:
        assert problem.path
        assert problem.reason
        assert str(problem).isprintable()  # nothing in the file can drive the terminal of its reader
    return config


@given(configurations())
def test_any_data(data):
    config = judged(lambda: from_data(data, FOLDER / "skygw.toml"))
    if config is not None:
        again = from_data(tomllib.loads(describe.as_toml(config)), FOLDER / "skygw.toml")
        assert again == config


@given(values)
def test_any_value_as_the_whole(data):
    if isinstance(data, dict):
        judged(functools.partial(from_data, data, FOLDER / "skygw.toml"))


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_file(tmp_path_factory, octets):
    file = tmp_path_factory.mktemp("any") / "skygw.toml"
    file.write_bytes(octets)
    judged(lambda: load(file))


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_and_path_have_a_line_or_none(text, path):
    line = line_of(text, path)
    assert line is None or 1 <= line <= len(text.splitlines())


@given(st.text(max_size=100))
def test_any_text_is_written_as_toml_that_reads_back(text):
    text = text.encode("utf-8", "replace").decode()
    assert tomllib.loads(f"key = {toml(text)}") == {"key": text}
