"""What every HTTP request must pass: our own host name, our own pages as senders, a body of sane size."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from avk_app import routes
from avk_app.config import Settings
from avk_app.texts import refusals

MAX_BODY_BYTES = 65_536
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SERVERS_PATHS = (routes.HEALTH, routes.PAYMENT_MESSAGES, f"{routes.SANDBOX}/v1/")
"""What other servers ask for, by whatever name they know us: no browser's cookie opens anything there."""
OWN_SITES = ("same-origin", "none")


class Doors:
    """Answers what must not go further: foreign host names, foreign senders, huge bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = settings.allowed_origins
        self._hosts = {urlsplit(origin).netloc for origin in settings.allowed_origins}
        self._wrong_host = refusals.WRONG_HOST.format(address=settings.origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif refusal := self._refusal(scope):
            await refusal(scope, receive, send)
        elif scope.get("method", "GET") in SAFE_METHODS:
            await self._app(scope, receive, send)
        else:
            await self._with_whole_body(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = HTTPConnection(scope).headers
        if headers.get("host", "") not in self._hosts and not scope["path"].startswith(SERVERS_PATHS):
            return PlainTextResponse(self._wrong_host, 421)
        if scope.get("method", "GET") in SAFE_METHODS:
            return None
        if not self._is_from_our_pages(headers.get("origin"), headers.get("sec-fetch-site")):
            return PlainTextResponse(refusals.FOREIGN_SENDER, 403)
        if _declared_length(headers.get("content-length", "0")) > MAX_BODY_BYTES:
            return PlainTextResponse(refusals.BODY_TOO_LARGE, 413)
        return None

    def _is_from_our_pages(self, origin: str | None, site: str | None) -> bool:
        """Browsers tell where a form stands; programs without a browser have no cookie to abuse."""
        return (origin is None or origin in self._origins) and (site is None or site in OWN_SITES)

    async def _with_whole_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            await PlainTextResponse(refusals.BODY_TOO_LARGE, 413)(scope, receive, send)
        else:
            await self._app(scope, _replayed(body, receive), send)


def _declared_length(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else MAX_BODY_BYTES + 1


async def _read(receive: Receive) -> bytes | None:
    """The whole body, counted as it comes: it may be sent in pieces without its length told."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay
