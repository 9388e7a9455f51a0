"""A ledger of millions of entries, written by the database itself: what one account is searched in."""

from typing import Any

from sqlalchemy import Engine

ENTRIES_AN_ACCOUNT = 100
FIRST_ID = 1_000_000
_ACCOUNTS = """
INSERT INTO account (id, number, premise_id, surname, first_name, patronymic, email, phone, opened_on)
SELECT {first} + i, 'B' || i, 1, 'Иванов', 'Пётр', '', '', '', '2018-01-01' FROM {series}
"""
_ENTRIES = """
INSERT INTO ledger_entry (account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks,
    period, effective_on, posted_at)
SELECT {first} + i / {each}, i % {each} + 1, 'payment', 'money', 'receivable', 100, -100 * (i % {each} + 1),
    202001, {day}, '2020-02-01 00:00:00.000000' FROM {series}
"""
_SQLITE_SERIES = (
    "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n)"
)


def fill_ledger(engine: Engine, entries: int) -> None:
    """Add accounts with a hundred entries each until there are so many; foreign keys are not looked at."""
    is_postgres = engine.dialect.name == "postgresql"
    pooled = engine.raw_connection()
    cursor = pooled.cursor()
    cursor.execute("SET session_replication_role = replica" if is_postgres else "PRAGMA foreign_keys=OFF")
    cursor.execute("SELECT 1" if is_postgres else "PRAGMA cache_size=-262144")
    cursor.execute("BEGIN")
    _insert(cursor, _ACCOUNTS, is_postgres, entries // ENTRIES_AN_ACCOUNT)
    _insert(cursor, _ENTRIES, is_postgres, entries)
    cursor.execute("COMMIT")
    pooled.invalidate()


def _insert(cursor: Any, statement: str, is_postgres: bool, count: int) -> None:
    each = ENTRIES_AN_ACCOUNT
    if is_postgres:
        series, day = f"generate_series(0, {count - 1}) i", f"DATE '2018-01-01' + (i % {each}) * 30"
        statement = statement.replace("'2018-01-01' FROM", "DATE '2018-01-01' FROM")
        statement = statement.replace("'2020-02-01", "TIMESTAMP '2020-02-01")
    else:
        series = _SQLITE_SERIES.format(last=count - 1)
        day = f"date('2018-01-01', '+' || ((i % {each}) * 30) || ' days')"
    cursor.execute(statement.format(first=FIRST_ID, each=each, series=series, day=day))
