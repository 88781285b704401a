"""The words that policies are written with: one document of a policy file."""

from __future__ import annotations

import re

from skygw.policy.addresses import Scope
from skygw.policy.language.condition import ConditionReader
from skygw.policy.language.place import Place, quoted, required
from skygw.policy.rules import DEFAULT_BLOCK_TEXT, Policy, Response, RuleGroup
from skygw.policy.words import Action, Failure, FailureAction, Mode, Severity

VERSION = "1"
MAX_NAME = 128
MAX_DESCRIPTION = 4_096
# With "550 5.7.1 " and CRLF far below the 512 octets of a reply line (RFC 5321, 4.5.3.1.5).
MAX_REPLY_TEXT = 400
MAX_HEADERS = 20
# A header field goes onward in one line of at most 998 octets (RFC 5322, 2.1.1).
MAX_LINE = 998

_ACTIONS = (Action.ALLOW, Action.MONITOR, Action.ADD_HEADER, Action.BLOCK)
_LATER_ACTIONS = ("quarantine", "delete", "redirect", "encrypt", "approve", "notify")
_LATER_RESPONSE = ("notify", "to", "template", "keep_sent", "copy")
_LATER_FAILURE_ACTIONS = ("quarantine", "resume")
_ON = {f"on_{failure.value}": failure for failure in Failure}
_POLICY_KEYS = ("name", "description", "mode", "scope", "rules", "exceptions", "responses", *_ON)
_OWN_HEADERS = "x-skygw-"


def read_document(place: Place, reader: ConditionReader) -> list[Policy]:
    """Read the policies of one file; problems are noted in the place."""
    fields = place.fields(("version", "policies"), ("templates", "dictionaries"))
    version = required(place, fields, "version", f"write version: {VERSION}")
    if version is not None and version.text() != VERSION:
        version.refuse("this version of the language is not known", f"write version: {VERSION}")
    listed = required(place, fields, "policies", "write a list of policies")
    return [_policy(item, reader) for item in listed.items()] if listed is not None else []


def _policy(place: Place, reader: ConditionReader) -> Policy:
    fields = place.fields(_POLICY_KEYS, ("owner", "template", "notify", "labels"))
    name = required(place, fields, "name", "give the policy a name: incidents are filed under it")
    rules = required(place, fields, "rules", "write a list of rule groups")
    return Policy(
        _name(name) if name else "",
        fields["mode"].choice(Mode) if "mode" in fields else Mode.MONITOR,
        _scope(fields["scope"], reader) if "scope" in fields else Scope(),
        _groups(rules, reader) if rules else (),
        tuple(map(reader.condition, fields["exceptions"].items())) if "exceptions" in fields else (),
        _responses(fields["responses"]) if "responses" in fields else {},
        {
            failure: fields[key].choice(FailureAction, _LATER_FAILURE_ACTIONS)
            for key, failure in _ON.items()
            if key in fields
        },
        fields["description"].text(MAX_DESCRIPTION) if "description" in fields else "",
        place.file,
        place.line,
    )


def _name(place: Place) -> str:
    name = place.text(MAX_NAME).strip()
    place.check(name, str.isprintable, "has characters that cannot be printed", "use one line of text")
    return name


def _scope(place: Place, reader: ConditionReader) -> Scope:
    fields = place.fields(("senders", "recipients"), ("groups",))
    return Scope(
        reader.addresses(fields["senders"]) if "senders" in fields else None,
        reader.addresses(fields["recipients"]) if "recipients" in fields else None,
    )


def _groups(place: Place, reader: ConditionReader) -> tuple[RuleGroup, ...]:
    items = place.items()
    if not items and (place.is_list or place.is_null):
        place.refuse("there is no rule group", "write at least one")
    return tuple(_group(item, index, reader) for index, item in enumerate(items))


def _group(place: Place, index: int, reader: ConditionReader) -> RuleGroup:
    fields = place.fields(("severity", "name", *reader.words), reader.later)
    severity = required(place, fields, "severity", f"use one of {', '.join(word.value for word in Severity)}")
    if place.is_mapping and not any(key in reader.words for key in fields):
        place.refuse("the rule group has no rules", "write them under all: or any:")
    return RuleGroup(
        _name(fields["name"]) if "name" in fields else f"{index + 1}",
        severity.choice(Severity) if severity else Severity.INFO,
        reader.of_fields(fields),
    )


def _responses(place: Place) -> dict[Severity, Response]:
    fields = place.fields([severity.value for severity in Severity])
    return {severity: _response(fields[severity.value]) for severity in Severity if severity.value in fields}


def _response(place: Place) -> Response:
    if not place.is_mapping:
        action = place.choice(Action, _LATER_ACTIONS, _ACTIONS)
        if action is Action.ADD_HEADER:
            remedy = "write {action: add_header, header: {X-Name: value}}"
            place.refuse("add_header does not say which header", remedy)
        return Response(action)
    fields = place.fields(("action", "text", "discard", "header"), _LATER_RESPONSE)
    said = required(place, fields, "action", f"use one of {', '.join(word.value for word in _ACTIONS)}")
    action = said.choice(Action, _LATER_ACTIONS, _ACTIONS) if said else Action.MONITOR
    for key, owner in (("text", Action.BLOCK), ("discard", Action.BLOCK), ("header", Action.ADD_HEADER)):
        if said and key in fields and action is not owner and not _is_later(said):
            reason = f"{key} belongs to the action {owner.value}"
            fields[key].refuse(reason, "leave it out, or change the action")
    if action is Action.ADD_HEADER and "header" not in fields:
        place.refuse("header is missing", "write header: {X-Name: value}")
    return Response(
        action,
        _headers(fields["header"]) if "header" in fields else (),
        _reply_text(fields["text"]) if "text" in fields else DEFAULT_BLOCK_TEXT,
        "discard" in fields and fields["discard"].boolean(),
    )


def _is_later(action: Place) -> bool:
    return any(problem.path == action.path for problem in action.problems)


def _reply_text(place: Place) -> str:
    text = place.text(MAX_REPLY_TEXT)
    remedy = "use one line of printable ASCII: it becomes a line of an SMTP reply"
    place.check(text, _is_printable_ascii, "has characters that a reply cannot carry", remedy)
    return text


def _headers(place: Place) -> tuple[tuple[str, str], ...]:
    headers = []
    items = place.fields(place.keys())
    if len(items) > MAX_HEADERS or (place.is_mapping and not items):
        place.refuse(f"1 to {MAX_HEADERS} header fields are expected here", "write header: {X-Name: value}")
    for name, value in items.items():
        _check_header_name(value, name)
        text = value.text(MAX_LINE)
        remedy = "use printable ASCII, no blank at either end"
        value.check(text, _is_header_value, "is not the value of a header field", remedy)
        if len(name) + 2 + len(text) > MAX_LINE:
            value.refuse(f"the header field is longer than {MAX_LINE} octets", "shorten it")
        headers.append((name, text))
    return tuple(headers)


def _check_header_name(place: Place, name: str) -> None:
    if name.lower().startswith(_OWN_HEADERS):
        place.refuse(f"{quoted(name)} is one of the names that skygw keeps for itself", "choose another name")
    elif not re.fullmatch(r"[Xx]-[A-Za-z0-9][A-Za-z0-9-]{0,75}", name):
        remedy = "begin with X-, then letters, digits, hyphens"
        place.refuse(f"{quoted(name)} is not a name that can be added", remedy)


def _is_printable_ascii(text: str) -> bool:
    return re.fullmatch(r"[ -~]+", text) is not None


def _is_header_value(text: str) -> bool:
    return _is_printable_ascii(text) and text == text.strip(" ")
