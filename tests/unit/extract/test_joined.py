"""What stands in the middle of a word in office documents, and is not shown there."""

# ruff: noqa: E501 - documents are written as they are

from __future__ import annotations

import io
import zipfile

import pytest

from skygw.extract import Budget, Extraction, Leaf, Outcome, extract, joined, xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CARD = "4111111111111111"
HALF = "41111111", "11111111"


def packed(parts: dict[str, str | bytes]) -> Extraction:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return extract(Leaf(file.getvalue(), "application/octet-stream"), Budget())


def texts(parts: dict[str, str | bytes]) -> str:
    extraction = packed(parts)
    assert extraction.outcome is Outcome.TEXT
    return "\n".join(extraction.texts)


def body(runs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body><w:p><w:r>{runs}</w:r></w:p></w:body></w:document>'


def docx(part: str | bytes, name: str = "word/document.xml") -> dict[str, str | bytes]:
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": body("<w:t>other</w:t>")}
    return {**parts, name: part}


def t(text: str) -> str:
    return f"<w:t>{text}</w:t>"


def run(text: str) -> str:
    return f"</w:r><w:r>{text}</w:r><w:r>"


DIGITS = "</w:r><w:r>".join(t(digit) for digit in CARD)


@pytest.mark.parametrize(
    "between",
    [
        "<w:instrText>IF 1</w:instrText>",
        "</w:r><w:del w:id='1'><w:r><w:delText>99</w:delText></w:r></w:del><w:r>",
        "</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>zz</w:t></w:r><w:r>",
        "<x:p xmlns:x='urn:x'/>", "<x:name xmlns:x='urn:x'/>", "<x:br xmlns:x='urn:x'>no</x:br>",
        "<x:t xmlns:x='urn:x'>zz</x:t>", "<w:p xmlns:w='urn:x'/>", "<w:name/>",
        "<w:ffData><w:name w:val='a'/></w:ffData>",
        "<w:drawing><wp:inline xmlns:wp='urn:x'><wp:posOffset>77</wp:posOffset></wp:inline></w:drawing>",
        "<w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict>",
        "<w:ruby><w:rt><w:r><w:t>99</w:t></w:r></w:rt></w:ruby>",
        "<mc:Fallback xmlns:mc='urn:mc'><w:t>zz</w:t></mc:Fallback>",
    ],
)  # fmt: skip
def test_between_runs(between: str) -> None:
    assert CARD in texts(docx(body(t(HALF[0]) + between + t(HALF[1]))))


@pytest.mark.parametrize("mark", ["<!-- x -->", "<!-- a > b -->", "<!-- <w:p> ' -->", "<?x y?>", "<?x > ?>", "<!---->"])
def test_marks_in_the_text_leave_nothing(mark: str) -> None:
    text = HALF[0] + mark + HALF[1]
    assert CARD in texts(docx(body(t(text))))
    assert CARD in texts(xlsx('<c t="s"><v>0</v></c>', f"<si><t>{text}</t></si>"))
    assert CARD in texts(xlsx(f"<c><v>{text}</v></c>"))
    assert CARD in texts(xlsx(f'<c t="inlineStr"><is><t>{text}</t></is></c>'))
    assert CARD in texts(odt(text))


def test_cdata_is_text() -> None:
    text = f"{HALF[0]}<![CDATA[{HALF[1]}]]>"
    assert CARD in texts(docx(body(t(text))))
    assert CARD in texts(xlsx('<c t="s"><v>0</v></c>', f"<si><t>{text}</t></si>"))
    assert CARD in texts(odt(text))


def test_what_is_left_out_is_in_the_other_reading() -> None:
    source = body(t(HALF[0]) + "<w:instrText>IF code</w:instrText><!-- remark -->" + t(HALF[1]))
    words = texts(docx(source)).split()
    assert {"code", "remark", CARD} <= set(words)


def test_symbols_are_their_characters() -> None:
    assert CARD in texts(docx(body("".join(f'<w:sym w:font="A" w:char="F0{ord(c):02X}"/>' for c in CARD))))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_runs_in_any_encoding(encoding: str) -> None:
    source = body(DIGITS).replace("UTF-8", encoding)
    mark = "\ufeff" if encoding.endswith("e") else ""
    assert CARD in texts(docx((mark + source).encode(encoding)))


def test_namespaces_with_references() -> None:
    assert CARD in texts(docx(body(DIGITS).replace("word", "w&#111;rd")))


@pytest.mark.parametrize(
    "name",
    ["word/theme/document.xml", "word/styles.xml", "word/webSettings.xml", "word/document.htm", "word/document.ttf",
     "word/document.odttf", "word/document.fntdata", "word/fontTable.xml"],
)  # fmt: skip
def test_a_part_is_read_by_what_is_in_it(name: str) -> None:
    assert CARD in texts(docx(body(DIGITS), name))
    assert CARD in texts(docx(body(DIGITS).replace("UTF-8", "UTF-16").encode("utf-16"), name))
    hidden = body(DIGITS).replace("<w:doc", "<!-- <w:styles> --><w:doc", 1)
    assert CARD in texts(docx(hidden, name))


@pytest.mark.parametrize("name", ["xl/theme/s.xml", "xl/styles.xml", "xl/s.ttf"])
def test_shared_strings_of_any_name(name: str) -> None:
    runs = "".join(f"<r><t>{digit}</t></r>" for digit in CARD)
    parts = xlsx("")
    parts[name] = f'<sst xmlns="{S}"><si>{runs}</si></sst>'
    assert CARD in texts(parts)


def test_a_font_is_not_read() -> None:
    noise = bytes((n * 73 + n // 7) % 256 for n in range(4096)) + b"<w:t>words</w:t>"
    assert "words" not in texts(docx(noise, "word/fonts/font1.odttf"))


def xlsx(cells: str, strings: str = "") -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{S}"><sheets><sheet name="First"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>',
    }


@pytest.mark.parametrize(
    "string",
    [
        "<r><t>41111111</t></r><rPh sb='0' eb='1'><t>z</t></rPh><r><t>11111111</t></r>",
        "<r><t>41111111</t></r><x:si xmlns:x='urn:x'/><r><t>11111111</t></r>",
        "<t>_x0034_1111111_x0031_1111111</t>",
    ],
)
def test_strings_that_cells_share(string: str) -> None:
    assert CARD in texts(xlsx('<c t="s"><v>0</v></c>', f"<si>{string}</si>"))


@pytest.mark.parametrize(
    "value",
    ["4.111111111111111E15", "0.4111111111111111E16", ".4111111111111111e+16", "4111111111111111000E-3", " 41111111.11111111E8 "],
)
def test_numbers_in_full(value: str) -> None:
    assert CARD in texts(xlsx(f"<c><v>{value}</v></c>"))


@pytest.mark.parametrize(("value", "full"), [("1E", "1E"), ("E5", "E5"), ("1E99", "1E99"), ("1.5E1", "15"), ("-15E-1", "-1.5"), ("5E-3", "5E-3")])
def test_other_numbers(value: str, full: str) -> None:
    assert xml.in_full(value) == full


@pytest.mark.parametrize("end", ["", "<v/>", "<v></v>"])
def test_formulas_without_a_value(end: str) -> None:
    formula = '"4111"&amp;"1111"&amp;"1111"&amp;"1111"'
    assert CARD in texts(xlsx(f"<c><f>{formula}</f>{end}</c>"))
    assert CARD not in texts(xlsx(f"<c><f>{formula}</f><v>0</v></c>"))


def odt(text: str) -> dict[str, str | bytes]:
    names = "".join(f" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'" for name in ("office", "text"))
    names += " xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content{names}><office:body><office:text><text:p>{text}</text:p></office:text></office:body></office:document-content>",
    }


@pytest.mark.parametrize(
    "between",
    [
        "<text:note><text:note-body><text:p>zz</text:p></text:note-body></text:note>",
        "<office:annotation><text:p>q</text:p></office:annotation>",
        "<x:y xmlns:x='urn:x'/>", "<draw:frame/>", "<draw:frame><draw:text-box><text:p>z</text:p></draw:text-box></draw:frame>",
        "<text:alphabetical-index-mark text:string-value='a'/>", "<text:title/>", "<text:script>zz</text:script>",
        "<text:hidden-text>zz</text:hidden-text>", "<text:bookmark-ref/>", "<x:p xmlns:x='urn:x'/>",
    ],
)  # fmt: skip
def test_between_words_of_opendocument(between: str) -> None:
    assert CARD in texts(odt(HALF[0] + between + HALF[1]))


def test_foreign_elements_around_words_of_opendocument() -> None:
    assert CARD in texts(odt("".join(f"<x:y xmlns:x='urn:x'>{digit}</x:y>" for digit in CARD)))
    assert CARD in texts(odt("".join(f"<text:variable-set text:name='a'>{digit}</text:variable-set>" for digit in CARD)))


@pytest.mark.parametrize(
    "target", ["http://schemas.example.com/?c=4111111111111111", "http://www.w3.org/4111/1111/1111/1111", "http://www.w3.org/codename"]
)
def test_links_count_wherever_they_lead(target: str) -> None:
    links = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="{R}/hyperlink" Target="{target}"/></Relationships>'
    text = texts(docx(links, "word/_rels/document.xml.rels"))
    assert target in text
    assert "/2006/" not in text


def test_pages_of_mail_in_documents_are_messages() -> None:
    page = b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\nwords"
    assert [leaf.octets for leaf in packed(docx(page, "word/part.dat")).embedded] == [page]


def test_ordinary_documents_are_read_once() -> None:
    ordinary = [docx(body(t("one") + "<w:br/><w:tab/>" + t("two"))), odt("a<text:span>b</text:span><text:tab/>"),
                xlsx('<c r="A1" t="s"><v>0</v></c><c><f>A1</f><v>1</v></c>')]  # fmt: skip
    for parts in ordinary:
        assert len(packed(parts).texts) == 1


def test_only_paragraphs_in_which_something_was_left_out() -> None:
    source = body(t("plain") + "</w:r></w:p><w:p><w:r>" + t("4<!-- x -->1"))
    found = list(joined.readings(source.encode()))
    assert [again.text for again in found if not isinstance(again, str) and again.text] == ["41"]


@pytest.mark.parametrize("unit", ["<w:p>", "</w:p>", "<!--", "<?", "<w:p><!-- -->", "<w:vanish/>", "<w:instrText>", "<!-- < -->"])
def test_any_order_of_tags_is_read(unit: str) -> None:
    source = body(unit * 20_000).encode()
    assert all(found is not None for found in joined.readings(source))


def flat(source: str) -> str:
    extraction = extract(Leaf(source.encode(), "application/xml", names=("a.xml",)), Budget())
    return "\n".join(extraction.texts)


def test_documents_in_one_file() -> None:
    for between in ("<!-- x -->", "<x:p xmlns:x='urn:x'/>", "<office:annotation><text:p>q</text:p></office:annotation>"):
        assert CARD in flat(str(odt(HALF[0] + between + HALF[1])["content.xml"]))
    assert CARD in flat(body(t(HALF[0]) + "<w:instrText>IF 1</w:instrText>" + t(HALF[1])))


def test_word_of_2003() -> None:
    source = body(DIGITS).replace(W, "http://schemas.microsoft.com/office/word/2003/wordml")
    assert CARD in flat(source)
    assert CARD in flat(source.replace("<w:t>1", "<w:t><!-- x -->1"))


@pytest.mark.parametrize("header", ["41&amp;B11111111111111", "&amp;L41&amp;&quot;Arial&quot;11111111&amp;K00FF00111111"])
def test_codes_in_headers_of_sheets(header: str) -> None:
    parts = xlsx("<c><v>1</v></c>")
    sheet = str(parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", f"</sheetData><headerFooter><oddHeader>{header}</oddHeader></headerFooter>")
    assert CARD in texts(parts)


@pytest.mark.parametrize("place", ["xl/s.xml", "xl/theme/s.xml", "xl/styles.xml", "xl/s.bin", "xl/sharedStrings.xml", "s.htm"])
def test_sheets_of_any_name(place: str) -> None:
    parts = xlsx("")
    parts["xl/strings.dat"] = f'<sst xmlns="{S}"><si><t>before</t></si></sst>'
    del parts["xl/sharedStrings.xml"], parts["xl/worksheets/sheet1.xml"]
    row = '<row><c t="s"><v>0</v></c><c><v>0.4111111111111111E16</v></c></row>'
    parts[place] = f'<worksheet xmlns="{S}"><sheetData>{row}</sheetData></worksheet>'
    lines = [line.split() for line in texts(parts).splitlines()]
    assert ["before", CARD] in lines
