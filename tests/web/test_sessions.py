"""Opening and closing a session over HTTP: the cookie, the redirect, and what ends with them."""

import asyncio
from functools import partial

import httpx
import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.responses import Response

from avk_app.config import Settings
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import transaction
from avk_app.web import cookies
from avk_app.web import sessions as routes
from tests.factories import make_account


@pytest.fixture
def portal(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(routes, "transaction", partial(transaction, shared_engine))
    return shared_engine


def _post(path: str, *, token: str = "", **form: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=routes.ROUTES))
    cookies_sent = {"avk": token} if token else {}

    async def post() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies_sent
        ) as client:
            return await client.post(path, data=form)

    return asyncio.run(post())


def _ticket(engine: Engine) -> str:
    with transaction(engine) as session:
        account = make_account(session)
        return sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)


def _is_open(engine: Engine, token: str) -> bool:
    with transaction(engine) as session:
        return sessions.find_actor(session, sessions.fingerprint_of(token)) is not None


@pytest.mark.parametrize("ticket", ["", "guess", "\x00", "х" * 2000, "х" * 20_000])
def test_a_made_up_ticket_leads_back_to_the_sign_in_page(portal: Engine, ticket: str) -> None:
    answer = _post("/session/open", ticket=ticket)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?expired=1")
    assert "set-cookie" not in answer.headers


def test_a_ticket_sets_a_cookie_no_script_can_read(portal: Engine) -> None:
    answer = _post("/session/open", ticket=_ticket(portal))
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert answer.headers["cache-control"] == "no-store"
    attributes = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=lax", "path=/"} <= set(attributes)
    assert not any(attribute.startswith("domain") for attribute in attributes)
    assert _is_open(portal, answer.cookies["avk"])


def test_over_https_the_cookie_is_bound_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookies, "get_settings", lambda: Settings(public_url="https://lk.example.ru"))
    response = Response()
    cookies.set_session_cookie(response, sessions.OpenedSession("token", SessionKind.SURNAME, 60))
    header = response.headers["set-cookie"]
    assert header.startswith("__Host-avk=token")
    assert "Secure" in header


def test_signing_in_anew_ends_the_session_whose_cookie_it_replaces(portal: Engine) -> None:
    first = _post("/session/open", ticket=_ticket(portal)).cookies["avk"]
    second = _post("/session/open", token=first, ticket=_ticket(portal)).cookies["avk"]
    assert second != first
    assert not _is_open(portal, first)
    assert _is_open(portal, second)


def test_a_cookie_planted_before_the_sign_in_opens_nothing_after_it(portal: Engine) -> None:
    answer = _post("/session/open", token="planted", ticket=_ticket(portal))
    assert answer.cookies["avk"] != "planted"
    assert not _is_open(portal, "planted")


def test_a_failed_redemption_keeps_the_open_session(portal: Engine) -> None:
    token = _post("/session/open", ticket=_ticket(portal)).cookies["avk"]
    _post("/session/open", token=token, ticket="guess")
    assert _is_open(portal, token)


def test_signing_out_ends_the_session_and_takes_the_cookie(portal: Engine) -> None:
    token = _post("/session/open", ticket=_ticket(portal)).cookies["avk"]
    answer = _post("/session/close", token=token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert 'avk=""' in answer.headers["set-cookie"]
    assert not _is_open(portal, token)


def test_nobody_may_sign_out_without_harm(portal: Engine) -> None:
    assert _post("/session/close").status_code == 303


@pytest.mark.parametrize(
    ("checkout", "address"),
    [
        ("0af" + "0" * 29, f"/payments/return?checkout=0af{'0' * 29}"),
        ("0" * 31, "/dashboard"),
        ("//evil.example", "/dashboard"),
        ("0" * 32 + "\n", "/dashboard"),
    ],
)
def test_who_came_for_a_payment_gets_there_and_nowhere_else(
    portal: Engine, checkout: str, address: str
) -> None:
    answer = _post("/session/open", ticket=_ticket(portal), checkout=checkout)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
