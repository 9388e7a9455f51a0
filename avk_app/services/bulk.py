"""Many rows at once, in the caller's transaction: the driver's own batches, PostgreSQL's COPY.

The ORM takes ten times as long. The rows are trusted: whoever made them has checked them.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select, text
from sqlmodel import SQLModel

_SQLITE_CACHE_KIBIBYTES = 65_536
_SQLITE_VARIABLES = 999
_SLICE_SETTINGS = (
    "enable_seqscan = off",
    "enable_hashjoin = off",
    "enable_mergejoin = off",
    "jit = off",
    "max_parallel_workers_per_gather = 0",
    "plan_cache_mode = force_custom_plan",
)


def prepare_for_bulk(connection: Connection) -> None:
    """Give SQLite a page cache that holds the edges of all indexes: half the time is saved."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{_SQLITE_CACHE_KIBIBYTES}")


def prepare_for_slice(connection: Connection) -> None:
    """For a transaction that touches some thousand accounts of all: through indexes, never whole tables.

    PostgreSQL would read or hash them whole while it has no statistics yet, or when a slice is a tenth of
    the city; and it would go on with the plan it made when the tables were still small. Slices are worked
    on side by side already: helpers of its own for each query would only take their turns.
    """
    prepare_for_bulk(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("; ".join(f"SET LOCAL {setting}" for setting in _SLICE_SETTINGS))


def prepare_for_rows(connection: Connection) -> None:
    """After the reading of a slice: the checks of foreign keys are planned once, not for each row.

    Planned anew for each row it takes PostgreSQL more time than all else about the row.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


@contextmanager
def without_collector() -> Iterator[None]:
    """Rows by the hundred thousand hold no cycles, and Python's collector would walk them all, again
    and again: a third of the time. What was on is on again afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert_rows(connection: Connection, model: type[SQLModel], rows: Sequence[NamedTuple]) -> None:
    """Append rows whose fields are named like the columns they go to; the others stay NULL."""
    if not rows:
        return
    columns, table = rows[0]._fields, table_of(model)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
    else:
        _insert_by_hundreds(connection, table, columns, rows)


def _insert_by_hundreds(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[NamedTuple]
) -> None:
    """Where triggers guard a table, SQLite prepares to undo each statement: with one a row it takes twice
    the time. As many rows a statement as any SQLite takes values."""
    places = f"({', '.join('?' * len(columns))})"
    head = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # noqa: S608 — names from the model
    values = [
        _stored(connection, table, name, column)
        for name, column in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    driver: Any = connection.connection.driver_connection
    left, rows_at_once = zip(*values, strict=True), _SQLITE_VARIABLES // len(columns)
    while some := list(islice(left, rows_at_once)):
        driver.execute(head + ", ".join([places] * len(some)), [*chain.from_iterable(some)])


def _stored(connection: Connection, table: Table, name: str, values: tuple[Any, ...]) -> Any:
    """The column's values as SQLAlchemy stores them, each different one worked out once."""
    processor = table.c[name].type._cached_bind_processor(connection.dialect)
    return values if processor is None else map(_Memo(processor).__getitem__, values)


class _Memo(dict[Any, Any]):
    def __init__(self, work_out: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, key: Any) -> Any:
        self[key] = value = self._work_out(key)
        return value


def _copy(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[NamedTuple]) -> None:
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    table: Table = SQLModel.metadata.tables[str(model.__tablename__)]
    return table


def move_sequences(connection: Connection, models: Sequence[type[SQLModel]]) -> None:
    """Let the ids that PostgreSQL gives out follow those that were written with their rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in map(table_of, models):
        largest = connection.scalar(select(func.max(table.c.id)))
        if largest is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :largest)"),
                {"name": table.name, "largest": largest},
            )


def take_ids(connection: Connection, model: type[SQLModel], count: int) -> list[int]:
    """Ids for rows about to be written: from the sequence, or after the largest (SQLite has one writer)."""
    table = table_of(model)
    if connection.dialect.name == "postgresql":
        statement = text(
            "WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS sequence)"
            " SELECT array_agg(nextval(sequence)) FROM own, generate_series(1, :count)"
        )
        return sorted(connection.scalar(statement, {"name": table.name, "count": count}) or ())
    largest: int = connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
    return list(range(largest + 1, largest + 1 + count))
