"""Databases to measure on: SQLite in a file, PostgreSQL in a private cluster, filled once and copied."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from avk_app.services.database import build_engine
from tests.databases import copy_database, migrate_to_head, postgres_url

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
NAMES = (SQLITE, POSTGRES)


@contextmanager
def filled_database(name: str, fill: Callable[[Engine], None]) -> Iterator[tuple[str, Path]]:
    """The address of a migrated database with what `fill` wrote, its statistics taken, and a folder."""
    with TemporaryDirectory(prefix="avk-bench-") as place:
        folder = Path(place)
        url = _new_url(name, folder)
        migrate_to_head(url)
        engine = build_engine(url)
        fill(engine)
        _analyze(engine)
        engine.dispose()
        yield url, folder


def quiet_copy(url: str, folder: Path) -> str:
    """A copy to measure on, whose making is over: nothing of it is still to be written."""
    copy = copy_database(url, folder)
    settle(copy)
    return copy


def settle(url: str) -> None:
    """Write back what was done so far, so that what is measured next does not share the disk with it."""
    if not url.startswith("sqlite"):
        engine = build_engine(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
        engine.dispose()
    os.sync()


def _new_url(name: str, folder: Path) -> str:
    if name == SQLITE:
        return f"sqlite:///{folder / 'city.db'}"
    return postgres_url(pytest.TempPathFactory(None, 0, "none", None, _ispytest=True), is_durable=True)


def _analyze(engine: Engine) -> None:
    """PostgreSQL does this by itself after a minute; copies of a file need the log written back."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
