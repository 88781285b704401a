from __future__ import annotations

import pytest
from twisted.internet.defer import Deferred, succeed

from skygw.app import inspection as module
from skygw.app.inspection import Confinement, Judgement, Rules
from skygw.detect import Facts, Report
from skygw.inspect.failures import ScanError, ScanFailed, ScanOverloaded, ScanTimeout
from skygw.inspect.plugins import InspectorSpec
from skygw.inspect.pool import PoolStatus
from skygw.policy import Failure, FailureAction
from skygw.relay.body import Body
from skygw.relay.judgement import ScanFailedError
from tests.support.configuration import loaded
from tests.support.policies import envelope, one_policy, policy_set

SYNC = InspectorSpec("words", "a:B")
LATE = InspectorSpec("late", "a:C", asynchronous=True)

ABOUT_CONTENT = """
scope: {recipients: ["*@partner.example"]}
mode: enforce
rules:
  - severity: major
    keyword: secret
responses:
  major: {action: block, text: "No secrets"}
"""
ABOUT_RECIPIENTS = """
mode: enforce
rules:
  - severity: major
    recipient_domain: rival.example
responses:
  major: {action: block, text: "Not to them"}
"""


class Pool:
    """Stands for ``InspectionPool``; keeps what it was made with."""

    def __init__(self, *arguments, **keywords):
        self.arguments, self.keywords = arguments, keywords
        self.asked, self.answer, self.stopped_within = [], Deferred(), None
        self.problem = ""

    def start(self):
        return succeed(None)

    def scan(self, message, deadline, hard_deadline, keep_going=False):
        self.asked.append((message, deadline, hard_deadline))
        return self.answer

    def stop(self, deadline=0.0):
        self.stopped_within = deadline
        return succeed(None)

    def status(self):
        return PoolStatus(4, 3, 1, 5, 0, {}, ("rlimits",), self.problem, {"seccomp": "install it"})


@pytest.fixture
def pools(monkeypatch):
    """The pools that are made, in order."""
    made = []

    def make(*arguments, **keywords):
        made.append(Pool(*arguments, **keywords))
        return made[-1]

    monkeypatch.setattr(module, "InspectionPool", make)
    return made


@pytest.fixture
def judge(tmp_path, pools):
    def judge(policies, *inspectors, **sections):
        return Judgement(None, Rules(policies, inspectors), loaded(tmp_path, **sections), lambda _: None)

    return judge


def done(deferred):
    found = []
    deferred.addBoth(found.append)
    return found[0]


@pytest.mark.parametrize(
    ("policies", "inspectors", "inspects"),
    [
        (policy_set(), (), False),
        (one_policy(ABOUT_RECIPIENTS), (), False),
        (one_policy(ABOUT_CONTENT), (), True),
        (policy_set(), (SYNC,), True),
    ],
    ids=["no policies", "about the envelope", "about content", "inspectors alone"],
)
def test_children_are_there_where_somebody_wants_to_know(judge, pools, policies, inspectors, inspects):
    judgement = judge(policies, *inspectors)
    assert (judgement.holds, len(pools)) == (inspects, int(inspects))
    if not inspects:
        assert done(Deferred.fromCoroutine(judgement.start())) is None
        assert done(judgement.stop(5)) is None
        assert (judgement.problem(), judgement.workers(), judgement.queued()) == (None, 0, 0)
        assert not judgement.concerns(envelope("bob@partner.example"))
        with pytest.raises(ScanFailedError):
            judgement.scan(Body(), 5)


def test_what_confines_the_children_is_known_once_they_are_there(judge):
    judgement = judge(one_policy(ABOUT_CONTENT))
    assert judgement.confinement is None
    done(Deferred.fromCoroutine(judgement.start()))
    assert judgement.confinement == Confinement(("rlimits",), {"seccomp": "install it"})


def test_the_pool_is_made_as_configured(judge, pools):
    section = {
        "workers": 3,
        "max_queue": 9,
        "recycle_after": 0,
        "limits": {"memory_octets": 99_000_000, "message_octets": 77_000, "depth": 7},
    }
    budget = {"memory_budget_octets": 5_000_000}
    judge(one_policy(ABOUT_CONTENT), SYNC, LATE, inspection=section, gateway=budget)
    [pool] = pools
    _, specs, inspectors, workers, limits = pool.arguments
    assert [spec.words for spec in specs] == [("secret",)]
    assert (inspectors, workers) == ([SYNC], 3)
    assert (limits.queue, limits.budget_octets, limits.child.data_octets) == (9, 5_000_000, 99_000_000)
    assert limits.child.mapped_octets == 77_000
    assert limits.child.messages > 10**9  # never recycled
    assert pool.keywords["settings"]["depth"] == 7


def test_workers_are_the_pools_choice_where_none_are_named(judge, pools):
    judge(one_policy(ABOUT_CONTENT))
    assert pools[0].arguments[3] is None


def test_what_it_says_of_itself(judge, pools):
    judgement = judge(one_policy(ABOUT_CONTENT))
    assert (judgement.workers(), judgement.queued(), judgement.problem()) == (3, 5, None)
    pools[0].problem = "no child"
    assert judgement.problem() == "no child"
    assert done(judgement.stop(5)) is None
    assert pools[0].stopped_within == 5


def test_whose_content_matters(judge):
    policies = one_policy(ABOUT_CONTENT)
    inside, outside = envelope("carol@elsewhere.example"), envelope("bob@partner.example")
    assert [judge(policies).concerns(one) for one in (inside, outside)] == [False, True]
    assert [judge(policies, SYNC).concerns(one) for one in (inside, outside)] == [True, True]


def test_a_scan_has_both_deadlines(judge, pools):
    judgement = judge(one_policy(ABOUT_CONTENT), gateway={"timeouts": {"inspection_hard": 99.0}})
    body = Body()
    report = Report(facts=Facts(size=0))
    pools[0].answer.callback(report)
    assert done(judgement.scan(body, 5.0)) is report
    assert pools[0].asked == [(body, 5.0, 99.0)]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ScanTimeout("deadline"), Failure.TIMEOUT),
        (ScanTimeout("queued"), Failure.TIMEOUT),
        (ScanFailed("crash"), Failure.FAILURE),
        (ScanFailed("inspector", "words", "ValueError"), Failure.FAILURE),
        (ScanFailed("stopped"), Failure.FAILURE),
        (ScanOverloaded("queue"), Failure.FAILURE),
        (ScanFailed("answer"), Failure.UNSCANNABLE),
        (ScanError("something"), Failure.FAILURE),
    ],
)
def test_a_scan_that_fails_has_a_word_of_the_policies(judge, pools, error, failure):
    pools[0:] = []
    judgement = judge(one_policy(ABOUT_CONTENT))
    pools[0].answer.errback(error)
    translated = done(judgement.scan(Body(), 5.0)).value
    assert isinstance(translated, ScanFailedError)
    assert (translated.failure, translated.reason) == (failure, str(error))


@pytest.mark.parametrize(
    ("error", "deadly"),
    [
        (ScanFailed("crash"), True),
        (ScanFailed("protocol"), True),
        (ScanFailed("memory"), True),
        (ScanFailed("inspector", "words"), False),
        (ScanFailed("pipeline"), False),
        (ScanFailed("answer"), False),
        (ScanFailed("stopped"), False),
        (ScanFailed("resources"), False),
        (ScanFailed("forkserver"), False),
        (ScanOverloaded("queue"), False),
        (ScanTimeout("deadline"), False),
        (ScanTimeout("queued"), False),
    ],
    ids=lambda value: getattr(value, "reason", None),
)
def test_what_a_message_did_to_who_read_it(judge, pools, error, deadly):
    judgement = judge(one_policy(ABOUT_CONTENT))
    pools[0].answer.errback(error)
    assert done(judgement.scan(Body(), 5.0)).value.deadly is deadly


def test_other_errors_stay_what_they_are(judge, pools):
    judgement = judge(one_policy(ABOUT_CONTENT))
    pools[0].answer.errback(ZeroDivisionError("a bug"))
    assert done(judgement.scan(Body(), 5.0)).check(ZeroDivisionError)


def test_verdicts(judge):
    outside = envelope("bob@partner.example")
    without = judge(policy_set()).decide_skipped(outside, 5000)
    assert (without.recipients, without.refusal) == ((), None)
    by_recipient = judge(one_policy(ABOUT_RECIPIENTS))
    assert by_recipient.decide_skipped(envelope("eve@rival.example"), 50).refusal.text == "Not to them"
    assert by_recipient.decide_skipped(outside, 50).refusal is None
    by_content = judge(one_policy(ABOUT_CONTENT), inspection={"on_failure": "reject"})
    assert by_content.decide(outside, Report(facts=Facts(size=5))).refusal is None
    doubt = by_content.decide_without(outside, Failure.FAILURE, 5)
    assert doubt.failure_action is FailureAction.REJECT
