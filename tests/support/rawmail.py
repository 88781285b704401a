"""Raw messages for tests: written as text, octets as they go over the wire."""

from __future__ import annotations


def crlf(text: str) -> bytes:
    """``text`` with CRLF line ends; its first line end, behind the opening quotes, is left out."""
    return text.removeprefix("\n").replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def multipart(*parts: bytes, kind: str = "mixed", boundary: str = "b", header: bytes = b"") -> bytes:
    """A multipart of raw parts (header section, blank line, body), with CRLF line ends."""
    delimiter = b"--" + boundary.encode()
    head = header + f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
