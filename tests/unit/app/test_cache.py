from __future__ import annotations

from pathlib import Path

from skygw.app import cache


def test_what_the_service_manager_gives(tmp_path: Path) -> None:
    assert cache.of_service({"CACHE_DIRECTORY": f"{tmp_path}/a:{tmp_path}/b"}) == tmp_path / "a"
    assert cache.of_service({}) is None


def test_a_user_s_own(tmp_path: Path) -> None:
    assert cache.of_user({"HOME": str(tmp_path)}) == tmp_path / ".cache" / "skygw"
    folder = cache.of_user({"HOME": "/nowhere", "XDG_CACHE_HOME": str(tmp_path / "x")})
    assert folder == tmp_path / "x" / "skygw"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_no_home_no_cache(tmp_path: Path) -> None:
    assert cache.of_user({}) is None
    (tmp_path / "file").touch()
    assert cache.of_user({"HOME": str(tmp_path / "file")}) is None
