"""Every handler × everybody × own, foreign and missing objects × nonsense: nothing leaks, nothing changes.

Handlers and their arguments come from the registry, so a new one is covered the moment it exists.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Table, or_, select
from sqlmodel import Session, SQLModel, col

from avk_app import routes
from avk_app.domain.access import Access, is_open
from avk_app.models import Account, Premise, UserSession
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import sessions
from avk_app.services.database import transaction
from avk_app.state.guard import access_of
from tests.e2e.hostile import HYDRATE, Handler, HostileClient, Values, all_handlers, without_throttle
from tests.e2e.server import Portal, running_portal
from tests.factories import make_account, make_meter, make_user

MARKERS = ("Маркеров-Тайный", "Тайная-улица", "+79990001122", "SECRET-SERIAL-77", "marker@hidden.example")
NOT_DEEDS = {"last_seen_at", "sent_at", "next_attempt_at", "attempts", "last_error"}
LOGS = {"sign_in_attempt", "alembic_version"}
PAGES = [
    value
    for name, value in vars(routes).items()
    if name.isupper() and isinstance(value, str) and not value.startswith("/session")
]


@dataclass(frozen=True)
class Person:
    """Somebody who holds a cookie: what kind of session it is, and whose objects are theirs."""

    kind: str
    cookie: str
    account_id: int = 0
    user_id: int = 0
    meter_id: int = 0
    session_id: int = 0
    number: str = ""

    @property
    def values(self) -> Values:
        own = (self.account_id, self.meter_id, self.user_id, self.session_id)
        return Values((*own, -1, 10**9), (self.number, "412", "1", "00412,385"))


@dataclass(frozen=True)
class Cast:
    """Whoever takes part. The victim's data carries the markers."""

    victim: Person
    attackers: dict[str, Person]


@pytest.fixture(scope="module")
def hostile_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("hostile"), **without_throttle()) as running:
        yield running


@pytest.fixture
def cast(hostile_portal: Portal) -> Cast:
    """New people for every test: some handlers end the sessions of whoever calls them."""
    with transaction(hostile_portal.engine) as session:
        attackers = {
            "nobody": Person("", ""),
            "surname session": _subscriber(session, SessionKind.SURNAME),
            "password session": _subscriber(session, SessionKind.PASSWORD),
            "another subscriber": _subscriber(session, SessionKind.PASSWORD),
            "staff": _staff(session),
        }
        return Cast(_victim(session), attackers)


def _open(
    session: Session, kind: SessionKind, user_id: int | None, account_id: int | None
) -> tuple[str, int]:
    ticket = sessions.issue_ticket(session, kind, user_id, account_id)
    token = sessions.open_session(session, ticket, "Chrome", "127.0.0.1").token
    fingerprint = sessions.fingerprint_of(token)
    row = session.exec(select(UserSession.id).where(col(UserSession.token_hash) == fingerprint)).one()
    return token, row[0]


def _subscriber(session: Session, kind: SessionKind, **differences: Any) -> Person:
    account = make_account(session, **differences)
    serial = {"serial": MARKERS[3]} if differences else {}
    meter = make_meter(session, account, **serial)
    user = make_user(session, account)
    is_password = kind is SessionKind.PASSWORD
    cookie, session_id = _open(session, kind, user.id if is_password else None, account.id)
    return Person(kind, cookie, account.id or 0, user.id or 0, meter.id or 0, session_id, account.number)


def _victim(session: Session) -> Person:
    victim = _subscriber(
        session, SessionKind.PASSWORD, surname=MARKERS[0], phone=MARKERS[2], email=MARKERS[4]
    )
    premise_id = session.get_one(Account, victim.account_id).premise_id
    session.get_one(Premise, premise_id).street = MARKERS[1]
    return victim


def _staff(session: Session) -> Person:
    user = make_user(session, role=Role.OPERATOR)
    cookie, session_id = _open(session, SessionKind.STAFF, user.id, None)
    return Person("staff", cookie, user_id=user.id or 0, session_id=session_id)


def _rows(connection: Any, table: Table, condition: Any = None) -> str:
    columns = [column for column in table.columns if column.name not in NOT_DEEDS]
    query = select(*columns).order_by(*table.primary_key.columns)
    rows = connection.execute(query if condition is None else query.where(condition)).all()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _tables() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LOGS]


def _digest(portal: Portal) -> dict[str, str]:
    """Every row of every table, limits and times of sending aside."""
    with portal.engine.connect() as connection:
        return {table.name: _rows(connection, table) for table in _tables()}


def _digest_of(portal: Portal, person: Person) -> dict[str, str]:
    """Every row that belongs to one person, by the names of the columns that say so."""
    owners = {
        "account_id": person.account_id,
        "user_id": person.user_id,
        "meter_id": person.meter_id,
        "session_id": person.session_id,
    }
    whole = {"account": person.account_id, "app_user": person.user_id, "user_session": person.session_id}
    with portal.engine.connect() as connection:
        digests = {}
        for table in _tables():
            belongs = [table.c[name] == value for name, value in owners.items() if name in table.c]
            belongs += [table.c.id == whole[table.name]] if table.name in whole else []
            if belongs:
                digests[table.name] = _rows(connection, table, or_(*belongs))
        return digests


def _run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


def _assert_nothing_leaked(client: HostileClient) -> None:
    heard = client.everything_heard
    assert [marker for marker in MARKERS if marker in heard] == []


def _assert_nothing_broke(portal: Portal, since: int) -> None:
    log = portal.log[since:]
    assert "handler_failed" not in log, log[log.index("handler_failed") :][:3000]


def _ends_own_session(handler: Handler) -> bool:
    """Called last: afterwards the caller is nobody, and no door would be open any more."""
    return handler.name.endswith(".end_all")


ATTACKERS = ["nobody", "surname session", "password session", "another subscriber", "staff"]


@pytest.mark.parametrize("who", ATTACKERS)
def test_a_closed_handler_does_nothing(hostile_portal: Portal, cast: Cast, who: str) -> None:
    attacker = cast.attackers[who]

    async def scenario() -> None:
        before, since = _digest(hostile_portal), len(hostile_portal.log)
        async with HostileClient(hostile_portal, attacker.cookie) as client:
            for handler in all_handlers():
                access = access_of(handler.name)
                if access is not None and is_open(access, attacker.kind):
                    continue
                for payload in (*handler.payloads(cast.victim.values), *handler.payloads(attacker.values)):
                    await client.send(handler.name, payload)
                await client.settle()
                assert _digest(hostile_portal) == before, f"{who} changed something through {handler.name}"
            _assert_nothing_leaked(client)
        _assert_nothing_broke(hostile_portal, since)

    _run(scenario())


@pytest.mark.parametrize("who", ATTACKERS)
def test_an_open_handler_does_nothing_to_somebody_else(hostile_portal: Portal, cast: Cast, who: str) -> None:
    attacker = cast.attackers[who]

    async def scenario() -> None:
        before, since = _digest_of(hostile_portal, cast.victim), len(hostile_portal.log)
        async with HostileClient(hostile_portal, attacker.cookie) as client:
            for handler in sorted(all_handlers(), key=_ends_own_session):
                access = access_of(handler.name)
                if access is None or not is_open(access, attacker.kind):
                    continue
                for payload in handler.payloads(cast.victim.values):
                    await client.send(handler.name, payload)
                await client.settle()
                after = _digest_of(hostile_portal, cast.victim)
                assert after == before, f"{who} changed the victim's rows through {handler.name}"
                _assert_nothing_leaked(client)
        _assert_nothing_broke(hostile_portal, since)

    _run(scenario())


@pytest.mark.parametrize("who", ATTACKERS)
def test_no_page_shows_somebody_else(hostile_portal: Portal, cast: Cast, who: str) -> None:
    async def scenario() -> None:
        since = len(hostile_portal.log)
        async with HostileClient(hostile_portal, cast.attackers[who].cookie) as client:
            for page in PAGES:
                await client.open_page(page)
            _assert_nothing_leaked(client)
        _assert_nothing_broke(hostile_portal, since)

    _run(scenario())


@pytest.mark.parametrize("who", ATTACKERS)
def test_a_stolen_client_token_resumes_nothing(hostile_portal: Portal, cast: Cast, who: str) -> None:
    async def scenario() -> None:
        async with HostileClient(hostile_portal, cast.victim.cookie) as victim:
            for page in PAGES:
                await victim.open_page(page)
        thief = HostileClient(hostile_portal, cast.attackers[who].cookie, client_token=victim.client_token)
        async with thief:
            for page in PAGES:
                await thief.open_page(page)
            _assert_nothing_leaked(thief)

    _run(scenario())


def test_the_victims_own_pages_do_show_the_markers(hostile_portal: Portal, cast: Cast) -> None:
    """Otherwise the tests around would look for what nobody sends."""
    if not any(access_of(handler.name) is Access.SUBSCRIBER for handler in all_handlers()):
        pytest.skip("no page behind the sign-in is registered")

    async def scenario() -> None:
        async with HostileClient(hostile_portal, cast.victim.cookie) as victim:
            for page in PAGES:
                await victim.open_page(page)
            assert any(marker in victim.everything_heard for marker in MARKERS)

    _run(scenario())


def test_a_fingerprint_of_the_clients_own_is_dropped(hostile_portal: Portal, cast: Cast) -> None:
    forged = {"Authorization": f"fp {sessions.fingerprint_of(cast.victim.cookie)}"}

    async def scenario() -> None:
        async with HostileClient(hostile_portal, headers=forged) as client:
            for page in PAGES:
                await client.open_page(page)
            _assert_nothing_leaked(client)

    _run(scenario())


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        "event",
        "{}",
        [],
        [[]],
        {},
        {"name": None},
        {"name": ["a"], "payload": {}},
        {"name": "reflex___state____state", "payload": {}},
        {"name": "no.such.handler", "payload": {}},
        {"name": "Ж" * 5000, "payload": {}},
        {"name": HYDRATE, "payload": None},
        {"name": HYDRATE, "payload": []},
        {"name": HYDRATE, "payload": {"vars": {"a.b": 1}}},
        {"name": HYDRATE, "payload": {"hashes": [None, {}]}},
        {"name": HYDRATE, "payload": {}, "router_data": "x"},
        {"name": HYDRATE, "payload": {}, "router_data": {"pathname": {"a": 1}, "query": []}},
        {"name": HYDRATE, "payload": {}, "router_data": {"headers": {"authorization": "fp x"}, "ip": [1]}},
        {"name": HYDRATE, "payload": {}, "router_data": {"pathname": "/", "asPath": "[//"}},
        {
            "name": HYDRATE,
            "payload": {},
            "router_data": {"pathname": "/", "asPath": "//[", "query": {"a-b": [1]}},
        },
        {"name": HYDRATE, "payload": {}, "substate": "x", "unknown": 1},
    ],
    ids=repr,
)
def test_a_malformed_message_breaks_nothing(hostile_portal: Portal, cast: Cast, message: Any) -> None:
    """It may cost the sender its own socket; everybody else goes on, and the log keeps no secret."""
    cookie = cast.attackers["password session"].cookie

    async def scenario() -> None:
        since = len(hostile_portal.log)
        async with HostileClient(hostile_portal, cookie) as sender:
            await sender.send_raw(message)
            async with HostileClient(hostile_portal, cookie) as other:
                await other.open_page(routes.HOME)
        _assert_nothing_broke(hostile_portal, since)

    _run(scenario())


def test_events_after_revocation_are_denied_on_the_open_connection(
    hostile_portal: Portal, cast: Cast
) -> None:
    with transaction(hostile_portal.engine) as session:
        doomed = _subscriber(session, SessionKind.PASSWORD)

    async def scenario() -> None:
        async with HostileClient(hostile_portal, doomed.cookie) as client:
            await client.open_page(routes.DASHBOARD)
            with transaction(hostile_portal.engine) as session:
                sessions.close_session(session, sessions.fingerprint_of(doomed.cookie))
            before = _digest(hostile_portal)
            for handler in all_handlers():
                access = access_of(handler.name)
                if access is None or is_open(access, ""):
                    continue
                for payload in handler.payloads(doomed.values):
                    await client.send(handler.name, payload)
            await client.settle()
            assert _digest(hostile_portal) == before

    _run(scenario())


def test_the_log_keeps_no_secrets(hostile_portal: Portal, cast: Cast) -> None:
    """Runs last: everything above has been logged by now."""
    people = [cast.victim, *(person for person in cast.attackers.values() if person.cookie)]
    log = hostile_portal.log
    for person in people:
        assert person.cookie not in log
        assert sessions.fingerprint_of(person.cookie) not in log
    assert [marker for marker in MARKERS if marker in log] == []
    assert "avk=" not in log
