"""What a letter says itself, and what it quotes of the letters before it.

Replies carry whole threads, and a value that stands in ten copies of one letter was sent once: what is quoted
is read, but counts only what the letter itself does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from skygw.mail.origin import Origin, PiecewiseOrigin, Span

Piece = tuple[str, "Origin | None"]

# Lines that a mail program marks as quoted (RFC 3676, 4.5).
# All possessive: a million lines must not be a million ways back.
_MARKED = re.compile(r"\n(?P<lines>[ \t]{0,3}>[^\n]*+(?:\n[ \t]{0,3}>[^\n]*+)*+)")

_MOST = 20_000
"""Quoted stretches that are told apart in one letter; what is beyond counts as its own."""

# Where the letter before begins and all that follows is quoted: Outlook's line of dashes; its block of fields
# in the languages that it speaks; elsewhere the line above a quotation ("On ... wrote:"), whose own lines are
# marked or, made from HTML, are not.
_FROM = "From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|Kimden|Feladó|De la|Από|差出人|发件人|寄件者|보낸 사람"
_SENT = (
    "Sent|Gesendet|Envoyé|Enviado(?: el| em)?|Inviato|Verzonden|Skickat|Sendt|Lähetetty|Wysłano|Odesláno|"
    "Отправлено|Gönderildi|Küldve|Elküldve|Trimis|Στάλθηκε|送信日時|发送时间|寄件日期|보낸 날짜"
    "|Date|Datum|Data|Fecha"
)
_BEGINNING = re.compile(
    r"\n(?:-{3,}[ \t]*(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine"
    r"|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Forwarded message"
    r"|Weitergeleitete Nachricht)[ \t]*-{3,}"
    rf"|\*?(?:{_FROM})[ \t]?:\*?[^\n]{{1,300}}\n\*?(?:{_SENT})[ \t]?:"
    r"|(?:On|Am|Le|El|Il|Op|Em|Den|Dnia|W dniu)[ ][^\n]{5,200}"
    r"(?:wrote|schrieb[^\n]{0,100}|a écrit|escribió|ha scritto|schreef[^\n]{0,100}|escreveu|skrev[^\n]{0,100}"
    r"|napisał(?:\(a\))?)[ ]?:[ \t\r]*(?=\n|\Z))"
)


def own_and_quoted(text: str, origin: Origin | None) -> tuple[Piece, ...]:
    """The letter's own words and then, if there are any, the quoted ones, each with where they stood."""
    stretches = list(_quoted(text))
    if not stretches:
        return ((text, origin),)
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(text)]
    own = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    return (_piece(text, own, origin), _piece(text, stretches, origin))


def _quoted(text: str) -> Iterator[Span]:
    """What is quoted, in order: marked lines, and everything behind the beginning of the letter before."""
    # The expressions begin with a line end, which is looked for in C; so the text gets one before it.
    lines = "\n" + text
    beginning = _BEGINNING.search(lines)
    # A letter that begins with such a line forwards: it is all that it has to say.
    end = beginning.start() if beginning and text[: beginning.start()].strip() else len(text)
    if ">" in text:
        for marked in islice(_MARKED.finditer(lines, 0, end + 1), _MOST):
            yield marked.start("lines") - 1, marked.end("lines") - 1
    if end < len(text):
        yield end, len(text)


def _piece(text: str, stretches: list[Span], origin: Origin | None) -> Piece:
    made: list[int] = []
    given: list[int] = []
    pieces: list[str] = []
    length = 0
    for start, end in stretches:
        if start < end:
            made.append(length)
            given.append(start)
            pieces.append(text[start:end])
            length += end - start
    return "".join(pieces), PiecewiseOrigin(made or [0], given or [0], origin)
