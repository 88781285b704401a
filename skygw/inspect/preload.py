"""What the fork server loads besides what it imports: once a sandbox is closed, nothing can be opened.

Python loads some of itself only when it is first asked for: a codec when a text in it comes by, the time zone
with the first local time.  In a child that would fail, for the first such message and for every other.
"""

from __future__ import annotations

import codecs
import contextlib
import encodings
import importlib
import pkgutil
import time

#: Modules that libraries import inside of functions, and what a child needs to say how it failed.
MODULES = (
    "_strptime",  # datetime.strptime
    "_pylong",  # int() and str() of large numbers, from Python 3.12 on
    "decimal",
    "linecache",
    "locale",
    "stringprep",  # the codec idna
    "tokenize",
    "traceback",
    "unicodedata",  # \N{...} and many more
)


def load() -> None:
    """Load it; some 100 ms and 4 MiB, which all children share."""
    for name in MODULES:
        with contextlib.suppress(ImportError):  # not in every version of Python
            importlib.import_module(name)
    for module in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(LookupError, ImportError):  # not a codec; one for Windows
            codecs.lookup(module.name)
    time.localtime()
