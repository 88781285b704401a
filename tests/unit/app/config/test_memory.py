from __future__ import annotations

import os

import pytest

from skygw.app.config import memory

GIB = 2**30


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of 8 GiB; called with the text of /proc/self/cgroup and files of /sys/fs/cgroup."""
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 8 * GIB // 4096}.__getitem__)

    def available(cgroup, **limits):
        proc = tmp_path / "cgroup"
        proc.write_text(cgroup)
        for name, limit in limits.items():
            file = tmp_path / "sys" / name.replace("__", "/").replace("_max", ".max")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(limit)
        return memory.available_octets(proc, tmp_path / "sys")

    return available


def test_what_is_configured_is_taken():
    assert memory.budget_octets(5_000_000) == 5_000_000


def test_the_default_is_a_quarter_of_what_is_there(monkeypatch):
    monkeypatch.setattr(memory, "available_octets", lambda: 8 * GIB)
    assert memory.budget_octets(0) == 2 * GIB


def test_without_a_limit_the_machine_counts(machine):
    assert machine("0::/\n") == 8 * GIB
    assert machine("0::/a\n", a__memory_max="max\n") == 8 * GIB
    assert machine("") == 8 * GIB
    assert machine("garbage\n0::\n:::\n") == 8 * GIB


def test_the_limit_of_our_group_counts(machine):
    assert machine("0::/system.slice/skygw\n", system_slice__x="") == 8 * GIB
    assert machine("0::/a/b\n", a__b__memory_max=f"{GIB}\n") == GIB


def test_the_limit_of_a_group_above_counts(machine):
    assert machine("0::/a/b\n", a__b__memory_max="max", a__memory_max=f"{GIB}") == GIB


def test_in_a_container_the_root_of_the_mount_is_our_group(machine):
    assert machine("0::/kubepods/pod1\n", memory_max=f"{GIB}") == GIB
    assert machine("0::/../pod1\n", memory_max=f"{GIB}") == GIB


def test_version_one_groups(machine, tmp_path):
    file = tmp_path / "sys/memory/docker/memory.limit_in_bytes"
    file.parent.mkdir(parents=True)
    file.write_text(f"{GIB}")
    assert machine("5:cpu,memory:/docker\n") == GIB
    file.write_text("9223372036854771712")  # its way to say "no limit"
    assert machine("5:cpu,memory:/docker\n") == 8 * GIB


def test_a_limit_that_cannot_be_read_is_none(machine, tmp_path):
    assert machine("0::/\n", memory_max="lots") == 8 * GIB
    assert machine("0::/\n", memory_max="0") == 8 * GIB
    assert memory.available_octets(tmp_path / "no", tmp_path / "no") == 8 * GIB
