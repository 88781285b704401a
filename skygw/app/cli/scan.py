"""``skygw scan FILE...``: what inspection sees in a message or in any other file.

The files are read in this process, without the sandbox that mail is read in (parsers that are not Python run
in processes of their own, as they do there): meant for files that an administrator has at hand, when a policy
did not find what it should, or found what it should not.
"""

from __future__ import annotations

import json
import re
import sys
from base64 import encodebytes
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import click

from skygw.app.cache import of_user
from skygw.app.cli import WRONG_USE
from skygw.app.cli.options import as_json
from skygw.detect import (
    DATA_IDENTIFIERS,
    DataIdentifierSpec,
    DetectorSpec,
    Report,
    Scanner,
    compile_detectors,
)
from skygw.errors import ConfigurationError
from skygw.inspect.pipeline import Description, MemberDescription, PartDescription, describe, inspect_octets
from skygw.inspect.unpooled import budgets
from skygw.ops.lines import clean
from skygw.policy import load as load_policies

FINDINGS = 1
# A file is a message if it begins with a header that has one of the fields of every message.
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|From ")
_OF_A_MESSAGE = re.compile(rb"(?im)^(?:from|to|subject|date|received|message-id|mime-version)[ \t]*:")
_HEADER_OCTETS = 65_536
_TEXT_CHARACTERS = 2000
_SLOW = 0.001
"""Seconds of CPU from which on the time of a part is told."""


@attrs.frozen
class Scan:
    """What was seen in one file."""

    file: str
    description: Description
    report: Report

    def to_json(self) -> dict[str, Any]:
        """The scan as plain JSON values, without the digests that only serve to count."""
        findings = [
            {name: value for name, value in finding.to_json().items() if name != "digests"}
            for finding in self.report.findings
        ]
        return {"file": self.file, **self.description.to_json(), "findings": findings}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--policies",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Look for what these policies look for, instead of every built-in data identifier.",
)
@click.option("--text", "with_text", is_flag=True, help="Show the text that was read, too.")
@as_json
def scan(files: tuple[str, ...], policies: Path | None, with_text: bool, as_json: bool) -> None:
    """Show the parts of messages (.eml) or other files, what became of each, and what was found.

    "-" is standard input.  Exit code 1 if something was found, 2 if one of the files could not be read; the
    others are shown all the same.  Values are masked; --text shows the text as it is.
    """
    scanner = compile_detectors(_detectors(policies), of_user())
    scans = [one for file in files if (one := _scan_file(file, scanner, with_text)) is not None]
    if as_json:
        click.echo(json.dumps([one.to_json() for one in scans], indent=2))
    else:
        for one in scans:
            for line in _lines(one, with_text):
                click.echo(line)
    if len(scans) < len(files):
        sys.exit(WRONG_USE)
    if any(one.report.findings for one in scans):
        sys.exit(FINDINGS)


def _detectors(policies: Path | None) -> Iterable[DetectorSpec]:
    if policies is None:
        return [DataIdentifierSpec(name) for name, type_ in DATA_IDENTIFIERS.items() if type_.by_default]
    try:
        return load_policies(policies).detectors
    except ConfigurationError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(WRONG_USE)


def _scan_file(path: str, scanner: Scanner, with_text: bool) -> Scan | None:
    """What is seen in a file; None if it cannot be read, which has been said then."""
    name = "<stdin>" if path == "-" else path
    try:
        with click.open_file(path, "rb") as file:
            octets = file.read()
    except OSError as error:
        click.echo(f"{clean(name)}: {error.strerror or error}", err=True)
        return None
    return _scan(name, octets, scanner, with_text)


def _scan(name: str, octets: bytes, scanner: Scanner, with_text: bool) -> Scan:
    message = as_sent(octets) if is_message(name, octets) else as_attachment(name, octets)
    with budgets() as budget:
        description = describe(message, texts=with_text, budget=budget)
        return Scan(name, description, inspect_octets(message, scanner, budget=budget))


def is_message(name: str, octets: bytes) -> bool:
    """Whether a file is a message: by its name, or because it begins with the header of one."""
    if name.lower().endswith(".eml"):
        return True
    header = re.split(rb"\r?\n\r?\n", octets[:_HEADER_OCTETS], maxsplit=1)[0]
    return bool(_FIELD.match(header) and _OF_A_MESSAGE.search(header))


def as_sent(octets: bytes) -> bytes:
    """A message from a file; if its lines end with LF alone, as on any Unix, they end with CRLF."""
    return octets if b"\r" in octets else octets.replace(b"\n", b"\r\n")


def as_attachment(name: str, octets: bytes) -> bytes:
    """A message whose only part is the file, attached under its name."""
    # RFC 2231, 4: any octet but letters, digits, dot, dash and underscore as a percent sign and two digits.
    plain = Path(name).name.encode("utf-8", "surrogateescape")
    encoded = re.sub(rb"[^A-Za-z0-9._-]", lambda match: b"%%%02X" % match[0][0], plain)
    return (
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: application/octet-stream\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''" + encoded + b"\r\n"
        b"Content-Transfer-Encoding: base64\r\n"
        b"\r\n" + encodebytes(octets).replace(b"\n", b"\r\n")
    )


def _lines(one: Scan, with_text: bool) -> Iterator[str]:
    """The tree, then the findings; names and texts are of strangers and made harmless."""
    yield clean(one.file)
    pending = [(one.description.root, 1)]
    while pending:
        part, depth = pending.pop()
        yield "  " * depth + _part_line(part)
        for member in part.members:
            yield "  " * (depth + member.depth) + "+ " + _member_line(member)
        if with_text:
            for text in part.texts:
                yield from ("  " * depth + "  | " + row for row in _text_rows(text))
        pending += [(child, depth + 1) for child in reversed(part.children)]
    for finding in one.report.findings:
        unique = "" if finding.unique is None else f", {finding.unique} different"
        place = f"{finding.where}, part {finding.leaf}" if finding.leaf else finding.where
        counts = f"{finding.count}{unique}, confidence {finding.confidence}"
        yield f"  found {clean(finding.type)}: {counts}, in {place}"
        yield from (f"    {clean(excerpt)}" for excerpt in finding.excerpts)
    if not one.report.findings:
        yield "  nothing found"


def _part_line(part: PartDescription) -> str:
    words = [f"{part.number}", clean(part.media_type)]
    if part.true_type:
        words.append(f"really {clean(part.true_type)}")
    if part.names:
        words.append(f'"{clean(part.names[0])}"')
    words.append(f"{part.size} octets")
    if part.kind != "container":
        words.append(part.where)
    if part.outcome:
        words.append(f"-> {part.outcome}")
    if part.seconds >= _SLOW:
        words.append(f"{1000 * part.seconds:.0f} ms")
    return "  ".join(words)


def _member_line(member: MemberDescription) -> str:
    words = [clean(member.true_type) or "unknown type", f'"{clean(member.name)}"', f"{member.size} octets"]
    return "  ".join(words) + f"  -> {member.outcome}"


def _text_rows(text: str) -> list[str]:
    cut = text if len(text) <= _TEXT_CHARACTERS else text[:_TEXT_CHARACTERS] + " ..."
    return [clean(row, _TEXT_CHARACTERS) for row in cut.splitlines()]
