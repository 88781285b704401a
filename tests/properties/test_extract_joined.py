"""The other reading of office documents: any order of anything is read, nothing within a word parts it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skygw.extract import joined
from skygw.extract.found import Again

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
O = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"  # noqa: E741 - as W and S
HEADS = (
    f"<w:body xmlns:w='{W}'>", f"<sst xmlns='{S}'>", f"<text:text xmlns:text='{O}'>", "<a>", "",
)  # fmt: skip
PIECES = st.sampled_from((
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:vanish/>", "<w:instrText>", "</w:instrText>",
    "<si>", "</si>", "<t>", "</t>", "<rPh>", "</rPh>", "<text:p>", "</text:p>", "<text:note>", "</text:note>",
    "<x:p xmlns:x='u'/>", "<!--", "-->",
    "<?", "?>", "<![CDATA[", "]]>", "<", ">", "'", '"', "&", "&#52;", "4",
    "word", "_x0034_", "<w:sym w:char='F034'/>", "<w:sym w:char='F026'/>", "\ud800", "\0",
))  # fmt: skip
HIDDEN = st.sampled_from((
    "<!-- x -->", "<!-- <w:p> -->", "<?x > ?>", "<w:instrText>7</w:instrText>", "<x:p xmlns:x='urn:x'/>",
    "<x:p xmlns:x='urn:x'><x:t>7</x:t></x:p>", "<w:delText>7</w:delText>", "<w:footnoteReference w:id='1'/>",
))  # fmt: skip


@given(st.sampled_from(HEADS), st.lists(PIECES, max_size=40))
def test_any_order(head: str, pieces: list[str]) -> None:
    source = head + "".join(pieces)
    for octets in (source, source.encode("utf-8", "replace"), source.encode("utf-16", "replace")):
        for found in joined.readings(octets):
            assert isinstance(found, str | Again)


@given(st.lists(HIDDEN, min_size=15, max_size=15))
def test_nothing_within_a_word_parts_it(between: list[str]) -> None:
    digits = "4111111111111111"
    runs = "".join(
        f"<w:r><w:t>{digit}</w:t>{hidden}</w:r>" for digit, hidden in zip(digits, [*between, ""], strict=True)
    )
    source = f"<w:body xmlns:w='{W}'><w:p>{runs}</w:p><w:p><w:r><w:t>5</w:t></w:r></w:p></w:body>"
    texts = [found if isinstance(found, str) else found.text for found in joined.readings(source)]
    assert digits in "\n".join(texts).split()
