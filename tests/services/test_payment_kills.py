"""A server killed at any moment of paying: what the provider took is credited once, and nothing else is."""

import multiprocessing
import random
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine
from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from avk_app import routes
from avk_app.models import Checkout, Payment, PaymentDifference
from avk_app.models.payments import PaymentChannel
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import checkouts
from avk_app.services.access import Actor
from avk_app.services.checkouts import StartCheckout, start_checkout
from avk_app.services.checks import check_books
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.reconciliation import compare_with_provider, reconcile
from avk_app.services.rules import load_rules
from avk_app.web import payments
from tests.cashdesk import provider_at
from tests.databases import free_port
from tests.factories import make_account
from tests.sandbox.server import DAY, Sandbox, Utility, running_sandbox, running_server, wait_until
from tests.soak import FACTOR

KILLS = {"sqlite": 100 * FACTOR, "postgresql": 25 * FACTOR}
ACCOUNTS = 5
PATIENCE_SECONDS = 60
PAID, DECLINED = 0.7, 0.15


def _serve(database_url: str, provider_url: str, port: int, is_up: Event) -> None:
    """The portal's routes of paying, and a start as the page's handler makes it, in a process of its own."""
    engine, provider = build_engine(database_url), provider_at(provider_url)
    payments.card_payments = lambda: provider  # type: ignore[attr-defined]
    checkouts.MOST_AN_HOUR = 10**9
    payments.transaction = lambda: transaction(engine)  # type: ignore[attr-defined]

    async def start(request: Request) -> PlainTextResponse:
        form = await request.form()
        actor = Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, int(str(form["account"])))
        command = StartCheckout(PaymentChannel.CARD, int(str(form["kopecks"])))
        key = await run_in_threadpool(start_checkout, actor, command, provider, lambda: transaction(engine))
        return PlainTextResponse(key)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        is_up.set()
        yield

    app = Starlette(routes=[*payments.ROUTES, Route("/start", start, methods=["POST"])], lifespan=lifespan)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical")


class Subscribers(threading.Thread):
    """People who start payments without end and pay, are declined or walk away; a dead server is no answer.

    `begun` counts what they began, `seconds` is how long the last whole start took.
    """

    def __init__(self, url: str, sandbox: Sandbox, accounts: list[int]) -> None:
        super().__init__(daemon=True)
        self._url, self._sandbox, self._accounts = url, sandbox, accounts
        self._chance = random.Random(17)
        self.begun, self.seconds = 0, 0.1
        self.has_to_stop = threading.Event()

    def run(self) -> None:
        while not self.has_to_stop.is_set():
            self.begun += 1
            begun_at = time.monotonic()
            with suppress(httpx.TransportError):
                self._start_one()
                self.seconds = time.monotonic() - begun_at
            self._act_on_one()

    def _start_one(self) -> None:
        kopecks = self._chance.randint(100, 500_000)
        wanted = {"account": str(self._chance.choice(self._accounts)), "kopecks": str(kopecks)}
        httpx.post(f"{self._url}/start", data=wanted, timeout=PATIENCE_SECONDS)

    def _act_on_one(self) -> None:
        """On the provider's page, whether or not our server has lived to hear of it."""
        page_id = self._find_open_page()
        if page_id is None:
            time.sleep(0.005)
            return
        fate = self._chance.random()
        if fate < PAID:
            self._sandbox.provider.act("pay", session=page_id)
        elif fate < PAID + DECLINED:
            self._sandbox.provider.act("pay", session=page_id, card="declined")
        else:
            self._sandbox.provider.act("expire", session=page_id)

    def _find_open_page(self) -> str | None:
        pages = self._sandbox.stripe.v1.checkout.sessions.list({"limit": 20, "status": "open"}).data
        return self._chance.choice(pages).id if pages else None


def _lives(where: tuple[str, str, int], people: Subscribers, kills: int) -> None:
    """Serve and kill so many times, each time somewhere within a person's next payments."""
    chance = random.Random(23)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    for _ in range(kills):
        is_up = context.Event()
        process = context.Process(target=_serve, args=(*where, is_up))
        process.start()
        assert is_up.wait(PATIENCE_SECONDS)
        seen = people.begun
        wait_until(lambda: people.begun > seen + chance.randint(0, 1), "people to go on")  # noqa: B023
        time.sleep(chance.uniform(0, people.seconds))
        process.kill()
        process.join()


def _taken(sandbox: Sandbox) -> dict[str, int]:
    """What the provider took, by our key."""
    intents = sandbox.stripe.v1.payment_intents.list({"limit": 100}).auto_paging_iter()
    return {
        intent.metadata["checkout"]: intent.amount_received
        for intent in intents
        if intent.status == "succeeded"
    }


def _credited(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        rows = session.exec(
            select(Checkout.key, Payment.amount_kopecks, Payment.fee_kopecks).join(
                Payment, col(Payment.id) == col(Checkout.payment_id)
            )
        ).all()
    return {key: amount + fee for key, amount, fee in rows}


@pytest.mark.slow
def test_a_server_killed_at_any_moment_credits_what_was_taken_and_nothing_else(
    fresh_engine: Engine, tmp_path: Path
) -> None:
    with transaction(fresh_engine) as session:
        load_rules(session)
        accounts = [make_account(session).id or 0 for _ in range(ACCOUNTS)]
    port, kills = free_port(), KILLS[fresh_engine.dialect.name]
    url = fresh_engine.url.render_as_string(hide_password=False)
    utility = Utility(f"http://127.0.0.1:{port}{routes.PAYMENT_MESSAGES}")
    with running_server() as server, running_sandbox(server, tmp_path, utility) as sandbox:
        people = Subscribers(f"http://127.0.0.1:{port}", sandbox, accounts)
        people.start()
        _lives((url, sandbox.url, port), people, kills)
        people.has_to_stop.set()
        people.join(PATIENCE_SECONDS)
        provider = provider_at(sandbox.url)
        reconcile(provider, lambda: transaction(fresh_engine), timedelta())
        taken = _taken(sandbox)
        assert len(taken) > kills // 5, "too little was paid to prove anything"
        assert _credited(fresh_engine) == taken
        since = sandbox.clock.now() - DAY
        assert compare_with_provider(provider, since, lambda: transaction(fresh_engine)).differences == 0
    with reading(fresh_engine) as session:
        assert check_books(session) == []
        assert session.exec(select(PaymentDifference)).all() == []
