"""Why a scan did not give a report, in the three kinds that a policy tells apart."""

from __future__ import annotations

from twisted.internet.defer import Deferred

from skygw.detect import Report
from skygw.errors import SkygwError


class ScanError(SkygwError):
    """No report, or none yet.  The texts hold nothing of the message."""


class ScanTimeout(ScanError):  # noqa: N818 - what happened, in the words of policies
    """A deadline passed: ``reason`` is ``queued`` (no child was free), ``deadline`` or ``hard_deadline``.

    ``inspector`` is the asynchronous inspector that was late, empty if it was the children.  ``late`` is set
    only at the first deadline and only for a scan with ``keep_going`` whose work had begun: it fires with the
    report, or fails with a ``ScanError``, by the hard deadline.  Whoever asked for it must handle both;
    cancelling it ends the work.
    """

    def __init__(self, reason: str, inspector: str = "", late: Deferred[Report] | None = None) -> None:
        super().__init__(f"inspection timed out ({reason})" + (f" in {inspector}" if inspector else ""))
        self.reason = reason
        self.inspector = inspector
        self.late = late


class ScanFailed(ScanError):  # noqa: N818
    """The message could not be inspected.

    ``reason``: ``crash`` (the child died), ``forkserver`` (it died with all others),
    ``protocol`` (the child broke the rules and was killed),
    ``inspector``, ``pipeline``, ``memory``, ``answer`` (the child says that it failed), ``stopped`` (the
    pool was stopped) or ``resources`` (the gateway has no descriptor or memory left to hand it over).
    ``detail`` says more, without content.
    """

    def __init__(self, reason: str, inspector: str = "", detail: str = "") -> None:
        where = f" in {inspector}" if inspector else ""
        super().__init__(f"inspection failed ({reason}){where}" + (f": {detail}" if detail else ""))
        self.reason = reason
        self.inspector = inspector
        self.detail = detail


class ScanOverloaded(ScanError):  # noqa: N818
    """The pool takes no more: ``reason`` is ``queue``, ``budget`` or ``stopping``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"inspection takes no more messages ({reason})")
        self.reason = reason


class InspectionUnavailable(SkygwError):  # noqa: N818
    """The pool cannot start: what failed, and why, for the administrator."""

    def __init__(self, what: str, detail: str) -> None:
        super().__init__(f"{what}: {detail}")
        self.what = what
        self.detail = detail
