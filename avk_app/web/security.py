"""Headers of every answer: what a browser may load, run and embed."""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from avk_app.config import get_settings

PAYMENT_PAGES = "https://checkout.stripe.com"
"""Where a form of ours leads on to: browsers look at each redirect of it."""
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_BASE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def inline_script_hashes(html: str) -> list[str]:
    """CSP sources for the inline scripts of one built page, each once, in order."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(html))
    return list(dict.fromkeys(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests))


def content_security_policy(script_hashes: list[str]) -> str:
    """No `unsafe-inline` and no `unsafe-eval` for scripts; the styling library needs inline styles."""
    socket = get_settings().origin.replace("http", "ws", 1)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            f"connect-src 'self' {socket}",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action 'self' {PAYMENT_PAGES}",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds the headers that every HTTP answer carries, unless the answer set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._defaults = _BASE_HEADERS | {"Content-Security-Policy": content_security_policy([])}
        if get_settings().is_https:
            self._defaults["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
