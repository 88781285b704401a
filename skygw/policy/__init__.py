"""Rules as values, and the verdict that they give.

:func:`load` reads the policy files of a folder, :func:`decide` judges one message by them, for each
recipient; :func:`decide_without` does so where there is no report, and :func:`on_failure` tells what the
policies want then.  Judging is pure:
the same policies, envelope and report give the same verdict, and nothing is read or written.

May import: ``skygw.mail``, ``skygw.detect``, attrs, yaml.  Never: twisted, the network.  Whoever imports
it: ``relay``, ``store``, ``link``, ``app``.
"""

from __future__ import annotations

from skygw.detect import Report
from skygw.policy.decide import decide, decide_without, on_failure
from skygw.policy.language.files import load
from skygw.policy.rules import Policy, PolicySet, Response, RuleGroup
from skygw.policy.verdict import Discard, Incident, RecipientVerdict, Refuse, Verdict
from skygw.policy.words import Action, Failure, FailureAction, FailureDefaults, Mode, Severity

__all__ = [
    "Action",
    "Discard",
    "Failure",
    "FailureAction",
    "FailureDefaults",
    "Incident",
    "Mode",
    "Policy",
    "PolicySet",
    "RecipientVerdict",
    "Refuse",
    "Report",
    "Response",
    "RuleGroup",
    "Severity",
    "Verdict",
    "decide",
    "decide_without",
    "load",
    "on_failure",
]
