from __future__ import annotations

from skygw.extract import Extraction, Label, Member, Outcome
from skygw.inspect.facts import MAX_ATTACHMENT_FACTS, Gathering, labels_of
from skygw.mail.parts import walk

PART = walk(b'Content-Type: application/zip; name="a.zip"\r\n\r\nx').parts[0]
FIELDS = walk(
    b"Subject: =?utf-8?q?f=C3=BCr?=\r\nX-A: 1\r\nx-a: 2\r\n"
    b"msip_labels: L_Name=Secret; L_SetDate=;; =x\r\n\r\n"
).fields


def test_header_fields_become_facts() -> None:
    facts = Gathering().facts(10, FIELDS)
    assert facts.subject == "für"
    assert facts.header("X-A") == ("1", "2")
    assert facts.size == 10


def test_labels_of_the_message_and_of_documents() -> None:
    gathering = Gathering()
    document = Extraction(Outcome.TEXT, labels=(Label("MSIP_Label_1_Name", "Public"),) * 2)
    gathering.add(2, PART, document, 5, attached=True)
    assert gathering.facts(0, FIELDS).labels == (("MSIP_Label_1_Name", "Public"), ("L_Name", "Secret"))


def test_files_inside_follow_their_attachment() -> None:
    gathering = Gathering()
    inside = (Member("b.docx", "docx", 7, Outcome.ENCRYPTED, 1),)
    gathering.add(2, PART, Extraction(Outcome.ENCRYPTED, true_type="zip", members=inside), 5, attached=True)
    outer, inner = gathering.facts(0, ()).attachments
    assert (outer.name, outer.true_type, outer.depth, outer.leaf) == ("a.zip", "zip", 0, 2)
    assert (inner.name, inner.true_type, inner.depth, inner.leaf) == ("b.docx", "docx", 1, 2)
    assert inner.outcome == "encrypted"


def test_files_inside_body_text_are_attachments_too() -> None:
    gathering = Gathering()
    inside = (Member("b.txt", "", 7, Outcome.TEXT, 1),)
    gathering.add(2, PART, Extraction(Outcome.TEXT, members=inside), 5, attached=False)
    assert [facts.name for facts in gathering.facts(0, ()).attachments] == ["b.txt"]


def test_too_many_attachments_are_told_once() -> None:
    gathering = Gathering()
    inside = (Member("b.txt", "", 7, Outcome.TEXT, 1),) * (MAX_ATTACHMENT_FACTS + 3)
    gathering.add(2, PART, Extraction(Outcome.TEXT, members=inside), 5, attached=True)
    facts = gathering.facts(0, ())
    assert len(facts.attachments) == MAX_ATTACHMENT_FACTS
    assert facts.defects == ("attachment-facts-cut",)
    assert facts.unreadable == ("limit",)


def test_header_values_are_bounded() -> None:
    header = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 60_000) for number in range(12))
    fields = walk(header + b"\r\n").fields
    facts = Gathering().facts(0, fields)
    assert "header-facts-cut" in facts.defects
    assert facts.unreadable == ("limit",)


def test_a_label_field_without_sense_gives_nothing() -> None:
    assert labels_of("") == []
    assert labels_of("a;b=;=c; ;d = e ") == [("d", "e")]
