from __future__ import annotations

import pytest

from skygw.detect import (
    DataIdentifierSpec,
    DetectorSpec,
    Finding,
    KeywordSpec,
    RegexSpec,
    Text,
    compile_detectors,
)

CARD = DataIdentifierSpec("credit_card")
VISA, MASTERCARD = "4111111111111111", "5555555555554444"


def scan(specs: list[DetectorSpec], *texts: Text) -> list[Finding]:
    return compile_detectors(specs).scan(texts)


def test_everything_at_once() -> None:
    specs = [CARD, KeywordSpec(("Secret",)), RegexSpec(r"EMP-\d+"), KeywordSpec(("ID",), case_sensitive=True)]
    findings = scan(specs, Text(f"secret {VISA} EMP-77 id ID", "attachments", 3))
    assert [(f.type, f.detector, f.count) for f in findings] == [
        ("credit_card", specs[0].id, 1),
        ("regex", specs[2].id, 1),
        ("keyword", specs[1].id, 1),
        ("keyword", specs[3].id, 1),
    ]
    assert {(f.where, f.leaf) for f in findings} == {("attachments", 3)}


def test_confidence_levels_are_findings_of_their_own() -> None:
    text = f"visa {VISA}" + "." * 1000 + f" {MASTERCARD} {MASTERCARD}"
    rows = [(f.confidence, f.count, f.unique) for f in scan([CARD], Text(text))]
    assert rows == [(85, 1, 1), (75, 2, 1)]


def test_unique_values_over_leaves() -> None:
    findings = scan([CARD], Text(VISA, leaf=1), Text(f"{VISA} {MASTERCARD}", leaf=2))
    assert len({digest for finding in findings for digest in finding.digests}) == 2


def test_salt_is_new_for_each_message() -> None:
    scanner = compile_detectors([CARD])
    one, two = (scanner.scan([Text(VISA)])[0] for _ in range(2))
    assert one.digests != two.digests
    same = [scanner.scan([Text(VISA)], salt=b"x" * 16)[0] for _ in range(2)]
    assert same[0] == same[1]


def test_excerpts_are_masked_across_detectors() -> None:
    findings = scan([CARD, RegexSpec(r"hunter\w+")], Text(f"pass hunterblue card {VISA} end"))
    for finding in findings:
        for cut in finding.excerpts:
            assert VISA not in cut
            assert "hunterblue" not in cut
    assert findings[0].excerpts == ("ass ********** card ************1111 end",)


def test_excerpts_keep_the_case_of_the_text() -> None:
    (finding,) = scan([KeywordSpec(("confidential",))], Text("Very CONFIDENTIAL Paper"))
    assert finding.excerpts == ("Very ********TIAL Paper",)


def test_excerpts_where_folding_moves_characters() -> None:
    """Eszett folds to two letters: positions of the folded text are not those of the text."""
    specs = [KeywordSpec(("confidential",)), RegexSpec("Paper")]
    findings = scan(specs, Text("ßßßß CONFIDENTIAL Paper"))
    assert {cut for finding in findings for cut in finding.excerpts} == {
        "ßßßß ********TIAL *****",
        "ßßßß ************ ****r",
    }


def test_another_reading() -> None:
    findings = scan([CARD], Text(VISA, leaf=1), Text(f"{VISA} {MASTERCARD}", leaf=1, again=True))
    assert [(f.count, f.unique) for f in findings] == [(2, 2)]


def test_another_reading_of_the_whole_message() -> None:
    """What was seen in any leaf and place does not count again; what was not, does once."""
    findings = scan(
        [CARD],
        Text(VISA, leaf=1),
        Text(f"{VISA} {MASTERCARD}", "attachments", leaf=2, anywhere=True),
        Text(f"{VISA} {MASTERCARD}", "body", leaf=2, anywhere=True),
    )
    assert [(f.where, f.leaf, f.count) for f in findings] == [("body", 1, 1), ("attachments", 2, 1)]


def card(number: int) -> str:
    """The card with this number: the check digit is found by trying."""
    from skygw.detect.validators.checks import luhn

    body = f"4{number:014d}"
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


def test_stops_at_500_unique_values_and_not_because_of_weaker_ones() -> None:
    weak = " ".join(card(number * 7919) for number in range(1, 700))
    strong = "visa " + card(77)
    findings = scan([CARD], Text(weak + "." * 1000 + strong))
    assert [(f.confidence, f.unique) for f in findings] == [(75, 500), (85, 1)]
    many = " visa ".join(card(number * 7919) for number in range(1, 2000))
    (finding,) = scan([CARD], Text(many), Text(many, leaf=2))
    assert (finding.confidence, finding.unique, finding.count) == (85, 500, 500)


def test_texts_are_taken_one_at_a_time() -> None:
    taken = []

    def texts() -> object:
        for number in range(3):
            taken.append(number)
            yield Text("x")

    compile_detectors([CARD]).scan(texts())  # type: ignore[arg-type]
    assert taken == [0, 1, 2]


def test_spans_are_those_of_the_excerpts() -> None:
    (finding,) = scan([CARD], Text(f"ßß {VISA} {MASTERCARD} " + f"{VISA} " * 20))
    assert len(finding.spans) == len(finding.excerpts) == 10
    assert finding.spans[:2] == ((3, 19), (20, 36))


def test_spans_of_a_text_that_was_made_of_another() -> None:
    class Shifted:
        def span(self, start: int, end: int) -> tuple[int, int]:
            return start + 100, end + 200

    (finding,) = scan([CARD], Text(f"ab {VISA}", origin=Shifted()))
    assert finding.spans == ((103, 219),)


def test_what_was_too_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = compile_detectors([CARD], seconds=-1)
    scanned = scanner.examine([Text("4111 1111 1111 1112 " * 10_000), Text("x")])
    assert scanned.limited
    assert scanned.findings == []
    assert not compile_detectors([CARD]).examine([Text(VISA)]).limited


@pytest.mark.parametrize("finder", ["hyperscan", "plain", ""])
def test_finders(finder: str) -> None:
    scanner = compile_detectors([CARD], finder=finder)
    assert [finding.count for finding in scanner.scan([Text(VISA)])] == [1]


def test_finder_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "skygw.detect.engine.finder_hyperscan", None)
    assert compile_detectors([CARD]).scan([Text(VISA)])
    with pytest.raises(ValueError, match="hyperscan is not installed"):
        compile_detectors([CARD], finder="hyperscan")
    with pytest.raises(ValueError, match="unknown finder 'fast'"):
        compile_detectors([CARD], finder="fast")


def test_no_detectors() -> None:
    assert scan([], Text(VISA)) == []


def test_equal_specs_are_one_detector() -> None:
    assert len(scan([CARD, DataIdentifierSpec("credit_card")], Text(VISA))) == 1


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (
            DataIdentifierSpec("creditcard"),
            "unknown data identifier 'creditcard'; did you mean 'credit_card'\\?",
        ),
        (DataIdentifierSpec("zzz"), "unknown data identifier 'zzz'$"),
        (KeywordSpec(()), "no words"),
        (RegexSpec("("), "not a regular expression"),
    ],
)
def test_what_cannot_be_compiled(spec: DetectorSpec, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compile_detectors([spec])


def test_no_content_in_repr() -> None:
    assert VISA not in repr(Text(VISA))
    assert VISA not in repr(scan([CARD], Text(VISA)))
    assert repr(compile_detectors([CARD])) == "<Scanner of 1 detectors>"
