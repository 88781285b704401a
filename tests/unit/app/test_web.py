from __future__ import annotations

import json

import pytest
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from skygw.app.web import StatusSite
from skygw.ops.health import Health
from skygw.ops.metrics import Metrics


class Browser:
    """Asks a site over a transport in memory."""

    def __init__(self):
        self.metrics = Metrics()
        self.health = Health()
        self.clock = Clock()
        self.site = StatusSite(self.metrics, self.health, self.clock)

    def ask(self, method, path):
        """Status, headers (lower case) and body of the answer."""
        channel = self.site.buildProtocol(None)
        transport = StringTransport()
        channel.makeConnection(transport)
        channel.dataReceived(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        head, _, body = transport.value().partition(b"\r\n\r\n")
        status, *rows = head.decode().split("\r\n")
        headers = dict(row.lower().split(": ", 1) for row in rows)
        channel.connectionLost(None)
        return int(status.split()[1]), headers, body


@pytest.fixture
def browser():
    return Browser()


def test_metrics(browser):
    browser.metrics.session_opened()
    status, headers, body = browser.ask("GET", "/metrics")
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=")
    assert b"\nskygw_sessions 1.0\n" in body
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health(browser, path):
    add = browser.health.check_live if path == "/healthz" else browser.health.check_ready
    add("part", lambda: None)
    status, headers, body = browser.ask("GET", path)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body) == {"status": "ok", "checks": {"part": "ok"}}
    add("part", lambda: "broken")
    status, _, body = browser.ask("GET", path + "?verbose")
    assert status == 503
    assert json.loads(body)["checks"] == {"part": "broken"}


@pytest.mark.parametrize(
    "path", ["/", "/metrics/", "/metrics/x", "/METRICS", "//metrics", "/%6detrics", "/.."]
)
def test_there_are_no_other_pages(browser, path):
    status, _, body = browser.ask("GET", path)
    assert (status, body) == (404, b"not found\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
def test_other_methods_are_refused(browser, method):
    status, headers, _ = browser.ask(method, "/metrics")
    assert (status, headers["allow"]) == (405, "get, head")


def test_head_says_what_get_would_and_sends_no_body(browser):
    _, got, body = browser.ask("GET", "/healthz")
    status, headers, nothing = browser.ask("HEAD", "/healthz")
    assert (status, nothing) == (200, b"")
    assert int(headers["content-length"]) == len(body)
    assert {**got, "date": ""} == {**headers, "date": ""}


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/nothing"])
def test_every_answer_is_safe_in_a_browser_and_names_no_software(browser, path):
    _, headers, _ = browser.ask("GET", path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "deny"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_client_that_says_nothing_is_cut_off(browser):
    channel = browser.site.buildProtocol(None)
    transport = StringTransport()
    channel.makeConnection(transport)
    browser.clock.advance(30)
    assert transport.disconnecting
