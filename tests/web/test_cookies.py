"""The shield between the socket and the framework: no cookie, no forged identity, one address."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from avk_app.services.sessions import fingerprint_of
from avk_app.web.cookies import CookieShield


def _seen(*headers: tuple[bytes, bytes]) -> Scope:
    """What the framework gets of a socket with these headers."""
    seen: list[Scope] = []

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def nothing(*_: Any) -> Any:
        """No message is exchanged."""

    scope = {"type": "websocket", "headers": list(headers), "client": ("192.0.2.1", 4711)}
    asyncio.run(CookieShield(framework)(scope, nothing, nothing))
    return seen[0]


def test_the_cookie_becomes_a_fingerprint() -> None:
    scope = _seen((b"cookie", b"avk=secret; other=1"), (b"host", b"localhost"))
    assert scope["headers"] == [
        (b"host", b"localhost"),
        (b"authorization", f"fp {fingerprint_of('secret')}".encode()),
    ]


def test_a_client_cannot_bring_its_own_fingerprint() -> None:
    assert _seen((b"Authorization", b"fp forged"), (b"AUTHORIZATION", b"fp forged"))["headers"] == []


def test_a_client_cannot_bring_its_own_address() -> None:
    assert _seen((b"x-forwarded-for", b"10.0.0.1"))["client"] == ("192.0.2.1", 4711)
