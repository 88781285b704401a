"""Who reads a leaf: decided by what it is declared as, what it is called, and what it looks like.

Readers trust any of the three, so each reader that any of the three suggests is asked.
"""

from __future__ import annotations

import re

_TEXT_TYPES = re.compile(
    r"text/.+|multipart/.+|message/.+|.+\+(?:xml|json|yaml|csv)|application/(?:x-)?(?:json|ndjson|jsonlines"
    r"|xml|csv|javascript|ecmascript|typescript|sql|yaml|toml|sh|shellscript|csh|perl|python|ruby|php|httpd-php"
    r"|tex|latex|ics|vcard|pem-file|pgp-keys|ldif|subrip|dtd|www-form-urlencoded)"
)
_TEXT_SUFFIXES = frozenset({
    "txt", "text", "log", "md", "markdown", "rst", "csv", "tsv", "tab", "psv", "json", "jsonl", "ndjson",
    "geojson", "xml", "xsd", "xsl", "xslt", "dtd", "wsdl", "svg", "kml", "gpx", "plist", "yaml", "yml",
    "toml", "ini", "cfg", "conf", "config", "properties", "env", "ics", "ical", "ifb", "vcf", "vcard",
    "ldif", "eml", "mht", "mhtml", "mbox", "srt", "vtt", "sub", "po", "pot", "tex", "bib", "sql", "ddl",
    "py", "pyw", "ipynb", "rb", "pl", "pm", "php", "phtml", "js", "mjs", "cjs", "ts", "tsx", "jsx", "java",
    "kt", "kts", "scala", "groovy", "gradle", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "cs", "vb", "vbs",
    "bas", "cls", "frm", "go", "rs", "swift", "m", "mm", "r", "jl", "lua", "sh", "bash", "zsh", "fish",
    "ps1", "psm1", "bat", "cmd", "awk", "sed", "tcl", "asm", "s", "f", "f90", "for", "pas", "dpr", "ada",
    "cob", "cbl", "hs", "ml", "mli", "clj", "cljs", "ex", "exs", "erl", "lisp", "el", "scm", "css", "scss",
    "sass", "less", "tf", "tfvars", "hcl", "proto", "graphql", "dockerfile", "makefile", "cmake", "mk",
    "patch", "diff", "asc", "pem", "crt", "key", "pub", "csr", "reg", "inf", "url", "webloc", "rdf", "ttl",
    "owl", "n3", "edi", "edifact", "x12", "hl7", "mt940", "sta", "qif", "ofx", "dxf", "ps", "eps",
    "htaccess", "gitignore", "nfo", "lst", "dat", "out", "err",
})  # fmt: skip
_HTML_SUFFIXES = frozenset({"html", "htm", "xhtml", "xht", "shtml", "hta", "mht", "mhtml"})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/x-html"})
_HTML_SIGN = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)

_TEXTLESS_TYPES = frozenset({"image", "audio", "video", "font"})
_TEXTLESS = re.compile(
    r"application/(?:(?:x-)?pkcs7-signature|pgp-signature|font-.+|x-font-.+|vnd\.ms-fontobject|x-shockwave-flash)"
)

# Control characters that do not occur in text: all of C0 but tab, line ends, form feed, escape.
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})


def suffix(name: str) -> str:
    """The extension of a file name, in lower case, without the dot; the name itself if it has none."""
    return name.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[2].strip(" \"'").lower()


def is_text(media_type: str, names: tuple[str, ...]) -> bool:
    """Whether the declared type or a name says "text"."""
    if _TEXT_TYPES.fullmatch(media_type) is not None:
        return True
    return any(suffix(name) in _TEXT_SUFFIXES for name in names)


def is_html(octets: bytes, media_type: str, names: tuple[str, ...]) -> bool:
    """Whether the declared type, a name or the first octets say "HTML"."""
    return (
        media_type in _HTML_TYPES
        or any(suffix(name) in _HTML_SUFFIXES for name in names)
        or _HTML_SIGN.match(octets[:2048]) is not None
    )


def is_textless(media_type: str) -> bool:
    """Whether the declared type carries no text: images, audio, video, fonts, detached signatures."""
    return media_type.partition("/")[0] in _TEXTLESS_TYPES or _TEXTLESS.fullmatch(media_type) is not None


def looks_like_text(octets: bytes) -> bool:
    """Whether the beginning reads as text: hardly any control characters; UTF-16 counts too."""
    beginning = octets[:4096]
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\0" in beginning:
        half = max(1, len(beginning) // 2)
        zeros = (beginning[::2].count(0), beginning[1::2].count(0))
        return max(zeros) > 0.6 * half and min(zeros) < 0.1 * half
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    if controls > len(beginning) // 100:
        return False
    high = len(beginning) - len(beginning.translate(None, bytes(range(128, 256))))
    return high <= len(beginning) // 3 or _is_utf8(beginning)


def _is_utf8(beginning: bytes) -> bool:
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(beginning) - 4  # a character cut at the end
    return True
