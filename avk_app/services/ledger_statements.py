"""The statements of posting, made once: they are asked with every payment."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    true,
)
from sqlalchemy.exc import DBAPIError

from avk_app.models import Account, LedgerEntry, Payment
from avk_app.services.bulk import table_of

_ACCOUNT, _PAYMENT, _ENTRY = table_of(Account), table_of(Payment), table_of(LedgerEntry)
_SAID_OF_PAYMENT = ("channel", "amount_kopecks", "fee_kopecks", "paid_on", "received_at", "named_period")
_CURSOR = "avk_cursor"
ORIGINS = ("payment_id", "reverses_id", "refund_id")
_SAID_OF_ENTRY = (
    *("account_id", "kind", "debit", "credit", "amount_kopecks", "period", "effective_on", "posted_at"),
    *ORIGINS,
)


def _said(table: Table, names: Iterable[str]) -> list[BindParameter[Any]]:
    """What the caller says of a row, each value under the name of its column."""
    return [bindparam(name, type_=table.c[name].type) for name in names]


# Its limit is written out: for one that comes as a value PostgreSQL would plan anew with every posting.
LAST_ENTRY = (
    select(_ENTRY.c.balance_after_kopecks, _ENTRY.c.sequence)
    .where(_ENTRY.c.account_id == bindparam("account_id"))
    .order_by(_ENTRY.c.sequence.desc())
    .limit(literal_column("1"))
)
# An account's first entry has none to join: one row of nothing stands there in any case.
_last, _nothing = LAST_ENTRY.subquery(), select(literal_column("1")).subquery()
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
            func.coalesce(_last.c.sequence, 0) + 1,
            func.coalesce(_last.c.balance_after_kopecks, 0)
            + bindparam("change_kopecks", type_=_ENTRY.c.balance_after_kopecks.type),
        ).select_from(_nothing.outerjoin(_last, true())),
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
    cursor, errors = _cursor_of(connection), connection.dialect.loaded_dbapi.Error
    try:
        return cursor.execute(sql, constants | said).fetchone()
    except errors as error:
        raise DBAPIError.instance(sql, said, error, errors, dialect=connection.dialect) from error


def _cursor_of(connection: Connection) -> Any:
    """One as long as the driver's connection: a new one has yet to find out how each type is sent."""
    if _CURSOR not in connection.info:
        driver: Any = connection.connection.driver_connection
        connection.info[_CURSOR] = driver.cursor()
    return connection.info[_CURSOR]


@lru_cache
def _made_for(dialect: Dialect, statement: Insert) -> tuple[str, dict[str, Any]]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), dict(compiled.params)
