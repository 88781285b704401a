from __future__ import annotations

import json

import pytest

from skygw.detect import DataIdentifierSpec, DetectorSpec, KeywordSpec, RegexSpec, spec_from_json

SPECS = [
    DataIdentifierSpec("credit_card"),
    KeywordSpec(("one", "two")),
    KeywordSpec(("one", "two"), case_sensitive=True),
    KeywordSpec(("one", "two"), word_boundary=False),
    RegexSpec(r"\d"),
    RegexSpec(r"\d", "i"),
    RegexSpec(r"\d", "", "luhn"),
]


@pytest.mark.parametrize("spec", SPECS)
def test_through_json_and_back(spec: DetectorSpec) -> None:
    again = spec_from_json(json.loads(json.dumps(spec.to_json())))
    assert again == spec
    assert again.id == spec.id


def test_ids_differ_by_content() -> None:
    assert len({spec.id for spec in SPECS}) == len(SPECS)
    assert all(len(spec.id) == 16 for spec in SPECS)


def test_ids_are_stable_over_versions() -> None:
    """They are written into incidents: a change of this value orphans them."""
    assert DataIdentifierSpec("credit_card").id == "7054baf06ae4320e"


def test_words_become_a_tuple_without_repeats() -> None:
    assert KeywordSpec(["a", "b", "a"]).words == ("a", "b")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({}, "kind"),
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "keyword"}, "words"),
        ({"kind": "keyword", "words": [1], "case_sensitive": False, "word_boundary": True}, "words"),
        ({"kind": "keyword", "words": [], "case_sensitive": 0, "word_boundary": True}, "case_sensitive"),
        ({"kind": "regex", "pattern": "x", "flags": ""}, "validator"),
        ({"kind": "data_identifier", "type": None}, "type"),
    ],
)
def test_json_that_is_no_spec(value: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        spec_from_json(value)


def test_patterns_stay_out_of_repr() -> None:
    assert "secret" not in repr(RegexSpec("secret"))
