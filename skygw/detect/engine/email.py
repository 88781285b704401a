"""E-mail addresses as people write them.

Sources: RFC 5321, 4.1.2 (dot-string, domain), RFC 1035, 2.3.4 (lengths).  Of what may stand in a local part
only what does in practice is taken: "=" or "/" before an address are no part of it.
"""

from __future__ import annotations

import re

from skygw.detect.validators.network import FILES

EXPRESSION = r"[0-9A-Za-z_+-]@[0-9A-Za-z]"

CANDIDATE = re.compile(r"@(?=[0-9A-Za-z])")

_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-'&~"
_NEVER_FIRST = ".%+-'&~"
_MAX_LOCAL = 64
_DOMAIN = re.compile(
    r"(?:[0-9A-Za-z](?:[0-9A-Za-z\-]{0,61}[0-9A-Za-z])?\.){1,8}([A-Za-z][A-Za-z0-9\-]{1,23})(?![0-9A-Za-z_@\-])"
)


def email_at(text: str, at: int) -> tuple[int, int, str, int] | None:
    """The address around the ``@`` at ``at``: start, end, small letters, confidence alone."""
    before = text[max(0, at - _MAX_LOCAL - 1) : at]
    local = before[len(before.rstrip(_LOCAL)) :]
    if not local or len(local) > _MAX_LOCAL or local[-1] == "." or ".." in local:
        return None
    local = local.lstrip(_NEVER_FIRST)
    domain = _DOMAIN.match(text, at + 1)
    if not local or domain is None or domain[1].lower() in FILES:
        return None
    start = at - len(local)
    return start, domain.end(), text[start : domain.end()].lower(), 85
