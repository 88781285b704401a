from __future__ import annotations

import ast
from pathlib import Path

import skygw.mail
from skygw.mail.reasons import MIME_AMBIGUOUS, REASONS, Doubt, local, structural

PACKAGE = Path(skygw.mail.__file__).parent


def words_in_the_code() -> set[str]:
    """Constants that the modules yield, or put into their tables of defects."""
    found: set[str] = set()
    for name in ("gate", "profile", "parts", "headers", "transfer"):
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text())):
            if isinstance(node, ast.Yield | ast.Subscript | ast.Tuple):
                value = node.slice if isinstance(node, ast.Subscript) else node
                found |= {
                    leaf.value
                    for leaf in ast.walk(value)
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and "-" in leaf.value
                }
    return found


def test_every_reason_that_the_code_gives_is_in_the_table() -> None:
    known_values = {"content-type", "content-transfer-encoding", "quoted-printable", "7-bit", "8-bit"}
    words = {word for word in words_in_the_code() - known_values if word.replace("-", "").isalnum()}
    assert words - set(REASONS) <= {"content-t", "message/rfc822"}
    assert {"bare-cr", "boundary-prefix", "base64-irregular", "limit-parts", "header-garbage"} <= words


def test_every_reason_has_a_meaning_and_a_source() -> None:
    assert all(reason.meaning and reason.source for reason in REASONS.values())
    assert MIME_AMBIGUOUS not in REASONS  # it sums them up
    assert {reason.doubt for reason in REASONS.values()} == set(Doubt)


def test_sorted_by_doubt() -> None:
    defects = ("multipart-unclosed", "bare-cr", "base64-irregular", "bare-cr", "of-another-package")
    assert structural(defects) == ("bare-cr",)
    assert local(defects) == ("base64-irregular",)


def test_the_table_of_the_manual() -> None:
    manual = (PACKAGE.parents[1] / "docs" / "mime.md").read_text()
    rows = [
        f"| `{name}` | {reason.doubt.value} | {reason.meaning} | {reason.source} |"
        for name, reason in REASONS.items()
    ]
    assert "\n".join(rows) in manual
