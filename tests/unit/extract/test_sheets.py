from __future__ import annotations

import pytest

from skygw.extract.sheets import NONE, Rules, hides, inlines, plain, rules_of


@pytest.mark.parametrize(
    ("style", "hidden", "in_line"),
    [
        ("display : NONE", True, False),
        ("visibility:hidden", True, False),
        ("font-size:0.0px", True, False),
        ("font-size:0.5px", False, False),
        ("opacity:0", True, False),
        ("opacity:0.9", False, False),
        ("display:inline-block", False, True),
        ("float:/**/left", False, True),
        ("display:block;float:none", False, False),
    ],
)
def test_declarations(style: str, hidden: bool, in_line: bool) -> None:
    assert hides(plain(style)) is hidden
    assert inlines(plain(style)) is in_line


@pytest.mark.parametrize(
    ("sheet", "hiding", "inlining"),
    [
        ("p{color:red}", set(), set()),
        (".a, p > b.C:hover{display:none}", {".a", ".c"}, set()),
        ("@import 'x'; @media print{i{color:red} #d i{display:none}} p{float:left}", {"i"}, {"p"}),
        ("i{display:none", {"i"}, set()),  # the end of the sheet ends all
    ],
)
def test_rules(sheet: str, hiding: set[str], inlining: set[str]) -> None:
    rules = rules_of(f"<STYLE type=x>{sheet}</STYLE>")
    assert (rules.hiding, rules.inlining) == (hiding, inlining)
    assert bool(rules) is bool(hiding or inlining)


def test_elements() -> None:
    rules = Rules(frozenset({".a", "#b"}), frozenset({"p"}))
    assert rules.for_element("i", [("CLASS", "'x A'")]) == "hidden"
    assert rules.for_element("p", [("id", '"b"')]) == "hidden"
    assert rules.for_element("p", [("id", "c")]) == "inlined"
    assert NONE.for_element("p", []) == ""
