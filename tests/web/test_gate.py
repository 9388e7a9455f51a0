"""The gate of the socket: whose sockets come in, how many, and what happens to those that talk too much."""

import asyncio
from typing import Any

import pytest
from limits.errors import StorageError
from starlette.types import Message, Receive, Scope, Send

from avk_app.config import Settings
from avk_app.web import gate
from avk_app.web.gate import SocketGate

ORIGIN = "http://localhost:3000"
TEXT = {"type": "websocket.receive", "text": "x"}


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Accepts, then tells back every message until the end."""
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message.get("text", "")})


class Client:
    """One socket as the server sees it."""

    def __init__(self, gate: SocketGate, **differences: Any) -> None:
        self._gate = gate
        self._in: asyncio.Queue[Message] = asyncio.Queue()
        self.answers: list[Message] = []
        headers = {"origin": ORIGIN, "host": "localhost:3000"} | differences.get("headers", {})
        self._scope: Scope = {
            "type": "websocket",
            "path": "/_event",
            "query_string": differences.get(
                "query", b"EIO=4&token=0b1c2d3e-4f50-4a61-8b72-9c83d4e5f607&transport=websocket"
            ),
            "headers": [(k.encode(), v.encode()) for k, v in headers.items() if v is not None],
            "client": (differences.get("address", "10.0.0.1"), 1),
        }
        self._task: asyncio.Task[None] | None = None

    async def connect(self) -> bool:
        self._task = asyncio.create_task(self._gate(self._scope, self._in.get, self._send))
        await _settle()
        return self.answers[0]["type"] == "websocket.accept"

    async def say(self, times: int) -> int:
        """How many of so many messages came through."""
        for _ in range(times):
            self._in.put_nowait(TEXT)
        await _settle()
        return sum(answer["type"] == "websocket.send" for answer in self.answers)

    async def leave(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await _settle()

    async def _send(self, message: Message) -> None:
        self.answers.append(message)

    @property
    def is_closed(self) -> bool:
        return self._task is not None and self._task.done()


async def _settle() -> None:
    for _ in range(400):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The gate's waiting takes no time here, but is counted; servers in other threads wait as ever."""
    noted: list[float] = []

    async def noting(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(gate, "sleep", noting)
    return noted


def _gate(**values: int) -> SocketGate:
    return SocketGate(_echo, Settings(public_url="", port=3000, **values))


def test_a_socket_of_our_own_page_comes_in() -> None:
    assert asyncio.run(Client(_gate()).connect())


@pytest.mark.parametrize(
    "differences",
    [
        {"headers": {"origin": "https://evil.example"}},
        {"headers": {"origin": "null"}},
        {"headers": {"origin": None}},
        {"query": b"EIO=4"},
        {"query": b"EIO=4&token="},
        {"query": b"EIO=4&token=" + b"x" * 5000},
    ],
    ids=["foreign origin", "origin null", "no origin", "no token", "empty token", "huge token"],
)
def test_a_socket_is_refused_for(differences: dict[str, Any]) -> None:
    assert not asyncio.run(Client(_gate(), **differences).connect())


def test_an_address_holds_so_many_sockets_and_gets_its_place_back() -> None:
    async def scenario() -> list[bool]:
        own = _gate(sockets_per_address=2)
        first, second, third = Client(own), Client(own), Client(own)
        neighbour = Client(own, address="10.0.0.2")
        outcome = [await c.connect() for c in (first, second, third, neighbour)]
        await first.leave()
        return [*outcome, await Client(own).connect()]

    assert asyncio.run(scenario()) == [True, True, False, True, True]


def test_openings_are_limited() -> None:
    async def scenario() -> list[bool]:
        own = _gate(socket_openings_per_minute=2)
        outcome = []
        for _ in range(3):
            client = Client(own)
            outcome.append(await client.connect())
            await client.leave()
        return outcome

    assert asyncio.run(scenario()) == [True, True, False]


def test_one_customer_of_an_ipv6_provider_counts_once() -> None:
    async def scenario() -> list[bool]:
        own = _gate(sockets_per_address=1)
        addresses = ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
        clients = [Client(own, address=address) for address in addresses]
        return [await client.connect() for client in clients]

    assert asyncio.run(scenario()) == [True, False, True]


def test_too_many_messages_are_slowed_and_none_is_lost(waits: list[float]) -> None:
    async def scenario() -> int:
        client = Client(_gate(socket_messages_per_second=1))
        await client.connect()
        return await client.say(15)

    assert asyncio.run(scenario()) == 15
    assert len(waits) == 5


def test_a_flood_from_one_address_is_cut_off() -> None:
    async def scenario() -> tuple[int, bool]:
        client = Client(_gate(socket_messages_per_second=1))
        await client.connect()
        return await client.say(300), client.is_closed

    answered, is_closed = asyncio.run(scenario())
    assert is_closed
    assert answered == 110


def test_the_portal_goes_on_without_the_storage_of_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> bool:
        raise StorageError(ConnectionError())

    own = _gate()
    monkeypatch.setattr(own._shared, "hit", broken)
    assert asyncio.run(Client(own).connect())
