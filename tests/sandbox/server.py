"""The stand-in served on a port of its own, and a utility that takes its webhooks."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar
from urllib.parse import urljoin

import httpx
import stripe
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from avk_app.sandbox import SandboxSettings, run_webhooks, sandbox_app
from avk_app.sandbox.faults import Faults
from avk_app.sandbox.provider import Provider
from tests.databases import free_port

SECRET_KEY = "sk_test_sandbox"
WEBHOOK_SECRET = "whsec_sandbox"
PATIENCE_SECONDS = 20
DAY = timedelta(days=1)
Result = TypeVar("Result")


@dataclass
class Utility:
    """The other end of the webhooks: keeps what came, answers with `status`."""

    url: str
    status: int = 200
    came: list[tuple[bytes, str]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.came.append((await request.body(), request.headers["stripe-signature"]))
        return PlainTextResponse("", self.status)

    def events(self) -> list[stripe.Event]:
        """Those whose signature the SDK believes."""
        return [stripe.Webhook.construct_event(body, sign, WEBHOOK_SECRET) for body, sign in list(self.came)]

    def types(self) -> list[str]:
        return [event.type for event in self.events()]

    def wait_for(self, *types: str) -> list[str]:
        """Until all of these came; gives the types of everything that came."""
        wait_until(lambda: not set(types) - set(self.types()), f"webhooks {types}")
        return self.types()


@dataclass
class Clock:
    """The stand-in's time: the real one, moved on by hand."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True)
class Sandbox:
    """A running stand-in, the official SDK pointed at it, its switches and its operator."""

    url: str
    path: str
    app: Starlette
    clock: Clock
    stripe: stripe.StripeClient
    utility: Utility

    @property
    def faults(self) -> Faults:
        faults: Faults = self.app.state.faults
        return faults

    @property
    def provider(self) -> Provider:
        provider: Provider = self.app.state.provider
        return provider


def wait_until(is_done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def client_for(
    url: str, *, key: str = SECRET_KEY, retries: int = 2, timeout: float = 20
) -> stripe.StripeClient:
    """The official SDK, told nothing but another address."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


@dataclass(frozen=True)
class Server:
    """uvicorn in a thread, for many apps one after another: each gets a path of its own."""

    url: str
    loop: asyncio.AbstractEventLoop
    routes: list[BaseRoute]

    def add(self, make: Callable[[str], BaseRoute]) -> str:
        """Put something under a new path; gives its address."""
        path = f"/{len(self.routes)}"
        self.routes.append(make(path))
        return self.url + path

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """In the server's loop; gives what it comes to."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)


@contextmanager
def running_server() -> Iterator[Server]:
    port, app = free_port(), Starlette()
    loops: Queue[asyncio.AbstractEventLoop] = Queue()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)

    async def serve() -> None:
        loops.put(asyncio.get_running_loop())
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server")
    yield Server(f"http://127.0.0.1:{port}", loops.get(), app.router.routes)
    server.should_exit = True
    thread.join(timeout=PATIENCE_SECONDS)


def new_utility(server: Server) -> Utility:
    utility = Utility("")
    utility.url = server.add(lambda path: Route(path, utility.take, methods=["POST"]))
    return utility


@contextmanager
def running_sandbox(server: Server, folder: Path, utility: Utility, **changes: Any) -> Iterator[Sandbox]:
    """Mounted under a path, as in the portal."""
    clock, path = Clock(), f"/{len(server.routes)}"
    settings: dict[str, Any] = {
        "database": folder / "sandbox.db",
        "public_url": server.url + path,
        "secret_key": SECRET_KEY,
        "webhook_url": utility.url,
        "webhook_secret": WEBHOOK_SECRET,
        "has_fault_switches": True,
        "senders": 1,
        "now": clock.now,
    }
    app = sandbox_app(SandboxSettings(**(settings | changes)))
    url = server.add(lambda path: Mount(path, app))
    webhooks = server.run(_started(run_webhooks(app)))
    try:
        yield Sandbox(url, path, app, clock, client_for(url), utility)
    finally:
        server.run(_stopped(webhooks))
        app.state.engine.store.close()


async def _started(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(work)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def session_params(amount: int = 42_265, **changes: Any) -> Any:
    """A payment as the portal asks for it: what is owed and the fee, our own number in the metadata."""
    lines = [("Вода и стоки", amount), ("Комиссия", 423)]
    return {
        "mode": "payment",
        "line_items": [
            {
                "price_data": {"currency": "rub", "unit_amount": price, "product_data": {"name": name}},
                "quantity": 1,
            }
            for name, price in lines
        ],
        "metadata": {"payment_id": "17"},
        "payment_intent_data": {"metadata": {"payment_id": "17"}},
        "success_url": "https://portal.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://portal.example/back",
    } | changes


class HostedPage:
    """A browser without scripts that stands at a session's page and follows no redirects by itself."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get(self, link: str = "") -> httpx.Response:
        return httpx.get(urljoin(self._url, link))

    def post(self, link: str = "", **fields: str) -> httpx.Response:
        return httpx.post(urljoin(self._url, link), data=fields)

    def follow(self, answer: httpx.Response, **fields: str) -> httpx.Response:
        """To where an answer leads, with a form if there are fields."""
        link = answer.headers["location"]
        return self.post(link, **fields) if fields else self.get(link)
