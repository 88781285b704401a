"""The words that conditions are written with."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

from skygw.detect import DATA_IDENTIFIERS, DataIdentifierSpec, KeywordSpec, RegexSpec
from skygw.detect.finding import WHERES
from skygw.detect.specs import VALIDATORS
from skygw.policy.addresses import EXTERNAL, INTERNAL, NULL_PATH, AddressSet, OwnDomains
from skygw.policy.conditions import (
    All,
    Any,
    Condition,
    Detected,
    Found,
    Header,
    Not,
    Recipient,
    Sender,
    Size,
    Subject,
)
from skygw.policy.evidence import COUNT_CEILING, Threshold
from skygw.policy.language.place import NOT_YET, Place, nearest, quoted, required
from skygw.policy.pattern import Pattern, PatternError, compile_pattern

MAX_PATTERN = 2_048
MAX_WORD = 256
MAX_WORDS = 10_000

# Header fields hold addresses, routes and identifiers by the hundred: numbers in them look like findings.
# Whoever wants them names them.
DEFAULT_PLACES = frozenset(WHERES) - {"headers"}
DEFAULT_CONFIDENCE = 75

_COUNTING = ("min", "max", "unique", "confidence", "in")
_LATER_CONDITIONS = (
    "dictionary",
    "edm",
    "fingerprint",
    "attachment",
    "label",
    "group",
    "sender_group",
    "recipient_group",
    "recipient_count",
    "recipient_external",
    "first_contact",
    "look_alike",
)
_LATER_MESSAGE = (
    "type",
    "encrypted",
    "signed",
    "auto-forward",
    "auto_forward",
    "calendar",
    "mime-ambiguous",
    "mime_ambiguous",
)
_LATER_WEIGHING = ("proximity", "weight", "score")

_UNITS = {"": 1, "octets": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


class ConditionReader:
    """Reads conditions.

    Args:
        own: the tenant's domains, None where they are not known: then ``external`` and ``internal`` are
            taken unchecked.

    Attributes:
        expressions: every regular expression that was read, and where it stands.
    """

    def __init__(self, own: OwnDomains | None) -> None:
        self._own = own
        self._readers: dict[str, Callable[[Place], Condition]] = {
            "all": lambda place: All(self.conditions(place)),
            "any": lambda place: Any(self.conditions(place)),
            "not": lambda place: Not(self._negated(place)),
            "data_identifier": _data_identifier,
            "keyword": _keyword,
            "regex": self._regex,
            "finding": _finding,
            "subject": _subject,
            "header": _header,
            "message": _message,
            "sender": lambda place: Sender(self.addresses(place)),
            "recipient": lambda place: Recipient(self.addresses(place)),
            "sender_domain": lambda place: Sender(self._domains(place)),
            "recipient_domain": lambda place: Recipient(self._domains(place)),
        }
        self.expressions: list[tuple[RegexSpec, Place]] = []
        self.words = tuple(self._readers)
        self.later = _LATER_CONDITIONS

    def conditions(self, place: Place) -> tuple[Condition, ...]:
        """Read a list of conditions; an empty list is a problem, for it is true or false of everything."""
        items = place.items()
        if not items and (place.is_list or place.is_null):
            place.refuse("there is no condition", "name at least one, or leave the key out")
        return tuple(map(self.condition, items))

    def condition(self, place: Place) -> Condition:
        """Read one condition; of one with several keys, all have to hold."""
        fields = place.fields(self.words, self.later)
        if place.is_mapping and not place.keys():
            place.refuse("there is no condition", "name one")
        return self.of_fields(fields)

    def of_fields(self, fields: dict[str, Place]) -> Condition:
        """Read the conditions among these fields; all have to hold."""
        read = tuple(self._readers[key](place) for key, place in fields.items() if key in self._readers)
        return read[0] if len(read) == 1 else All(read)

    def _regex(self, place: Place) -> Condition:
        spec, threshold, pattern = _regex(place)
        self.expressions.append((spec, pattern))
        return Detected(spec, threshold)

    def addresses(self, place: Place) -> AddressSet:
        """Read patterns for addresses, one or a list of them."""
        patterns = [self._address(item) for item in place.one_or_more()]
        return AddressSet.of(filter(None, patterns), self._own or OwnDomains())

    def _negated(self, place: Place) -> tuple[Condition, ...]:
        return self.conditions(place) if place.is_list else (self.condition(place),)

    def _address(self, place: Place) -> str:
        text = place.text(MAX_WORD).strip()
        if text in (EXTERNAL, INTERNAL):
            if self._own is not None and not self._own.names:
                remedy = "name them in [tenant] domains of skygw.toml"
                place.refuse(f"{text} needs to know your own domains", remedy)
            return text
        if text.startswith("group:"):
            place.refuse(f"groups are {NOT_YET}", "name addresses and domains")
            return ""
        if text == NULL_PATH or not text:
            return text
        if "@" not in text:
            return _domain(place, text)
        local_part, _, domain = text.rpartition("@")
        if not local_part:
            place.refuse(f"{quoted(text)} has nothing before the @", f"write *@{domain}, or {domain}")
            return ""
        place.check(domain, _is_domain_pattern, "is not a domain", 'write a pattern such as "*@contoso.com"')
        return text

    def _domains(self, place: Place) -> AddressSet:
        patterns = [_domain(item, item.text(MAX_WORD).strip()) for item in place.one_or_more()]
        return AddressSet.of(filter(None, patterns))


def _domain(place: Place, text: str) -> str:
    if "." not in text and (close := nearest(text, (EXTERNAL, INTERNAL))):
        place.refuse(f"{quoted(text)} is not known here", f"did you mean {close}?")
        return ""
    remedy = 'write a domain such as "contoso.com" or "*.contoso.com", without @'
    place.check(text, _is_domain_pattern, "is not a domain", remedy)
    return text if _is_domain_pattern(text) else ""


def _is_domain_pattern(text: str) -> bool:
    if text.startswith("[") and text.endswith("]"):
        return re.fullmatch(r"\[[0-9A-Za-z.:]+\]", text, re.ASCII) is not None
    return re.fullmatch(r"[\w*?-]+(\.[\w*?-]+)*\.?", text) is not None


def _threshold(fields: dict[str, Place], confidence: int = 0) -> Threshold:
    lowest = fields["min"].number(1, COUNT_CEILING) if "min" in fields else 1
    highest = fields["max"].number(1, COUNT_CEILING - 1) if "max" in fields else None
    if highest is not None and highest < lowest:
        fields["max"].refuse(f"max ({highest}) is less than min ({lowest})", "write a larger max")
    if "confidence" in fields:
        confidence = fields["confidence"].number(1, 100)
    places = DEFAULT_PLACES
    if "in" in fields:
        places = frozenset(item.word(WHERES) for item in fields["in"].one_or_more())
    return Threshold(lowest, highest, "unique" in fields and fields["unique"].boolean(), confidence, places)


def _data_identifier(place: Place) -> Condition:
    if not place.is_mapping:
        spec = DataIdentifierSpec(place.word(DATA_IDENTIFIERS))
        return Detected(spec, _threshold({}, DEFAULT_CONFIDENCE))
    fields = place.fields(("type", *_COUNTING), _LATER_WEIGHING)
    named = required(place, fields, "type", f"use one of {', '.join(DATA_IDENTIFIERS)}")
    name = named.word(DATA_IDENTIFIERS) if named else ""
    return Detected(DataIdentifierSpec(name), _threshold(fields, DEFAULT_CONFIDENCE))


def _keyword(place: Place) -> Condition:
    if not place.is_mapping:
        return Detected(KeywordSpec(_phrases(place)), _threshold({}))
    fields = place.fields(
        ("words", "case_sensitive", "word_boundary", "min", "max", "unique", "in"), _LATER_WEIGHING
    )
    words = required(place, fields, "words", "name the words to look for")
    spec = KeywordSpec(
        _phrases(words) if words else (),
        case_sensitive="case_sensitive" in fields and fields["case_sensitive"].boolean(),
        word_boundary="word_boundary" not in fields or fields["word_boundary"].boolean(),
    )
    return Detected(spec, _threshold(fields))


def _phrases(place: Place) -> tuple[str, ...]:
    items = place.one_or_more()
    if len(items) > MAX_WORDS:
        place.refuse(f"more than {MAX_WORDS} words", "split the list into several conditions under any:")
        return ()
    return tuple(item.text(MAX_WORD).strip() for item in items)


def _regex(place: Place) -> tuple[RegexSpec, Threshold, Place]:
    """The detector, how much of it is enough, and where its pattern stands."""
    if not place.is_mapping:
        return RegexSpec(_expression(place, "")), _threshold({}), place
    known = ("pattern", "case_sensitive", "validator", "min", "max", "unique", "in")
    fields = place.fields(known, _LATER_WEIGHING)
    pattern = required(place, fields, "pattern", "write the regular expression")
    flags = "i" if "case_sensitive" in fields and not fields["case_sensitive"].boolean() else ""
    spec = RegexSpec(
        _expression(pattern, flags) if pattern else "",
        flags,
        fields["validator"].word(filter(None, VALIDATORS)) if "validator" in fields else "",
    )
    return spec, _threshold(fields), pattern or place


def _expression(place: Place, flags: str) -> str:
    text = place.text(MAX_PATTERN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(text, re.IGNORECASE if flags else 0)
    except (re.error, OverflowError, RecursionError) as error:
        place.refuse(f"is not a regular expression: {error}", _regex_remedy(error))
        return ""
    if text and compiled.match(""):
        place.refuse("matches the empty text, and therefore everything", "ask for at least one character")
    return text


def _regex_remedy(error: Exception) -> str:
    position = getattr(error, "pos", None)
    return "correct it" if position is None else f"correct it at character {position + 1}"


def _finding(place: Place) -> Condition:
    fields = place.fields(("type", *_COUNTING))
    named = required(place, fields, "type", "write the name that the inspector gives its findings")
    return Found(named.text(MAX_WORD) if named else "", _threshold(fields))


def _subject(place: Place) -> Condition:
    if not place.is_mapping:
        return Subject(_phrases(place))
    fields = place.fields(("contains", "matches"))
    if not place.keys():
        place.refuse("there is nothing to look for", "use contains or matches")
    contains = _phrases(fields["contains"]) if "contains" in fields else ()
    return Subject(contains, _pattern(fields["matches"]) if "matches" in fields else None)


def _header(place: Place) -> Condition:
    fields = place.fields(("name", "matches"))
    named = required(place, fields, "name", "write the name of the header field")
    name = named.text(MAX_WORD) if named else ""
    if named:
        # RFC 5322, 3.6.8: printable ASCII without the colon.
        named.check(name, _is_field_name, "is not the name of a header field", "write it without the colon")
    return Header(name, _pattern(fields["matches"]) if "matches" in fields else None)


def _is_field_name(name: str) -> bool:
    return re.fullmatch(r"[!-9;-~]+", name) is not None


def _pattern(place: Place) -> Pattern | None:
    text = place.text(MAX_PATTERN)
    try:
        return compile_pattern(text)
    except PatternError as error:
        place.refuse(str(error), "simplify the pattern")
        return None


def _message(place: Place) -> Condition:
    fields = place.fields(("size",), _LATER_MESSAGE)
    if "size" not in fields:
        if place.is_mapping and not place.keys():
            place.refuse("there is nothing to compare", "use size")
        return Size()
    bounds = fields["size"].fields(("min", "max"))
    if fields["size"].is_mapping and not fields["size"].keys():
        fields["size"].refuse("there is nothing to compare", 'write it as {min: "10 MiB"}')
    lowest = _octets(bounds["min"]) if "min" in bounds else 0
    highest = _octets(bounds["max"]) if "max" in bounds else None
    if highest is not None and highest < lowest:
        bounds["max"].refuse("max is less than min", "write a larger max, or leave it out")
    return Size(lowest, highest)


def _octets(place: Place) -> int:
    match = re.fullmatch(r"([0-9]{1,12}) ?(octets|KiB|MiB|GiB|)", place.text(40))
    if match is None:
        place.refuse("a size is expected here", 'write octets, or "10 MiB" (KiB, MiB, GiB)')
        return 0
    return int(match[1]) * _UNITS[match[2]]
