"""``skygw policy check | test``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import attrs
import click

from skygw.app.cache import of_user
from skygw.app.cli import WRONG_USE
from skygw.app.cli.options import as_json
from skygw.app.config import Config
from skygw.app.config import load as load_config
from skygw.app.tap import DEFAULT_FILE
from skygw.detect import Scanner, compile_detectors
from skygw.detect.trial import trial
from skygw.errors import ConfigurationError
from skygw.inspect.pipeline import inspect_octets
from skygw.inspect.unpooled import budgets
from skygw.policy import Failure, FailureDefaults, PolicySet, Verdict, decide, decide_without, load
from skygw.policy.language.fixture import FOLDER, Fixture, FixtureSet, load_fixtures

FAILED_CHECKS = 1

_directory: Callable[[Any], Any] = click.argument(
    "directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path)
)
_config: Callable[[Any], Any] = click.option(
    "--config",
    "-c",
    "file",
    type=click.Path(path_type=Path),
    help=f"Take folder, own domains and [inspection] from here; {DEFAULT_FILE} if no DIR is given.",
)
_domains: Callable[[Any], Any] = click.option(
    "--domain", "domains", multiple=True, help="One of your own domains (everybody else is external)."
)


@attrs.frozen
class _Surroundings:
    """Where the policies lie, and what they need to know from outside.

    ``domains`` are None where nobody said which they are.
    """

    directory: Path
    domains: tuple[str, ...] | None
    defaults: FailureDefaults
    limits: Mapping[str, int]
    message_octets: int


@attrs.frozen
class _Outcome:
    """One test that was run."""

    fixture: Fixture
    verdict: Verdict
    differences: list[str]


@click.group()
def policy() -> None:
    """Check and test policies."""


@policy.command()
@_directory
@_config
@_domains
@as_json
def check(directory: Path | None, file: Path | None, domains: tuple[str, ...], as_json: bool) -> None:
    """Say everything that is wrong with the policies in DIR; exit code 2 if anything is."""
    try:
        around = _surroundings(directory, file, domains)
        policies = load(around.directory, around.domains, trial)
    except ConfigurationError as error:
        _refuse(error, as_json)
    if as_json:
        click.echo(_json({"problems": [], **_summary(policies)}))
        return
    rows = [("MODE", "POLICY", "GROUPS", "FILE")]
    rows += [
        (policy.mode.value, policy.name, str(len(policy.groups)), f"{policy.file}:{policy.line}")
        for policy in policies.policies
    ]
    _table(rows)
    count = len(policies.policies)
    click.echo(f"{around.directory}: {count} {'policy' if count == 1 else 'policies'}, good")


@policy.command()
@_directory
@_config
@_domains
@as_json
def test(directory: Path | None, file: Path | None, domains: tuple[str, ...], as_json: bool) -> None:
    """Judge the messages in DIR/tests by the policies in DIR; exit code 1 if a verdict differs.

    The messages go through the built-in inspection, in this process; installed inspectors are not asked.
    """
    try:
        around = _surroundings(directory, file, domains)
        fixtures = load_fixtures(around.directory)
        own = around.domains if around.domains is not None else fixtures.domains or None
        policies = load(around.directory, own, trial)
    except ConfigurationError as error:
        _refuse(error, as_json)
    if not fixtures.fixtures:
        raise click.UsageError(f"there are no tests in {around.directory / FOLDER}")
    outcomes = _run(fixtures, policies, around)
    failed = [outcome for outcome in outcomes if outcome.differences]
    if as_json:
        click.echo(_json({"tests": [_outcome(outcome) for outcome in outcomes], "failed": len(failed)}))
    else:
        _show(outcomes)
        count = f"{len(outcomes)} test{'' if len(outcomes) == 1 else 's'}"
        click.echo(f"{count}, {len(outcomes) - len(failed)} as expected, {len(failed)} not")
    if failed:
        sys.exit(FAILED_CHECKS)


def _surroundings(directory: Path | None, file: Path | None, domains: tuple[str, ...]) -> _Surroundings:
    if directory is not None and file is None:
        config = Config()
        own = domains or None
    else:
        config = load_config(file or Path(DEFAULT_FILE))
        own = domains or config.tenant.domains
    limits = config.inspection.limits
    return _Surroundings(
        directory if directory is not None else Path(config.policy.directory),
        own,
        config.inspection,
        limits.of_a_message(),
        limits.message_octets,
    )


def _run(fixtures: FixtureSet, policies: PolicySet, around: _Surroundings) -> list[_Outcome]:
    scanner = compile_detectors(policies.detectors, of_user())
    outcomes = []
    for fixture in fixtures.fixtures:
        verdict = _judge(fixture, policies, scanner, around)
        outcomes.append(_Outcome(fixture, verdict, fixture.differences(verdict)))
    return outcomes


def _judge(fixture: Fixture, policies: PolicySet, scanner: Scanner, around: _Surroundings) -> Verdict:
    octets = fixture.message.read_bytes()
    if len(octets) > around.message_octets:
        return decide_without(policies, fixture.envelope, Failure.OVERSIZE, around.defaults, len(octets))
    with budgets() as budget:
        report = inspect_octets(octets, scanner, around.limits, budget)
    return decide(policies, fixture.envelope, report, around.defaults)


def _show(outcomes: Iterable[_Outcome]) -> None:
    rows = [("", "TEST", "RECIPIENT", "ACTION", "POLICIES")]
    for outcome in outcomes:
        head = ("differs" if outcome.differences else "ok", outcome.fixture.name)
        for recipient, verdict, policies in _recipients(outcome):
            rows.append((*head, recipient, verdict, policies))
            head = ("", "")
    _table(rows)
    for outcome in outcomes:
        for difference in outcome.differences:
            fixture = outcome.fixture
            click.echo(f"{fixture.file}:{fixture.line}: {fixture.name}: {difference}")


def _recipients(outcome: _Outcome) -> Iterable[tuple[str, str, str]]:
    for index, (recipient, verdict) in enumerate(
        zip(outcome.fixture.envelope.to, outcome.verdict.recipients, strict=True)
    ):
        doubt = f" ({verdict.failure.value})" if verdict.failure else ""
        incidents = [incident for incident in outcome.verdict.incidents if index in incident.recipients]
        triggered = [incident.policy for incident in incidents]
        yield recipient, verdict.action.value + doubt, ", ".join(triggered) or "-"


def _outcome(outcome: _Outcome) -> dict[str, Any]:
    return {
        "name": outcome.fixture.name,
        "file": outcome.fixture.file,
        "line": outcome.fixture.line,
        "message": str(outcome.fixture.message),
        "recipients": [
            {"recipient": recipient, "action": action.action.value}
            for recipient, action in zip(outcome.fixture.envelope.to, outcome.verdict.recipients, strict=True)
        ],
        "policies": [incident.policy for incident in outcome.verdict.incidents],
        "doubt": outcome.verdict.failure_action.value if outcome.verdict.failure_action else None,
        "differences": outcome.differences,
    }


def _summary(policies: PolicySet) -> dict[str, Any]:
    return {
        "version": policies.version,
        "policies": [
            {
                "name": policy.name,
                "mode": policy.mode.value,
                "groups": len(policy.groups),
                "file": policy.file,
                "line": policy.line,
            }
            for policy in policies.policies
        ],
    }


def _refuse(error: ConfigurationError, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(_json({"problems": [attrs.asdict(problem) for problem in error.problems]}))
    else:
        for problem in error.problems:
            click.echo(problem, err=True)
    sys.exit(WRONG_USE)


def _table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _json(value: Any) -> str:
    return json.dumps(value, indent=2)
