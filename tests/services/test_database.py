"""Connections: what a pool keeps may have died since."""

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from avk_app.services.database import build_engine, reading, transaction
from tests.databases import postgres_url


def _backend(session: Session) -> int:
    """The server process on the other end."""
    return session.connection().execute(select(func.pg_backend_pid())).scalar_one()


def _use_two_connections(engine: Engine) -> set[int]:
    with transaction(engine) as one, reading(engine) as other:
        return {_backend(one), _backend(other)}


@pytest.mark.postgres
def test_a_restarted_server_is_connected_to_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = postgres_url(tmp_path_factory)
    engine, killer = build_engine(url), build_engine(url)
    before = _use_two_connections(engine)
    assert _use_two_connections(engine) == before, "they are kept as long as they live"
    with reading(killer) as session:
        for backend in before:
            session.connection().execute(select(func.pg_terminate_backend(backend, 10_000))).scalar_one()
    assert _use_two_connections(engine).isdisjoint(before)
    engine.dispose()
    killer.dispose()
