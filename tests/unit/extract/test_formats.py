"""Every format with a marker at every place that can have words: all of them are found."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from skygw.extract import Budget, Label, Leaf, Outcome, extract, native
from skygw.extract.formats import FORMATS, is_message
from tests.support import formats as made
from tests.support.formats import Sample

ROOT = Path(__file__).parents[3]
SAMPLES = made.samples()
NAMES = [sample.name for sample in SAMPLES]


def text_of(sample: Sample, name: str = "") -> str:
    return "\n".join(extract(Leaf(sample.octets, "application/octet-stream", names=(name,)), Budget()).texts)


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_all_markers_are_found(sample: Sample) -> None:
    extraction = extract(Leaf(sample.octets, "application/octet-stream", names=(sample.name,)), Budget())
    text = "\n".join(extraction.texts)
    missing = [place for place, word in sample.markers.items() if word not in text]
    assert (missing, extraction.outcome) == ([], sample.outcome)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if not s.name.endswith("lzma")], ids=lambda s: s.name)
@pytest.mark.parametrize("name", ["", "picture.png", "letter.pdf"])
def test_lies_about_the_type_hide_nothing(sample: Sample, name: str) -> None:
    text = text_of(sample, name)
    assert [place for place, word in sample.markers.items() if word not in text] == []


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.doc", "a.ppt", "a.pdf"])
def test_sensitivity_labels_are_facts(name: str) -> None:
    (sample,) = (sample for sample in SAMPLES if sample.name == name)
    assert Label(made.LABEL, "Confidential") in extract(Leaf(sample.octets), Budget()).labels


def test_label_of_new_documents() -> None:
    part = (
        '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
        '<clbl:label id="{123-456}" enabled="1" method="Privileged" siteId="{9}"/></clbl:labelList>'
    )
    octets = made.zipped({"word/document.xml": "<w>x</w>", "docMetadata/LabelInfo.xml": part})
    labels = extract(Leaf(octets), Budget()).labels
    assert Label("MSIP_Label_123-456_method", "Privileged") in labels


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_cut_anywhere_has_an_outcome(sample: Sample) -> None:
    size = len(sample.octets)
    for end in range(1, size, max(1, size // 40)):
        extraction = extract(Leaf(sample.octets[:end], "application/octet-stream"), Budget())
        assert isinstance(extraction.outcome, Outcome)


def test_cut_documents_are_not_clean() -> None:
    for sample in (made.docx(), made.xlsx(), made.pptx()):
        cut = sample.octets[: len(sample.octets) * 2 // 3]
        assert extract(Leaf(cut, "application/octet-stream"), Budget()).outcome is Outcome.FAILED


def test_rows_of_a_sheet_have_their_strings_and_numbers_in_full() -> None:
    text = text_of(made.xlsx())
    assert f"\n{made.marker('string', 'a.xlsx')}\t4111111111111111\t" in text


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb"])
def test_rows_of_other_workbooks(name: str) -> None:
    (sample,) = (sample for sample in SAMPLES if sample.name == name)
    assert "\t4111111111111111" in text_of(sample)


def test_messages_inside_are_handed_back() -> None:
    mail = b"From: a@b\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nbody\r\n"
    files = {"x.eml": mail, "y.mht": mail, "z": mail, "n.txt": b"note"}
    extraction = extract(Leaf(made.zipped(files)), Budget())
    assert [leaf.names for leaf in extraction.embedded] == [("x.eml",), ("y.mht",), ("z",)]
    assert extraction.outcome is Outcome.TEXT


def test_mailbox() -> None:
    mark = b"From a@b Thu Jan  1 00:00:00 2026\n"
    box = mark + b"From: a\nTo: b\n\none\n\n" + mark + b"From: a\nTo: c\n\ntwo\n"
    extraction = extract(Leaf(box, "application/mbox", names=("a.mbox",)), Budget())
    assert [leaf.octets.split()[-1] for leaf in extraction.embedded] == [b"one", b"two"]


def test_a_forwarded_header_in_plain_text_is_text() -> None:
    """Only a name or a declaration makes a leaf of the message a message."""
    assert not is_message(Leaf(b"From: a\nMIME-Version: 1.0\nSubject: x\n\ntext"))
    assert is_message(Leaf(b"From: a\nMIME-Version: 1.0\nSubject: x\n\ntext", names=("a.mht",)))


ENCRYPTED = {
    "zip": lambda: bytes(a | (i == 6) for i, a in enumerate(made.zipped({"a": b"x"}))),
    "docx": lambda: made.compound.compound({"EncryptedPackage": b"x" * 99, "EncryptionInfo": b"y"}),
    "doc": lambda: made.compound.compound(made.compound.word("x", encrypted=True)),
    "xls": lambda: made.compound.compound({"Workbook": made.compound.excel([], [], encrypted=True)}),
    "ppt": lambda: made.compound.compound(
        {"PowerPoint Document": b"x" * 20, "Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"}
    ),
    "odt": lambda: made.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<m><manifest:encryption-data/></m>",
        }
    ),
    "pdf": lambda: made.pdf(more=b"9 0 obj <</Encrypt 1 0 R>>").octets,
    "7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(30) + b"\x06\xf1\x07\x01",
}


@pytest.mark.parametrize("name", ENCRYPTED)
def test_encrypted(name: str) -> None:
    octets = ENCRYPTED[name]()
    assert extract(Leaf(octets, "application/octet-stream"), Budget()).outcome is Outcome.ENCRYPTED
    inside = made.zipped({f"a.{name}": octets, "b.txt": b"beside"})
    extraction = extract(Leaf(inside), Budget())
    assert extraction.outcome is Outcome.ENCRYPTED
    assert "beside" in extraction.texts[0]


def test_members_are_facts() -> None:
    inner = made.zipped({"run.exe": b"MZ" + bytes(range(256)) * 4, "../../etc/passwd": b"root"})
    extraction = extract(Leaf(made.zipped({"a.zip": inner, "p.png": b"\x89PNG\r\n\x1a\n"})), Budget())
    assert [(m.name, m.true_type, m.outcome, m.depth) for m in extraction.members] == [
        ("run.exe", "exe", "unsupported", 2),
        ("../../etc/passwd", "", "text", 2),
        ("a.zip", "zip", "unsupported", 1),
        ("p.png", "png", "none", 1),
    ]


def test_native_parsers_are_asked_by_request_only() -> None:
    octets = b"Rar!\x1a\x07\x01\0" + bytes(100)
    assert extract(Leaf(octets, "application/octet-stream"), Budget()).outcome is Outcome.UNSUPPORTED
    readers = {row.native for row in FORMATS if row.native}
    assert readers == {"pdfium", "libarchive"} == set(native.parsers())


def test_documentation_is_the_table() -> None:
    spec = importlib.util.spec_from_file_location("make_format_docs", ROOT / "scripts/make_format_docs.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    shipped = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    assert shipped == script.page(), "run scripts/make_format_docs.py"
