"""``[inspection]``: the children that read messages, what happens without a verdict, and their limits."""

# ruff: noqa: RUF009 - setting() and section() declare attributes, they are no defaults that are shared.

from __future__ import annotations

from typing import Any, ClassVar, Literal

import attrs

from skygw.app.config.keys import Between, Each, NotYet, Text, ZeroOr, section, setting

FailureAction = Literal["tempfail", "accept", "accept_with_header", "reject"]

_MIB = 1024 * 1024
_LATER = NotYet(
    {
        "quarantine": "it needs Sky Link, which comes later: tempfail keeps the message with Exchange",
        "resume": "this version does not keep findings: tempfail lets Exchange try again",
    }
)


def _on(default: str, when: str) -> Any:
    return setting(
        default,
        _LATER,
        doc=f"What happens to a message {when}: `tempfail` (451, Exchange tries again), `accept`, "
        "`accept_with_header` (with X-Skygw-Scan), `reject` (550). A policy may have its own.",
        example="tempfail",
    )


@attrs.frozen
class Limits:
    """How much of a message is looked at; what is beyond is an outcome that a policy can act on."""

    TITLE: ClassVar[str] = "How much of a message is looked at."

    message_octets: int = setting(
        157_286_400,
        Between(1024, 2_147_483_648),
        unit="octets",
        doc="Messages over this size are not inspected: `on_oversize`.",
    )
    text_octets: int = setting(
        256 * _MIB, Between(1024, 2**34), unit="octets", doc="Text taken from all parts of one message."
    )
    leaf_text_octets: int = setting(
        64 * _MIB,
        Between(1024, 2**34),
        unit="octets",
        doc="Text taken from one part; the rest is cut (outcome `truncated`).",
    )
    parts: int = setting(10_000, Between(1, 1_000_000), doc="MIME parts of one message.")
    depth: int = setting(50, Between(1, 1000), doc="Nesting of MIME parts.")
    archive_depth: int = setting(
        16, Between(1, 100), doc="Archives and documents inside each other, in one part."
    )
    archive_entries: int = setting(
        10_000, Between(1, 10_000_000), doc="Files in the archives and documents of one message."
    )
    archive_octets: int = setting(
        1024 * _MIB,
        Between(_MIB, 2**40),
        unit="octets",
        doc="Octets that the archives and documents of one message may be unpacked to.",
    )
    part_seconds: int = setting(
        10,
        Between(1, 3600),
        unit="seconds of CPU",
        doc="Time that reading one part may take, and looking through its text (outcome `timeout`).",
    )
    message_seconds: int = setting(
        30,
        Between(1, 3600),
        unit="seconds of CPU",
        doc="Time that all parts of one message may take: reading them, and looking through their texts "
        "(outcome `timeout` for the rest). Less than `gateway.timeouts.inspection`, so that there is a "
        "verdict on what was seen.",
    )
    ambiguity_octets: int = setting(
        64 * _MIB,
        Between(_MIB, 2**34),
        unit="octets",
        doc="Work on a message that mail programs may read in different ways: octets read and made while it "
        "is read in each of them (outcome `limit` beyond).  64 MiB are some seconds.",
    )
    memory_octets: int = setting(
        1024 * _MIB,
        Between(64 * _MIB, 2**40),
        unit="octets",
        doc="Memory of one inspection child, beside the message.",
    )

    def of_a_message(self) -> dict[str, int]:
        """What bounds the work on one message, by the names of ``skygw.inspect.walkthrough.Limits``."""
        return {
            "depth": self.depth,
            "parts": self.parts,
            "leaf_text_octets": self.leaf_text_octets,
            "message_text_octets": self.text_octets,
            "archive_depth": self.archive_depth,
            "archive_entries": self.archive_entries,
            "archive_octets": self.archive_octets,
            "leaf_seconds": self.part_seconds,
            "message_seconds": self.message_seconds,
            "work_octets": self.ambiguity_octets,
        }


@attrs.frozen
class Inspection:
    """The children and what to do without them."""

    TITLE: ClassVar[str] = (
        "The processes that read messages, and what happens to a message without a verdict."
    )

    workers: int = setting(
        0, Between(0, 1024), doc="Inspection children; 0 is one for each processor, at most 4.", example=4
    )
    max_queue: int = setting(
        256,
        Between(1, 100_000),
        doc="Messages that wait for a child; the next one is answered as `on_failure` says.",
    )
    recycle_after: int = setting(
        1000,
        ZeroOr(1, 1_000_000_000),
        unit="messages",
        doc="A child is replaced after so many messages; 0 is never.",
    )
    on_timeout: FailureAction = _on(
        "tempfail", "whose inspection did not end in time (`gateway.timeouts.inspection`)"
    )
    on_failure: FailureAction = _on("tempfail", "whose inspection failed: a child died or all were busy")
    on_oversize: FailureAction = _on("accept_with_header", "over `inspection.limits.message_octets`")
    on_unscannable: FailureAction = _on(
        "accept_with_header", "that cannot be read: encrypted, damaged, over a limit"
    )
    inspectors: tuple[str, ...] = setting(
        (),
        Each(Text(r"\*|[A-Za-z0-9_.-]{1,100}", "the name of an inspector")),
        doc='Installed inspectors (entry points `skygw.inspectors`) that run beside ours; `"*"` is all.',
        example=("acme-labels",),
    )
    limits: Limits = section(Limits)
