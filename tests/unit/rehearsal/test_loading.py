"""Scripts read from plain data and from TOML, and everything that can be wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from skygw.errors import ConfigurationError
from skygw.rehearsal import Exchange, Fault, Script, Stage, Step, loading
from skygw.rehearsal.loading import octets_of, reply_of

ROOT = Path(__file__).resolve().parents[3]


def _problems(toml: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        Script.loads(toml.encode())
    return [problem.path for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("250 ok", b"250 ok\r\n"),
        ("250 ok\n", b"250 ok\r\n"),  # the end is added once
        ("250-one\n250 two", b"250-one\r\n250 two\r\n"),
        ("250-one\r\n250 two\r\n", b"250-one\r\n250 two\r\n"),
        (r"250 \xff\x00\t\\", b"250 \xff\0\t\\\r\n"),
        ("250 jürgen", "250 jürgen\r\n".encode()),
        (r"250 ok\r\n", b"250 ok\r\n"),  # as one writes it in a literal string
    ],
)
def test_texts_of_replies(text: str, octets: bytes) -> None:
    assert reply_of(text) == octets


def test_a_verbatim_reply_is_left_alone() -> None:
    assert reply_of("250-half\n", verbatim=True) == b"250-half\n"
    assert reply_of(r"250 a\x0a250 b", verbatim=True) == b"250 a\n250 b"


@pytest.mark.parametrize("text", [r"\q", r"\x1", r"\xgg", "\\", r"\u0041", "\ud800"])
def test_escapes_that_do_not_exist(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        octets_of(text)


def test_a_whole_script() -> None:
    script = Script.loads(
        rb"""
        hostname = "far.example"
        counting = "session"
        require_tls = true
        [capabilities]
        before_tls = ["SIZE 1000", "STARTTLS"]
        after_tls = ["SIZE 1000"]
        [exchange]
        accepted_domains = ["dlp.example"]
        max_received = 5
        idle_timeout = 7
        [stages]
        banner = "220 hello"
        rcpt = [
          { for = "a@*", reply = '550 \xe4', delay = 2.5, times = 3 },
          { fault = "surplus", extra = "250 more" },
          {},
        ]
        content = [{ after_octets = 10, fault = "reset", session = 1, message = 2 }]
        end_of_data = { fault = "endless", count = 5 }
        """
    )
    assert (script.hostname, script.counting, script.require_tls) == ("far.example", "session", True)
    assert script.capabilities.before_tls == ("SIZE 1000", "STARTTLS")
    assert script.max_message_octets == 1000
    assert script.exchange == Exchange(accepted_domains=("dlp.example",), max_received=5, idle_timeout=7.0)
    assert script.steps == {
        Stage.BANNER: (Step(b"220 hello\r\n"),),
        Stage.RCPT: (
            Step(b"550 \xe4\r\n", delay=2.5, address="a@*", times=3),
            Step(fault=Fault.SURPLUS, extra=b"250 more\r\n"),
            Step(),
        ),
        Stage.CONTENT: (Step(fault=Fault.RESET, after_octets=10, session=1, message=2),),
        Stage.END_OF_DATA: (Step(fault=Fault.ENDLESS, count=5),),
    }


def test_an_empty_script_is_a_server_without_faults() -> None:
    assert Script.loads(b"") == Script()
    assert Script().exchange is None


def test_a_script_in_python() -> None:
    hang = Step(fault=Fault.HANG)
    script = Script.of(mail="451 4.3.0 no", rcpt=[hang, {"reply": "250 ok", "delay": 1}])
    assert script.steps[Stage.MAIL] == (Step(b"451 4.3.0 no\r\n"),)
    assert script.steps[Stage.RCPT] == (hang, Step(b"250 ok\r\n", delay=1.0))


@pytest.mark.parametrize(
    ("toml", "path"),
    [
        ("nonsense = 1", "nonsense"),
        ("hostname = 5", "hostname"),
        ('hostname = "a\\nb"', "hostname"),  # it becomes a part of replies
        ('counting = "day"', "counting"),
        ("require_tls = 1", "require_tls"),
        ("capabilities = 5", "capabilities"),
        ("[capabilities]\nbefore_tls = 5", "capabilities.before_tls"),
        ('[capabilities]\nafter_tls = ["SIZE 5", ""]', "capabilities.after_tls[1]"),
        ("[capabilities]\nduring_tls = []", "capabilities.during_tls"),
        ("exchange = []", "exchange"),
        ("[exchange]\nmax_received = -1", "exchange.max_received"),
        ("[exchange]\nmax_received = true", "exchange.max_received"),
        ("[exchange]\nidle_timeout = nan", "exchange.idle_timeout"),
        ("[exchange]\nsession_timeout = 1e300", "exchange.session_timeout"),
        ('[exchange]\naccepted_domains = "x"', "exchange.accepted_domains"),
        ("[stages]\ndinner = []", "stages.dinner"),
        ("[stages]\nmail = [5]", "stages.mail[0]"),
        ('[stages]\nmail = ["250 ok", { answer = "x" }]', "stages.mail[1].answer"),
        ("[stages]\nmail = [{ reply = 5 }]", "stages.mail[0].reply"),
        ('[stages]\nmail = [{ reply = "" }]', "stages.mail[0].reply"),
        ('[stages]\nmail = [{ reply = "250 ok", verbatim = "yes" }]', "stages.mail[0].verbatim"),
        ("[stages]\nmail = [{ delay = -1 }]", "stages.mail[0].delay"),
        ("[stages]\nmail = [{ delay = inf }]", "stages.mail[0].delay"),
        ('[stages]\nmail = [{ fault = "sulk" }]', "stages.mail[0].fault"),
        ("[stages]\nmail = [{ fault = ['hang'] }]", "stages.mail[0].fault"),
        ("[stages]\nmail = [{ session = 0 }]", "stages.mail[0].session"),
        ("[stages]\nmail = [{ times = 1.5 }]", "stages.mail[0].times"),
        ("[stages]\nmail = [{ for = 5 }]", "stages.mail[0].for"),
        # values that are right and make no sense
        ('[stages]\ndata = [{ for = "a@*", reply = "550 no" }]', "stages.data[0].for"),
        ('[stages]\nmail = [{ after_octets = 5, fault = "reset" }]', "stages.mail[0].after_octets"),
        ('[stages]\nmail = [{ fault = "reset", reply = "250 ok" }]', "stages.mail[0].reply"),
        ('[stages]\nmail = [{ fault = "surplus" }]', "stages.mail[0].extra"),
        ('[stages]\nmail = [{ extra = "250 ok" }]', "stages.mail[0].extra"),
        ('[stages]\nmail = [{ fault = "endless", count = 999999999999 }]', "stages.mail[0].count"),
        ('[stages]\ncontent = [{ fault = "drip" }]', "stages.content[0].reply"),
        ('[stages]\nidle = [{ reply = "250 hello?" }]', "stages.idle[0].delay"),
    ],
)
def test_one_thing_that_is_wrong(toml: str, path: str) -> None:
    assert _problems(toml) == [path]


def test_all_that_is_wrong_is_told_at_once() -> None:
    toml = 'x = 1\n[stages]\nmail = [{ delay = -1, fault = "sulk" }, 5]\n[exchange]\nmax_received = "many"'
    assert sorted(_problems(toml)) == [
        "exchange.max_received",
        "stages.mail[0].delay",
        "stages.mail[0].fault",
        "stages.mail[1]",
        "x",
    ]


@pytest.mark.parametrize("octets", [b"= 5", b"\xff", b"a = " + b"[" * 100_000, b"a = " + b"9" * 5000])
def test_what_is_no_toml(octets: bytes) -> None:
    with pytest.raises(ConfigurationError, match="not TOML"):
        Script.loads(octets, "x.toml")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: : No such file"):
        Script.load(tmp_path / "none.toml")


@pytest.mark.parametrize("path", sorted((ROOT / "etc/rehearsal").glob("*.toml")), ids=lambda path: path.name)
def test_the_scripts_that_are_shipped(path: Path) -> None:
    assert Script.load(path).steps


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE x", "SIZE " + "9" * 30])
def test_without_a_size_exchange_onlines_holds(size: str) -> None:
    script = Script.from_data({"capabilities": {"before_tls": [size], "after_tls": [size]}})
    assert script.max_message_octets == 157_286_400


def test_the_script_in_the_documentation() -> None:
    text = (ROOT / "docs/rehearsal.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    [script] = [block for block in blocks if "[stages]" in block]
    assert Script.loads(script.encode()).exchange is not None


def test_the_documentation_names_everything() -> None:
    text = (ROOT / "docs/rehearsal.md").read_text(encoding="utf-8")
    words = [stage.value for stage in Stage] + [fault.value for fault in Fault]
    words += [field.name for field in attrs.fields(Exchange)] + sorted(loading._STEP_KEYS)
    assert [word for word in words if f"`{word}`" not in text] == []
