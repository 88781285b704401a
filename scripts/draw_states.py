#!/usr/bin/env python3
"""Draw docs/states.md from the table of states in skygw/smtp/state.py.

    scripts/draw_states.py [PAGE]            write the page
    scripts/draw_states.py --check [PAGE]    say whether the page is up to date (exit code 1 if not)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from skygw.smtp.state import BEFORE_TLS, TABLE, Happening, State  # noqa: E402

#: Commands that change nothing would bury the drawing.
_ANY_TIME = {b"NOOP", b"HELP", b"VRFY", b"EXPN"}

_HEAD = """\
# States of an SMTP session

Drawn from `skygw/smtp/state.py` by `scripts/draw_states.py`; do not edit. The table holds for both sides:
for the session in which Exchange hands us mail and for the one in which we hand it on. A command that has no
entry under a state is out of order and is answered `503 5.5.1`.

The state runs ahead of the replies, since commands may come in one go (PIPELINING): it is the one in which
everything so far is accepted. *MAIL refused* takes that back.

In *ASKED* and *HELD* nothing is read until it is decided how to go on. NOOP, HELP, VRFY and EXPN change
nothing and are left out of the diagram.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "## Diagram", "", *_diagram(), "", "## Table", "", *_table(), "", *_before_tls()]
    return "\n".join(parts)


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f"    {state.name} : {state.name}<br/>{state.value}"
    yield f"    [*] --> {State.START.name}"
    for state, row in TABLE.items():
        for target in State:
            events = [event for event, where in row.items() if where is target and event not in _ANY_TIME]
            if events:
                yield f"    {state.name} --> {target.name} : {', '.join(map(_word, events))}"
    yield f"    {State.CLOSED.name} --> [*]"
    yield "```"


def _table() -> Iterator[str]:
    yield "| state | what comes | next state |"
    yield "| --- | --- | --- |"
    for state, row in TABLE.items():
        for event, target in row.items():
            yield f"| {state.name} | {_word(event)} | {target.name} |"


def _before_tls() -> Iterator[str]:
    served = ", ".join(sorted(verb.decode("ascii") for verb in BEFORE_TLS))
    yield f"Where TLS is required, only these commands are served before it: {served}."
    yield "Others get `530 5.7.0`."
    yield ""


def _word(event: bytes | Happening) -> str:
    return event.decode("ascii") if isinstance(event, bytes) else event.value


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Draw the page on the states of an SMTP session.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("page", nargs="?", type=Path, default=ROOT / "docs" / "states.md")
    options = parser.parse_args(arguments)
    if not options.check:
        options.page.write_text(page(), encoding="utf-8")
        return 0
    if options.page.exists() and options.page.read_text(encoding="utf-8") == page():
        return 0
    print(f"{options.page} is out of date: run scripts/draw_states.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
