from __future__ import annotations

import random

import pytest

from skygw.extract.strings import runs

NOISE = random.Random(7).randbytes(300)


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
@pytest.mark.parametrize("before", [b"\x00", b"\x00\x00", b"\x01\x02\x03", NOISE, b"\x10\x00\x00\x00"])
def test_words_in_noise(encoding: str, before: bytes) -> None:
    octets = before + "card 4111 1111".encode(encoding) + b"\0\0\1\2" + NOISE
    assert "card 4111 1111" in "\n".join(runs(octets))


def test_other_scripts_and_letters() -> None:
    for text in ("größe und maße", "naïve Übung"):
        assert text in "\n".join(runs(b"\1\2\0" + text.encode("cp1252") + bytes(9)))
    for text in ("привет мир ab cd", "ab 日本語 cd ef"):
        assert text in "\n".join(runs(b"\0\1\0\0" + text.encode("utf-16-le") + b"\0\0"))


def test_noise_gives_little() -> None:
    noise = random.Random(1).randbytes(1 << 20)
    assert sum(map(len, runs(noise))) < len(noise) // 20


def test_short_runs_are_chance() -> None:
    assert "".join(runs(b"\0abcde\0")).strip() == ""
