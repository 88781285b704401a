"""MAIL, RCPT and BDAT as values; the line itself untouched."""

from __future__ import annotations

import pytest

from skygw.smtp.command import Mail, Rcpt, parse_bdat, parse_mail, parse_rcpt

PATHS = [
    # path, comment
    (b"a@example.com", "the common case"),
    (b"a+b=c{d}|e~f!#$%&'*/?^_`.-@example.com", "every atext"),
    (b'"a b"@example.com', "blank in a quoted string"),
    (b'"a>b"@example.com', "> in a quoted string ends nothing"),
    (b'"<>"@example.com', "both brackets"),
    (b'"a\\"b"@example.com', "quoted quote"),
    (b'"a\\\\"@example.com', "quoted backslash at the end of the string"),
    (b'"a\\>"@example.com', "quoted bracket"),
    (b'""@example.com', "empty local part"),
    (b'"a"."b"@example.com', "two quoted strings (obsolete)"),
    (b"@relay.example,@other.example:a@example.com", "source route"),
    (b"a@[192.0.2.1]", "IPv4 literal"),
    (b"a@[IPv6:2001:db8::1]", "IPv6 literal"),
    ("jürgen@bücher.example".encode(), "SMTPUTF8"),
    ("用户@例子.example".encode(), "SMTPUTF8, other letters"),
    (b"j\xfcrgen@example.com", "Latin-1: not ours to judge"),
    (b"a@example.com.", "root dot"),
    (b"postmaster", "no domain"),
    (b"x" * 300 + b"@example.com", "longer than RFC 5321 allows: not ours to judge"),
    (b"a@b@c", "two at signs: not ours to judge"),
]


@pytest.mark.parametrize(("path", "comment"), [*PATHS, (b"", "the null path")])
def test_mail_keeps_path_and_line(path: bytes, comment: str) -> None:
    for line in (b"MAIL FROM:<%b>" % path, b"mail from: <%b> SIZE=5 BODY=8bitmime " % path):
        mail = parse_mail(line)
        assert isinstance(mail, Mail)
        assert (mail.line, mail.path) == (line, path)


@pytest.mark.parametrize(("path", "comment"), PATHS)
def test_rcpt_keeps_path_and_line(path: bytes, comment: str) -> None:
    for line in (b"RCPT TO:<%b>" % path, b"rcpt  to:  <%b>  NOTIFY=NEVER ORCPT=rfc822;x" % path):
        assert parse_rcpt(line) == Rcpt(line, path)


BAD_PATHS = [
    # path with brackets, comment
    (b"a@example.com", "no brackets"),
    (b"<a@example.com", "not closed"),
    (b"a@example.com>", "not opened"),
    (b"<a b@example.com>", "blank outside of a quoted string"),
    (b"<a>b@example.com>", "> outside of a quoted string"),
    (b"<<a@example.com>>", "brackets twice"),
    (b"<a\\>b@example.com>", "a backslash quotes nothing outside of a quoted string"),
    (b'<"a@example.com>', "quoted string not closed"),
    (b'<"a\\"@example.com>', "its end is quoted"),
    (b"<a\tb@example.com>", "tab"),
    (b"<a\x7f@example.com>", "DEL"),
    (b'<"a\tb"@example.com>', "tab in a quoted string"),
    (b'<"a\\\tb"@example.com>', "quoted tab"),
    (b'<"a\x1bb"@example.com>', "escape in a quoted string"),
    (b"<a@example.com>SIZE=5", "no blank before the parameters"),
    (b"<a@example.com>\tSIZE=5", "a tab before the parameters"),
    (b"<a@example.com> SIZE=5\tBODY=7BIT", "a tab between the parameters"),
    (b"<a@example.com> X=\x85\x1f", "a control in a value"),
    (b"(comment)<a@example.com>", "something between colon and path"),
    (b"<a@example.com> <b@example.com>", "two paths"),
    (b"", "nothing"),
    (b"<a@x>\r\nRCPT TO:<b@y>", "a line end: the caller cuts lines, but be sure"),
    (b"<a@x>\nRCPT TO:<b@y>", "bare LF"),
    (b"<a@x\0>", "NUL"),
]


@pytest.mark.parametrize(("argument", "comment"), BAD_PATHS)
def test_bad_paths_are_told(argument: bytes, comment: str) -> None:
    assert isinstance(parse_mail(b"MAIL FROM:" + argument), str)
    assert isinstance(parse_rcpt(b"RCPT TO:" + argument), str)


@pytest.mark.parametrize(
    "line",
    [
        b"MAIL FROM <a@x>",  # no colon
        b"MAILFROM:<a@x>",  # no blank
        b"MAIL\tFROM:<a@x>",  # a tab
        b"MAIL FROM :<a@x>",  # a blank before the colon
        b" MAIL FROM:<a@x>",  # a blank in front
        b"MAIL TO:<a@x>",
        b"MAIL",
    ],
)
def test_what_is_no_mail_command(line: bytes) -> None:
    assert parse_mail(line) == "Syntax: MAIL FROM:<address>"


def test_rcpt_needs_an_address() -> None:
    assert parse_rcpt(b"RCPT TO:<>") == "Syntax: RCPT TO:<address>"


PARAMETERS = [
    # octets behind the path, parameters, comment
    (b"", {}, "none"),
    (b" ", {}, "a blank at the end of the line"),
    (b" SIZE=10", {b"SIZE": b"10"}, "RFC 1870"),
    (b" size=10 Body=7BIT", {b"SIZE": b"10", b"BODY": b"7BIT"}, "keywords are without case"),
    (b" SMTPUTF8", {b"SMTPUTF8": b""}, "no value (RFC 6531)"),
    (b"  RET=HDRS   ENVID=QQ314159 ", {b"RET": b"HDRS", b"ENVID": b"QQ314159"}, "blanks (RFC 3461)"),
    (b" ENVID=a=b==", {b"ENVID": b"a=b=="}, "= within a value"),
    (b" X-UNKNOWN=1 XY-Z", {b"X-UNKNOWN": b"1", b"XY-Z": b""}, "nobody knows them"),
    (" ORCPT=utf-8;jürgen@x".encode(), {b"ORCPT": "utf-8;jürgen@x".encode()}, "8-bit value (RFC 6533)"),
    (b" AUTH=<>", {b"AUTH": b"<>"}, "brackets in a value"),
]


@pytest.mark.parametrize(("octets", "parameters", "comment"), PARAMETERS)
def test_parameters(octets: bytes, parameters: dict[bytes, bytes], comment: str) -> None:
    line = b"MAIL FROM:<a@x>" + octets
    mail = parse_mail(line)
    assert isinstance(mail, Mail)
    assert (mail.line, mail.parameters) == (line, parameters)
    assert isinstance(parse_rcpt(b"RCPT TO:<a@x>" + octets), Rcpt)


@pytest.mark.parametrize(
    "octets",
    [
        b" SIZE=10 SIZE=10",  # repeated: which one counts?
        b" SIZE=10 size=20",
        b" SMTPUTF8 SMTPUTF8",
        b" =10",  # no keyword
        b" -X=1",  # keywords begin with a letter or a digit
        b" X_Y=1",  # "_" is not allowed
        b" RET=",  # no value behind "="
        b" a@b",
    ],
)
def test_malformed_and_repeated_parameters(octets: bytes) -> None:
    assert parse_mail(b"MAIL FROM:<a@x>" + octets) == "Malformed or repeated parameter"
    assert parse_rcpt(b"RCPT TO:<a@x>" + octets) == "Malformed or repeated parameter"


SIZES = [
    # value, size or None where it is refused, comment
    (b"0", 0, "not declared, in effect"),
    (b"1", 1, ""),
    (b"007", 7, "leading zeros"),
    (b"99999999999999999999", 99999999999999999999, "20 digits, as RFC 1870 has it"),
    (b"999999999999999999999", None, "21 digits"),
    (b"+16", None, "int() would take it"),
    (b"-1", None, "negative"),
    (b"1_6", None, "int() would take it"),
    (b"0x10", None, "hex"),
    (b"1e3", None, "float"),
    (b"1.5", None, "float"),
    ("١٦".encode(), None, "Arabic digits: isdigit() and int() would take them from text"),
    ("²".encode(), None, "superscript: isdigit() would take it from text"),
    (b"16,000", None, "grouped"),
]


@pytest.mark.parametrize(("value", "size", "comment"), SIZES)
def test_size_is_digits_alone(value: bytes, size: int | None, comment: str) -> None:
    mail = parse_mail(b"MAIL FROM:<a@x> SIZE=" + value)
    if size is None:
        assert mail == "SIZE needs a number of octets"
    else:
        assert isinstance(mail, Mail)
        assert mail.size == size


def test_size_not_declared() -> None:
    mail = parse_mail(b"MAIL FROM:<a@x>")
    assert isinstance(mail, Mail)
    assert mail.size is None
    assert parse_mail(b"MAIL FROM:<a@x> SIZE") == "SIZE needs a number of octets"


@pytest.mark.parametrize(
    ("octets", "body"),
    [
        (b"", b"7BIT"),
        (b" BODY=7BIT", b"7BIT"),
        (b" BODY=8bitmime", b"8BITMIME"),
        (b" BODY=BinaryMIME", b"BINARYMIME"),
    ],
)
def test_body(octets: bytes, body: bytes) -> None:
    mail = parse_mail(b"MAIL FROM:<a@x>" + octets)
    assert isinstance(mail, Mail)
    assert mail.body == body


@pytest.mark.parametrize("octets", [b" BODY=8BIT", b" BODY=BINARY", b" BODY=7BIT,8BITMIME", b" BODY"])
def test_body_of_another_kind(octets: bytes) -> None:
    assert parse_mail(b"MAIL FROM:<a@x>" + octets) == "BODY is 7BIT, 8BITMIME or BINARYMIME"


BDAT = [
    # line, chunk, comment
    (b"BDAT 0", (0, False), "an empty chunk"),
    (b"BDAT 0 LAST", (0, True), "the usual end"),
    (b"BDAT 86", (86, False), ""),
    (b"bdat  86  last ", (86, True), "case, blanks"),
    (b"BDAT 0086", (86, False), "leading zeros"),
    (b"BDAT " + b"9" * 20, (10**20 - 1, False), "20 digits"),
    (b"BDAT " + b"9" * 21, None, "21 digits"),
    (b"BDAT 18446744073709551621", (2**64 + 5, False), "2^64 + 5 is no 5 here"),
    (b"BDAT", None, "no size"),
    (b"BDAT ", None, "no size"),
    (b"BDAT LAST", None, "no size"),
    (b"BDAT -1", None, "negative"),
    (b"BDAT +16", None, "int() would take it"),
    (b"BDAT 1_6", None, "int() would take it"),
    (b"BDAT 0x10", None, "hex"),
    (b"BDAT 1e1", None, "float"),
    (b"BDAT 1 6", None, "a blank within"),
    ("BDAT ١٦".encode(), None, "Arabic digits: int() would take them from text"),
    ("BDAT １６".encode(), None, "full-width digits"),
    ("BDAT ²".encode(), None, "superscript: isdigit() would take it from text"),
    (b"BDAT 16LAST", None, "no blank"),
    (b"BDAT 16 LASTX", None, "something else"),
    (b"BDAT 16 LAST LAST", None, "twice"),
    (b"BDAT 16 FIRST", None, "something else"),
    (b"BDAT\t16", None, "a tab"),
    (b"BDAT 16\tLAST", None, "a tab"),
    (b"BDAT 16\x0b", None, "int() would strip it"),
    (b"BDAT 16\n", None, "a line end: $ would let it through"),
    (b"BDAT16", None, "no blank"),
    (b" BDAT 16", None, "a blank in front"),
    (b"BDAT \xa016", None, "a no-break blank in Latin-1"),
]


@pytest.mark.parametrize(("line", "chunk", "comment"), BDAT)
def test_bdat_is_digits_and_last(line: bytes, chunk: tuple[int, bool] | None, comment: str) -> None:
    assert parse_bdat(line) == chunk


@pytest.mark.parametrize(
    "argument",
    [
        b'<"' + b"\\" * 4000,
        b"<" + b'""' * 2000 + b'"',
        b'<"' + b'\\"' * 2000,
        b"<" + b"a" * 4000,
        b"<" + b'"a"' * 1300 + b" ",
        b"<a@x> " + b"a=b " * 1000 + b"=",
        b" " * 4000,
    ],
)
def test_hostile_paths_end_with_a_refusal(argument: bytes) -> None:
    """With a pattern that backtracks, one of these would not end within the life of this test run."""
    assert isinstance(parse_mail(b"MAIL FROM:" + argument), str)
    assert isinstance(parse_rcpt(b"RCPT TO:" + argument), str)
