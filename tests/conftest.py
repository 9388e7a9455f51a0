"""Fixtures every test may use. Services run on SQLite and on PostgreSQL, on a schema made by migrations."""

from asyncio import events
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from avk_app.services.database import WRITES, build_engine, transaction
from avk_app.services.policy import load_policy
from tests.databases import copy_database, migrate_to_head, postgres_url
from tests.soak import FACTOR

# A busy machine is no defect.
settings.register_profile("patient", deadline=None, max_examples=100 * FACTOR)
settings.load_profile("patient")

DIALECTS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=DIALECTS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine on a migrated database of each kind, empty but for the policy rows."""
    url = (
        f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
        if request.param == "sqlite"
        else postgres_url(tmp_path_factory)
    )
    migrate_to_head(url)
    built = build_engine(url)
    with transaction(built) as writing:
        load_policy(writing)
    yield built
    built.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work is rolled back after the test, however often the code inside flushed."""
    with engine.execution_options(**{WRITES: True}).connect() as connection:
        outer = connection.begin()
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as inner:
            yield inner
        outer.rollback()


@pytest.fixture
def shared_engine(engine: Engine) -> Iterator[Engine]:
    """For tests with many transactions at once: what they commit is deleted afterwards."""
    with engine.connect() as connection:
        filled = {
            table for table in SQLModel.metadata.sorted_tables if connection.execute(table.select()).first()
        }
    yield engine
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table not in filled:
                connection.execute(table.delete())


@pytest.fixture(scope="session", params=DIALECTS)
def template_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty, migrated database that nobody connects to: `fresh_engine` copies it."""
    url = (
        f"sqlite:///{tmp_path_factory.mktemp('template') / 'template.db'}"
        if request.param == "sqlite"
        else postgres_url(tmp_path_factory)
    )
    migrate_to_head(url)
    return url


@pytest.fixture
def fresh_engine(template_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A database of its own, for tests that commit what can never be deleted."""
    built = build_engine(copy_database(template_url, tmp_path))
    yield built
    built.dispose()


@pytest.fixture(autouse=True)
def _own_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the developer's own data."""
    monkeypatch.setenv("AVK_DATA_DIR", str(tmp_path))


@pytest.fixture(autouse=True)
def _no_loop_left_by_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright keeps its loop running in this thread between tests; others want to run their own."""
    left = None if "playwright" in request.fixturenames else events._get_running_loop()
    if left is None:
        yield
        return
    events._set_running_loop(None)
    yield
    events._set_running_loop(left)
