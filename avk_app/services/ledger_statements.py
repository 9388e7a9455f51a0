"""The statements of posting, made once: they are asked with every payment."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.exc import DBAPIError

from avk_app.models import Account, LedgerEntry, Payment
from avk_app.services.bulk import table_of

_ACCOUNT, _PAYMENT, _ENTRY = table_of(Account), table_of(Payment), table_of(LedgerEntry)
_SAID_OF_PAYMENT = ("channel", "amount_kopecks", "fee_kopecks", "paid_on", "received_at", "named_period")
ORIGINS = ("payment_id", "reverses_id", "refund_id")
_SAID_OF_ENTRY = (
    *("account_id", "kind", "debit", "credit", "amount_kopecks", "period", "effective_on", "posted_at"),
    *ORIGINS,
)


def _said(table: Table, names: Iterable[str]) -> list[BindParameter[Any]]:
    """What the caller says of a row, each value under the name of its column."""
    return [bindparam(name, type_=table.c[name].type) for name in names]


def _of_last_entry(column: Column[Any]) -> ColumnElement[Any]:
    """A number of the account's last entry, zero when it has none."""
    return func.coalesce(LAST_ENTRY.with_only_columns(column).scalar_subquery(), 0)


# Its limit is written out: for one that comes as a value PostgreSQL would plan anew with every posting.
LAST_ENTRY = (
    select(_ENTRY.c.balance_after_kopecks, _ENTRY.c.sequence)
    .where(_ENTRY.c.account_id == bindparam("account_id"))
    .order_by(_ENTRY.c.sequence.desc())
    .limit(literal_column("1"))
)
LOCK_ACCOUNT = (
    select(_ACCOUNT.c.id).where(_ACCOUNT.c.id == bindparam("account_id")).with_for_update(key_share=True)
)
# Stored from its account's row, which is locked thereby: one round trip for both.
STORE_PAYMENT = (
    insert(_PAYMENT)
    .from_select(
        ["account_id", *_SAID_OF_PAYMENT], LOCK_ACCOUNT.add_columns(*_said(_PAYMENT, _SAID_OF_PAYMENT))
    )
    .returning(_PAYMENT.c.id)
)
# Never one with the statement that locks: PostgreSQL looks at the rows before it waits for the lock, so that
# it would number after an entry that is not the last one any more.
APPEND_ENTRY = (
    insert(_ENTRY)
    .from_select(
        [*_SAID_OF_ENTRY, "sequence", "balance_after_kopecks"],
        select(
            *_said(_ENTRY, _SAID_OF_ENTRY),
            _of_last_entry(_ENTRY.c.sequence) + 1,
            _of_last_entry(_ENTRY.c.balance_after_kopecks)
            + bindparam("change_kopecks", type_=_ENTRY.c.balance_after_kopecks.type),
        ),
    )
    .returning(_ENTRY.c.id, _ENTRY.c.balance_after_kopecks)
)


def ask(connection: Connection, statement: Insert, said: dict[str, Any]) -> Any:
    """The row that a statement of posting answers with, None without one. Errors are SQLAlchemy's.

    On PostgreSQL by the driver itself: what SQLAlchemy does around such a statement takes twice the driver's
    own time, and writers of one process wait for it in turn.
    """
    if connection.dialect.name != "postgresql":
        return connection.execute(statement, said).first()
    sql, constants = _made_for(connection.dialect, statement)
    driver: Any = connection.connection.driver_connection
    errors = connection.dialect.loaded_dbapi.Error
    try:
        return driver.execute(sql, constants | said).fetchone()
    except errors as error:
        raise DBAPIError.instance(sql, said, error, errors, dialect=connection.dialect) from error


@lru_cache
def _made_for(dialect: Dialect, statement: Insert) -> tuple[str, dict[str, Any]]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), dict(compiled.params)
