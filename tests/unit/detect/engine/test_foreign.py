from __future__ import annotations

import pytest

from skygw.detect.catalogue.types import DataType, Pattern
from skygw.detect.engine.foreign import Foreign
from skygw.detect.engine.hits import Hits
from skygw.detect.engine.plan import Plan, plan
from skygw.detect.matching import low

WORDS = (
    "паспорт", "номер счёта", "κωδικός", "numéro", "ÄÖÜßéèàçñ", "số chứng minh nhân dân", "护照", "straße",
    "kartı é", "ω",
)  # fmt: skip


def planned() -> Plan:
    anchor = Pattern("x", "anchor", anchors=("Ключ=", "密钥"), alone=75)
    small = Pattern("x", "anchor", anchors=("Пароль",), anchors_ignore_case=True, alone=75)
    weak = Pattern(r"\d{9}")
    type_ = DataType("type", "T", "test", "tax", (weak, anchor, small), keywords=WORDS, examples=("1",))
    return plan({"type": 0}, {"type": type_})


PLAN = planned()
FOREIGN = Foreign(PLAN, None)


def found(text: str) -> list[str]:
    hits = Hits()
    FOREIGN.find(text, hits)
    return [PLAN.keywords[number].form for number, _, _ in sorted(hits.words, key=lambda word: word[1])]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("write", [str, str.lower, str.capitalize, str.title])
@pytest.mark.parametrize("around", [("", ""), ("é ", " é"), ("x" * 5000 + " ", " " + "я" * 3000)])
def test_words_in_any_case(word: str, write: object, around: tuple[str, str]) -> None:
    text = around[0] + write(word) + around[1]  # type: ignore[operator]
    assert found(text) == [form_of(word)]


def form_of(word: str) -> str:
    (form,) = (keyword.form for keyword in PLAN.keywords if keyword.form == low(word))
    return form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("НОМЕР\nСЧЁТА", ["номер счёта"]),
        ("паспорта", []),
        ("ППАСПОРТ", []),
        ("NUMÉRO", ["numéro"]),
        ("numérox", []),
        ("STRAẞE", ["straße"]),
        ("STRASSE", []),
        ("KARTI É", ["karti é"]),
        ("ΚΩΔΙΚΌΣ", ["κωδικόσ"]),
        ("Ω ω", ["ω", "ω"]),  # also the sign of ohms
        ("\ud800паспорт\ud800", ["паспорт"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert found(text) == words


def test_anchors() -> None:
    hits = Hits()
    FOREIGN.find("é Ключ= ключ= ПАРОЛЬ 密钥", hits)
    assert sorted(hits.anchors) == [(2, 1), (14, 2), (21, 1)]


def test_places_in_a_long_text() -> None:
    hits = Hits()
    text = "éя" + "x" * 3000 + " паспорт " + "ü" * 3000 + " паспорт"
    FOREIGN.find(text, hits)
    assert [text[start:end] for _, start, end in hits.words] == ["паспорт"] * 2
