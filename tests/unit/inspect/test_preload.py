"""What a child may need of Python after its sandbox has closed: tried in processes that load it first."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(code: str) -> str:
    """What a fresh interpreter prints; nothing that these tests have loaded is loaded there."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, check=True, capture_output=True, timeout=60
    )
    return done.stdout.decode()


def test_every_charset_is_there_before_the_first_message() -> None:
    """A text in KOI8-R failed in a child: its codec lay in a file."""
    assert run(
        """
        import sys
        from skygw.inspect import preload
        from skygw.mail import charset

        preload.load()
        opened = []
        sys.addaudithook(lambda event, _: opened.append(event) if event in ("open", "import") else None)
        for name in sorted(set(charset._TABLE.values()) - {""}):
            charset.decode(b"abc", name)
        print(len(set(charset._TABLE.values())) > 50, opened)
        """
    ) == "True []\n"


def test_what_is_loaded_inside_of_functions() -> None:
    assert run(
        """
        import sys
        from skygw.inspect import preload

        preload.load()
        opened = []
        sys.addaudithook(lambda event, _: opened.append(event) if event in ("open", "import") else None)
        import datetime
        import time
        datetime.datetime.strptime("2026", "%Y")
        time.strftime("%Y", time.localtime())
        b"\\N{EURO SIGN}".decode("unicode_escape")
        "b\xfccher.example".encode("idna")
        print([event for event in opened if event != "import"])
        """
    ) == "[]\n"
