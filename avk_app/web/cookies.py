"""The session cookie: set and read by HTTP routes only; the framework never sees it."""

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from avk_app.config import get_settings
from avk_app.services.sessions import OpenedSession, fingerprint_of
from avk_app.web.addresses import client_address


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host and https; plain http on localhost cannot carry it."""
    return "__Host-avk" if get_settings().is_https else "avk"


def set_session_cookie(response: Response, opened: OpenedSession) -> None:
    response.set_cookie(
        cookie_name(),
        opened.token,
        max_age=opened.max_age_seconds,
        path="/",
        secure=get_settings().is_https,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response) -> None:
    response.delete_cookie(
        cookie_name(), path="/", secure=get_settings().is_https, httponly=True, samesite="lax"
    )


def fingerprint_from(connection: HTTPConnection) -> str:
    """The fingerprint of the session this request or socket belongs to; "" without a cookie."""
    token = connection.cookies.get(cookie_name(), "")
    return fingerprint_of(token) if token else ""


class CookieShield:
    """Takes the Cookie header off every socket and puts the session's fingerprint in its place.

    The framework logs headers and keeps them in its state; what it never gets it cannot leak. A
    client's own Authorization header is dropped, so the fingerprint can only come from here. It is told
    the same address that the routes see, whatever a client claims in headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            connection = HTTPConnection(scope)
            port = connection.client.port if connection.client else 0
            peer = (client_address(connection), port)
            scope = {**scope, "headers": _shielded_headers(connection), "client": peer}
        await self._app(scope, receive, send)


def _shielded_headers(connection: HTTPConnection) -> list[tuple[bytes, bytes]]:
    hidden = (b"cookie", b"authorization")
    headers = [pair for pair in connection.scope["headers"] if pair[0].lower() not in hidden]
    if fingerprint := fingerprint_from(connection):
        headers.append((b"authorization", f"fp {fingerprint}".encode()))
    return headers
