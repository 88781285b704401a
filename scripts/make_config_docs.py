#!/usr/bin/env python3
"""Write docs/configuration.md (its tables) and etc/skygw.toml from the sections of the configuration.

Run it after a change to skygw/app/config; a test fails while the files differ from the program.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from skygw.app.config import describe  # noqa: E402

BEGIN = "<!-- made by scripts/make_config_docs.py: begin -->\n"
END = "<!-- made by scripts/make_config_docs.py: end -->\n"


def manual(old: str) -> str:
    """The page with its tables made anew; what stands outside of the two marks stays."""
    before, _, rest = old.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{describe.tables()}\n{END}{after}"


def main() -> None:
    page = ROOT / "docs" / "configuration.md"
    page.write_text(manual(page.read_text("utf-8")), "utf-8")
    (ROOT / "etc" / "skygw.toml").write_text(describe.example_file(), "utf-8")
    print(f"written: {page}, {ROOT / 'etc' / 'skygw.toml'}")


if __name__ == "__main__":
    main()
