"""Paying as in the product: our services and the provider's stand-in, with its official SDK between them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from avk_app.config import Settings
from avk_app.errors import DomainError
from avk_app.gateways.card_payments import StripePayments
from avk_app.services.access import Actor
from avk_app.services.checkouts import StartCheckout, start_checkout
from avk_app.services.database import transaction
from avk_app.services.provider_events import receive_message
from tests.sandbox.server import (
    SECRET_KEY,
    WEBHOOK_SECRET,
    Sandbox,
    Utility,
    running_sandbox,
    running_server,
    wait_until,
)

AT_ONCE = timedelta()
STRIPE_SETTINGS = {"stripe_secret_key": SECRET_KEY, "stripe_webhook_secret": f"whsec_old, {WEBHOOK_SECRET}"}


class TestSettings(Settings):
    """Settings whose provider stands at an address of the test's."""

    __test__ = False
    provider_url: str

    @property
    def payment_api_url(self) -> str:
        return self.provider_url


def provider_at(url: str, key: str = SECRET_KEY) -> StripePayments:
    """The portal's gateway, pointed at a stand-in."""
    terms = STRIPE_SETTINGS | {"stripe_secret_key": key}
    return StripePayments(TestSettings(provider_url=url, **terms))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Cashdesk:
    """Both sides of paying: our books and the provider's."""

    engine: Engine
    sandbox: Sandbox
    provider: StripePayments

    def transactions(self) -> AbstractContextManager[Session]:
        return transaction(self.engine)

    def wait_for_messages(self) -> None:
        """Until the provider has nothing left to tell."""
        store = self.sandbox.app.state.engine.store
        count = "SELECT count(*) FROM delivery"
        wait_until(lambda: store.submit(lambda c: c.execute(count).fetchone()).result() == (0,), "messages")

    def start(self, actor: Actor, command: StartCheckout) -> str:
        return start_checkout(actor, command, self.provider, self.transactions)


@contextmanager
def open_cashdesk(engine: Engine, folder: Path, **changes: object) -> Iterator[Cashdesk]:
    """Messages of the stand-in are taken in by our services, in this process."""
    desk: list[Cashdesk] = []
    with running_server() as server:
        utility = Utility(server.add(lambda path: Route(path, _taker(engine, desk), methods=["POST"])))
        with running_sandbox(server, folder, utility, **changes) as sandbox:
            desk.append(Cashdesk(engine, sandbox, provider_at(sandbox.url)))
            yield desk[0]


def _taker(engine: Engine, desk: list[Cashdesk]) -> Callable[[Request], object]:
    def take(body: bytes, signature: str) -> None:
        message = desk[0].provider.read_message(body, signature)
        with transaction(engine) as session:
            receive_message(session, message)

    async def taken(request: Request) -> Response:
        body = await request.body()
        try:
            await run_in_threadpool(take, body, request.headers["stripe-signature"])
        except DomainError:
            return PlainTextResponse("signature", 400)
        return PlainTextResponse("ok")

    return taken
