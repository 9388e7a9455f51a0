"""On to the provider's page: whatever stands in the form leads somewhere."""

import asyncio
from functools import partial

import httpx
import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette

from avk_app import routes
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.web import payments
from tests.factories import make_account


@pytest.fixture
def token(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(payments, "reading", partial(reading, fresh_engine))
    with transaction(fresh_engine) as session:
        account = make_account(session)
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token


def _go(token: str, **form: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=payments.ROUTES))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies={"avk": token}
        ) as client:
            return await client.post(routes.PAYMENT_GO, data=form)

    return asyncio.run(ask())


@pytest.mark.parametrize("ticket", ["", "\0", "a" * 32, "я" * 9_000])
def test_a_ticket_that_opens_nothing_leads_back_to_our_page(token: str, ticket: str) -> None:
    answer = _go(token, ticket=ticket)
    assert (answer.status_code, answer.headers["location"]) == (303, routes.PAYMENTS)
