from __future__ import annotations

import pytest

from skygw.app.config.lines import line_of

TEXT = """\
top = 1
[gateway]  # the server
listen = ["tcp:25",
  "tcp:26"]
"max_sessions" = 3
[ gateway . timeouts ]
  command=5
[[upstream.route]]
a.b = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("top", 1),
        ("gateway", 2),
        ("gateway.listen", 3),
        ("gateway.listen[1]", 3),
        ("gateway.max_sessions", 5),
        ("gateway.timeouts", 6),
        ("gateway.timeouts.command", 7),
        ("upstream.route", 8),
        ("upstream.route.a.b.c", 9),
        ("gateway.missing", 2),  # the head of its section
        ("nothing.here", None),
        ("(file)", None),
    ],
)
def test_the_line_of_a_path(path, line):
    assert line_of(TEXT, path) == line


def test_no_text_has_no_lines():
    assert line_of("", "gateway") is None
