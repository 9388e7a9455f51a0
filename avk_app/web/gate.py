"""The gate of the socket: who may connect, how many, and how fast they may talk.

The framework has no limits of its own, and lets in a socket that names no origin. Limits slow down
first and close afterwards; they are wide enough for a whole house behind one address.
"""

import re
from asyncio import sleep
from collections import Counter
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from avk_app.config import Settings
from avk_app.domain.limits import network_of
from avk_app.web.addresses import client_address

log = structlog.get_logger()

WINDOW_SECONDS = 10
SECONDS_A_SLOWED_MESSAGE_WAITS = 0.5
ADDRESS_SHARE = 10
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013
_CLIENT_TOKEN = re.compile(rb"(?:^|&)token=[0-9A-Za-z-]{8,64}(?:&|$)")


@dataclass(frozen=True)
class Paces:
    """How often what may happen."""

    openings: RateLimitItem
    messages_of_socket: RateLimitItem
    messages_of_address: RateLimitItem
    slowed_of_address: RateLimitItem

    @classmethod
    def of(cls, settings: Settings) -> "Paces":
        messages = settings.socket_messages_per_second * WINDOW_SECONDS
        return cls(
            openings=RateLimitItemPerMinute(settings.socket_openings_per_minute),
            messages_of_socket=RateLimitItemPerSecond(messages, WINDOW_SECONDS),
            messages_of_address=RateLimitItemPerSecond(messages * ADDRESS_SHARE, WINDOW_SECONDS),
            slowed_of_address=RateLimitItemPerSecond(messages * ADDRESS_SHARE, WINDOW_SECONDS),
        )


def shared_storage(redis_url: str) -> Storage:
    """Where addresses are counted: in Redis for all processes, else in this one."""
    if not redis_url:
        return MemoryStorage()
    storage = storage_from_string(f"async+{redis_url}", implementation="redispy", wrap_exceptions=True)
    assert isinstance(storage, Storage)
    return storage


class SocketGate:
    """Lets sockets of our own pages in, so many an address, and paces what they send."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = {origin.encode() for origin in settings.allowed_origins}
        self._most = settings.sockets_per_address
        self._paces = Paces.of(settings)
        self._local = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(shared_storage(settings.redis_url))
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        network = network_of(client_address(HTTPConnection(scope)))
        if reason := await self._reason_to_refuse(scope, network):
            log.info("socket_refused", reason=reason, address=network)
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self._let_in(scope, receive, send, network)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send, network: str) -> None:
        self._open[network] += 1
        try:
            await self._app(scope, self._paced(receive, send, network), send)
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]

    async def _reason_to_refuse(self, scope: Scope, network: str) -> str:
        origins = [value for name, value in scope["headers"] if name.lower() == b"origin"]
        if len(origins) != 1 or origins[0] not in self._origins:
            return "origin"
        if not _CLIENT_TOKEN.search(scope["query_string"]):
            return "client token"
        if self._open[network] >= self._most:
            return "too many sockets"
        if not await _allows(self._shared, self._paces.openings, network):
            return "too many openings"
        return ""

    def _paced(self, receive: Receive, send: Send, network: str) -> Receive:
        """`receive` that waits when there is too much of it, and hangs up when waiting does not help."""
        socket = str(id(receive))

        async def paced() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or await self._is_calm(socket, network):
                return message
            if await _allows(self._shared, self._paces.slowed_of_address, "slowed", network):
                await sleep(SECONDS_A_SLOWED_MESSAGE_WAITS)
                return message
            log.warning("socket_closed", reason="flood", address=network)
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return {"type": "websocket.disconnect", "code": TRY_AGAIN_LATER}

        return paced

    async def _is_calm(self, socket: str, network: str) -> bool:
        is_calm_itself = await _allows(self._local, self._paces.messages_of_socket, socket)
        return await _allows(self._shared, self._paces.messages_of_address, network) and is_calm_itself


async def _allows(limiter: FixedWindowRateLimiter, pace: RateLimitItem, *names: str) -> bool:
    """Counts one more. Without its storage the portal goes on: a limit is no lock."""
    try:
        return await limiter.hit(pace, *names)
    except StorageError as error:
        log.warning("limits_unavailable", cause=type(error.storage_error).__name__)
        return True
