"""Credentials with a structure: checksums, encoded JSON, keys of a known number of octets."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any

from skygw.detect.validators.credential_decoys import placeholder
from skygw.detect.validators.credentials import is_random, token

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ENTRA = ("https://sts.windows.net/", "https://login.microsoftonline.com/", "https://sts.chinacloudapi.cn/")
_MAX_ENCODED = 8192


def checksummed(value: str) -> bool:
    """A GitHub or npm token: after the prefix 30 characters and their CRC-32 in six digits of base 62.

    GitHub Engineering, "Behind GitHub's new authentication token formats" (2021).
    """
    secret = value.rpartition("_")[2]
    if len(secret) != 36 or not token(value):
        return False
    check = zlib.crc32(secret[:30].encode("ascii", "replace"))
    digits = ""
    while check:
        check, digit = divmod(check, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0") == secret[30:]


def decoded(value: str) -> bytes | None:
    """The octets of base64 or base64url, padded or not; ``None`` if ``value`` is neither."""
    if len(value) > _MAX_ENCODED or not value.isascii():
        return None
    text = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _json(value: str) -> dict[str, Any] | None:
    octets = decoded(value)
    try:
        content = json.loads(octets) if octets else None
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def jwt(value: str) -> bool:
    """A signed JSON Web Token (RFC 7519): its header names an algorithm, its claims are no text-book's."""
    parts = value.split(".")
    header = _json(parts[0]) if len(parts) == 3 else None
    if header is None or not isinstance(header.get("alg"), str) or header["alg"].lower() == "none":
        return False
    if "enc" in header or len(parts[2]) < 20:
        return False
    claims = _json(parts[1])
    return claims is not None and claims.get("sub") != "1234567890" and claims.get("name") != "John Doe"


def entra_jwt(value: str) -> bool:
    """A token of Microsoft's identity platform, by its issuer."""
    claims = _json(value.split(".")[1]) if jwt(value) else None
    return claims is not None and str(claims.get("iss", "")).startswith(_ENTRA)


def encoded_jwt(value: str) -> bool:
    """A JSON Web Token that was encoded once more; ``value`` may have been cut off at its end."""
    octets = decoded(value[: len(value) // 4 * 4])
    return octets is not None and octets.startswith(b"eyJ") and octets.count(b".") in (1, 2)


def grafana_key(value: str) -> bool:
    """An API key of Grafana before 9.5: base64 of JSON with the members ``k``, ``n`` and ``id``."""
    content = _json(value)
    return content is not None and isinstance(content.get("k"), str) and not placeholder(content["k"])


def mapbox(value: str) -> bool:
    """A token of Mapbox: ``pk``, ``sk`` or ``tk``, then JSON with the member ``u`` (user)."""
    parts = value.split(".")
    content = _json(parts[1]) if len(parts) == 3 else None
    return content is not None and "u" in content


def octets_16(value: str) -> bool:
    """Base64 of 16 octets."""
    return _key(value, 16)


def octets_32(value: str) -> bool:
    """Base64 of 32 octets, as the keys of Azure's messaging services and of WireGuard are."""
    return _key(value, 32)


def octets_64(value: str) -> bool:
    """Base64 of 64 octets, as the keys of Azure Storage, Cosmos DB and Batch are."""
    return _key(value, 64)


def _key(value: str, size: int) -> bool:
    octets = decoded(value)
    return octets is not None and len(octets) == size and len(set(octets)) > size // 2 and token(value)


_WRAP = re.compile(r"\\[rn]|[\s>\"'+,|]")
_BEGIN = re.compile(r"[A-Za-z0-9+/]{32}")


def private_key(value: str) -> bool:
    """The body of a PEM private key (RFC 7468): base64, no prose, perhaps cut off at its end."""
    body = _WRAP.sub("", value.rpartition("-----")[2] if "-----" in value else value)
    body = body[body.rfind(":") + 1 :].rstrip("\\=")
    return (
        bool(_BEGIN.match(body))
        and not placeholder(body[:64].replace("A", ""))
        and is_random(body[:512])
        and _dense(value)
    )


def _dense(value: str) -> bool:
    words = value.replace("\\n", " ").replace("\\r", " ").split()
    return max(map(len, words), default=0) >= 30


def pkcs12(value: str) -> bool:
    """The beginning of a PKCS #12 archive (RFC 7292, section 4): a SEQUENCE that begins with version 3."""
    octets = decoded(value[: len(value) // 4 * 4])
    if octets is None or len(octets) < 64:
        return False
    return (
        octets[0] == 0x30
        and b"\x02\x01\x03\x30" in octets[:10]
        and b"\x2a\x86\x48\x86\xf7\x0d\x01\x07" in octets[:40]
    )


def totp(value: str) -> bool:
    """The secret of a one-time password: base32 (RFC 4648) of 10 octets or more."""
    return len(value) >= 16 and not placeholder(value) and len(set(value)) >= 8
