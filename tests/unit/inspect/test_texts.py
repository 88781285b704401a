from __future__ import annotations

import textwrap

from skygw.detect import Text
from skygw.extract import Budget
from skygw.inspect.texts import message_texts
from skygw.inspect.walkthrough import Limits, Walkthrough


def texts(message: str) -> list[Text]:
    octets = textwrap.dedent(message).replace("\n", "\r\n").encode()
    return list(message_texts(Walkthrough(octets, Limits(), Budget)))


def bodies(message: str) -> list[Text]:
    return [text for text in texts(message) if text.where == "body"]


def test_subject_header_and_body() -> None:
    found = texts("""\
        Subject: Invoice 4711
        Thread-Topic: Invoice 4711
        X-Project: Falcon

        Hello.
        """)
    assert [(text.where, text.text) for text in found] == [
        ("subject", "Invoice 4711"),
        ("headers", "Falcon"),
        ("body", "Hello.\r\n"),
    ]


def test_addresses_of_the_header_are_no_addresses_of_the_text() -> None:
    header = texts("From: Anna <anna@contoso.com>\nTo: 4111111111111111@example.org\n\nHi.\n")[0]
    assert header.where == "headers"
    assert "@" not in header.text
    assert "4111111111111111 example.org" in header.text


def test_what_is_quoted_counts_only_what_is_new() -> None:
    own, quoted = bodies("Subject:\n\nYes.\n> The card\n")
    assert (own.text.strip(), own.again) == ("Yes.", False)
    assert (quoted.text.strip(), quoted.again) == ("> The card", True)


def test_a_value_that_was_wrapped_is_put_together() -> None:
    long = "please charge the card that we talked about, it is "
    first, second = bodies(f"Subject:\n\n{long}4111 1111\n1111 1111 and no other\n")
    assert "4111 1111 1111 1111" not in first.text
    assert "4111 1111 1111 1111" in second.text
    assert second.again
    assert second.origin is not None
    at = second.text.index("4111")
    start, end = second.origin.span(at, at + 19)
    assert first.text[start:end] == "4111 1111\r\n1111 1111"


def test_odd_characters_know_where_they_were() -> None:
    (text,) = bodies("Subject:\n\nﬁve ４１１１\n")
    assert text.text == "five 4111\r\n"
    assert text.origin is not None
    assert text.origin.span(5, 9) == (4, 8)


def test_of_two_forms_of_a_letter_one_is_shown() -> None:
    first, second, third = bodies("""\
        Content-Type: multipart/mixed; boundary=o

        --o
        Content-Type: multipart/alternative; boundary=i

        --i

        plain
        --i
        Content-Type: text/html

        <p>rich</p>
        --i--
        --o

        further
        --o--
        """)
    assert [text.alternative for text in (first, second, third)] == [False, True, False]
