"""Engines and transactions. One event is one transaction, committed at the edge."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from select import POLLIN, poll
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.errors import ConfigError

SQLITE_BUSY_MILLISECONDS = 10_000
KEEPALIVE_SECONDS = 60
WRITES = "avk_writes"
_locks: dict[str, Lock] = {}


def build_engine(url: str) -> Engine:
    """An engine with this product's rules for the dialect that the URL names."""
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=10,
            isolation_level="READ COMMITTED",
            connect_args={"keepalives_idle": KEEPALIVE_SECONDS},
        )
        event.listen(engine, "checkout", _require_open)
        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _require_open(connection: Any, _record: object, _proxy: object) -> None:
    """A server that went away has closed its end, and says so to whoever looks: the pool connects anew.

    Asking it with every transaction (`pool_pre_ping`) would cost a round trip. One that vanished without a
    word is found out by the kernel's keepalives.
    """
    idle = poll()
    idle.register(connection.fileno(), POLLIN)
    if idle.poll(0):
        raise InvalidatePoolError


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; FULL keeps what was committed through a power cut."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: two that upgrade later would deadlock. A reader has none."""
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.connection.cursor().execute("BEGIN")


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this process. Raises ConfigError when AVK_DATABASE_URL is no address of a database."""
    settings = get_settings()
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        return build_engine(settings.sqlalchemy_url)
    except (ArgumentError, ImportError, ValueError) as error:
        raise ConfigError("AVK_DATABASE_URL must look like postgresql://user:password@host/name") from error


def _turn_to_write(engine: Engine) -> AbstractContextManager[Any]:
    """Writers of this process stand in line for SQLite's one lock: those that poll for it may starve."""
    return _locks.setdefault(str(engine.url), Lock()) if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def transaction(engine: Engine | None = None) -> Iterator[Session]:
    """A session that writes: committed at the end, rolled back by any exception."""
    bound, options = engine or get_engine(), {WRITES: True}
    with (
        _turn_to_write(bound),
        Session(bound, expire_on_commit=False, execution_options=options) as session,
        session.begin(),
    ):
        yield session


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[Session]:
    """A session that only reads; whatever it changed is rolled back."""
    with Session(engine or get_engine(), expire_on_commit=False) as session:
        yield session
