from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from skygw.app.reading import Certificate, load_files, read_files
from skygw.errors import ConfigurationError
from tests.support import pki
from tests.support.configuration import loaded

POLICY = "version: 1\npolicies:\n  - name: P\n    rules: [{severity: info, keyword: x}]\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "policies").mkdir()
    return tmp_path


def config(folder, **sections):
    usual = {"policy": {"directory": "policies"}, "upstream": {"host": "far.example", "tls": "off"}}
    return loaded(folder, **{**usual, **sections})


def test_nothing_but_a_folder(folder):
    files = read_files(config(folder))
    assert (files.inbound_tls, files.upstream_tls) == (None, None)
    assert (list(files.certificates), list(files.warnings)) == ([], [])
    assert (files.rules.policies.active, files.rules.inspectors) == ((), ())


def test_everything(folder):
    ours = pki.authority().issue("gw.example", not_after=pki.NOW + timedelta(days=5))
    pair = ours.write(folder)
    (folder / "policies" / "a.yaml").write_text(POLICY)
    legs = {"certificate": pair.certificate, "key": pair.key}
    files = read_files(config(folder, inbound=legs, upstream={"host": "far.example", **legs}))
    assert [policy.name for policy in files.rules.policies.active] == ["P"]
    inbound, upstream = files.certificates
    assert (inbound.leg, upstream.leg) == ("inbound", "upstream")
    assert (inbound.file, inbound.expires) == (pair.certificate, ours.certificate.not_valid_after_utc)
    paths = [warning.path for warning in files.warnings]
    assert {"inbound.certificate", "upstream.certificate"} <= set(paths)


def test_an_upstream_without_a_certificate_of_ours(folder):
    files = read_files(config(folder, upstream={"host": "far.example"}))
    assert files.upstream_tls is not None
    assert list(files.certificates) == []


def test_every_problem_of_every_kind(folder):
    """It used to say what is wrong with the inspectors and to keep silent about the policies."""
    for name in ("a.yaml", "b.yaml"):
        (folder / "policies" / name).write_text("version: 1\npolicies:\n  - nme: x\n")
    for name in ("c.pem", "k.pem"):
        (folder / name).touch(mode=0o600)
    legs = {"certificate": "c.pem", "key": "k.pem"}
    chosen = config(
        folder, inbound=legs, upstream={"host": "far.example", **legs}, inspection={"inspectors": ["nobody"]}
    )
    with pytest.raises(ConfigurationError) as caught:
        read_files(chosen)
    problems = caught.value.problems
    assert {problem.file.rpartition("/")[2] for problem in problems} == {"a.yaml", "b.yaml", "skygw.toml"}
    ours = {problem.path for problem in problems if problem.file.endswith("skygw.toml")}
    assert {"inspection.inspectors[nobody]", "inbound.certificate", "upstream.certificate"} <= ours


@pytest.mark.parametrize(("days", "left"), [(0, 0.0), (1, 1.0), (-2, -2.0)])
def test_days_left(days, left):
    certificate = Certificate("inbound", "c.pem", pki.NOW + timedelta(days=days))
    assert certificate.days_left(pki.NOW.timestamp()) == left


def test_a_broken_key_does_not_hide_what_is_wrong_in_other_files(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/p.yaml").write_text("version: 2\n")
    (tmp_path / "skygw.toml").write_text('[gateway]\nmax_errors = "many"\n[upstream]\nhost = "far.example"\n')
    with pytest.raises(ConfigurationError) as caught:
        load_files(tmp_path / "skygw.toml")
    assert [problem.path for problem in caught.value.problems] == ["gateway.max_errors", "version", ""]


def test_files_of_a_section_with_a_broken_key_are_not_judged(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/p.yaml").write_text("version: 2\n")
    (tmp_path / "skygw.toml").write_text('[policy]\nmixed = 3\n[upstream]\nhost = "far.example"\n')
    with pytest.raises(ConfigurationError) as caught:
        load_files(tmp_path / "skygw.toml")
    assert [problem.path for problem in caught.value.problems] == ["policy.mixed"]
