"""Writing the demo city into an empty database, all or nothing."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, select

from avk_app.config import get_settings
from avk_app.errors import ConfigError
from avk_app.models import (
    Account,
    Meter,
    PastVerification,
    Premise,
    Reading,
    ReadingSubmission,
    Registration,
    User,
)
from avk_app.services import audit
from avk_app.services.bulk import insert_rows, move_sequences, prepare_for_bulk
from avk_app.services.demo.city import Chunk, CityPlan, make_city
from avk_app.services.demo.sign_ins import LOADED, add_sign_ins
from avk_app.services.rules import load_rules

_MODELS = (Premise, Account, Meter, ReadingSubmission, Reading)


@dataclass(frozen=True)
class LoadedCity:
    """How many rows the city has."""

    accounts: int
    meters: int
    readings: int


def is_empty(session: Session) -> bool:
    """Whether nobody's account and no user is in the database yet."""
    return all(session.exec(select(model.id).limit(1)).first() is None for model in (Account, Premise, User))


def load_city(
    session: Session, plan: CityPlan, on_progress: Callable[[int], None] = lambda _accounts: None
) -> LoadedCity:
    """Fill the database; `on_progress` is told how many accounts came on top.

    The audit record keeps the seed, from which `get_demo_sign_ins` works out the passwords again.
    Raises ConfigError in production and when the database holds anything already.
    """
    if get_settings().is_production:
        raise ConfigError("the demo city is not for production")
    if not is_empty(session):
        raise ConfigError("the database is not empty: the demo city is loaded into an empty one only")
    load_rules(session)
    connection = session.connection()
    prepare_for_bulk(connection)
    meters = readings = 0
    with _no_garbage_collection():
        for chunk in make_city(plan):
            _write(connection, chunk)
            meters, readings = meters + len(chunk.meters), readings + len(chunk.readings)
            on_progress(len(chunk.accounts))
    move_sequences(connection, _MODELS)
    add_sign_ins(session, plan.seed)
    audit.record(session, None, LOADED, "demo_city", plan.seed, f"{plan.accounts} × {plan.months}")
    return LoadedCity(plan.accounts, meters, readings)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of rows hold no cycles; looking for some takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(connection: Connection, chunk: Chunk) -> None:
    insert_rows(connection, Premise, chunk.premises)
    insert_rows(connection, Registration, chunk.registrations)
    insert_rows(connection, Account, chunk.accounts)
    insert_rows(connection, Meter, chunk.meters)
    insert_rows(connection, PastVerification, chunk.past_verifications)
    insert_rows(connection, ReadingSubmission, chunk.submissions)
    insert_rows(connection, Reading, chunk.readings)
