"""What is shown as one number is one, in the second reading of HTML."""

from __future__ import annotations

import pytest

from skygw.extract import Budget, Leaf, extract
from skygw.extract.html import shown_pieces_of, text_of

HALF = "41111111"


def shown_of(source: str) -> str | None:
    return next(shown_pieces_of(source), None)


@pytest.mark.parametrize(
    "between",
    [
        "<!-- <b>x</b> -->",
        "<!-- a > b -->",
        "<!-- " + "x" * 250 + " -->",
        "<!--[if mso]>9999<![endif]-->",
        "<!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]-->",
        "<!-- x --!>",
        "<![if !mso]>",
        "<style></style>",
        "<style>p > b { color: red }</style>",
        "<script>if (a<b) alert('</b>');</script>",
        "<SCRIPT\n src=x></SCRIPT\n>",
        "<template><p>7</p></template>",
        "<noscript></noscript>",
        "<noscript>turn it on</noscript>",
        "<title>x</title>",
        "<iframe src='x'>7</iframe>",
        "<span style='display:none'>abc</span>",
        "<span style='display:none'>77</span>",
        "<span style='display:none'><span>7</span>7</span>",
        "<span style='display:none'>7</b>7</span>",
        '<span style="color:red; DISPLAY : NONE !important">77</span>',
        "<span style='display:/**/none'>77</span>",
        "<span style='display&#58;none'>77</span>",
        "<span style='visibility: hidden'>77</span>",
        "<span style='font-size:0px'>77</span>",
        "<span style='font-size:0.0em'>77</span>",
        "<span style='opacity:0'>77</span>",
        "<i hidden>77</i>",
        "<i HIDDEN=''>77</i>",
        "<div hidden>77<div>7</div>7</div>",
        "<x-a></x-a>",
        "<st1:city>",
        "<br hidden>",
        "<hr style='display:none'/>",
        "</ junk 9>",
        "</\nb>",
        "<?foo 99?>",
        "<!foo 99>",
        "<rt>99</rt>",
        "\0<!--\0 x\0 -- x -->",
    ],
)
def test_what_is_not_shown_does_not_separate(between: str) -> None:
    text = shown_of(f"<p>Card</p><p title='>'>{HALF}{between}{HALF}</p><p>7</p>")
    assert text is not None
    assert HALF * 2 in text.split()


@pytest.mark.parametrize(
    "around",
    [
        "<x-a>{}</x-a>",
        "<foo>{}</foo>",
        "<div style='display:inline'>{}</div>",
        "<div style='display: inline-block; width: 1em'>{}</div>",
        "<p style='float:left'>{}</p>",
        "<li style='display:inline'>{}",
        "<x-a>{}<style></style></x-a>",
        "{}<span style='font-size:0'>q</span>",
        "{}<br style='display:none'>",
    ],
)
def test_each_digit_by_itself(around: str) -> None:
    text = shown_of("<div>no" + "".join(map(around.format, HALF)) + "<div>no")
    assert text is not None
    assert HALF in text.replace("no", " ").split()


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>7<p>",
        "<p hidden>7<p hidden>7</p>",
        "<div><p hidden>7</div>",
        "<div><span hidden>7</div>",
        "<ul><li hidden>7<li>",
        "<span hidden>7<br></span>",
        "<img hidden>",
        "<a title='<!--'>",
        "<a title='<style>'>",
        "<font size=0 style='font-size:0.5em'>",
        "<x-a>7</x-a><div style='display:inline'>7<div>",
    ],
)
def test_what_is_shown_behind_hidden_elements(hidden: str) -> None:
    text = shown_of(f"{hidden} {HALF}<!-- > -->{HALF}")
    assert text is not None
    assert HALF * 2 in text.split()


@pytest.mark.parametrize(
    "source",
    [
        f"<p>{HALF}</p><p>{HALF}</p>",
        f"<td>{HALF}</td><!-- > --><td>{HALF}</td>",
        f"{HALF}<br>{HALF}",
        f"<div style='display:inline'><div>{HALF}</div></div><div>{HALF}</div>",
        f"<div>{HALF}</div><x-a></x-a><div>{HALF}</div>",
    ],
)
def test_blocks_separate(source: str) -> None:
    assert shown_of(source) is None or HALF * 2 not in (shown_of(source) or "")


NEWSLETTER = """<!DOCTYPE html><html><head><title>Offers</title><!--[if mso]><style>p{}</style><![endif]-->
<style>p{color:red}</style></head><body><div style="display:none;max-height:0">Preview</div>
<table><tr><!--[if mso]><td><![endif]--><td style="font-size:0">
<div style="display:inline-block"><p>one</p></div>
<!--[if mso]></td><td><![endif]-->
<div style="display:inline-block"><p>two <b>three</b></p></div></table></body>"""


def test_a_newsletter_has_one_reading() -> None:
    assert shown_of(NEWSLETTER) is None


def test_the_first_reading_keeps_what_is_hidden() -> None:
    source = "<i hidden>4111</i>"
    assert shown_of(source) is None
    assert text_of(source).strip() == "4111"


def test_both_are_readings_of_the_leaf() -> None:
    source = f"<html>{HALF}<!-- <b> -->{HALF} &#52;<x-a>1"
    for media_type in ("text/html", "text/plain"):
        texts = extract(Leaf(source.encode(), media_type), Budget()).texts
        assert any(HALF * 2 in text and "41" in text.split() for text in texts)


@pytest.mark.parametrize(
    "source",
    [
        "<a " * 200_000,
        '<a b="' * 200_000,
        "<a b='\">" * 200_000,
        "<" * 500_000 + ">",
        "<!--" * 200_000,
        "<style>" * 200_000,
        "<style " * 200_000,
        "<style><" * 200_000,
        "<noscript>" * 200_000,
        "<rt " * 200_000,
        "<rt <>" * 200_000,
        "<noscript x" * 200_000,
        "<div hidden>" * 200_000,
        "<div style='display:inline'>" * 200_000,
        "<p hidden>x</p><!---->" * 100_000,
        "x" + "<!---->" * 300_000 + "\n",
        "<i " + "hidden" * 200_000 + ">",
        "<i style='" + "/*" * 200_000 + "'>",
        "<i " + "a= " * 200_000 + " hidden>",
        "</" * 300_000,
        "<!" * 300_000,
        "".join(f"<a{n} hidden>" for n in range(50_000)),
    ],
)
def test_hostile_sources_take_linear_time(source: str) -> None:
    shown_of(source)


@pytest.mark.parametrize(
    ("sheet", "body"),
    [
        (".h{display:none}", f"{HALF}<span class=h>7</span>{HALF}"),
        (".a, p > .H:hover{ color:red; DISPLAY: none }", f"{HALF}<span class='x h'>7</span>{HALF}"),
        ("#h{font-size:0}", f'{HALF}<span id="h">7</span>{HALF}'),
        ("u{visibility:hidden}", f"{HALF}<u>7</u>{HALF}"),
        ("/*{*/ u /*}*/ {visibility:/**/hidden}", f"{HALF}<u>7</u>{HALF}"),
        ("@media screen{a{color:red} .h{display:none}}", f"{HALF}<span class=h>7</span>{HALF}"),
        ("@media print{.h{display:none}}", f"{HALF}<x-a class=h>{HALF}</x-a>"),
        ("br{display:none}", f"{HALF}<br>{HALF}"),
        ("p{float:left}", f"<p>{HALF}</p><p>{HALF}</p>"),
        (".c{display:inline-block}", f"<div class=c>{HALF}</div><div class=c>{HALF}</div>"),
    ],
)
def test_style_sheets_hide_and_lay_out(sheet: str, body: str) -> None:
    source = f"<html><style>{sheet}</style><body>{body}"
    assert any(HALF * 2 in text.split() for text in shown_pieces_of(source))


@pytest.mark.parametrize(
    "source",
    [
        "<style>" + "{" * 500_000,
        "<style>" + "a" * 500_000,
        "<style>" + "a{" * 300_000,
        "<style>" + "/*" * 300_000,
        "<style>" + "a," * 200_000 + "b{display:none}",
        "<style>" + "a:" * 200_000 + "{display:none}",
        "<style>" + "." * 200_000 + "{display:none}",
        "<style>" + "a.b-" * 200_000 + " {display:none}",
        "<style>" + "a b" * 200_000 + "{display:none}",
        "<style>" + "font-size:0" * 200_000 + "{font-size:0" + "0" * 200_000 + "1}",
        "<style>a{" + "font-size:0" * 200_000 + "1}",
        "<style>.h{display:none}</style>" + "<i class=h>" * 100_000,
    ],
)
def test_hostile_style_sheets_take_linear_time(source: str) -> None:
    shown_of(source)
