"""The slip as a file: for one's own account, with whatever stands in the address."""

import asyncio
from functools import partial

import httpx
import pytest
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine
from starlette.applications import Starlette

from avk_app import routes
from avk_app.models import Account
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.services.policy import load_policy
from avk_app.web import pace, payment_slips
from tests.factories import make_account


@pytest.fixture
def portal(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(payment_slips, "reading", partial(reading, fresh_engine))
    monkeypatch.setattr(pace, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    with transaction(fresh_engine) as session:
        load_policy(session)
    return fresh_engine


@pytest.fixture
def account(portal: Engine) -> Account:
    with transaction(portal) as session:
        return make_account(session)


def token_for(engine: Engine, account: Account) -> str:
    with transaction(engine) as session:
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token


def get(token: str = "", **query: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=payment_slips.ROUTES))

    async def ask() -> httpx.Response:
        cookies = {"avk": token} if token else {}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies
        ) as client:
            return await client.get(routes.PAYMENT_SLIP, params=query)

    return asyncio.run(ask())


@pytest.mark.parametrize("token", ["", "guess"])
def test_nobody_is_led_to_the_sign_in_page(portal: Engine, token: str) -> None:
    answer = get(token, amount="100")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_the_account_is_the_sessions_own_whatever_the_address_says(portal: Engine, account: Account) -> None:
    with transaction(portal) as session:
        other = make_account(session)
    answer = get(token_for(portal, other), amount="1 418,47", account=account.number, account_id="1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert f'"perevod-{other.number}-1418.47.pdf"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "amount", ["", "0", "-5", "0.001", "1e9", "сто", "1000000.01", "9" * 5000, "\x00", "<script>"]
)
def test_a_wrong_amount_is_answered_with_what_to_do(portal: Engine, account: Account, amount: str) -> None:
    answer = get(token_for(portal, account), amount=amount)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "script" not in answer.text


@pytest.mark.parametrize("period", ["202613", "x", "\x00", "0" * 5000, "000001", "٢٠٢٦١٠", "999912"])
def test_a_wrong_month_is_answered_with_what_to_do(portal: Engine, account: Account, period: str) -> None:
    answer = get(token_for(portal, account), amount="1", period=period)
    assert (answer.status_code, "выберите месяц" in answer.text) == (422, True)


def test_slips_of_one_session_are_paced(
    portal: Engine, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payment_slips, "_render", lambda *_request: ("slip.pdf", b"%PDF-"))
    token = token_for(portal, account)
    answers = [get(token, amount="1").status_code for _ in range(pace.FILES_A_MINUTE.amount + 1)]
    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429
