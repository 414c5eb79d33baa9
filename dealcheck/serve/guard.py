"""Who may speak to the desk: this machine's browser, from a page of the desk itself, with the token in the address."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

NAMES = ("127.0.0.1", "localhost", "::1")
"""What this machine calls itself; any other `Host` is a page elsewhere that had its name point here."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
MOST_BYTES = 200_000
"""What a request may send: states of the desk, and names."""

Next = Callable[[Request], Awaitable[Response]]


class Guard:
    """Refuses what does not come from the desk itself. `hosts`: further names by which it may be called."""

    def __init__(self, token: str, hosts: tuple[str, ...] = ()) -> None:
        self.token = token
        self.hosts = (*NAMES, *hosts)

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Return the answer to a request, or a refusal; with the headers that keep pages to themselves."""
        refusal = self._refusal(request)
        response = await call_next(request) if refusal is None else refusal
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _refusal(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if _name(f"//{host}") not in self.hosts:
            return PlainTextResponse("this host is not served here\n", 421)
        origin = request.headers.get("origin")
        if request.method not in ("GET", "HEAD"):
            if origin is None or urlsplit(origin).netloc != host:
                return PlainTextResponse("this must come from a page of the desk\n", 403)
            if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
                return PlainTextResponse("this is too much\n", 413)
        elif origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("this must come from a page of the desk\n", 403)
        given = request.url.path.split("/")[1] if request.url.path.startswith("/") else ""
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return PlainTextResponse("the address lacks its token: open the one that dealcheck serve printed\n", 403)
        return None


def _name(address: str) -> str:
    """Return the name of a host without its port; empty for what is no address."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
