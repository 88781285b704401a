"""``/metrics``, ``/healthz`` and ``/readyz`` by HTTP, and nothing else.

There is no password: ``[metrics] listen`` is the loopback interface by default and belongs inside.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
from twisted.internet.interfaces import IReactorTime
from twisted.web.http import Request as HttpRequest
from twisted.web.resource import IResource, Resource
from twisted.web.server import NOT_DONE_YET, Request, Site
from zope.interface import implementer

from skygw.ops.health import Answer, Health
from skygw.ops.metrics import Metrics

_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"

# Nothing here is a page for a browser, so nothing may be run, framed, guessed or kept.
_SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# A scraper asks for one small page; who is slower than this holds a descriptor for nothing.
_TIMEOUT = 30


@attrs.frozen
class Page:
    """What a path answers: status, content type and octets."""

    status: int
    content_type: str
    octets: bytes


@implementer(IResource)
class StatusPages(Resource):
    """The three pages; every other path is 404, every method but GET and HEAD is 405."""

    isLeaf = True

    def __init__(self, metrics: Metrics, health: Health) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._pages: dict[bytes, Callable[[], Page]] = {
            b"/metrics": lambda: Page(200, metrics.content_type, metrics.exposition()),
            b"/healthz": lambda: _page(health.liveness()),
            b"/readyz": lambda: _page(health.readiness()),
        }

    def render(self, request: Request) -> int:
        """Answer a request; the path is compared as it came, without its query."""
        page = self._answer(request)
        request.setResponseCode(page.status)
        headers = request.responseHeaders
        headers.removeHeader("Server")
        headers.setRawHeaders("Content-Type", [page.content_type])
        headers.setRawHeaders("Content-Length", [str(len(page.octets))])
        for name, value in _SECURITY.items():
            headers.setRawHeaders(name, [value])
        # Written rather than returned: returned, the answer to HEAD would have the length 0.
        request.write(page.octets)  # type: ignore[no-untyped-call]
        request.finish()  # type: ignore[no-untyped-call]
        return NOT_DONE_YET

    def _answer(self, request: Request) -> Page:
        make = self._pages.get(request.uri.partition(b"?")[0])
        if make is None:
            return Page(404, _TEXT, b"not found\n")
        if request.method not in (b"GET", b"HEAD"):
            request.responseHeaders.setRawHeaders("Allow", ["GET, HEAD"])
            return Page(405, _TEXT, b"only GET and HEAD\n")
        return make()


def _page(answer: Answer) -> Page:
    return Page(200 if answer.is_good else 503, _JSON, answer.to_json())


class StatusSite(Site):
    """The factory to listen with on each endpoint of ``[metrics] listen``."""

    displayTracebacks = False
    noisy = False

    def __init__(self, metrics: Metrics, health: Health, reactor: IReactorTime) -> None:
        super().__init__(StatusPages(metrics, health), timeout=_TIMEOUT, reactor=reactor)  # type: ignore[no-untyped-call]

    def log(self, request: HttpRequest) -> None:
        """No line for each scrape: what is worth a line is in our own log."""
