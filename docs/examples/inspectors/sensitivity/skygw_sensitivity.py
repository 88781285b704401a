"""What the author of a message said of its sensitivity, by the field that Outlook sets.

A synchronous inspector: it runs in the sandboxed children, one message at a time, and may take its time.
"""

from __future__ import annotations

import re

from skygw.detect import Finding
from skygw.inspect.message import Message

# RFC 4021, section 2.1.55: Personal, Private, Company-Confidential.
VALUES = ("personal", "private", "company-confidential")


class Sensitivity:
    """Finds ``sensitivity-private`` and so on; a value that nobody knows is ``sensitivity-other``."""

    name = "sensitivity"

    def prepare(self) -> None:
        """Called once, before any message is there: compile and load here what is needed for all."""
        self._field = re.compile(rb"^sensitivity[ \t]*:((?:.*\r\n[ \t])*.*)", re.IGNORECASE | re.MULTILINE)

    def inspect(self, message: Message) -> list[Finding]:
        """Called for each message.  Always returns a list; an exception fails the scan."""
        header, _, _body = message.octets.partition(b"\r\n\r\n")
        fields = self._field.findall(header)
        return [Finding(type=f"sensitivity-{_value(field)}", where="headers") for field in fields]


def _value(field: bytes) -> str:
    text = field.decode("ascii", "replace").strip().lower()
    return text if text in VALUES else "other"
