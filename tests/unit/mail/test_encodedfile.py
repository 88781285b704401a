from __future__ import annotations

import base64
import binascii

import pytest

from skygw.mail import encodedfile
from skygw.mail.encodedfile import files, uu_line, yenc


def uuencoded(content: bytes, name: str = "a b.bin", *, stripped: bool = False) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    lines = [line.rstrip() + b"\r\n" if stripped else line.replace(b"\n", b"\r\n") for line in lines]
    return b"begin 644 " + name.encode() + b"\r\n" + b"".join(lines) + b"`\r\nend\r\n"


def yencoded(content: bytes) -> bytes:
    written = b"".join(
        b"=" + bytes([(octet + 106) % 256])
        if (octet + 42) % 256 in (0, 10, 13, 61)
        else bytes([(octet + 42) % 256])
        for octet in content
    )
    lines = b"\r\n".join(written[at : at + 128] for at in range(0, len(written), 128))
    return b"=ybegin line=128 size=%d name=a b.bin\r\n" % len(content) + lines + b"\r\n=yend size=1\r\n"


CONTENT = bytes(range(256)) * 3


def test_uuencode() -> None:
    octets = b"hello\r\n" + uuencoded(CONTENT) + b"bye\r\n"
    ((file,), complete) = files(octets)
    assert (file.kind, file.name, file.octets, complete) == ("uuencode", "a b.bin", CONTENT, True)
    assert octets[file.start : file.end] == uuencoded(CONTENT)


def test_uuencode_without_blanks_at_line_ends() -> None:
    assert files(uuencoded(b" " * 100, stripped=True))[0][0].octets == b" " * 100


def test_uuencode_without_an_end() -> None:
    octets = uuencoded(CONTENT).replace(b"`\r\nend\r\n", b"not: data, for sure\r\n")
    assert files(octets)[0][0].octets == CONTENT


def test_uuencode_in_base64() -> None:
    octets = b"begin-base64 644 x\r\n" + base64.encodebytes(CONTENT).replace(b"\n", b"\r\n") + b"====\r\n"
    assert files(octets)[0][0].octets == CONTENT


def test_yenc() -> None:
    ((file,), _) = files(b"hello\r\n" + yencoded(CONTENT) + b"bye")
    assert (file.kind, file.name, file.octets) == ("yenc", "a b.bin", CONTENT)


def test_yenc_of_several_parts() -> None:
    octets = yencoded(CONTENT).replace(b"name=a b.bin\r\n", b"name=a b.bin\r\n=ypart begin=1 end=768\r\n")
    assert files(octets)[0][0].octets == CONTENT


def test_an_escape_on_the_border_of_a_window() -> None:
    for shift in range(4):
        content = b"x" * (encodedfile._WINDOW - shift) + b"\xd6\x13\xd6" + b"y" * 10  # escaped: NUL, =, NUL
        assert files(yencoded(content))[0][0].octets == content


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"We begin 644 days after\r\nthe start.\r\n",
        b"begin 644 the game\r\nEverybody was there, and so on.\r\n",
        b"begin at nine\r\n",
        b"begin 644 x\r\n\r\n\r\n",
        b"begin 644 x\r\nend\r\n",
        b"begin-base64 644 x\r\nWhat a day!\r\n",
        b"x=ybegin line=1 name=x\r\nabc\r\n=yend\r\n",
    ],
)
def test_text_is_no_file(octets: bytes) -> None:
    assert files(octets) == ((), True)


def test_many_files_are_capped() -> None:
    found, complete = files(b"begin 644 x\r\n#0V%T\r\nend\r\n" * (encodedfile.MAX_FILES + 1))
    assert (len(found), complete) == (encodedfile.MAX_FILES, False)


def test_many_beginnings_are_capped() -> None:
    octets = b"begin 644 x\n" * (encodedfile.MAX_TRIES + 5) + b"#0V%T\nend\n"
    assert files(octets) == ((), False)


def test_many_escapes_are_capped() -> None:
    content, complete = yenc(b"=a" * (3 * encodedfile.MAX_ESCAPES))
    assert not complete
    assert len(content) < 2 * encodedfile.MAX_ESCAPES


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"#0V%T", b"Cat"),
        (b"#0V%x", None),  # lower case is no data
        (b"#0V%T`", b"Cat"),  # a checksum
        (b"#0V%T```", None),
        (b"`", b""),
        (b"", b""),
        (b"M0V%T", None),  # says 45, has 3
        (b"\xff0V%T", None),
    ],
)
def test_data_lines(line: bytes, expected: bytes | None) -> None:
    assert uu_line(line) == expected


@pytest.mark.parametrize("quote", [b"> ", b">", b"> > ", b"  > ", b">>> "])
@pytest.mark.parametrize("words", [b"x", b"words " * 30])
def test_files_in_what_is_quoted(quote: bytes, words: bytes) -> None:
    lines = [binascii.b2a_uu(words[at : at + 45]).rstrip(b"\n") for at in range(0, len(words), 45)]
    uu = [b"begin 644 a.txt", *lines, b"`", b"end"]
    coded = [b"begin-base64 644 a.txt", *base64.encodebytes(words).splitlines(), b"===="]
    for form in (uu, coded):
        octets = b"".join(quote + line + b"\r\n" for line in form)
        (file,), complete = files(b"He wrote:\r\n" + octets + b"\r\nbye")
        assert (file.octets, file.name, complete) == (words, "a.txt", True)


def test_a_sentence_before_begin_is_no_quotation() -> None:
    assert files(b"so > begin 644 x\n#0V%T\nend\n") == ((), True)


@pytest.mark.parametrize("begin", [b"begin a.txt", b"begin  a.txt", b"begin 6 a.txt", b"begin 0644 a.txt"])
def test_the_mode_may_be_left_out_or_short(begin: bytes) -> None:
    (file,), _ = files(begin + b"\r\n" + binascii.b2a_uu(b"words") + b"`\r\nend\r\n")
    assert (file.octets, file.name) == (b"words", "a.txt")


def test_sentences_are_no_files() -> None:
    text = b"begin the day\n"
    text += b"Most of us would like to begin with a long walk in the park, I know.\nOK\n\n(1)\nend\n"
    assert files(text) == ((), True)
