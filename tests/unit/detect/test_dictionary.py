from __future__ import annotations

from typing import Any

import pytest

from skygw.detect import DictionarySpec, Finding, Text, compile_detectors
from skygw.detect.dictionary import Dictionary
from skygw.detect.matching import View
from skygw.detect.specs import MAX_TERMS

TERMS = (("secret", 5), ("top secret", 10), ("Projekt Ä", 3), ("public", -4), ("机密", 7))


def found(text: str, terms: tuple[tuple[str, int], ...] = TERMS, **fields: Any) -> list[str]:
    dictionary = Dictionary(0, DictionarySpec(terms, **fields))
    return sorted(value for _, _, _, value, _ in dictionary.matches(View(text)))


@pytest.fixture(params=["library", "tree"])
def automaton(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Substrings with and without a library for them."""
    if request.param == "tree":
        monkeypatch.setattr("skygw.detect.dictionary.AhoCorasick", None)


def test_words() -> None:
    assert found("Top Secret, secrets, PROJEKT ä; 绝机密的") == ["projekt ä", "secret", "top secret", "机密"]


@pytest.mark.usefixtures("automaton")
def test_substrings() -> None:
    assert found("atopsecrets", mode="substring") == ["secret"]
    assert found("Top Secrets", mode="substring") == ["secret", "top secret"]
    assert found("\ud800secret é Projekt ä", mode="substring") == ["projekt ä", "secret"]
    assert found("ßsecret", (("SSsec", 1),), mode="substring") == ["sssec"]


@pytest.mark.usefixtures("automaton")
@pytest.mark.parametrize("mode", ["word", "substring"])
def test_case(mode: str) -> None:
    assert found("ID id", (("ID", 1),), mode=mode, case_sensitive=True) == ["ID"]


@pytest.mark.parametrize("mode", ["word", "substring"])
def test_exclusions(mode: str) -> None:
    fields = {"mode": mode, "exclude": ("secret santa", "open secret sauce")}
    assert found("secret santa", **fields) == []
    assert found("Secret Santa and a secret", **fields) == ["secret"]
    assert found("open secret sauce", **fields) == []
    assert found("an open secret", **fields) == ["secret"]


def scores(text: str, **fields: Any) -> list[Finding]:
    return compile_detectors([DictionarySpec(TERMS, **fields)]).scan([Text(text)])


def test_score() -> None:
    (finding,) = scores("secret secret 机密 public")
    assert (finding.type, finding.count, finding.unique, finding.score) == ("dictionary", 4, 3, 5 + 7 - 4)
    (finding,) = scores("secret secret 机密 public", each=True)
    assert finding.score == 5 + 5 + 7 - 4


def test_threshold_is_of_the_message() -> None:
    scanner = compile_detectors([DictionarySpec(TERMS, threshold=12)])
    assert scanner.scan([Text("secret")]) == []
    findings = scanner.scan([Text("secret", leaf=1), Text("机密", "subject")])
    assert [(finding.where, finding.score) for finding in findings] == [("body", 5), ("subject", 7)]
    assert scanner.scan([Text("secret public 机密")]) == []


def test_others_have_no_score() -> None:
    from skygw.detect import KeywordSpec

    (finding,) = compile_detectors([KeywordSpec(("secret",))]).scan([Text("secret")])
    assert finding.score is None


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (DictionarySpec(()), "no terms"),
        (DictionarySpec((("", 1),)), "1 to 1000 characters"),
        (DictionarySpec((("x" * 1001, 1),)), "1 to 1000 characters"),
        (DictionarySpec((("x", 1),), mode="glob"), "unknown mode 'glob'; known: word, substring"),
        (DictionarySpec((("x", 1),), exclude=(" ",)), "1 to 1000 characters"),
    ],
)
def test_what_cannot_be_compiled(spec: DictionarySpec, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compile_detectors([spec])


def test_a_million_lines_are_refused() -> None:
    spec = DictionarySpec((f"term{number}", 1) for number in range(MAX_TERMS + 1))
    with pytest.raises(ValueError, match=f"more than {MAX_TERMS} terms; leave out what is rare"):
        Dictionary(0, spec)


@pytest.mark.parametrize("mode", ["word", "substring"])
def test_a_hundred_thousand_terms(mode: str) -> None:
    terms = tuple((f"term{number} of {number % 7}", number) for number in range(100_000))
    text = " ".join(f"term{number} of {number % 7} filler" for number in range(0, 100_000, 500))
    assert len(found(text, terms, mode=mode)) >= 200


def test_json_and_back() -> None:
    spec = DictionarySpec(TERMS, "substring", True, ("x",), True, 7)
    assert DictionarySpec.from_json(spec.to_json()) == spec
    assert spec.id != DictionarySpec(TERMS).id
    assert "secret" not in repr(spec)


@pytest.mark.parametrize(
    ("member", "value"),
    [("terms", [["x"]]), ("terms", [["x", "1"]]), ("terms", [[1, 1]]), ("mode", 1), ("exclude", [1]),
     ("each", 1), ("threshold", "1")],
)  # fmt: skip
def test_json_that_is_no_spec(member: str, value: object) -> None:
    with pytest.raises(ValueError, match=member):
        DictionarySpec.from_json(DictionarySpec(TERMS).to_json() | {member: value})
