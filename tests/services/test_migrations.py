"""Migrations make exactly the schema of the models, and run down and up again with data in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel, func, select

from alembic import command
from avk_app.models import Account, Meter
from avk_app.services.database import build_engine, reading, transaction
from tests.conftest import DIALECTS
from tests.databases import alembic_config, migrate_to_head, postgres_url
from tests.factories import make_account, make_meter, make_user


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrations.db'}"
    return postgres_url(tmp_path_factory)


@pytest.fixture
def own_engine(url: str) -> Iterator[Engine]:
    """A migrated database of this test's own."""
    migrate_to_head(url)
    built = build_engine(url)
    yield built
    built.dispose()


def _differences(engine: Engine) -> list[tuple[SchemaItem, ...]]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_migrations_make_the_schema_of_the_models(own_engine: Engine) -> None:
    assert _differences(own_engine) == [], "change alembic/versions together with the models"


def _fill(engine: Engine) -> None:
    with transaction(engine) as session:
        account = make_account(session)
        make_meter(session, account)
        make_user(session, account)


def test_migrations_run_down_and_up_again_with_data(url: str, own_engine: Engine) -> None:
    _fill(own_engine)
    command.downgrade(alembic_config(url), "base")
    assert inspect(own_engine).get_table_names() == ["alembic_version"]
    migrate_to_head(url)
    _fill(own_engine)
    with reading(own_engine) as session:
        assert session.exec(select(func.count()).select_from(Meter)).one() == 1


def test_migrating_twice_changes_nothing(url: str, own_engine: Engine) -> None:
    _fill(own_engine)
    migrate_to_head(url)
    with reading(own_engine) as session:
        assert session.exec(select(func.count()).select_from(Account)).one() == 1
