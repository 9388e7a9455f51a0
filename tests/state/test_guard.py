"""The guard: a tab's state belongs to the session whose cookie its socket carries, and to nobody else."""

import asyncio
from functools import partial
from typing import Any

import pytest
import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.utils.serializers import serialize
from sqlalchemy import Engine

from avk_app.domain.access import Access
from avk_app.models import Account
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import reading, transaction
from avk_app.state import guard
from tests.factories import make_account

NOBODY = ""


class NotebookState(rx.State):
    page: str = ""

    @rx.event
    @guard.allow(Access.SUBSCRIBER)
    async def write(self, page: str) -> None:
        self.page = page

    @rx.event
    @guard.allow(Access.ANYONE)
    async def look(self) -> None:
        """Anybody may."""


@pytest.fixture
def engine_of_guard(shared_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(guard, "reading", partial(reading, shared_engine))
    monkeypatch.setattr(guard, "transaction", partial(transaction, shared_engine))
    return shared_engine


def _sign_in(engine: Engine) -> str:
    with transaction(engine) as session:
        account: Account = make_account(session)
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        return sessions.fingerprint_of(sessions.open_session(session, ticket, "", "").token)


def _sign_out(engine: Engine, fingerprint: str) -> None:
    with transaction(engine) as session:
        sessions.close_session(session, fingerprint)


class Tab:
    """The state of one tab, and calls that reach it through the guard."""

    def __init__(self) -> None:
        self.root = rx.State(_reflex_internal_init=True)

    @property
    def notebook(self) -> NotebookState:
        found = asyncio.run(self.root.get_state(NotebookState))
        assert isinstance(found, NotebookState)
        return found

    def call(self, handler: Any, fingerprint: str) -> StateUpdate | None:
        headers = {"authorization": f"fp {fingerprint}"} if fingerprint else {}
        self.root.router_data = {"headers": headers, "ip": "192.0.2.1"}
        event = Event(
            name=f"{NotebookState.get_full_name()}.{handler}",
            payload={"page": "typed"} if handler == "write" else {},
        )
        return asyncio.run(guard.AccessGuard().preprocess(None, self.root, event))  # type: ignore[arg-type]


def _redirect(update: StateUpdate | None) -> str:
    assert update is not None
    return str(update.events)


def test_nobody_is_shown_the_sign_in_page(engine_of_guard: Engine) -> None:
    assert "/login" in _redirect(Tab().call("write", NOBODY))
    assert "expired" not in _redirect(Tab().call("write", NOBODY))


def test_a_made_up_fingerprint_is_nobody(engine_of_guard: Engine) -> None:
    assert "/login" in _redirect(Tab().call("write", sessions.fingerprint_of("guess")))


def test_a_handler_nobody_declared_is_refused_in_silence(engine_of_guard: Engine) -> None:
    update = Tab().call("no_such_handler", _sign_in(engine_of_guard))
    assert update is not None
    assert not update.events


def test_a_session_passes(engine_of_guard: Engine) -> None:
    assert Tab().call("write", _sign_in(engine_of_guard)) is None


def test_another_session_in_the_same_tab_finds_nothing(engine_of_guard: Engine) -> None:
    tab = Tab()
    tab.call("write", _sign_in(engine_of_guard))
    tab.notebook.page = "personal"
    tab.call("look", _sign_in(engine_of_guard))
    assert tab.notebook.page == ""


def test_a_stolen_tab_without_the_cookie_finds_nothing(engine_of_guard: Engine) -> None:
    tab = Tab()
    tab.call("write", _sign_in(engine_of_guard))
    tab.notebook.page = "personal"
    tab.call("look", NOBODY)
    assert tab.notebook.page == ""


def test_an_ended_session_is_told_and_wiped_off_the_screen(engine_of_guard: Engine) -> None:
    tab, fingerprint = Tab(), _sign_in(engine_of_guard)
    tab.call("write", fingerprint)
    tab.notebook.page = "personal"
    _sign_out(engine_of_guard, fingerprint)
    update = tab.call("write", fingerprint)
    assert "expired=1" in _redirect(update)
    assert update is not None
    assert "personal" not in str(update.delta)
    assert str(update.delta[NotebookState.get_full_name()]) == str({"page_rx_state_": ""})


def test_the_browser_never_hears_of_the_fingerprint(engine_of_guard: Engine) -> None:
    tab, fingerprint = Tab(), _sign_in(engine_of_guard)
    headers = {"authorization": f"fp {fingerprint}", "host": "localhost"}
    tab.root.router_data = tab.root._update_router_vars({"headers": headers}, {})
    sent = serialize(tab.root.rx_router_headers)
    assert "localhost" in str(sent)
    assert fingerprint not in str(sent)
