from __future__ import annotations

import os
from pathlib import Path

import pytest

from skygw.detect.engine.database import CASELESS, Expression, open_database

SET = [Expression(rb"\d{3}"), Expression(b"ab", report=7, flags=CASELESS)]
OCTETS = b"123 AB"
FOUND = [(3, 0), (6, 7)]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the sets that are compiled from here on."""
    from skygw.detect.engine import database

    counts: list[int] = []
    original = database._compile
    monkeypatch.setattr(database, "_compile", lambda *args: counts.append(1) or original(*args))
    return counts


def test_without_cache() -> None:
    assert open_database(SET).scan(OCTETS) == (FOUND, False)


def test_nothing() -> None:
    assert open_database([]).scan(OCTETS) == ([], False)
    assert open_database(SET).scan(b"") == ([], False)


def test_literals() -> None:
    assert open_database([Expression(b"a.b")], literal=True).scan(b"axb a.b") == ([(7, 0)], False)


def test_too_many_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skygw.detect.engine.database.MAX_HITS", 3)
    found, cut = open_database([Expression(b"x")], literal=True).scan(b"x" * 100)
    assert cut
    assert len(found) == 3


def test_through_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = compiled(monkeypatch)
    assert open_database(SET, cache).scan(OCTETS) == (FOUND, False)
    (file,) = cache.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert open_database(SET, cache).scan(OCTETS) == (FOUND, False)
    assert len(counts) == 1
    open_database(SET[:1], cache)  # another set is another file
    open_database([Expression(b"ab")], cache, literal=True)
    assert len(counts) == 3
    assert len(list(cache.iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_damaged_file_is_replaced(cache: Path, damage: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(SET, cache)
    (file,) = cache.iterdir()
    right = file.read_bytes()
    file.write_bytes(right[:-1] + bytes([right[-1] ^ 1]) if damage is None else damage)
    counts = compiled(monkeypatch)
    assert open_database(SET, cache).scan(OCTETS) == (FOUND, False)
    assert counts == [1]
    assert file.read_bytes() == right


def test_file_of_another_set_under_this_name(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(SET, cache)
    (file,) = cache.iterdir()
    open_database([Expression(b"zzz")], cache)
    (other,) = set(cache.iterdir()) - {file}
    os.replace(other, file)
    counts = compiled(monkeypatch)
    assert open_database(SET, cache).scan(OCTETS) == (FOUND, False)
    assert counts == [1]


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_file_that_others_can_write_is_not_read(
    cache: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(SET, cache)
    (file,) = cache.iterdir()
    file.chmod(mode)
    counts = compiled(monkeypatch)
    open_database(SET, cache)
    assert counts == [1]
    assert file.stat().st_mode & 0o777 == 0o600  # replaced


def test_directory_that_others_can_write_is_not_used(cache: Path) -> None:
    cache.chmod(0o777)
    open_database(SET, cache)
    assert list(cache.iterdir()) == []


def test_link_is_not_followed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(SET, cache)
    (file,) = cache.iterdir()
    elsewhere = cache / "elsewhere"
    os.replace(file, elsewhere)
    file.symlink_to(elsewhere)
    counts = compiled(monkeypatch)
    open_database(SET, cache)
    assert counts == [1]
    assert not file.is_symlink()


def test_file_of_another_user_is_not_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(SET, cache)
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    monkeypatch.setattr("skygw.detect.engine.database._ROOT", -1)
    counts = compiled(monkeypatch)
    open_database(SET, cache)
    assert counts == [1]


def test_directory_that_is_not_there(tmp_path: Path) -> None:
    assert open_database(SET, tmp_path / "missing").scan(OCTETS) == (FOUND, False)


def test_what_cannot_be_compiled() -> None:
    with pytest.raises(ValueError, match="cannot be compiled"):
        open_database([Expression(b"(")])
