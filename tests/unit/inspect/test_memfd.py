from __future__ import annotations

import gc
import os

import pytest

from skygw.inspect.memfd import descriptor_of, is_sealed, sealed_copy
from tests.support.inspectors import Held


def test_a_sealed_copy_holds_the_octets_and_takes_no_more() -> None:
    descriptor = sealed_copy(b"abc" * 1000)
    assert os.pread(descriptor, 5000, 0) == b"abc" * 1000
    assert is_sealed(descriptor)
    for change in (lambda: os.pwrite(descriptor, b"x", 0), lambda: os.ftruncate(descriptor, 1)):
        with pytest.raises(PermissionError):
            change()
    os.close(descriptor)


def test_what_is_not_sealed(tmp_path: object) -> None:
    unsealed = os.memfd_create("unsealed", os.MFD_ALLOW_SEALING)
    read, write = os.pipe()
    assert not is_sealed(unsealed)
    assert not is_sealed(read)
    for descriptor in (unsealed, read, write):
        os.close(descriptor)


def test_the_messages_own_memfd_is_opened_anew() -> None:
    held = sealed_copy(b"held")
    descriptor = descriptor_of(Held(b"copy", held))
    assert os.pread(descriptor, 10, 0) == b"held"
    os.lseek(descriptor, 3, os.SEEK_SET)
    assert os.lseek(held, 0, os.SEEK_CUR) == 4, "the offset is not shared"
    os.close(descriptor)
    os.close(held)


@pytest.mark.parametrize("make", [lambda: None, lambda: os.memfd_create("unsealed", os.MFD_ALLOW_SEALING)])
def test_everything_else_is_copied(make: object) -> None:
    held = make()  # type: ignore[operator]
    descriptor = descriptor_of(Held(b"copy", held))
    assert os.pread(descriptor, 10, 0) == b"copy"
    assert is_sealed(descriptor)
    os.close(descriptor)
    if held is not None:
        os.close(held)


def test_a_failed_copy_leaves_no_descriptor() -> None:
    gc.collect()  # garbage of other tests
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(TypeError):
        sealed_copy(None)  # type: ignore[arg-type]
    assert len(os.listdir("/proc/self/fd")) <= before
