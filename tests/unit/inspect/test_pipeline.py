from __future__ import annotations

import base64
import binascii
import contextlib
import gc
import json
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from skygw.detect import DataIdentifierSpec, KeywordSpec, Report, Scanner, compile_detectors
from skygw.extract import Budget
from skygw.extract.budget import Overtime
from skygw.inspect.pipeline import Limits, PartDescription, describe, inspect_octets
from skygw.inspect.walkthrough import Walkthrough
from tests.support.rawmail import multipart

DATA = Path(__file__).parents[2] / "data"
CARD = DataIdentifierSpec("credit_card")
CONFIDENTIAL = KeywordSpec(("confidential",))
VISA = "4111111111111111"


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return compile_detectors([CARD, CONFIDENTIAL])


def wire(name: str) -> bytes:
    return (DATA / name).read_bytes().replace(b"\n", b"\r\n")


def rows(report: Report, type_: str = "credit_card") -> list[tuple[str, int, int, int]]:
    return [(f.where, f.leaf, f.confidence, f.count) for f in report.findings if f.type == type_]


def flat(part: PartDescription) -> list[PartDescription]:
    return [part, *(inner for child in part.children for inner in flat(child))]


def test_a_real_message(scanner: Scanner) -> None:
    report = inspect_octets(wire("cards.eml"), scanner)
    assert report.status == "completed"
    assert rows(report) == [
        ("subject", 0, 75, 1),
        ("headers", 0, 85, 1),
        ("body", 4, 85, 1),  # a soft break of quoted-printable inside the number; the HTML says the same
        ("attachments", 6, 85, 1),
    ]
    assert report.cpu >= 0


def test_facts_of_a_real_message(scanner: Scanner) -> None:
    octets = wire("cards.eml")
    facts = inspect_octets(octets, scanner).facts
    assert facts.size == len(octets)
    assert facts.subject == "Zahlung für Bestellung 4111 1111 1111 1111"
    assert facts.header("From") == ('"Müller, Ämy" <amy@contoso.example>',)
    assert [(a.name, a.declared_type, a.true_type, a.size, a.outcome) for a in facts.attachments] == [
        ("kunden.csv", "application/octet-stream", "", 35, "text"),
        ("plan.pdf", "application/pdf", "pdf", 8, "unsupported"),
        ("blätter.gif", "image/gif", "gif", 6, "none"),
    ]
    assert facts.unreadable == ("unsupported",)
    assert facts.defects == ()


def test_messages_inside(scanner: Scanner) -> None:
    """A digest's parts are messages; an encoded message is taken apart too."""
    report = inspect_octets(wire("forwarded.eml"), scanner)
    assert rows(report) == [("attachments", 3, 85, 1), ("attachments", 6, 85, 1)]
    assert rows(report, "keyword") == [("attachments", 3, 75, 1)]  # in the subject of the first one


def test_tree() -> None:
    description = describe(wire("forwarded.eml"))
    assert [
        (p.number, p.parent, p.depth, p.kind, p.media_type, p.outcome) for p in flat(description.root)
    ] == [
        (1, 0, 0, "container", "multipart/digest", ""),
        (2, 1, 1, "container", "message/rfc822", ""),
        (3, 2, 2, "leaf", "text/plain", "text"),
        (4, 1, 1, "container", "message/rfc822", ""),
        (5, 4, 2, "leaf", "message/rfc822", "none"),
        (6, 5, 3, "leaf", "text/plain", "text"),
        (7, 1, 1, "view", "text/plain", ""),  # a message in base64 is ambiguous: everything once more
    ]
    assert all(part.texts == () for part in flat(description.root))


def test_tree_with_texts_as_json() -> None:
    description = describe(wire("cards.eml"), texts=True)
    tree = json.loads(json.dumps(description.to_json()))
    alternative = tree["parts"]["children"][1]
    assert alternative["media_type"] == "multipart/alternative"
    assert alternative["children"][0]["texts"] == ["Meine Kreditkarte: 3782 822463 10005, gültig bis 12/27"]
    assert [child["names"] for child in tree["parts"]["children"][2:]] == [
        ["kunden.csv"],
        ["plan.pdf"],
        ["blätter.gif"],
    ]
    assert tree["facts"]["outcomes"] == ["text", "text", "text", "text", "unsupported", "none"]


def test_offsets_of_the_tree() -> None:
    octets = multipart(b"\r\none", b"Content-Type: text/html\r\n\r\ntwo")
    one, two = describe(octets).root.children
    assert octets[one.start : one.end] == b"\r\none"
    assert octets[two.start : two.end] == b"Content-Type: text/html\r\n\r\ntwo"


def whole(subject: str = "x", header: str = "", body: bytes = b"body") -> bytes:
    return f"Subject: {subject}\r\n{header}\r\n".encode() + body


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        # (message, (place, count) of each finding of a card)
        (whole(VISA), [("subject", 1)]),
        (
            whole(VISA, f"Thread-Topic: {VISA}\r\nX-Subject: {VISA}\r\n"),
            [("subject", 1)],
        ),  # must not multiply
        (whole("x", f"Subject: {VISA}\r\n"), [("subject", 1)]),  # the second one
        (whole("x", f"X-Card: {VISA}\r\nX-Card: {VISA}\r\n"), [("headers", 1)]),
        (
            whole("x", f"To: =?utf-8?b?{base64.b64encode(VISA.encode()).decode()}?= <a@b>\r\n"),
            [("headers", 1)],
        ),
        (whole("x", f"Message-ID: <{VISA}@x>\r\nReferences: <{VISA}@x>\r\n"), []),  # made by machines
        (whole(body=VISA.encode()), [("body", 1)]),
        (whole("x", f'Content-Type: image/gif; name="{VISA}.gif"\r\n', b"GIF89a"), [("attachments", 1)]),
        (whole("x", "Content-Disposition: attachment\r\n", VISA.encode()), [("attachments", 1)]),
        (whole("x", "Content-Type: application/json\r\n", VISA.encode()), [("attachments", 1)]),
        (multipart(b"\r\nx") + VISA.encode(), [("body", 1)]),  # epilogue
        (multipart(b"\r\nx").replace(b"\r\n\r\n", b"\r\n\r\n" + VISA.encode() + b"\r\n", 1), [("body", 1)]),
        (f"Subject: x\r\n{VISA}\r\nTo: y\r\n\r\nbody".encode(), [("body", 1)]),  # junk in the header section
        (multipart(f"Content-Description: {VISA}\r\n\r\nx".encode()), [("body", 1)]),
        (f"no header at all {VISA}".encode(), [("body", 1)]),
        (b"", []),
        (b"\r\n", []),
    ],
)
def test_places(scanner: Scanner, octets: bytes, expected: list[tuple[str, int]]) -> None:
    found = [(finding.where, finding.count) for finding in inspect_octets(octets, scanner).findings]
    assert found == expected


def test_two_readings_do_not_count_twice(scanner: Scanner) -> None:
    octets = whole("x", "Content-Type: text/plain\r\n", f"<html><p>{VISA} 5555<b>5555</b>55554444".encode())
    (finding,) = inspect_octets(octets, scanner).findings
    assert (finding.count, finding.unique) == (2, 2)


def test_what_only_the_other_form_of_a_letter_says(scanner: Scanner) -> None:
    message = EmailMessage()
    message.set_content("please see the page")
    message.add_alternative("<p>card 4111<b>1111</b>1111&#49;111</p>", subtype="html")
    report = inspect_octets(message.as_bytes(policy=SMTP), scanner)
    assert rows(report) == [("body", 3, 85, 1)]


def test_what_the_standard_library_writes(scanner: Scanner) -> None:
    message = EmailMessage()
    message["Subject"] = "Grüße"
    message.set_content(f"card {VISA} größe", cte="base64")
    message.add_alternative(f"<p>card {VISA}</p>", subtype="html", cte="quoted-printable")
    message.add_attachment(
        b"PK\x03\x04\x14\0\x01\0" + bytes(50), maintype="application", subtype="zip", filename="ä.zip"
    )
    report = inspect_octets(message.as_bytes(policy=SMTP), scanner)
    assert [(f.where, f.confidence) for f in report.findings] == [("body", 85)]
    (attachment,) = report.facts.attachments
    assert (attachment.name, attachment.outcome) == ("ä.zip", "encrypted")


@pytest.mark.parametrize("name", ["mail.eml", "MAIL.EML"])
def test_message_attached_as_a_file(scanner: Scanner, name: str) -> None:
    inner = base64.encodebytes(f"Subject: s\r\n\r\ncard {VISA}".encode())
    octets = multipart(
        f"Content-Type: application/octet-stream; name={name}\r\n".encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + inner
    )
    report = inspect_octets(octets, scanner)
    assert rows(report) == [("attachments", 3, 85, 1)]
    assert report.facts.attachments[0].true_type == "eml"


def encoded_messages(depth: int) -> bytes:
    octets = f"Subject: deep\r\n\r\n{VISA}".encode()
    for _ in range(depth):
        octets = (
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(octets)
        )
    return octets


def test_depth_counts_through_encoded_messages(scanner: Scanner) -> None:
    fine = inspect_octets(encoded_messages(5), scanner, Limits(depth=5))
    assert fine.facts.unreadable == ()
    assert len(fine.findings) == 1
    deeper = inspect_octets(encoded_messages(6), scanner, Limits(depth=5))
    assert deeper.facts.unreadable == ("limit",)
    assert "limit-depth" in deeper.facts.defects


def test_parts_count_through_encoded_messages(scanner: Scanner) -> None:
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
        multipart(*[b"\r\nx"] * 20)
    )
    report = inspect_octets(multipart(*[part] * 20), scanner, Limits(parts=50))
    assert len(report.facts.outcomes) < 100
    assert "limit" in report.facts.unreadable


def test_limits_as_a_mapping(scanner: Scanner) -> None:
    octets = whole(body=b"x" * 100)
    report = inspect_octets(octets, scanner, {"leaf_text_octets": 10})
    assert report.facts.outcomes == ("truncated",)
    report = inspect_octets(octets, scanner, {"message_text_octets": 0})
    assert report.facts.outcomes == ("limit",)
    with pytest.raises(TypeError):
        inspect_octets(octets, scanner, {"nonsense": 1})


def test_header_facts_are_bounded(scanner: Scanner) -> None:
    octets = whole("x", "".join(f"X-{n}: {'y' * 1000}\r\n" for n in range(700)))
    facts = inspect_octets(octets, scanner).facts
    assert 400 < len(facts.headers) < 700
    assert "limit" in facts.unreadable
    assert "header-facts-cut" in facts.defects


def test_report_through_json(scanner: Scanner) -> None:
    report = inspect_octets(wire("cards.eml"), scanner)
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_no_content_in_reports(scanner: Scanner) -> None:
    for name in ("cards.eml", "forwarded.eml"):
        report = inspect_octets(wire(name), scanner)
        written = json.dumps([finding.to_json() for finding in report.findings]) + repr(report)
        for number in (VISA, "378282246310005", "6011111111111117", "5555555555554444"):
            assert number not in written
            assert number[:6] not in written


def test_an_ambiguous_message_is_flagged_and_read_in_every_view(scanner: Scanner) -> None:
    """The boundary is an encoded word: some programs decode it, then the second part is base64."""
    encoded = base64.encodebytes(f"my card {VISA}".encode()).replace(b"\n", b"\r\n")
    octets = (
        b'Content-Type: multipart/mixed; boundary="=?us-ascii?q?b?="\r\n\r\n--b\r\n\r\nhello\r\n'
        b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded + b"--b--\r\n"
    )
    report = inspect_octets(octets, scanner)
    assert [row[3] for row in rows(report)] == [1]
    assert report.facts.ambiguous
    assert {"boundary-encoded", "mime-ambiguous"} <= set(report.facts.defects)


def test_what_the_usual_reading_has_found_does_not_count_again(scanner: Scanner) -> None:
    octets = f"Subject: x\r\n\r\nmy card {VISA}\rthanks\r\n".encode()
    report = inspect_octets(octets, scanner)
    assert report.facts.defects == ("bare-cr", "mime-ambiguous")
    assert [(row[0], row[3]) for row in rows(report)] == [("body", 1)]


def test_a_doubtful_leaf_is_no_ambiguous_message(scanner: Scanner) -> None:
    encoded = base64.encodebytes(f"my card {VISA}".encode()).replace(b"\n", b"\r\n")
    report = inspect_octets(b"Content-Transfer-Encoding: base-64\r\n\r\n" + encoded, scanner)
    assert [row[:2] for row in rows(report)] == [("body", 1)]
    assert report.facts.defects == ("encoding-unknown",)
    assert not report.facts.ambiguous


def test_an_attached_file_of_unix_is_not_ambiguous(scanner: Scanner) -> None:
    inner = base64.encodebytes(f"Subject: x\n\nmy card {VISA}\n".encode()).replace(b"\n", b"\r\n")
    head = b"Content-Type: application/octet-stream; name=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    report = inspect_octets(head + inner, scanner)
    assert [row[3] for row in rows(report)] == [1]
    assert report.facts.defects == ()


def test_a_file_in_text_is_an_attachment(scanner: Scanner) -> None:
    lines = binascii.b2a_uu(f"my card {VISA}".encode()).replace(b"\n", b"\r\n")
    octets = b"Subject: x\r\n\r\nhello\r\nbegin 644 list.csv\r\n" + lines + b"`\r\nend\r\n"
    report = inspect_octets(octets, scanner)
    assert [row[:2] for row in rows(report)] == [("attachments", 2)]
    assert [(a.name, a.outcome, a.leaf) for a in report.facts.attachments] == [("list.csv", "text", 2)]
    assert report.facts.outcomes == ("text", "text")
    assert [p.names for p in flat(describe(octets).root)] == [(), ("list.csv",)]


def signed(content: bytes) -> bytes:
    def element(tag: int, *inside: bytes) -> bytes:
        octets = b"".join(inside)
        return bytes([tag, 0x82]) + len(octets).to_bytes(2, "big") + octets

    oid = bytes.fromhex("06092a864886f70d0107")
    inside = element(0x30, oid + b"\x01", element(0xA0, element(0x04, content)))
    return element(0x30, oid + b"\x02", element(0xA0, element(0x30, b"\x02\x01\x01", element(0x31), inside)))


def test_a_signed_message_is_unwrapped(scanner: Scanner) -> None:
    content = f"Content-Type: text/plain\r\n\r\nmy card {VISA}\r\n".encode()
    head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    body = base64.encodebytes(signed(content)).replace(b"\n", b"\r\n")
    head += b"Content-Transfer-Encoding: base64\r\n\r\n"
    report = inspect_octets(head + body, scanner)
    assert [row[:2] for row in rows(report)] == [("attachments", 2)]
    assert report.facts.outcomes == ("none", "text")
    assert report.facts.attachments[0].true_type == "p7m"
    cut = base64.encodebytes(signed(content)[:-5]).replace(b"\n", b"\r\n")
    assert inspect_octets(head + cut, scanner).facts.outcomes == ("truncated", "text")


def test_a_signed_file_is_unwrapped(scanner: Scanner) -> None:
    head = b"Content-Type: application/octet-stream; name=list.csv.p7m\r\n"
    body = base64.encodebytes(signed(f"my card {VISA}".encode())).replace(b"\n", b"\r\n")
    report = inspect_octets(head + b"Content-Transfer-Encoding: base64\r\n\r\n" + body, scanner)
    assert [row[:2] for row in rows(report)] == [("attachments", 2)]
    assert [a.name for a in report.facts.attachments] == ["list.csv.p7m", "list.csv"]


def test_a_spent_budget_of_work_is_told(scanner: Scanner) -> None:
    octets = b"Subject: x\r\n\r\nhello\r" + b"x" * 2000
    report = inspect_octets(octets, scanner, Limits(work_octets=3000))
    assert report.facts.unreadable == ("limit",)
    assert "limit-work" in report.facts.defects


@pytest.mark.parametrize("piece", ["=\n", "1<b>", "1&#49;", "4\n", "a@b.\n", ">\n"])
def test_a_text_made_to_be_slow_costs_itself(scanner: Scanner, piece: str) -> None:
    message = EmailMessage()
    message.set_content(f"card {VISA}")
    message.add_attachment(piece * 1_500_000, filename="a.txt")
    report = inspect_octets(message.as_bytes(policy=SMTP), scanner)
    assert rows(report) == [("body", 2, 85, 1)]
    assert report.status == "completed"
    cut = piece not in (">\n", "4\n")
    assert ("limit-text" in report.facts.defects) == cut
    assert bool(report.facts.unreadable) == cut


def test_a_step_that_is_interrupted_costs_its_part(scanner: Scanner) -> None:
    """The second text of the message is interrupted, whatever is done with it."""

    @contextlib.contextmanager
    def guard(_seconds: float) -> Iterator[None]:
        yield
        if sys._getframe(2).f_locals.get("part") == 3:
            raise Overtime

    def budget(*sizes: int, **rest: Any) -> Budget:
        return Budget(*sizes, **rest, guard=guard)

    message = EmailMessage()
    message.set_content(f"card {VISA}")
    message.add_attachment("some text", filename="a.txt")
    message.add_attachment(f"card {VISA}", filename="b.txt")
    report = inspect_octets(message.as_bytes(policy=SMTP), scanner, None, budget)
    assert rows(report) == [("body", 2, 85, 1), ("attachments", 4, 85, 1)]
    assert report.facts.unreadable == ("timeout",)


def test_a_message_has_so_much_cpu(scanner: Scanner) -> None:
    message = EmailMessage()
    message.set_content(f"card {VISA}")
    report = inspect_octets(message.as_bytes(policy=SMTP), scanner, Limits(message_seconds=0))
    assert rows(report) == []
    assert report.facts.unreadable


def test_caps_of_one_leaf_are_told(scanner: Scanner) -> None:
    octets = b"Subject: x\r\n\r\n" + b"begin 644 x\r\n#0V%T\r\nend\r\n" * 501
    report = inspect_octets(octets, scanner, Limits(parts=1000))
    assert report.facts.outcomes[0] == "truncated"
    assert len(report.facts.outcomes) == 501


def test_encrypted_content_is_known_under_any_name(scanner: Scanner) -> None:
    content = bytes.fromhex("308006092a864886f70d010703a0800000")
    head = b"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    report = inspect_octets(head + base64.encodebytes(content).replace(b"\n", b"\r\n"), scanner)
    assert report.facts.unreadable == ("encrypted",)


def test_nothing_keeps_a_message_when_it_is_done(scanner: Scanner) -> None:
    """Octets cannot be watched, but what holds them: no Walkthrough waits for the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        inspect_octets(wire("cards.eml"), scanner)
        assert not [held for held in gc.get_objects() if isinstance(held, Walkthrough)]
    finally:
        gc.enable()
