"""What a service asks the database, recorded, and asked again by the raw driver."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

from avk_app.services.database import reading

Asked = list[tuple[str, Any]]


@dataclass(frozen=True)
class ReadCost:
    """Milliseconds at the median, of the service and of the same statements by the driver alone."""

    service_ms: float
    driver_ms: float
    statements: int


def measure_reads(engine: Engine, works: list[Callable[[Session], object]]) -> ReadCost:
    """Each work three times: once to record and warm up, once timed, once by the driver."""
    ours, raw, count = [], [], 0
    for work in works:
        asked = record(engine, work)
        count = max(count, len(asked))
        ours.append(_service_seconds(engine, work))
        raw.append(_driver_seconds(engine, asked))
    return ReadCost(median(ours) * 1000, median(raw) * 1000, count)


def record(engine: Engine, work: Callable[[Session], object]) -> Asked:
    """The statements of a work with their parameters, as the driver gets them."""
    asked: Asked = []

    def _hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", _hear)
    try:
        with reading(engine) as session:
            work(session)
    finally:
        event.remove(engine, "before_cursor_execute", _hear)
    return asked


def full_scans(engine: Engine, asked: Asked, table: str) -> list[str]:
    """The lines of the query plans that read a whole table."""
    is_postgres = engine.dialect.name == "postgresql"
    explain, sign = (
        ("EXPLAIN", f"Seq Scan on {table}") if is_postgres else ("EXPLAIN QUERY PLAN", f"SCAN {table}")
    )
    found = []
    with engine.connect() as connection:
        for statement, parameters in asked:
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters):
                found += [str(row[-1])] if sign in str(row[-1]) else []
    return found


def _service_seconds(engine: Engine, work: Callable[[Session], object]) -> float:
    start = time.perf_counter()
    with reading(engine) as session:
        work(session)
    return time.perf_counter() - start


def _driver_seconds(engine: Engine, asked: Asked) -> float:
    pooled = engine.raw_connection()
    cursor = pooled.cursor()
    start = time.perf_counter()
    cursor.execute("BEGIN")
    for statement, parameters in asked:
        cursor.execute(statement, parameters)
        cursor.fetchall()
    cursor.execute("ROLLBACK")
    taken = time.perf_counter() - start
    pooled.close()
    return taken
