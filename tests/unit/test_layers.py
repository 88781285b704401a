"""Who may import whom: the law as one table, and the tree held against it.

Imports are read from the syntax trees, those inside of functions and under ``TYPE_CHECKING`` included: a
type that must not be known is as much a dependency as a function.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "skygw"

#: The standard library's ways to the network.
NETWORK = (
    "asyncio", "ftplib", "http", "imaplib", "poplib", "select", "selectors", "smtplib", "socket",
    "socketserver", "ssl", "urllib.request", "xmlrpc",
)  # fmt: skip
#: And to everything else that makes a result depend on more than the arguments.
SURROUNDINGS = ("multiprocessing", "os", "signal", "subprocess", "threading", "time")


@attrs.frozen
class Layer:
    """What a package may import, beside the standard library and itself."""

    ours: tuple[str, ...] = ()
    """Packages of skygw."""

    theirs: tuple[str, ...] = ()
    """Libraries, or single modules of them."""

    never: tuple[str, ...] = ()
    """Modules that would be allowed otherwise."""


LAW = {
    # package      may import ours, theirs, never
    "errors": Layer((), ("attrs",), (*NETWORK, *SURROUNDINGS)),
    "smtp": Layer(("errors",), ("attrs",), (*NETWORK, *SURROUNDINGS)),
    "mail": Layer(("errors",), ("attrs", "pybase64"), (*NETWORK, *SURROUNDINGS)),
    "extract": Layer(
        ("mail", "errors"),
        # Format libraries, each optional: who imports them lives without.
        ("attrs", "pybase64", "zstandard", "libarchive", "olefile", "pypdfium2", "python_calamine"),
        NETWORK,
    ),
    "detect": Layer(
        ("mail", "errors"),
        ("attrs", "ahocorasick_rs", "hyperscan"),  # the last two are optional: faster finders
        (*NETWORK, "skygw.mail.envelope", "skygw.mail.address"),  # who writes to whom is policy's
    ),
    "policy": Layer(("mail", "detect", "errors"), ("attrs", "cattrs", "yaml"), (*NETWORK, *SURROUNDINGS)),
    "trust": Layer(("mail", "errors"), ("attrs", "cryptography"), NETWORK),
    "inspect": Layer(
        ("mail", "extract", "detect", "errors"),
        ("attrs", "pyseccomp", "twisted", "zope.interface"),  # pyseccomp is optional
    ),
    "relay": Layer(
        ("smtp", "mail", "policy", "trust", "ops", "errors"),
        ("attrs", "twisted.internet.defer", "twisted.python.failure"),  # a Deferred and what it fails with
        NETWORK,
    ),
    "link": Layer(
        ("policy", "store", "trust", "ops", "errors"),
        ("attrs", "hyperlink", "msal", "treq", "twisted", "zope.interface"),
    ),
    "store": Layer(("policy", "errors"), ("alembic", "attrs", "cryptography", "sqlalchemy")),
    "ops": Layer(
        ("errors",),
        ("attrs", "prometheus_client", "twisted.logger", "twisted.python.failure", "zope.interface"),
    ),
    "net": Layer(
        ("smtp", "relay", "ops", "errors"),
        ("attrs", "cryptography", "idna", "OpenSSL", "service_identity", "twisted", "zope.interface"),
    ),
    "rehearsal": Layer(
        ("smtp", "errors"), ("attrs", "cryptography", "OpenSSL", "treq", "twisted", "zope.interface")
    ),
    "console": Layer(("store", "policy", "ops", "errors"), ("attrs", "twisted", "zope.interface")),
    "setup": Layer(("link", "policy", "trust", "errors"), ("attrs", "cryptography", "twisted", "yaml")),
    "app": Layer(
        (
            "smtp", "mail", "extract", "detect", "policy", "trust", "inspect", "relay", "link", "store",
            "ops", "net", "rehearsal", "console", "setup", "errors",
        ),
        ("attrs", "cattrs", "click", "cryptography", "OpenSSL", "twisted", "yaml", "zope.interface"),
    ),
}  # fmt: skip

#: Nowhere at all: its server runs clear text behind STARTTLS, its client ends DATA on a chunk border.
NOWHERE = ("twisted.mail",)


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def package_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything that a module imports, relative names resolved."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def lies_in(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


def breach(package: str, name: str) -> str:
    """Why ``package`` must not import ``name``, or an empty string."""
    layer = LAW[package]
    root, _, within = name.partition(".")
    if lies_in(name, NOWHERE):
        return "used nowhere"
    if lies_in(name, layer.never):
        return "never"
    if root == "skygw":
        target = within.partition(".")[0]
        # Other names are attributes of the root package: __version__.
        allowed = target not in LAW or target in (package, *layer.ours)
        return "" if allowed else f"{package} does not know {target}"
    if root in sys.stdlib_module_names or lies_in(name, layer.theirs):
        return ""
    return "not among its libraries"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_law_holds(path: Path) -> None:
    package = package_of(path)
    assert package in LAW, f"{package} has no row in the table"
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: {reason}"
        for line, name in imports(path)
        if (reason := breach(package, name))
    ]
    assert not found, "\n".join(found)


def test_the_root_imports_nothing() -> None:
    """Whoever imports any part of skygw, the sandboxed children too, runs it."""
    assert [name for _, name in imports(SOURCE / "__init__.py") if not name.startswith("__future__")] == []


def test_the_law_has_no_cycles_and_names_only_its_own_packages() -> None:
    known = {package: layer.ours for package, layer in LAW.items()}
    assert {ours for layer in known.values() for ours in layer} <= set(known)
    assert set(TopologicalSorter(known).static_order()) == set(known)


@pytest.mark.parametrize(
    ("package", "nobody_but"),
    [
        ("app", set()),
        ("rehearsal", {"app"}),  # the gateway itself never plays
        ("net", {"app"}),
        ("link", {"setup", "app"}),  # the relay gets it as callables
        ("twisted", {"inspect", "link", "net", "rehearsal", "console", "setup", "app"}),
        ("OpenSSL", {"net", "rehearsal", "app"}),
    ],
)
def test_who_is_known_by_few(package: str, nobody_but: set[str]) -> None:
    """The rows of the table that say "never", read the other way round."""
    assert {name for name, layer in LAW.items() if package in (*layer.ours, *layer.theirs)} == nobody_but


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_reactor_is_read_in_app_alone(path: Path) -> None:
    readers = ("twisted.internet.reactor", "twisted.internet.task.react")
    reads = [line for line, name in imports(path) if lies_in(name, readers)]
    assert not reads or package_of(path) == "app", f"line {reads}: take the reactor as a parameter"


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("__init__.py")), ids=lambda path: str(path.relative_to(ROOT).parent)
)
def test_every_package_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_bytes()))


BREACHES = [
    # package, import, comment
    ("smtp", "socket", "sans-I/O"),
    ("smtp", "time.monotonic", ""),
    ("smtp", "os", ""),
    ("smtp", "skygw.mail.Envelope", ""),
    ("smtp", "twisted.internet.defer.Deferred", ""),
    ("mail", "skygw.smtp", ""),
    ("mail", "urllib.request", "urllib.parse is fine"),
    ("detect", "skygw.mail.envelope.Envelope", ""),
    ("policy", "skygw.relay", ""),
    ("relay", "skygw.detect.Report", "policy gives it on"),
    ("relay", "skygw.net", ""),
    ("relay", "twisted.internet.reactor", ""),
    ("relay", "treq", ""),
    ("net", "skygw.policy", ""),
    ("net", "skygw.rehearsal", ""),
    ("ops", "skygw.relay", ""),
    ("app", "twisted.mail.smtp.ESMTP", "nowhere"),
    ("app", "requests", "an unknown library"),
]


@pytest.mark.parametrize(("package", "name", "comment"), BREACHES)
def test_a_breach_is_seen(package: str, name: str, comment: str) -> None:
    assert breach(package, name)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("smtp", "re"),
        ("smtp", "skygw.smtp.reply.Reply"),
        ("smtp", "skygw.errors.SkygwError"),
        ("mail", "urllib.parse.unquote"),
        ("relay", "twisted.internet.defer.Deferred"),
        ("relay", "skygw.policy.Report"),
        ("inspect", "skygw.__version__"),
        ("app", "twisted.internet.reactor"),
    ],
)
def test_what_is_allowed_is_let_through(package: str, name: str) -> None:
    assert not breach(package, name)


def test_imports_are_found_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "skygw" / "mail" / "module.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import os.path as p\n"
        "from . import words\n"
        "from ..smtp import reply\n"
        "if TYPE_CHECKING:\n    from skygw.net import door\n"
        "def f():\n    from twisted.internet import reactor\n"
    )
    assert sorted(imports(path)) == [
        (1, "os.path"),
        (2, "skygw.mail.words"),
        (3, "skygw.smtp.reply"),
        (5, "skygw.net.door"),
        (7, "twisted.internet.reactor"),
    ]
