"""Reading a script: plain data in, a ``Script`` or every problem at once out.

A reply is text: line ends become CRLF, one is added at the end, and ``\\xNN`` stands for any octet
(``\\r``, ``\\n``, ``\\t``, ``\\\\`` too); other characters are sent as UTF-8.  With ``verbatim = true``
nothing is added: that is how half a reply, a bare LF or a NUL is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from skygw.errors import ConfigurationError, Problem
from skygw.rehearsal.exchange import Exchange
from skygw.rehearsal.script import Capabilities, Script
from skygw.rehearsal.step import ADDRESSED, UNASKED, Fault, Stage, Step

#: Nobody rehearses a wait of more than a day, and the reactor cannot count as far as TOML can.
MAX_SECONDS = 86_400.0
MAX_REPLY_OCTETS = 1024 * 1024
MAX_NUMBER = 10**12
#: Bounds of an endless reply: 60 MB in one line are needed (facts, A12), a full disk of memory is not.
MAX_ENDLESS_OCTETS = 256 * 1024 * 1024

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.)|\Z)", re.DOTALL)
_LETTERS = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}
_SPOKEN = frozenset({Fault.DRIP, Fault.ENDLESS, Fault.SURPLUS})
_STEP_KEYS = frozenset(
    (
        "reply",
        "verbatim",
        "delay",
        "fault",
        "extra",
        "pace",
        "count",
        "after_octets",
        "for",
        "session",
        "message",
        "times",
    )
)


def read(data: Mapping[str, Any], file: str = "") -> Script:
    """A script from plain data.

    Raises:
        ConfigurationError: everything that is wrong with it.
    """
    reader = _Reader(file)
    script = reader.script(data)
    if reader.problems:
        raise ConfigurationError(reader.problems)
    return script


def octets_of(text: str) -> bytes:
    """The octets that ``text`` stands for, with ``\\xNN`` and its kin resolved.

    Raises:
        ValueError: an escape that does not exist, or a character that UTF-8 has not.
    """
    parts: list[bytes] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        parts.append(text[at : found.start()].encode("utf-8"))
        at = found.end()
        hexadecimal, letter = found.groups()
        if hexadecimal is not None:
            parts.append(bytes.fromhex(hexadecimal))
        elif letter in _LETTERS:
            parts.append(_LETTERS[letter])
        else:
            raise ValueError(f"no such escape: \\{letter or ''}")
    parts.append(text[at:].encode("utf-8"))
    return b"".join(parts)


def reply_of(text: str, *, verbatim: bool = False) -> bytes:
    """The octets of a reply: its line ends made CRLF, one added, unless ``verbatim``.

    Raises:
        ValueError: see ``octets_of``.
    """
    if verbatim:
        return octets_of(text)
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    octets = b"".join(octets_of(line) + b"\r\n" for line in lines)
    return octets[:-2] if octets.endswith(b"\r\n\r\n") else octets


class _Reader:
    """Collects problems while it makes values; a value that cannot be made has its default."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, path: str, reason: str, remedy: str = "") -> None:
        self.problems.append(Problem(path, reason, remedy, self.file))

    def script(self, data: Mapping[str, Any]) -> Script:
        known = ("hostname", "counting", "require_tls", "capabilities", "exchange", "stages")
        self.unknown(data, known, "")
        default = Script()
        counting = self.word(data, "counting", default.counting, ("server", "session"))
        return Script(
            hostname=self.line(data.get("hostname", default.hostname), "hostname"),
            counting=counting,
            require_tls=self.flag(data, "require_tls", ""),
            capabilities=self.capabilities(self.table(data, "capabilities")),
            exchange=self.exchange(self.table(data, "exchange")) if "exchange" in data else None,
            steps=self.stages(self.table(data, "stages")),
        )

    # -- tables ----------------------------------------------------------------------------------------

    def capabilities(self, data: Mapping[str, Any]) -> Capabilities:
        default = attrs.asdict(Capabilities())
        self.unknown(data, tuple(default), "capabilities.")
        given = {key: data.get(key, usual) for key, usual in default.items()}
        return Capabilities(**{key: self.lines(value, f"capabilities.{key}") for key, value in given.items()})

    def exchange(self, data: Mapping[str, Any]) -> Exchange:
        default = attrs.asdict(Exchange())
        self.unknown(data, tuple(default), "exchange.")
        values: dict[str, Any] = {}
        for key, usual in default.items():
            path = f"exchange.{key}"
            if key not in data:
                continue
            if key == "accepted_domains":
                values[key] = self.lines(data[key], path)
            elif isinstance(usual, float):
                values[key] = self.seconds(data[key], path, usual)
            else:
                values[key] = self.number(data[key], path, 0, usual)
        return Exchange(**values)

    def stages(self, data: Mapping[str, Any]) -> dict[Stage, tuple[Step, ...]]:
        self.unknown(data, tuple(stage.value for stage in Stage), "stages.")
        steps: dict[Stage, tuple[Step, ...]] = {}
        for stage in Stage:
            given = data.get(stage.value, ())
            listed = list(given) if isinstance(given, (list, tuple)) else [given]
            paths = [f"stages.{stage.value}[{number}]" for number in range(len(listed))]
            made = [self.step(stage, one, path) for one, path in zip(listed, paths, strict=True)]
            if made:
                steps[stage] = tuple(step for step in made if step is not None)
        return steps

    def step(self, stage: Stage, given: object, path: str) -> Step | None:
        if isinstance(given, Step):
            self.sense(stage, given, path)
            return given
        if isinstance(given, str):
            given = {"reply": given}
        if not isinstance(given, dict):
            self.problem(path, "not a step", 'write "250 2.1.0 OK" or { reply = "...", delay = 1 }')
            return None
        before = len(self.problems)
        step = self.fields(given, path)
        # What does not make sense is told only where the values themselves could be read.
        if len(self.problems) == before:
            self.sense(stage, step, path)
        return step

    def fields(self, data: Mapping[str, Any], path: str) -> Step:
        dot = path + "."
        self.unknown(data, tuple(sorted(_STEP_KEYS)), dot)
        verbatim = self.flag(data, "verbatim", dot)
        usual = Step()
        fault = self.word(data, "fault", "", tuple(fault.value for fault in Fault), dot)
        address = self.text(data.get("for", ""), dot + "for")
        return Step(
            reply=self.reply(data["reply"], dot + "reply", verbatim) if "reply" in data else None,
            delay=self.seconds(data.get("delay", 0), dot + "delay", 0.0),
            fault=Fault(fault) if fault else None,
            extra=self.reply(data["extra"], dot + "extra", verbatim) if "extra" in data else b"",
            pace=self.seconds(data.get("pace", usual.pace), dot + "pace", usual.pace),
            count=self.number(data.get("count", usual.count), dot + "count", 1, usual.count),
            after_octets=self.number(data.get("after_octets", 0), dot + "after_octets", 0, 0),
            address=address,
            session=self.condition(data, "session", dot),
            message=self.condition(data, "message", dot),
            times=self.condition(data, "times", dot),
        )

    def sense(self, stage: Stage, step: Step, path: str) -> None:
        """Whether what the step says can be done at this stage."""
        if step.address and stage not in ADDRESSED:
            self.problem(f"{path}.for", f"stage {stage.value} has no address", "only mail and rcpt have one")
        if step.after_octets and stage is not Stage.CONTENT:
            self.problem(f"{path}.after_octets", "only stage content has octets to count")
        if step.fault in (Fault.RESET, Fault.STALL) and step.reply is not None:
            self.problem(f"{path}.reply", f"a {step.fault.value} says nothing", "leave it out")
        if (step.fault is Fault.SURPLUS) != bool(step.extra):
            self.problem(f"{path}.extra", 'fault = "surplus" and extra go together')
        if step.fault is Fault.ENDLESS and step.count * len(step.reply or b"x" * 100) > MAX_ENDLESS_OCTETS:
            self.problem(f"{path}.count", f"more than {MAX_ENDLESS_OCTETS} octets in all", "lower the count")
        if stage in UNASKED and step.reply is None and step.fault in _SPOKEN:
            self.problem(f"{path}.reply", f"stage {stage.value} has no usual reply", "say what to say")
        if stage is Stage.IDLE and not step.delay:
            self.problem(f"{path}.delay", "how many seconds of silence", "write delay = 5")

    # -- values ----------------------------------------------------------------------------------------

    def table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key, {})
        if isinstance(value, dict):
            return value
        self.problem(key, "not a table", f"write [{key}]")
        return {}

    def unknown(self, data: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> None:
        for key in data:
            if key not in known:
                self.problem(f"{prefix}{key}", "no such key", f"known here: {', '.join(known)}")

    def text(self, value: object, path: str) -> str:
        if isinstance(value, str):
            return value
        self.problem(path, "not a text")
        return ""

    def line(self, value: object, path: str) -> str:
        """One line of printable ASCII: it becomes a part of our own replies."""
        if isinstance(value, str) and value and value.isascii() and value.isprintable():
            return value
        self.problem(path, "not a line of printable ASCII")
        return "far.rehearsal.example"

    def lines(self, value: object, path: str) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            self.problem(path, "not a list of lines")
            return ()
        return tuple(self.line(line, f"{path}[{number}]") for number, line in enumerate(value))

    def reply(self, value: object, path: str, verbatim: bool) -> bytes:
        if not isinstance(value, str):
            self.problem(path, "not a text")
            return b""
        try:
            octets = reply_of(value, verbatim=verbatim)
        except ValueError as error:
            self.problem(path, str(error), r"write \xNN for an octet and \\ for a backslash")
            return b""
        if not octets.strip(b"\r\n") and not verbatim:
            self.problem(path, "nothing is said", 'fault = "hang" says nothing')
        if len(octets) > MAX_REPLY_OCTETS:
            self.problem(path, f"more than {MAX_REPLY_OCTETS} octets", 'fault = "endless" repeats a reply')
        return octets

    def word(
        self, data: Mapping[str, Any], key: str, usual: str, words: tuple[str, ...], prefix: str = ""
    ) -> str:
        value = data.get(key, usual)
        if value in words or key not in data:
            return str(value)
        self.problem(f"{prefix}{key}", "not one of the words known here", f"write one of {', '.join(words)}")
        return usual

    def flag(self, data: Mapping[str, Any], key: str, prefix: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.problem(f"{prefix}{key}", "not true or false")
        return value is True

    def number(self, value: object, path: str, least: int, usual: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= MAX_NUMBER:
            return value
        self.problem(path, "not a whole number in range", f"write one from {least} to {MAX_NUMBER}")
        return usual

    def condition(self, data: Mapping[str, Any], key: str, dot: str) -> int | None:
        return self.number(data[key], dot + key, 1, 1) if key in data else None

    def seconds(self, value: object, path: str, usual: float) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= MAX_SECONDS:
            return float(value)
        self.problem(path, "not a number of seconds in range", f"write one from 0 to {MAX_SECONDS:g}")
        return usual
