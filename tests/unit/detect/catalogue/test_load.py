from __future__ import annotations

import pytest

from skygw.detect.catalogue.load import CatalogueError, catalogue, check, read, validator

RIGHT = """
title = "Test"

[[type]]
name = "test_number"
title = "Test number"
category = "tax"
purview = "test-number"
countries = ["DE"]
examples = ["123456789"]
keywords = ["number"]

[[type.pattern]]
regex = '\\d{9}'
shape = "number"
validator = "checks.luhn"
alone = 65

[[type]]
name = "all_numbers"
title = "All"
category = "eu"
includes = ["test_number"]
"""


def test_right() -> None:
    types = read([("test", RIGHT)])
    check(types)
    type_ = types["test_number"]
    assert (type_.family, type_.keywords, type_.patterns[0].alone) == ("test", ("number",), 65)
    assert types["all_numbers"].includes == ("test_number",)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[[type]]", "[[type", "test.toml: "),
        ('title = "Test"', 'other = "Test"', "only a title and"),
        ('name = "test_number"', 'name = "Test"', "the name 'Test' is not"),
        ('name = "test_number"', "", "the name None is not"),
        ('name = "all_numbers"', 'name = "test_number"', "stands in test and in test"),
        ('title = "Test number"', "", "it has no title"),
        ('category = "tax"', 'category = "taxes"', "unknown category 'taxes'"),
        ('purview = "test-number"', 'purview = "Test Number"', "is no slug"),
        ('countries = ["DE"]', 'countries = ["Germany"]', "two capital letters"),
        ('countries = ["DE"]', 'country = ["DE"]', "unknown key 'country'"),
        ('keywords = ["number"]', 'keywords = "number"', "keywords: list of texts expected"),
        ('keywords = ["number"]', 'keywords = [""]', "keywords: list of texts expected"),
        ('examples = ["123456789"]', "", "it has no example"),
        ('keywords = ["number"]', "context = 0", "context is not within"),
        ('includes = ["test_number"]', "", "either patterns or includes"),
        ('includes = ["test_number"]', 'includes = ["other"]', "includes 'other', which does not exist"),
        ('includes = ["test_number"]', 'includes = ["all_numbers"]', "which includes others itself"),
        ("alone = 65", "alone = 70", "confidence is 65, 75 or 85"),
        ("alone = 65", 'alone = "65"', "alone: int expected"),
        ("alone = 65", "alone = 85\nsupported = 75", "a keyword cannot lower"),
        ('shape = "number"', "", "alone needs a shape"),
        ('shape = "number"', 'shape = "digits"', "unknown shape 'digits'"),
        ('shape = "number"', 'shape = "card"', "finds values itself"),
        ("regex = '\\d{9}'", "", "needs a regex"),
        ('shape = "number"', 'shape = "anchor"', "anchors and the shape anchor go together"),
        ("alone = 65", 'canonical = "upper"', "unknown canonical form"),
        ("alone = 65", "before = 10000", "before is 0 to 8192"),
        ('validator = "checks.luhn"', "validator = 5", "validator: str expected"),
    ],
)
def test_wrong(old: str, new: str, reason: str) -> None:
    assert old in RIGHT
    with pytest.raises(CatalogueError) as caught:
        read([("test", RIGHT.replace(old, new, 1))])
    assert reason in str(caught.value)


def test_weak_pattern_without_keywords() -> None:
    text = RIGHT
    for line in ('keywords = ["number"]', "alone = 65", 'shape = "number"'):
        text = text.replace(line, "")
    with pytest.raises(CatalogueError, match="never counts alone needs keywords"):
        read([("test", text)])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\\d{9}", "\\d{9", "unbalanced|matches"),
        ("\\d{9}", "(", "is no regular expression"),
        ("\\d{9}", "\\d*", "matches the empty text"),
        ("checks.luhn", "checks.nothing", "unknown validator 'checks.nothing'"),
    ],
)
def test_wrong_on_a_closer_look(old: str, new: str, reason: str) -> None:
    types = read([("test", RIGHT.replace(old, new, 1))])
    if new == "\\d{9":
        return check(types)  # Python takes it for literal text
    with pytest.raises(CatalogueError, match=reason):
        check(types)
    return None


@pytest.mark.parametrize(
    "name",
    ["", "luhn", "checks", "checks.", ".luhn", "checks.luhn.x", "os.system", "checks.Sequence", "..load.read",
     "checks.datetime", "checks._LUHN", "CHECKS.luhn", "checks/luhn"],
)  # fmt: skip
def test_no_validator(name: str) -> None:
    with pytest.raises(LookupError, match="unknown validator"):
        validator(name)


def test_validator() -> None:
    assert validator("checks.luhn")("79927398713")


def test_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()
