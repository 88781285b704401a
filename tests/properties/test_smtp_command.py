"""Commands: any octets give a value or a text, never an exception; what is understood stands in the line."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from skygw.smtp.command import Mail, Rcpt, parse_bdat, parse_mail, parse_rcpt

atext = st.sampled_from([*b"abcXYZ019!#$%&'*+-/=?^_`{|}~.", 0xC3, 0xBC]).map(lambda octet: bytes([octet]))
atom = st.lists(atext, min_size=1, max_size=8).map(b"".join)
qtext = st.sampled_from([b" ", b">", b"<", b"@", b",", b":", b"a", b'\\"', b"\\\\", b"\\>", b"\xff"])
quoted = st.lists(qtext, max_size=8).map(lambda parts: b'"' + b"".join(parts) + b'"')
domain = atom | st.sampled_from([b"[192.0.2.1]", b"[IPv6:2001:db8::1]", b"example.com."])
mailbox = st.builds(lambda local, where: local + b"@" + where, atom | quoted, domain)
route = st.lists(domain.map(lambda where: b"@" + where), min_size=1, max_size=3).map(b",".join)
path = mailbox | st.builds(lambda through, to: through + b":" + to, route, mailbox)
parameters = st.lists(st.sampled_from([b"X=1", b"Y", b"Z-Z=a=b", b"ORCPT=rfc822;a+40b"]), unique=True).map(
    lambda words: b"".join(b" " + word for word in words)
)

fragments = st.sampled_from(
    [
        b"MAIL", b" FROM:", b"RCPT", b" TO:", b"BDAT ", b"<", b">", b'"', b"\\", b" ", b"a@b", b"=",
        b"SIZE=", b"1", b"+", b"_", "١".encode(), b" LAST", b"\0", b"\r", b"\n", b"\t", b"BODY=", b"8BITMIME",
    ]
)  # fmt: skip
garbage = st.lists(fragments | st.binary(max_size=4), max_size=25).map(b"".join)


@given(path, parameters, st.sampled_from([b"MAIL FROM:", b"mail  from: "]))
def test_every_address_of_the_grammar_is_understood(address: bytes, words: bytes, verb: bytes) -> None:
    mail = parse_mail(verb + b"<" + address + b">" + words)
    assert isinstance(mail, Mail)
    assert mail.path == address
    rcpt = parse_rcpt(b"RCPT TO:<" + address + b">" + words)
    assert isinstance(rcpt, Rcpt)
    assert rcpt.path == address


@given(garbage | garbage.map(lambda octets: b"MAIL FROM:<a@b> " + octets))
@example(b"MAIL FROM:<> SIZE=1")
def test_mail_from_anything(line: bytes) -> None:
    mail = parse_mail(line)
    if isinstance(mail, Mail):
        assert mail.line == line
        assert b"<" + mail.path + b">" in line
        assert not {0, 10, 13} & set(line)
        assert mail.body in (b"7BIT", b"8BITMIME", b"BINARYMIME")


@given(garbage | garbage.map(lambda octets: b"RCPT TO:<a@b> " + octets))
def test_rcpt_from_anything(line: bytes) -> None:
    rcpt = parse_rcpt(line)
    if isinstance(rcpt, Rcpt):
        assert rcpt.line == line
        assert b"<" + rcpt.path + b">" in line
        assert not {0, 10, 13} & set(line)


def plain_bdat(line: bytes) -> tuple[int, bool] | None:
    """BDAT as one would read it aloud."""
    words = [word for word in line.upper().split(b" ") if word]
    if line[:5].upper() != b"BDAT " or len(words) not in (2, 3) or words[2:] not in ([], [b"LAST"]):
        return None
    number = 0
    for octet in words[1]:
        if octet not in b"0123456789":
            return None
        number = number * 10 + octet - 48
    return (number, len(words) == 3) if len(words[1]) <= 20 else None


@given(
    garbage
    | garbage.map(lambda octets: b"BDAT " + octets)
    | st.builds(
        lambda number, end: b"BDAT %d" % number + end,
        st.integers(-9, 10**22),
        st.sampled_from([b"", b" LAST"]),
    )
)
def test_bdat_from_anything(line: bytes) -> None:
    assert parse_bdat(line) == plain_bdat(line)
