"""What ``scripts/fuzz`` feeds: a function of octets for each reader, which fails if a promise is broken.

The promises: nothing is raised, budgets hold, offsets lie inside.  The suite runs every target on its seeds
and on the inputs that once broke it (``tests/fuzz/crashes``); the fuzzer goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from skygw.extract import Budget, Leaf, Outcome, calendar, extract, ole, pdf, pkzip, rtf, sevenzip, tnef
from skygw.extract.budget import Allowance
from skygw.extract.found import Reader, Unfit
from skygw.mail import gate, reasons
from skygw.mail.comparable import comparable
from skygw.mail.parts import Limits, walk
from skygw.mail.unwrapped import unwrapped
from skygw.mail.views import union
from skygw.mail.work import Work
from tests.support import ambiguous, formats, honest

CRASHES = Path(__file__).parent / "crashes"

_TEXT = 1 << 20
_WORK = 2 << 20


@attrs.frozen
class Target:
    """``run`` raises for an input that breaks a promise; ``seeds`` are inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]

    def crashes(self, name: str) -> list[Path]:
        """Inputs that broke a promise once."""
        return sorted((CRASHES / name).glob("*"))


def mail(octets: bytes) -> None:
    """Walk, gate, transfer decoding, and the union of views where the structure is in doubt."""
    limits = Limits(depth=20, parts=200)
    message = walk(octets, limits)
    assert message.size == len(octets)
    assert 1 <= len(message.parts) <= limits.parts + 1
    for part in message.parts:
        assert 0 <= part.start <= part.body <= part.end <= len(octets)
        assert -1 <= part.parent < part.number
        assert all(isinstance(name, str) for name in part.names)
        if part.kind != "container":
            reading = gate.read_leaf(octets, part)
            spent = Work(_WORK)
            others = list(reading.others(spent))
            assert sum(map(len, others)) <= _WORK
    doubts = gate.structural_doubts(octets, message)
    assert set(doubts) <= set(reasons.REASONS)
    if doubts:
        for view in union(octets, Work(_WORK)):
            text = view.octets.decode("utf-8", "replace")
            unwrapped(comparable(text))


def _reader(reader: Reader, media_type: str) -> Callable[[bytes], None]:
    def run(octets: bytes) -> None:
        leaf = Leaf(octets, media_type)
        budget = _budget()
        given = 0
        # The reader itself.  What it raises costs its leaf; but it must not go deep, nor take all memory.
        allowance = Allowance(budget, len(octets))
        try:
            for found in reader(leaf, allowance):
                if isinstance(found, str) and not isinstance(found, Outcome):
                    given += len(found)
                if given > 4 * _TEXT or allowance.late:
                    break
        except Unfit:
            pass
        except (RecursionError, MemoryError):
            raise
        except Exception:
            pass  # the leaf has failed
        extraction = extract(leaf, _budget())
        assert sum(map(len, extraction.texts)) <= 4 * _TEXT
        assert isinstance(extraction.outcome, Outcome)

    return run


def _budget() -> Budget:
    return Budget(
        message_octets=_TEXT, leaf_octets=_TEXT, entries=500, expanded_octets=8 << 20, free_octets=1 << 20,
        held_octets=8 << 20,
    )  # fmt: skip


def _mails() -> Iterator[bytes]:
    for message in ambiguous.messages():
        if message.encoding in ("", "raw", "base64") and len(message.octets) < 4000:
            yield message.octets
    yield from (octets for _name, octets in honest.messages(40))


def _samples(*suffixes: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        for sample in formats.samples():
            if sample.name.rpartition(".")[2] in suffixes:
                yield sample.octets

    return seeds


TARGETS: dict[str, Target] = {
    "mail": Target(mail, _mails),
    "tnef": Target(_reader(tnef.read, "application/ms-tnef"), _samples("dat")),
    "ole": Target(_reader(ole.read, "application/msword"), _samples("doc", "xls", "ppt", "msg")),
    "rtf": Target(_reader(rtf.read, "application/rtf"), _samples("rtf")),
    "pdf": Target(_reader(pdf.read, "application/pdf"), _samples("pdf")),
    "zip": Target(_reader(pkzip.read, "application/zip"), _samples("zip", "docx", "xlsx", "odt")),
    "7z": Target(_reader(sevenzip.read, "application/x-7z-compressed"), _samples("7z")),
    "calendar": Target(_reader(calendar.read, "text/calendar"), _samples("ics", "vcf")),
}
