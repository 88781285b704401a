from __future__ import annotations

import base64

from skygw.mail.views import union
from skygw.mail.work import PRICE, Work
from tests.support.rawmail import crlf

MARKER = b"4111-1111-1111-1111"
ENCODED = base64.b64encode(MARKER).decode()


def views(octets: bytes, work: Work | None = None) -> list[bytes]:
    return [view.octets for view in union(octets, work or Work())]


def shown(text: str | bytes) -> bool:
    octets = text if isinstance(text, bytes) else crlf(text)
    return any(MARKER in view for view in views(octets))


def test_the_octets_come_first_and_nothing_comes_twice() -> None:
    octets = crlf(f"Subject: x\n\n--b\n\n{ENCODED}\n--b--\n")
    found = views(octets)
    assert found[0] == octets
    assert len(found) == len(set(found))


def test_base64_behind_any_delimiter() -> None:
    for delimiter in ("--x", " --x", "> --x", "\t--"):
        assert shown(f"a: b\n\n{delimiter}\nContent-Type: x\n\n{ENCODED}\n")


def test_base64_cut_by_what_looks_like_a_delimiter() -> None:
    assert shown(f"a: b\nContent-Transfer-Encoding: base64\n\n{ENCODED[:8]}\n--\n{ENCODED[8:]}\n")


def test_base64_behind_any_end_of_the_header() -> None:
    junk = "!".join(ENCODED)  # no run that would be found anywhere
    assert shown(f"a: b\n\n{junk}\n")
    assert shown(f"a: b\n \t\n{junk}\n")
    assert shown(b"a: b\r\r" + junk.encode())
    assert shown(b"a: b\n\n" + junk.encode())
    assert shown(f"a: b\n\nc: d\n\ne: f\n\n{junk}\n")  # the third
    assert shown(f"a: b\nno field\n\n\n{junk}\n")


def test_quoted_printable_and_encoded_words_anywhere() -> None:
    escaped = "".join(f"={octet:02X}" for octet in MARKER)
    assert shown(f"a: b\n{escaped[:20]}=\n{escaped[20:]}\n")
    assert shown(f"a: =?utf-8?q?{escaped}?=\n\n")
    assert shown(f"a: =?utf-8?b?{ENCODED}?=\n\n")


def test_octets_that_some_programs_drop() -> None:
    for junk in (b"\0", b"\xff", b"\r", b"\n", b"\x01"):
        assert shown(b"a: b\r\n\r\n" + MARKER[:7] + junk + MARKER[7:])
        escaped = b"".join(b"=%02X" % octet for octet in MARKER)
        assert shown(b"a: b\r\n\r\n" + escaped[:14] + junk + escaped[14:])


def test_a_block_of_base64_does_not_hide_what_joins_up_around_it() -> None:
    block = "\n".join(["A" * 60] * 100)
    assert shown(f"a: b\n\n4111-1111-=\n1111-=31111\n{block}\n".replace("=31111", "=31=31=31=31"))
    octets = crlf(f"a: b\n\nxyz=\n{block}=\nend\n")
    assert any(view.startswith(b"a: b\r\n\r\nxyzAAAA") for view in views(octets))


def test_files_in_text_carry_their_name() -> None:
    found = list(union(b"a\n\nbegin 644 x.txt\n#0V%T\nend\n", Work()))
    assert [(view.name, view.octets) for view in found if view.kind == "encoded-file"] == [("x.txt", b"Cat")]


def test_a_container_in_base64_is_opened() -> None:
    inner = crlf(f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{ENCODED}\n")
    once = base64.encodebytes(inner).decode()
    assert shown(f"Content-Type: multipart/mixed\n\n{once}")
    twice = base64.encodebytes(crlf(f"Content-Type: message/rfc822\n\n{once}")).decode()
    assert shown(f"Content-Type: multipart/mixed\n\n{twice}")


def test_a_budget_ends_the_views_and_says_so() -> None:
    octets = crlf("a: b\n\n" + f"--b\n\n{ENCODED}\n" * 1000)
    work = Work(100 * PRICE)
    assert 0 < len(views(octets, work)) <= 100
    assert work.exhausted
    assert sum(map(len, views(octets, Work(100 * PRICE)))) <= 100 * PRICE
    work = Work(0)
    assert views(octets, work) == []
    assert work.exhausted


def test_what_is_too_dear_is_left_out_and_smaller_pieces_come() -> None:
    large = base64.encodebytes(bytes(200_000)).decode()
    octets = crlf(f"a: b\n\n--b\n\n{large}\n--b\n\n{ENCODED}\n")
    work = Work(len(octets) + 150 * PRICE)
    assert any(MARKER in view for view in views(octets, work))
    assert work.exhausted


def test_nothing_is_left_out_unsaid() -> None:
    work = Work()
    views(crlf(f"a: b\n\n--b\n\n{ENCODED}\n"), work)
    assert not work.exhausted
