"""Where secrets stand in mail: settings files, code, command lines, tables, and people's own words."""

from __future__ import annotations

import random
from collections.abc import Callable

import attrs


@attrs.frozen
class Name:
    """What a secret is called: a service (``new_relic``), a setting (``api_key``), the service's host."""

    service: str
    field: str
    host: str

    @property
    def snake(self) -> str:
        return f"{self.service}_{self.field}"

    @property
    def upper(self) -> str:
        return self.snake.upper()

    @property
    def camel(self) -> str:
        first, *rest = self.snake.split("_")
        return first + "".join(word.title() for word in rest)

    @property
    def spoken(self) -> str:
        return self.snake.replace("_", " ")


Surrounding = Callable[[random.Random, Name, str], str]


def _env(rng: random.Random, name: Name, value: str) -> str:
    return f"# {rng.choice(['production', 'staging'])}\nLOG_LEVEL=info\n{name.upper}={value}\nPORT=8080\n"


def _export(rng: random.Random, name: Name, value: str) -> str:
    return f'export PATH="$HOME/bin:$PATH"\nexport {name.upper}="{value}"\n'


def _yaml(rng: random.Random, name: Name, value: str) -> str:
    return f"env:\n  region: eu-west-1\n  {name.snake}: {value}\n  replicas: 3\n"


def _nested_yaml(rng: random.Random, name: Name, value: str) -> str:
    return f'{name.service}:\n  url: https://{name.host}/\n  {name.field}: "{value}"\n  timeout: 30\n'


def _json(rng: random.Random, name: Name, value: str) -> str:
    return f'{{\n  "debug": false,\n  "{name.camel}": "{value}",\n  "retries": 5\n}}'


def _nested_json(rng: random.Random, name: Name, value: str) -> str:
    return f'{{"{name.service}": {{"enabled": true, "{name.field}": "{value}"}}}}'


def _python(rng: random.Random, name: Name, value: str) -> str:
    return f'import requests\n\n{name.upper} = "{value}"\nsession = requests.Session()\n'


def _javascript(rng: random.Random, name: Name, value: str) -> str:
    return f"const {name.camel} = '{value}';\nmodule.exports = {{ {name.camel} }};\n"


def _properties(rng: random.Random, name: Name, value: str) -> str:
    return f"server.port=8443\n{name.service}.{name.field.replace('_', '-')}={value}\nspring.profiles=prod\n"


def _xml(rng: random.Random, name: Name, value: str) -> str:
    return (
        f'<appSettings>\n  <add key="{name.camel[0].upper()}{name.camel[1:]}"'
        f' value="{value}" />\n</appSettings>'
    )


def _terraform(rng: random.Random, name: Name, value: str) -> str:
    return f'provider "{name.service}" {{\n  {name.field} = "{value}"\n}}\n'


def _docker(rng: random.Random, name: Name, value: str) -> str:
    return f"docker run -d -e {name.upper}={value} -p 80:8080 registry.corp.test/app:1.4\n"


def _letter(rng: random.Random, name: Name, value: str) -> str:
    return f"Hi Tom,\n\nhere is the {name.spoken} that you asked for: {value}\n\nBest regards\nAnna"


def _letter_line(rng: random.Random, name: Name, value: str) -> str:
    return f"Hallo zusammen,\n\nanbei die Daten:\n{name.spoken.title()}: {value}\n\nViele Grüße"


def _table(rng: random.Random, name: Name, value: str) -> str:
    return f"| Setting | Value |\n|---|---|\n| {name.spoken.title()} | `{value}` |\n"


def _log(rng: random.Random, name: Name, value: str) -> str:
    return f"2026-03-0{rng.randint(1, 9)} 10:22:41,118 DEBUG config {name.snake}={value} region=eu\n"


def _curl(rng: random.Random, name: Name, value: str) -> str:
    if name.field.endswith(("_id", "secret", "password", "url")):
        return f'curl -s -d "{name.field}={value}" https://{name.host}/oauth/token'
    return f'curl -s -H "Authorization: Bearer {value}" https://{name.host}/v1/items'


SURROUNDINGS: tuple[Surrounding, ...] = (
    _env, _export, _yaml, _nested_yaml, _json, _nested_json, _python, _javascript, _properties, _xml,
    _terraform, _docker, _letter, _letter_line, _table, _log, _curl,
)  # fmt: skip
