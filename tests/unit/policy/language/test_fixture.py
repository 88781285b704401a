from __future__ import annotations

from pathlib import Path

import pytest

from skygw.errors import ConfigurationError
from skygw.mail.envelope import Envelope
from skygw.policy.language.fixture import Fixture, load_fixtures
from skygw.policy.verdict import Incident, RecipientVerdict, Verdict
from skygw.policy.words import Action, Failure, FailureAction, Mode, Severity


def write(directory: Path, text: str) -> Path:
    (directory / "tests").mkdir()
    (directory / "tests" / "a.yaml").write_text(text, encoding="utf-8")
    (directory / "tests" / "m.eml").write_bytes(b"Subject: x\r\n\r\ny\r\n")
    return directory


def test_a_whole_fixture(tmp_path: Path) -> None:
    text = """\
version: 1
domains: [contoso.com, contoso.org]
tests:
  - name: one
    message: m.eml
    from: "<>"
    to: [Bob@FABRIKAM.com, carol@contoso.com]
    expect: {carol@contoso.com: allow, bob@fabrikam.com: block}
    policies: [P]
    doubt: tempfail
  - {name: two, message: m.eml, from: a@contoso.com, to: b@x.org, expect: monitor}
"""
    found = load_fixtures(write(tmp_path, text))
    assert found.domains == ("contoso.com", "contoso.org")
    one, two = found.fixtures
    assert one == Fixture(
        "one",
        tmp_path / "tests" / "m.eml",
        Envelope(b"", (b"Bob@FABRIKAM.com", b"carol@contoso.com")),
        (Action.BLOCK, Action.ALLOW),
        frozenset({"P"}),
        FailureAction.TEMPFAIL,
        str(tmp_path / "tests" / "a.yaml"),
        4,
    )
    assert (two.actions, two.policies, two.doubt) == ((Action.MONITOR,), None, None)


def test_no_folder_no_tests(tmp_path: Path) -> None:
    assert load_fixtures(tmp_path).fixtures == ()


BASE = "name: n, message: m.eml, from: a@b.org, to: [b@x.org, c@x.org]"

BAD = [
    # (keys of a test, path below tests[0], reason)
    ("name: n", "", "message is missing"),
    ("name: n, message: no.eml, from: a@b.org, to: b@x.org, expect: allow", ".message", "there is no file"),
    (BASE + ", expect: blok", ".expect", "not known"),
    (BASE + ", expect: {b@x.org: block}", ".expect", 'nothing is said about "c@x.org"'),
    (BASE + ", expect: {b@x.org: block, d@x.org: allow}", ".expect.d@x.org", "is no recipient"),
    (BASE + ", expect: allow, doubt: maybe", ".doubt", "not known"),
    (BASE + ", expct: allow", ".expct", "not known"),
]


@pytest.mark.parametrize(("keys", "path", "reason"), BAD)
def test_what_is_told_about_a_wrong_fixture(tmp_path: Path, keys: str, path: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_fixtures(write(tmp_path, f"version: 1\ntests:\n  - {{{keys}}}\n"))
    told = [(problem.path, problem.line) for problem in caught.value.problems if reason in problem.reason]
    assert told == [(f"tests[0]{path}", 3)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("version: 2\ntests: []\n", "this version is not known"),
        ("tests: []\n", "version is missing"),
        ("version: 1\n", "tests is missing"),
        ("- 1\n", "keys with values"),
        ("a: [\n", "not readable"),
    ],
)
def test_what_is_told_about_a_wrong_document(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        load_fixtures(write(tmp_path, text))


def fixture(
    *actions: Action, policies: frozenset[str] | None = None, doubt: FailureAction | None = None
) -> Fixture:
    to = tuple(f"{number}@x.org".encode() for number in range(len(actions)))
    return Fixture("n", Path("m.eml"), Envelope(b"a@b.org", to), actions, policies, doubt, "f", 1)


INCIDENT = Incident("P", "1", Severity.MAJOR, Action.BLOCK, Mode.ENFORCE, (0,))
BLOCKED = Verdict((RecipientVerdict(Action.BLOCK), RecipientVerdict()), (INCIDENT,))
DOUBTED = Verdict((RecipientVerdict(failure=FailureAction.TEMPFAIL),), (), Failure.TIMEOUT)


@pytest.mark.parametrize(
    ("expected", "verdict", "told"),
    [
        (fixture(Action.BLOCK, Action.ALLOW), BLOCKED, []),
        (fixture(Action.BLOCK, Action.ALLOW, policies=frozenset({"P"})), BLOCKED, []),
        (fixture(Action.ALLOW, Action.ALLOW), BLOCKED, ["0@x.org: expected allow, got block"]),
        (
            fixture(Action.BLOCK, Action.ALLOW, policies=frozenset()),
            BLOCKED,
            ["policies: expected none, got P"],
        ),
        (fixture(Action.ALLOW), DOUBTED, ["doubt: expected none, got tempfail"]),
        (fixture(Action.ALLOW, doubt=FailureAction.TEMPFAIL), DOUBTED, []),
    ],
)
def test_differences(expected: Fixture, verdict: Verdict, told: list[str]) -> None:
    assert expected.differences(verdict) == told
