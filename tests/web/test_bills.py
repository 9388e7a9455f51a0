"""The bill as a file: one's own only, whatever the address says, and kept by nobody on the way."""

import asyncio
from functools import partial

import httpx
import pytest
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine
from starlette.applications import Starlette

from avk_app.models import Account
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.web import bills, pace, papers
from tests.bills import OCTOBER, SEPTEMBER, charge, make_metered_home, make_rules
from tests.factories import make_account


@pytest.fixture
def portal(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    for module in (bills, papers):
        monkeypatch.setattr(module, "reading", partial(reading, fresh_engine))
    monkeypatch.setattr(pace, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    with transaction(fresh_engine) as session:
        make_rules(session)
    return fresh_engine


@pytest.fixture
def account(portal: Engine) -> Account:
    with transaction(portal) as session:
        found, _cold, _hot = make_metered_home(session)
        charge(session, found, SEPTEMBER, OCTOBER)
        return found


def _token(engine: Engine, account: Account) -> str:
    with transaction(engine) as session:
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token


def _get(token: str = "", query: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=bills.ROUTES))

    async def get() -> httpx.Response:
        cookies = {"avk": token} if token else {}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies
        ) as client:
            return await client.get(f"/bill/pdf{query}")

    return asyncio.run(get())


@pytest.mark.parametrize("token", ["", "guess"])
def test_nobody_is_led_to_the_sign_in_page(portal: Engine, token: str) -> None:
    answer = _get(token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_who_has_no_bill_gets_none_whatever_they_ask_for(portal: Engine, account: Account) -> None:
    with transaction(portal) as session:
        other = make_account(session)
    token = _token(portal, other)
    for query in (
        "",
        "?period=202610",
        f"?period=202610&account_id={account.id}",
        f"?number={account.number}",
    ):
        answer = _get(token, query)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "period", ["202613", "2026-10", "x", "%00", "0" * 5000, "000001", "٢٠٢٦١٠", "202001"]
)
def test_a_period_that_has_no_bill_is_not_found(portal: Engine, account: Account, period: str) -> None:
    assert _get(_token(portal, account), f"?period={period}").status_code == 404


def test_ones_own_bill_comes_as_a_file_that_no_cache_keeps(portal: Engine, account: Account) -> None:
    token = _token(portal, account)
    for query, code in (("", 202610), ("?period=202609", 202609)):
        answer = _get(token, query)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert f"{account.number}-{code}.pdf" in answer.headers["content-disposition"]
        assert answer.content.startswith(b"%PDF-")


def test_downloads_of_one_session_are_paced(
    portal: Engine, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bills, "_render", lambda *_request: ("bill.pdf", b"%PDF-"))
    token = _token(portal, account)
    answers = [_get(token).status_code for _ in range(pace.FILES_A_MINUTE.amount + 1)]
    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429
