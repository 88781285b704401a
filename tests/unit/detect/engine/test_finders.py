"""Both finders, on what the catalogue does not show: each row is looked at with both."""

from __future__ import annotations

import pytest

from skygw.detect.catalogue.types import DataType, Pattern
from skygw.detect.engine.finder_hyperscan import HyperscanFinder
from skygw.detect.engine.finder_plain import PlainFinder
from skygw.detect.engine.hits import Finder
from skygw.detect.engine.plan import Plan, plan
from skygw.detect.matching import View

CATALOGUE = {
    "alone": ("number", r"\d{3}-\d{6}", {"alone": 75}), "weak": ("", r"\d{9}", {}), "common": ("", r"\d{6}",
    {}), "loose": ("", r"[a-z]{3}\(\d\)", {}), "worded": ("", r"(?:acct|konto)\W\d{4}", {}), "token":
    ("anchor", r"tok_[a-z]{5}", {"anchors": ("tok_",), "alone": 85}), "pass": ("anchor",
    r"(?i:пароль|pass)=\w+", {"anchors": ("Пароль=", "pass="), "alone": 75, "folded":  True}), "exact":
    ("anchor", r"密码\d+", {"anchors": ("密码",), "alone": 75}), "mac": ("mac",
    r"[0-9a-f]{2}(?::[0-9a-f]{2}){2}", {"alone": 75}), "card": ("card", "", {"alone": 75}),
}
WORDS = {
    "weak": ("passport", "tax number", "号码", "numéro fiscal"),
    "common": ("pin", "c++"),
    "loose": ("key",),
    "worded": ("x1",),
}


def planned() -> Plan:
    types = {}
    for name, (shape, regex, more) in CATALOGUE.items():
        fields = {key: value for key, value in more.items() if key != "folded"}
        pattern = Pattern(regex, shape, anchors_ignore_case="folded" in more, **fields)
        types[name] = DataType(
            name, name, "test", "tax", (pattern,), keywords=WORDS.get(name, ()), examples=("1",)
        )
    return plan({name: slot for slot, name in enumerate(types)}, types)


PLAN = planned()
FINDERS: list[Finder] = [HyperscanFinder(PLAN), PlainFinder(PLAN)]


@pytest.fixture(params=FINDERS, ids=lambda finder: finder.name)
def finder(request: pytest.FixtureRequest) -> Finder:
    return request.param


def test_kinds() -> None:
    assert {one.type.data_type.name: one.kind for one in PLAN.patterns} == {
        "alone": "headed", "weak": "headed", "common": "headed", "loose": "loose", "worded": "worded",
        "token": "anchor", "pass": "anchor", "exact": "anchor", "mac": "loose", "card": "card",
    }  # fmt: skip
    assert {one.type.data_type.name for one in PLAN.patterns if one.type.common} == {"common"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my Passport is", ["passport"]),
        ("passports", []),
        ("TAX  NUMBER", ["tax  number"]),
        ("tax\r\nnumber", ["tax\r\nnumber"]),
        ("tax   number", []),
        ("tax-number", []),
        ("我的号码是", ["号码"]),
        ("NUMÉRO FISCAL", ["numéro fiscal"]),
        ("ünuméro fiscal", []),
        ("éäö passport éäö pin", ["passport", "pin"]),
        ("épassport", []),
        ("中passport中", ["passport"]),
        ("C++.", ["c++"]),
        ("c+", []),
        ("pin passport pin", ["pin", "passport", "pin"]),
        ("", []),
        ("\ud800 passport \ud800 号码", ["passport", "号码"]),
        ("İİ passport", ["passport"]),
    ],
)
def test_words(finder: Finder, text: str, words: list[str]) -> None:
    view = View(text)
    found = finder.find(view).words
    assert [view.low[start:end] for _, start, end in sorted(found, key=lambda word: word[2])] == words
    for number, start, end in found:
        assert "".join(view.low[start:end].split()) == "".join(PLAN.keywords[number].form.split())


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("tok_x Tok_", [("token", 0)]),
        ("PASS=1 pass=2", [("pass", 0), ("pass", 7)]),
        ("ПАРОЛЬ=x", [("pass", 0)]),
        ("é密码1 tok_", [("exact", 1), ("token", 5)]),
        ("\ud800tok_", [("token", 1)]),
        ("acct 1 Konto 2", [("worded", 0), ("worded", 7)]),
        ("tok_" * 3, [("token", 0), ("token", 4), ("token", 8)]),
    ],
)
def test_anchors(finder: Finder, text: str, anchors: list[tuple[str, int]]) -> None:
    found = finder.find(View(text)).anchors
    assert [(PLAN.patterns[number].type.data_type.name, at) for at, number in found] == anchors


@pytest.mark.parametrize("text", ["123-456789", "é 123-456789 é", "x" * 500 + " 123-456789"])
def test_headed(finder: Finder, text: str) -> None:
    hits = finder.find(View(text))
    start = text.index("1")
    (alone,) = PLAN.of_kind("headed", alone=True)
    assert any(low <= start <= end and mask >> alone.number & 1 for end, low, mask in hits.headed)


def test_loose_and_built_in(finder: Finder) -> None:
    text = "..... aa:bb:cc 4111 1111 1111 1111"
    hits = finder.find(View(text))
    (mac,) = PLAN.of_kind("loose", alone=True)
    assert any(low <= text.index("aa") <= high for low, high in hits.loose[mac.number])
    assert any(low <= text.index("4111") <= high for low, high in hits.built_in["card"])


@pytest.mark.parametrize("text", ["passport 123456789", "x" * 1000 + " passport 123456789 " + "x" * 1000])
def test_narrow(finder: Finder, text: str) -> None:
    hits = finder.find(View(text))
    start = text.index("1")
    weak = next(one for one in PLAN.patterns if one.type.data_type.name == "weak")
    spots = hits.headed + finder.narrow(hits, [(max(0, start - 20), start + 5)], False)
    assert any(low <= start <= end and mask >> weak.number & 1 for end, low, mask in spots)


def test_weak_loose(finder: Finder) -> None:
    text = "x" * 1000 + " key abc(3) " + "x" * 1000
    hits = finder.find(View(text))
    start = text.index("abc")
    (loose,) = PLAN.of_kind("loose", alone=False)
    found = finder.loose(hits, [(start - 10, start + 5)])
    assert any(low <= start <= high for low, high in found[loose.number])


def test_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("database", "finder_plain"):
        monkeypatch.setattr(f"skygw.detect.engine.{module}.MAX_HITS", 10)
    for finder in FINDERS:
        assert finder.find(View("pin " * 100)).cut
        assert finder.find(View("tok_" * 100)).cut
        assert not finder.find(View("pin tok_")).cut


def test_nothing_to_find() -> None:
    nothing = plan({}, {})
    for finder in (HyperscanFinder(nothing), PlainFinder(nothing)):
        hits = finder.find(View("passport 123-456789"))
        assert (hits.words, hits.anchors, hits.headed, hits.loose, hits.built_in) == ([], [], [], {}, {})
        assert finder.narrow(hits, [(0, 10)], True) == []
        assert finder.loose(hits, [(0, 10)]) == {}
