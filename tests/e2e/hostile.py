"""A client that keeps to no rule: any handler, any argument, from whoever holds the cookie."""

import ast
import asyncio
import importlib
import inspect
import json
import sys
import time
import typing
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import socketio
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from tests.e2e.server import ANSWER_SECONDS, Portal

NAMESPACE = "/_event"
SHOW = "reflex___state____state.avk_app___state___failures____failure_state.show"
HYDRATE = "reflex___state____state.hydrate_and_load"
GARBAGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**70, 1e308, float("nan"), float("inf"),
    "", " ", "\x00", "NaN", "-1", "1e9", "٣٤", "Ж" * 2500, "🚰" * 50,
    "' OR 1=1; DROP TABLE account; --", "<script>alert(1)</script>", "../../etc/passwd",
    [], [None], [[["deep"]]], ["x"] * 500, {}, {"": None}, {"a": {"b": [1]}},
    {FORM_DATA_ENTRIES_KEY: "oops"}, {FORM_DATA_ENTRIES_KEY: [["a"], None]},
    {FORM_DATA_ENTRIES_KEY: [["a", {"b": 1}]]},
)  # fmt: skip
MAX_FORM_CHARACTERS = 40_000


@dataclass
class HostileClient:
    """One socket of one tab. What the server ever said to it is kept."""

    portal: Portal
    cookie: str = ""
    client_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> "HostileClient":
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("event", self._hear, namespace=NAMESPACE)
        self._socket.on("new_token", self._hear, namespace=NAMESPACE)
        headers = {"Origin": self.portal.url} | ({"Cookie": f"avk={self.cookie}"} if self.cookie else {})
        await self._socket.connect(
            f"{self.portal.url}?token={self.client_token}",
            headers=headers | self.headers,
            transports=["websocket"],
            namespaces=[NAMESPACE],
            socketio_path="_event",
            wait_timeout=ANSWER_SECONDS,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.disconnect()

    async def _hear(self, message: Any) -> None:
        self.heard.append(json.dumps(message, ensure_ascii=False))
        self.news.set()

    async def send(self, name: Any, payload: Any, path: str = "/") -> None:
        await self.send_raw(
            {
                "name": name,
                "payload": payload,
                "router_data": {"pathname": path, "asPath": path, "query": {}},
            }
        )

    async def send_raw(self, message: Any) -> None:
        await self._socket.emit("event", message, namespace=NAMESPACE)

    async def settle(self) -> None:
        """Events of one tab run one after another: when the last is answered, all are done."""
        for _ in range(2):
            sign = uuid.uuid4().hex[:8]
            assert self._socket.connected, f"the server hung up: {self.portal.log[-3000:]}"
            await self.send(SHOW, {"number": sign})
            deadline = time.monotonic() + ANSWER_SECONDS
            while not any(sign in message for message in self.heard[-50:]):
                silent = f"the server does not answer any more: {self.portal.log[-3000:]}"
                assert time.monotonic() < deadline, silent
                await self._socket.sleep(0.01)

    async def open_page(self, path: str) -> None:
        """What the browser does on a full page load."""
        await self.send(HYDRATE, {}, path)
        await self.settle()

    @property
    def everything_heard(self) -> str:
        return "\n".join(self.heard)


@dataclass(frozen=True)
class Handler:
    """A handler of the registry with what its signature tells about its arguments."""

    name: str
    module: str
    arguments: dict[str, Any]

    def payloads(self, values: "Values") -> Iterator[dict[str, Any]]:
        """Well-formed calls about somebody's objects, then nonsense, then too few and too many arguments."""
        for identifier in values.identifiers:
            yield {name: _fitting(hint, identifier, values, self) for name, hint in self.arguments.items()}
        for garbage in GARBAGE if self.arguments else ():
            yield dict.fromkeys(self.arguments, garbage)
            yield {name: _filled_form(hint, garbage, values, self) for name, hint in self.arguments.items()}
        yield {}
        yield {"self": 1, "session": 1, "actor": {"role": "administrator"}}


@dataclass(frozen=True)
class Values:
    """What the caller knows of somebody: ids of rows, and words like an account number."""

    identifiers: tuple[int, ...]
    words: tuple[str, ...]


@cache
def all_handlers() -> tuple[Handler, ...]:
    importlib.import_module("avk_app.avk_app")
    return tuple(_described(name) for name in sorted(RegistrationContext.get().event_handlers))


def _described(name: str) -> Handler:
    function = RegistrationContext.get().event_handlers[name].handler.fn
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters)[1:]
    return Handler(name, function.__module__, {p: hints.get(p, Any) for p in parameters})


def _fitting(hint: Any, identifier: int, values: Values, handler: Handler) -> Any:
    if hint is int:
        return identifier
    if hint is bool:
        return True
    if _is_form(hint):
        return _filled_form(hint, values.words[identifier % len(values.words)], values, handler)
    return str(identifier)


def _is_form(hint: Any) -> bool:
    return (typing.get_origin(hint) or hint) is dict or typing.is_typeddict(hint)


def _filled_form(hint: Any, value: Any, values: Values, handler: Handler) -> Any:
    """Every field the state's module speaks of, and fields named after rows."""
    if not _is_form(hint):
        return value
    declared = set(typing.get_type_hints(hint)) if typing.is_typeddict(hint) else set()
    ids = values.identifiers
    rows = {f"{word}{mark}{i}" for word in ("meter", "reading", "value") for mark in "-_" for i in ids}
    fields = sorted(declared | _words_of(handler.module) | rows | {str(i) for i in ids})
    room = MAX_FORM_CHARACTERS // len(json.dumps(value))
    return dict.fromkeys(fields[:room], value)


@cache
def _words_of(module: str) -> set[str]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {
        value for value in constants if isinstance(value, str) and value.isidentifier() and len(value) < 30
    }


def without_throttle() -> dict[str, str]:
    """This client says in a minute what a person says in a year."""
    wide = "1000000"
    names = ("AVK_SOCKET_MESSAGES_PER_SECOND", "AVK_SOCKET_OPENINGS_PER_MINUTE", "AVK_SOCKETS_PER_ADDRESS")
    return dict.fromkeys(names, wide)
