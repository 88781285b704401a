from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

from skygw.app.config import describe
from skygw.app.config.keys import about
from skygw.app.config.model import Config
from skygw.app.config.structure import dotted, structure, walk
from tests.support.configuration import loaded

ROOT = Path(__file__).resolve().parents[4]
KEYS = [pytest.param(attribute, kind, id=dotted(place)) for place, attribute, kind in walk(Config)]


def script():
    spec = importlib.util.spec_from_file_location(
        "make_config_docs", ROOT / "scripts" / "make_config_docs.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_file_is_what_the_program_says():
    shipped = (ROOT / "etc" / "skygw.toml").read_text("utf-8")
    assert shipped == describe.example_file(), "run scripts/make_config_docs.py"


def test_the_manual_is_what_the_program_says():
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert page == script().manual(page), "run scripts/make_config_docs.py"
    assert describe.tables() in page


def test_the_shipped_file_has_every_key_and_only_the_host_is_set():
    text = describe.example_file()
    assert tomllib.loads(text)["upstream"] == {"host": "contoso-com.mail.protection.outlook.com"}
    everything = tomllib.loads(re.sub(r"^#(\w+ = )", r"\1", text, flags=re.M))
    for place, _, _ in walk(Config):
        table = everything
        for name in place:
            table = table[name]


def test_every_key_of_the_shipped_file_can_be_used_as_it_stands():
    text = re.sub(r"^#(\w+ = )", r"\1", describe.example_file(), flags=re.M)
    assert structure(tomllib.loads(text))[1] == []


@pytest.mark.parametrize(("attribute", "kind"), KEYS)
def test_every_key_says_what_it_does_and_its_own_default_and_example_pass_its_checks(attribute, kind):
    says = about(attribute)
    assert says is not None
    assert len(says.doc) > 10
    assert says.doc.endswith(".")
    if kind is float:
        assert says.unit == "s"
    if attribute.name.endswith("_octets"):
        assert says.unit == "octets"
    if attribute.default not in (None, "", ()):
        for check in says.checks:
            check(attribute.default)


def test_every_section_is_in_the_tables():
    tables = describe.tables()
    for place, _ in describe.sections():
        assert f"## `[{'.'.join(place)}]`" in tables
    assert "| `memory_budget_octets` |" in tables
    assert "number, octets" in tables
    assert "Known and not available yet: `route`." in tables
    assert "`[link]`" in tables


def test_the_values_in_force_are_plain_and_complete(tmp_path):
    config = loaded(tmp_path, dns={"servers": ["192.0.2.53"]})
    data = describe.as_data(config)
    assert json.loads(json.dumps(data)) == data
    assert data["dns"]["servers"] == ["192.0.2.53:53"]
    assert data["inbound"]["allowed_networks"] == ["127.0.0.0/8", "::1/128"]
    assert data["inbound"]["key"] is None
    assert data["gateway"]["timeouts"]["final_reply"] == 480


def test_the_values_in_force_as_toml_make_the_same_configuration(tmp_path):
    config = loaded(tmp_path, dns={"servers": ["192.0.2.53"]}, tenant={"domains": ["contoso.com"]})
    data = tomllib.loads(describe.as_toml(config))
    assert loaded(tmp_path, **data) == config


def objects(schema):
    if schema.get("type") == "object":
        yield schema
        for inner in schema["properties"].values():
            yield from objects(inner)


def test_the_schema():
    schema = describe.json_schema()
    json.dumps(schema)
    assert all(table["additionalProperties"] is False for table in objects(schema))
    properties = schema["properties"]
    assert schema["required"] == ["upstream"]
    assert properties["upstream"]["required"] == ["host"]
    port = properties["upstream"]["properties"]["port"]
    assert {name: port[name] for name in ("type", "minimum", "maximum", "default")} == {
        "type": "integer",
        "minimum": 1,
        "maximum": 65535,
        "default": 25,
    }
    assert properties["upstream"]["properties"]["tls"]["enum"] == ["required", "opportunistic", "off"]
    families = properties["upstream"]["properties"]["families"]
    assert (families["type"], families["items"]) == ("array", {"enum": ["ipv4", "ipv6"]})
    listen = properties["gateway"]["properties"]["listen"]
    assert listen["items"] == {"type": "string", "pattern": "^[A-Za-z0-9]+:.+$"}
    assert properties["gateway"]["properties"]["timeouts"]["properties"]["drain"]["type"] == "number"
    assert properties["policy"]["properties"]["directory"]["type"] == "string"
    assert properties["inbound"]["properties"]["key"]["type"] == "string"
    assert properties["inbound"]["properties"]["allowed_networks"]["items"] == {"type": "string"}
    assert "default" not in properties["gateway"]["properties"]["hostname"]
