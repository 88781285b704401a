"""Messages that mail programs read differently, each with a marker that at least one of them shows.

A kind is a way to be ambiguous; each one comes with its payload as base64, as quoted-printable and raw.
The kinds are those of "Inbox Invasion" (CCS 2024), of draft-chen-email-mime-ambiguity-defense-00, and of the
advisories on MIME-tools, one at a time.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator

import attrs

MARKER = b"the number is 4111111111111111 (marker)"
ENCODINGS = ("base64", "quoted-printable", "raw")


@attrs.frozen
class Payload:
    """A part's body that holds the marker, and the name of its encoding for a header field."""

    encoding: str
    body: str

    @property
    def label(self) -> str:
        """The value of Content-Transfer-Encoding."""
        return "8bit" if self.encoding == "raw" else self.encoding

    @property
    def field(self) -> str:
        """The header line that declares the encoding."""
        return f"Content-Transfer-Encoding: {self.label}\n"


@attrs.frozen
class Ambiguous:
    """One ambiguous message."""

    kind: str
    encoding: str
    octets: bytes = attrs.field(repr=False)


Maker = Callable[[Payload], "str | bytes | None"]
KINDS: dict[str, Maker] = {}


def messages() -> Iterator[Ambiguous]:
    """Every kind in every encoding; those about one encoding in that alone."""
    for kind, maker in KINDS.items():
        for encoding in ENCODINGS:
            made = maker(payload(encoding))
            if made is not None:
                yield Ambiguous(kind, encoding, raw(made))


def raw(text: str | bytes) -> bytes:
    """Octets as on the wire: LF becomes CRLF; ``{CR}``, ``{LF}``, ``{NUL}``, ``{FF}`` become that octet."""
    octets = text if isinstance(text, bytes) else text.encode("latin-1").replace(b"\n", b"\r\n")
    for name, octet in ((b"{CR}", b"\r"), (b"{LF}", b"\n"), (b"{NUL}", b"\0"), (b"{FF}", b"\xff")):
        octets = octets.replace(name, octet)
    return octets


def payload(encoding: str) -> Payload:
    """The marker in a little text."""
    if encoding == "base64":
        return Payload(encoding, base64.encodebytes(b"Dear all,\r\n" + MARKER + b"\r\nRegards\r\n").decode())
    if encoding == "quoted-printable":
        marker = "".join(f"={octet:02X}" for octet in MARKER)
        return Payload(encoding, f"Dear all,\n{marker[:57]}=\n{marker[57:]}\nRegards\n")
    return Payload(encoding, f"Dear all,\n{MARKER.decode()}\nRegards\n")


HEAD = "From: a@example.com\nTo: b@example.net\nSubject: minutes\nMIME-Version: 1.0\n"
INNOCENT = "Content-Type: text/plain\n\nPlease find the minutes attached.\n"
MIXED = 'multipart/mixed; boundary="bnd"'


def single(p: Payload, fields: str, body: str | None = None) -> str:
    """A message of one part."""
    return HEAD + fields + "\n" + (p.body if body is None else body)


def typed(p: Payload, content_type: str, delimiter: str = "bnd") -> str:
    """A multipart of two parts under the field ``content_type``."""
    return HEAD + content_type + "\n" + parts(p, delimiter)


def parts(p: Payload, delimiter: str = "bnd") -> str:
    """An innocent part and the payload."""
    mine = f"Content-Type: text/plain\n{p.field}\n{p.body}"
    return f"--{delimiter}\n{INNOCENT}\n--{delimiter}\n{mine}\n--{delimiter}--\n"


def second(p: Payload, part: str, fields: str = "") -> str:
    """A sane multipart of which ``part`` is the second part."""
    return f"{HEAD}{fields}Content-Type: {MIXED}\n\n--bnd\n{INNOCENT}\n--bnd\n{part}\n--bnd--\n"


def _table(prefix: str, rows: dict[str, Maker]) -> None:
    for name, maker in rows.items():
        KINDS[f"{prefix}: {name}"] = maker


def _content_type(value: str, delimiter: str = "bnd") -> Maker:
    return lambda p: typed(p, f"Content-Type: {value}\n", delimiter)


def _encoding(value: str) -> Maker:
    return lambda p: single(p, "Content-Type: text/plain\n" + value.replace("LABEL", p.label) + "\n")


_T = f"Content-Type: {MIXED}\n"
_table(
    "two types",
    {
        "text, then multipart": lambda p: typed(p, "Content-Type: text/plain\n" + _T),
        "multipart, then text": lambda p: typed(p, _T + "Content-Type: text/plain\n"),
        "two boundaries, the first is used": lambda p: typed(p, _T + _T.replace("bnd", "other")),
        "two boundaries, the second is used": lambda p: typed(p, _T.replace("bnd", "other") + _T),
        "octet-stream, then multipart": lambda p: typed(p, "Content-Type: application/octet-stream\n" + _T),
        "message, then multipart": lambda p: typed(p, "Content-Type: message/rfc822\n" + _T),
        "multipart, then empty": lambda p: typed(p, _T + "Content-Type:\n"),
        "empty, then multipart": lambda p: typed(p, "Content-Type:\n" + _T),
        "image and text in a part": lambda p: second(
            p, f"Content-Type: image/png\nContent-Type: text/plain\n{p.field}\n{p.body}"
        ),
    },
)

_C = "Content-Transfer-Encoding: "


def _two(first: str, last: str) -> Maker:
    """Two encodings; an empty one stands for the right one."""
    return lambda p: single(p, f"{_C}{first or p.label}\n{_C}{last or p.label}\n")


_OTHERS = ("7bit", "8bit", "binary", "base64", "quoted-printable", "x-unknown")
_table("two encodings", {f"{first}, then right": _two(first, "") for first in _OTHERS})
_table("two encodings", {f"right, then {last}": _two("", last) for last in _OTHERS})
_table("two encodings", {"empty, then right": lambda p: single(p, f"{_C}\n{p.field}")})
_table(
    "encoding",
    {
        name: _encoding(value)
        for name, value in {
            "blank behind": _C + "LABEL ",
            "tab behind": _C + "LABEL\t",
            "folded": _C + "\n LABEL",
            "folded behind": _C + "LABEL\n ;",
            "comment before": _C + "(x) LABEL",
            "comment behind": _C + "LABEL (x)",
            "quoted": _C + '"LABEL"',
            "semicolon": _C + "LABEL;",
            "parameter": _C + "LABEL; x=y",
            "comma": _C + "LABEL, 7bit",
            "comma before": _C + "7bit, LABEL",
            "encoded word": _C + "=?us-ascii?q?LABEL?=",
            "x-": _C + "x-LABEL",
            "twice": _C + "LABEL LABEL",
            "angle brackets": _C + "<LABEL>",
            "vertical tab": _C + "\x0bLABEL",
            "form feed": _C + "LABEL\x0c",
            "NUL behind": _C + "LABEL{NUL}",
            "raw octet": _C + "{FF}LABEL",
            "dot": _C + "LABEL.",
            "no blank and comment": _C.strip() + "(LABEL)",
            "unknown": _C + "x-something",
            "empty": _C,
            "misspelt": _C + "LABLE",
            "underscore": _C + "LABEL_",
            "equals": _C + "=LABEL",
            "behind a fold like a field": "X-Note: a\n " + _C + "LABEL",
            "behind a tab like a field": "X-Note: a\n\t" + _C + "LABEL",
            "blank before colon": "Content-Transfer-Encoding : LABEL",
            "tab before colon": "Content-Transfer-Encoding\t: LABEL",
            "underscores": "Content_Transfer_Encoding: LABEL",
            "no dash": "Content-TransferEncoding: LABEL",
            "letter missing": "Content-Transfer-Encodin: LABEL",
            "letter more": "Content-Transfer-Encodings: LABEL",
            "two dashes": "Content--Transfer-Encoding: LABEL",
            "space in name": "Content-Transfer Encoding: LABEL",
            "NUL in name": "Content-Transfer{NUL}-Encoding: LABEL",
            "no colon": "Content-Transfer-Encoding LABEL",
            "equals for colon": "Content-Transfer-Encoding= LABEL",
            "name folded": "Content-Transfer\n -Encoding: LABEL",
            "raw octet in name": "Content-Transfer-Encoding{FF}: LABEL",
            "two colons": "Content-Transfer-Encoding:: LABEL",
            "other field": "Content-Transfer: LABEL",
            "short": "Content-Transfer-Enc: LABEL",
            "behind bare CR": "X-Note: a{CR}" + _C + "LABEL",
            "behind bare LF": "X-Note: a{LF}" + _C + "LABEL",
            "behind NUL": "X-Note: a{NUL}" + _C + "LABEL",
            "behind CR CR LF": "X-Note: a{CR}\n" + _C + "LABEL",
            "first line a fold": "X-Empty:\n \n" + _C + "LABEL",
            "behind a line without colon": "nonsense\n" + _C + "LABEL",
            "behind blanks": "X-Note: a\n   \n" + _C + "LABEL",
        }.items()
    },
)

_table(
    "type",
    {
        name: _content_type(value)
        for name, value in {
            "comment before": f"(x) {MIXED}",
            "comment in between": 'multipart/mixed (x); boundary="bnd"',
            "comment at slash": 'multipart(x)/mixed; boundary="bnd"',
            "blanks at slash": 'multipart / mixed; boundary="bnd"',
            "comment holds the type": '(multipart/mixed; boundary="bnd") text/plain',
            "folded in type": 'multipart\n /mixed; boundary="bnd"',
            "quoted": '"multipart/mixed"; boundary="bnd"',
            "encoded word": '=?us-ascii?q?multipart/mixed?=; boundary="bnd"',
            "no subtype": 'multipart; boundary="bnd"',
            "empty subtype": 'multipart/; boundary="bnd"',
            "three tokens": 'multipart/mixed/x; boundary="bnd"',
            "comma for semicolon": 'multipart/mixed, boundary="bnd"',
            "no semicolon": 'multipart/mixed boundary="bnd"',
            "two semicolons": 'multipart/mixed;; boundary="bnd"',
            "text with boundary": 'text/plain; boundary="bnd"',
            "message with boundary": 'message/rfc822; boundary="bnd"',
            "only a boundary": 'boundary="bnd"',
            "leading semicolon": ';multipart/mixed; boundary="bnd"',
            "NUL": 'multipart/mixed{NUL}; boundary="bnd"',
            "quote that never ends": 'multipart/mixed; x="y; boundary=bnd',
            "raw octet": 'multipart{FF}/mixed; boundary="bnd"',
            "parameter without value": 'multipart/mixed; x; boundary="bnd"',
            "fold of blanks": 'multipart/mixed;\n \n boundary="bnd"',
        }.items()
    },
)
_table(
    "type",
    {
        "name with underscore": lambda p: typed(p, f"Content_Type: {MIXED}\n"),
        "name without dash": lambda p: typed(p, f"ContentType: {MIXED}\n"),
        "name with a letter missing": lambda p: typed(p, f"Content-Typ: {MIXED}\n"),
        "blank before colon": lambda p: typed(p, f"Content-Type : {MIXED}\n"),
        "behind a fold like a field": lambda p: typed(p, f"X-Note: a\n Content-Type: {MIXED}\n"),
        "behind bare CR": lambda p: typed(p, f"X-Note: a{{CR}}Content-Type: {MIXED}\n"),
        "behind bare LF": lambda p: typed(p, f"X-Note: a{{LF}}Content-Type: {MIXED}\n"),
        "behind a line without colon": lambda p: typed(p, f"nonsense\nContent-Type: {MIXED}\n"),
        "behind a line of blanks": lambda p: typed(p, f"X-Note: a\n  \nContent-Type: {MIXED}\n"),
        "in a first line of blanks": lambda p: " " + typed(p, f"Content-Type: {MIXED}\n"),
    },
)

_M = "multipart/mixed; "
_table(
    "boundary",
    {
        name: _content_type(_M + value, delimiter)
        for name, (value, delimiter) in {
            "twice, the first": ('boundary="bnd"; boundary="other"', "bnd"),
            "twice, the last": ('boundary="other"; boundary="bnd"', "bnd"),
            "RFC 2231 percent": ("boundary*=us-ascii''b%6Ed", "bnd"),
            "RFC 2231 percent, as written": ("boundary*=us-ascii''b%6Ed", "us-ascii''b%6Ed"),
            "RFC 2231 sections": ("boundary*0=b; boundary*1=nd", "bnd"),
            "RFC 2231 sections, out of order": ("boundary*1=nd; boundary*0=b", "bnd"),
            "RFC 2231 sections, the first": ("boundary*0=b; boundary*1=nd", "b"),
            "RFC 2231 beside plain, plain": ("boundary=bnd; boundary*=us-ascii''other", "bnd"),
            "RFC 2231 beside plain, the other": ("boundary=other; boundary*=us-ascii''bnd", "bnd"),
            "sections beside plain": ("boundary=other; boundary*0=bnd", "bnd"),
            "encoded word q, decoded": ('boundary="=?us-ascii?q?bnd?="', "bnd"),
            "encoded word q, as written": ('boundary="=?us-ascii?q?bnd?="', "=?us-ascii?q?bnd?="),
            "encoded word b": ('boundary="=?us-ascii?b?Ym5k?="', "bnd"),
            "comment behind": ("boundary=bnd(x)", "bnd"),
            "comment behind, as written": ("boundary=bnd(x)", "bnd(x)"),
            "comment before": ("boundary=(x)bnd", "bnd"),
            "quoted pair": (r'boundary="b\nd"', "bnd"),
            "quoted pair, as written": (r'boundary="b\nd"', r"b\nd"),
            "quote inside": (r'boundary="b\"nd"', 'b"nd'),
            "ends at inner quote": ('boundary="bnd"x"', "bnd"),
            "blank before": ('boundary=" bnd"', "bnd"),
            "blank behind": ('boundary="bnd "', "bnd"),
            "folded": ('boundary="b\n nd"', "b nd"),
            "folded, joined": ('boundary="b\n nd"', "bnd"),
            "single quotes": ("boundary='bnd'", "bnd"),
            "blank inside, unquoted": ("boundary=b nd", "b"),
            "blank inside, unquoted, whole": ("boundary=b nd", "b nd"),
            "raw octets": ('boundary="b\xe4nd"', "b\xe4nd"),
            "empty": ('boundary=""', ""),
            "missing": ("x=y", "bnd"),
            "blanks at equals": ("boundary = bnd", "bnd"),
            "tab at equals": ("boundary\t=bnd", "bnd"),
            "short name": ("bound=bnd", "bnd"),
            "other name": ("boundary2=bnd", "bnd"),
            "no value": ("boundary", "bnd"),
            "equals inside, unquoted": ("boundary=b=nd", "b=nd"),
            "quote missing": ('boundary="bnd', "bnd"),
            "quote at end only": ('boundary=bnd"', "bnd"),
            "NUL inside": ('boundary="b{NUL}nd"', "b{NUL}nd"),
            "NUL inside, cut": ('boundary="bnd{NUL}x"', "bnd"),
            "in another value": ('x="; boundary=bnd"', "bnd"),
            "bare CR inside": ('boundary="bnd{CR}x"', "bnd"),
            "comma behind": ("boundary=bnd, x=y", "bnd"),
            "very long": (f'boundary="{"b" * 1200}"', "b" * 1200),
            "very long, cut": (f'boundary="{"b" * 1200}"', "b" * 70),
        }.items()
    },
)


def _delimited(first: str, last: str = "--bnd--\n", before: str = "\n") -> Maker:
    """A sane multipart in which the payload stands behind ``first``."""
    return lambda p: (
        f"{HEAD}Content-Type: {MIXED}\n\n--bnd\n{INNOCENT}{before}{first}"
        f"Content-Type: text/plain\n{p.field}\n{p.body}\n{last}"
    )


_table(
    "delimiter",
    {
        "blank before": _delimited(" --bnd\n"),
        "tab before": _delimited("\t--bnd\n"),
        "quoted": _delimited("> --bnd\n"),
        "quoted without blank": _delimited(">--bnd\n"),
        "text behind": _delimited("--bnd x\n"),
        "letters behind": _delimited("--bndx\n"),
        "closes and goes on": _delimited("--bnd--\n", "--bnd--\n"),
        "closes with letters": _delimited("--bnd--x\n"),
        "closes, then payload": _delimited("--bnd--\n", ""),
        "closes, then another": _delimited("--bnd--\n--other\n", "--other--\n"),
        "behind bare CR": _delimited("--bnd\n", before="{CR}"),
        "behind bare LF": _delimited("--bnd\n", before="{LF}"),
        "behind NUL": _delimited("--bnd\n", before="\n{NUL}"),
        "NUL behind": _delimited("--bnd{NUL}\n"),
        "ends with bare CR": _delimited("--bnd{CR}"),
        "ends with bare LF": _delimited("--bnd{LF}"),
        "ends with CR CR LF": _delimited("--bnd{CR}\n"),
        "comment behind": _delimited("--bnd (x)\n"),
        "vertical tab behind": _delimited("--bnd\x0b\n"),
        "one dash": _delimited("-bnd\n"),
        "upper case": _delimited("--BND\n"),
        "raw octet behind": _delimited("--bnd{FF}\n"),
        "header in its line": _delimited("--bnd Content-Type: text/html\n"),
        "three dashes": _delimited("---bnd\n"),
    },
)


def _nested(outer: str, inner: str) -> Maker:
    def make(p: Payload) -> str:
        return (
            f'{HEAD}Content-Type: multipart/mixed; boundary="{outer}"\n\n--{outer}\n{INNOCENT}\n--{outer}\n'
            f'Content-Type: multipart/mixed; boundary="{inner}"\n\n'
            f"--{inner}\nContent-Type: text/plain\n{p.field}\n{p.body}\n--{inner}--\n--{outer}--\n"
        )

    return make


_table(
    "nested",
    {
        "same boundary": _nested("bnd", "bnd"),
        "inner is a prefix": _nested("bndx", "bnd"),
        "outer is a prefix": _nested("bnd", "bndx"),
        "outer is a prefix with dashes": _nested("bnd", "bnd--"),
        "inner is a letter": _nested("b-outer", "b"),
    },
)

_PART = "Content-Type: text/plain\n"
_table(
    "blank line",
    {
        "missing before text": lambda p: HEAD + _PART + p.field + p.body,
        "of blanks": lambda p: HEAD + _PART + p.field + "  \n" + p.body,
        "of a tab, then another": lambda p: HEAD + _PART + "\t\n" + p.field + "\n" + p.body,
        "bare CR twice": lambda p: HEAD + _PART + p.field.strip() + "{CR}{CR}" + p.body,
        "bare LF twice": lambda p: HEAD + _PART + p.field.strip() + "{LF}{LF}" + p.body,
        "CR LF CR": lambda p: HEAD + _PART + p.field + "{CR}" + p.body,
        "NUL": lambda p: HEAD + _PART + p.field + "{NUL}\n" + p.body,
        "dot": lambda p: HEAD + _PART + p.field + ".\n" + p.body,
        "first, then fields": lambda p: "\n" + HEAD + _PART + p.field + "\n" + p.body,
        "in a part, missing": lambda p: second(p, _PART + p.field + p.body),
        "in a part, of blanks": lambda p: second(p, _PART + p.field + " \n" + p.body),
        "in a part, first, then fields": lambda p: second(p, "\n" + _PART + p.field + "\n" + p.body),
        "in a part, twice, then fields": lambda p: second(p, "\n\n" + _PART + p.field + "\n" + p.body),
        "in a part, junk before fields": lambda p: second(p, "junk\n" + _PART + p.field + "\n" + p.body),
        "in a part, fields in the body": lambda p: second(p, "X-Note: a\n\n" + p.field + "\n" + p.body),
        "text, then fields": lambda p: second(p, _PART + "\nhello\n" + p.field + "\n" + p.body),
        "quoted fields": lambda p: second(p, _PART + "\n> " + p.field + "\n" + p.body),
        "multipart without one": lambda p: f"{HEAD}Content-Type: {MIXED}\n{parts(p)}",
        "mbox line first": lambda p: "From a@example.com Mon Jan  1\n" + single(p, p.field),
    },
)

_OTHER = "--other\nContent-Type: text/plain\n"
_table(
    "outside of parts",
    {
        "part in the preamble": lambda p: (
            f"{HEAD}{_T}\n{_OTHER}{p.field}\n{p.body}\n--other--\n--bnd\n{INNOCENT}\n--bnd--\n"
        ),
        "indented part in the preamble": lambda p: (
            f"{HEAD}{_T}\n {_OTHER}{p.field}\n{p.body}\n--bnd\n{INNOCENT}\n--bnd--\n"
        ),
        "fields in the preamble": lambda p: f"{HEAD}{_T}\n{p.field}\n{p.body}\n--bnd\n{INNOCENT}\n--bnd--\n",
        "part in the epilogue": lambda p: (
            f"{HEAD}{_T}\n--bnd\n{INNOCENT}\n--bnd--\n{_OTHER}{p.field}\n{p.body}\n--other--\n"
        ),
        "own delimiter in the epilogue": lambda p: (
            f"{HEAD}{_T}\n--bnd\n{INNOCENT}\n--bnd--\n--bnd\n{p.field}\n{p.body}\n"
        ),
        "fields in the epilogue": lambda p: f"{HEAD}{_T}\n--bnd\n{INNOCENT}\n--bnd--\n{p.field}\n{p.body}\n",
        "no delimiter": lambda p: f"{HEAD}{_T}\n{p.body}",
        "no delimiter, encoding": lambda p: f"{HEAD}{_T}{p.field}\n{p.body}",
        "only the last delimiter": lambda p: f"{HEAD}{_T}\n{p.field}\n{p.body}\n--bnd--\n",
        "never closed": lambda p: f"{HEAD}{_T}\n--bnd\n{INNOCENT}\n--bnd\n{_PART}{p.field}\n{p.body}",
    },
)


def _deep(levels: int) -> Maker:
    def make(p: Payload) -> str:
        opened = "".join(
            f'Content-Type: multipart/mixed; boundary="b{level}-"\n\n--b{level}-\n' for level in range(levels)
        )
        return HEAD + opened + _PART + p.field + "\n" + p.body

    return make


_table(
    "container",
    {
        "multipart with the encoding": lambda p: HEAD + _T + _C + "base64\n\n" + parts(p),
        "multipart with quoted-printable": lambda p: HEAD + _T + _C + "quoted-printable\n\n" + parts(p),
        "multipart encoded as a whole": lambda p: (
            HEAD + _T + _C + "base64\n\n" + base64.encodebytes(raw(parts(p))).decode()
        ),
        "multipart with an unknown encoding": lambda p: HEAD + _T + _C + "x-any\n\n" + parts(p),
        "message with the encoding": lambda p: second(
            p, "Content-Type: message/rfc822\n" + _C + "base64\n\n" + single(p, p.field)
        ),
        "message encoded as a whole": lambda p: second(
            p,
            "Content-Type: message/rfc822\n"
            + _C
            + "base64\n\n"
            + base64.encodebytes(raw(single(p, p.field))).decode(),
        ),
        "message that is the body": lambda p: second(
            p, "Content-Type: message/rfc822\n" + p.field + "\n" + p.body
        ),
        "message that is base64, undeclared": lambda p: second(
            p, "Content-Type: message/rfc822\n\n" + base64.encodebytes(raw(single(p, p.field))).decode()
        ),
        "message/partial": lambda p: (
            HEAD + 'Content-Type: message/partial; id="x"; number=1; total=1\n\n' + single(p, p.field)
        ),
        "message/external-body": lambda p: (
            HEAD
            + "Content-Type: message/external-body; access-type=local-file; name=x\n\n"
            + p.field
            + "\n"
            + p.body
        ),
        "digest": lambda p: (
            f"{HEAD}Content-Type: multipart/digest; "
            f'boundary="bnd"\n\n--bnd\n\n{HEAD}{p.field}\n{p.body}\n--bnd--\n'
        ),
        "too deep": _deep(60),
        "too many": lambda p: (
            HEAD + _T + "\n" + "--bnd\n\nx\n" * 10_005 + f"--bnd\n{p.field}\n{p.body}\n--bnd--\n"
        ),
    },
)

_table(
    "octets",
    {
        "all lines end with LF": lambda p: raw(typed(p, _T)).replace(b"\r\n", b"\n"),
        "all lines end with CR": lambda p: raw(typed(p, _T)).replace(b"\r\n", b"\r"),
        "body ends lines with LF": lambda p: (
            raw(single(p, p.field, "")) + raw(p.body).replace(b"\r\n", b"\n")
        ),
        "body ends lines with CR": lambda p: (
            raw(single(p, p.field, "")) + raw(p.body).replace(b"\r\n", b"\r")
        ),
        "CR CR LF": lambda p: raw(typed(p, _T)).replace(b"\r\n", b"\r\r\n"),
        "LF CR": lambda p: raw(typed(p, _T)).replace(b"\r\n", b"\n\r"),
        "NUL in the body": lambda p: single(p, p.field, p.body[:30] + "{NUL}" + p.body[30:]),
        "CR in the body": lambda p: single(p, p.field, p.body[:30] + "{CR}" + p.body[30:]),
        "LF in the body": lambda p: single(p, p.field, p.body[:30] + "{LF}" + p.body[30:]),
    },
)


def _base64(change: Callable[[str], str], *, first: bytes = b"Dear all,\r\n") -> Maker:
    """The payload in base64 after ``change``."""

    def make(p: Payload) -> str | None:
        content = first + MARKER + b"\r\nRegards\r\n"
        body = change(base64.encodebytes(content).decode())
        return single(p, _PART + p.field, body) if p.encoding == "base64" else None

    return make


def _every(count: int, junk: str) -> Callable[[str], str]:
    return lambda text: junk.join(text[at : at + count] for at in range(0, len(text), count))


_PIECE = base64.b64encode(b"hello").decode()
_table(
    "body",
    {
        "junk now and then": _base64(_every(13, "!")),
        "junk everywhere": _base64(_every(3, "*")),
        "raw octets": _base64(_every(7, "{FF}")),
        "blanks": _base64(_every(10, " ")),
        "dashes": _base64(_every(9, "-")),
        "commas": _base64(_every(11, ",")),
        "empty lines": _base64(_every(20, "\n\n")),
        "short lines": _base64(_every(5, "\n")),
        "lines of seven": _base64(_every(7, "\n")),
        "quoting": _base64(_every(30, "\n> ")),
        "concatenated": _base64(lambda text: _PIECE + "\n" + text),
        "more padding": _base64(lambda text: text + "====\n"),
        "concatenated in a line": _base64(lambda text: _PIECE + text),
        "padding first": _base64(lambda text: "==" + text),
        "no padding": _base64(lambda text: text.replace("=", "") if text.endswith("=\n") else text),
        "footer": _base64(lambda text: text + "\n-- \nA list: a mailing list for all\n"),
        "line of text first": _base64(lambda text: "This is base64:\n" + text),
        "letter first": _base64(lambda text: "x" + text),
        "two letters first": _base64(lambda text: "xy\n" + text),
        "three letters and junk first": _base64(lambda text: "xyz.\n" + text),
        "cut": _base64(lambda text: text.rstrip("=\n")[:-1] + "\n"),
        "delimiter inside": _base64(lambda text: text[:20] + "\n--other\n" + text[20:]),
        "URL alphabet": _base64(
            lambda text: text.replace("+", "-").replace("/", "_"), first=b"\xfb\xff\xfe hello\r\n"
        ),
        "HTML comment": _base64(_every(40, "<!-- -->")),
    },
)


def _quoted(change: Callable[[str], str]) -> Maker:
    """The payload in quoted-printable after ``change``."""

    def make(p: Payload) -> str | None:
        body = change("".join(f"={octet:02X}" for octet in MARKER))
        if p.encoding != "quoted-printable":
            return None
        return single(p, _PART + p.field, f"Dear all,\n{body}\nRegards\n")

    return make


_table(
    "quoted-printable",
    {
        "raw octets between": _quoted(_every(6, "{FF}")),
        "bad escapes between": _quoted(_every(9, "=")),
        "bad escapes of two": _quoted(_every(9, "=Z")),
        "bad escapes of three": _quoted(_every(9, "=ZZ")),
        "soft breaks with CR": _quoted(_every(12, "={CR}")),
        "soft breaks with LF": _quoted(_every(12, "={LF}")),
        "soft breaks with blanks": _quoted(_every(12, "=  \n")),
        "soft breaks with CR CR LF": _quoted(_every(12, "={CR}\n")),
        "lower case": _quoted(str.lower),
        "NUL between": _quoted(_every(6, "{NUL}")),
        "blanks behind soft breaks": _quoted(_every(15, "=\t\n")),
        "bad end": _quoted(lambda text: text + "="),
        "controls between": _quoted(_every(6, "\x01")),
    },
)


def _uuencoded(content: bytes) -> str:
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return "begin 644 numbers.txt\n" + "".join(lines) + "`\nend\n"


def _yencoded(content: bytes) -> str:
    encoded = "".join(
        "=" + chr((octet + 106) % 256) if (octet + 42) % 256 in (0, 10, 13, 61) else chr((octet + 42) % 256)
        for octet in content
    )
    return f"=ybegin line=128 size={len(content)} name=numbers.txt\n{encoded}\n=yend size={len(content)}\n"


_UU, _YENC = _uuencoded(MARKER), _yencoded(MARKER)
_UU64 = "begin-base64 644 numbers.txt\n" + base64.encodebytes(MARKER).decode() + "====\n"
_table(
    "file in text",
    {
        "uuencode": lambda p: single(p, _PART, "Hello,\n\n" + _UU),
        "uuencode declared": lambda p: single(p, _PART + _C + "x-uuencode\n", _UU),
        "uuencode declared otherwise": lambda p: single(p, _PART + _C + "uuencode\n", "\n" + _UU),
        "uuencode in a part": lambda p: second(p, _PART + "\n" + _UU),
        "uuencode in the preamble": lambda p: f"{HEAD}{_T}\n{_UU}\n{parts(p)}",
        "uuencode in the epilogue": lambda p: f"{HEAD}{_T}\n--bnd\n{INNOCENT}\n--bnd--\n{_UU}\n",
        "uuencode without end": lambda p: single(p, _PART, "Hello,\n\n" + _UU.replace("`\nend\n", "")),
        "uuencode without blanks at line ends": lambda p: single(p, _PART, _UU.replace(" \n", "\n")),
        "uuencode in base64": lambda p: single(
            p, _PART + _C + "base64\n", base64.encodebytes(raw("Hello,\n" + _UU)).decode()
        ),
        "base64 of uuencode": lambda p: single(p, _PART, "Hello,\n" + _UU64),
        "yEnc": lambda p: single(p, _PART, "Hello,\n" + _YENC),
        "yEnc in a part": lambda p: second(p, _PART + "\n" + _YENC),
        "yEnc declared": lambda p: single(p, _PART + _C + "x-yenc\n", _YENC),
    },
)
