"""The history of one account among ten million entries, beside the same SQL by the raw driver.

`python -m benchmarks.history --entries 200000` measures a smaller database; 0 skips it.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from avk_app.domain.history import HistorySpan
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.database import build_engine, reading
from avk_app.services.history import get_history
from tests.databases import migrate_to_head

ENTRIES = 10_000_000
MONTHS = 25
ENTRIES_A_MONTH = 4
ENTRIES_AN_ACCOUNT = MONTHS * ENTRIES_A_MONTH
ACCOUNTS_MEASURED = 300
SPAN = HistorySpan(date(2025, 3, 1), date(2026, 2, 28))
Statement = tuple[str, Any]

# Every month two charges, a penalty and a payment that settles them, so that balances hold. Accounts lie
# together, which is the raw driver's best case.
_FILL = """
CREATE TEMP TABLE months AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
    SELECT i, date('2024-02-01', (i + 1) || ' months', '-1 day') AS last_day,
        CAST(strftime('%Y%m', date('2024-02-01', i || ' months')) AS INTEGER) AS period FROM n;
CREATE TEMP TABLE slots (slot, kind, debit, credit, amount, balance);
INSERT INTO slots VALUES
    (1, 'charge', 'receivable', 'water_income', 15000, 15000),
    (2, 'charge', 'receivable', 'wastewater_income', 25000, 40000),
    (3, 'penalty', 'receivable', 'penalty_income', 100, 40100),
    (4, 'payment', 'money', 'receivable', 40100, 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {accounts})
    INSERT INTO premise (id, district, street, house, flat, is_private_house)
    SELECT i, '12', 'ул. Мира', i, '1', 0 FROM n;
INSERT INTO account (id, number, premise_id, surname, first_name, patronymic, email, phone, opened_on)
    SELECT id, printf('%010d', id), id, 'Иванов', 'Пётр', '', '', '', '2020-01-01' FROM premise;
INSERT INTO payment (id, account_id, channel, amount_kopecks, paid_on, received_at)
    SELECT (a.id - 1) * 25 + m.i + 1, a.id, 'card', 40100, m.last_day, m.last_day || ' 10:00:00.000000'
    FROM account a CROSS JOIN months m;
INSERT INTO bill (id, account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks,
    vat_kopecks, pay_by_on, due_on, issued_at)
    SELECT (a.id - 1) * 25 + m.i + 1, a.id, m.period, 0, 40000, 100, 40100, 0, m.last_day, m.last_day,
    m.last_day || ' 10:00:00.000000' FROM account a CROSS JOIN months m;
INSERT INTO charge_line (id, bill_id, kind, service, period, method, volume_litres,
    rate_kopecks_per_m3, coefficient_hundredths, amount_kopecks, basis)
    SELECT (b.id - 1) * 3 + s.slot, b.id, s.kind,
    replace(s.credit, '_income', ''), b.period, 'meter', 7000, 2085, 100, s.amount, '{{}}'
    FROM bill b CROSS JOIN slots s WHERE s.slot < 4;
INSERT INTO ledger_entry (account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks,
    period, effective_on, posted_at, charge_line_id, payment_id)
    SELECT a.id, m.i * 4 + s.slot, s.kind, s.debit, s.credit, s.amount, s.balance, m.period, m.last_day,
    m.last_day || ' 10:00:00.000000',
    CASE WHEN s.slot < 4 THEN ((a.id - 1) * 25 + m.i) * 3 + s.slot END,
    CASE WHEN s.slot = 4 THEN (a.id - 1) * 25 + m.i + 1 END
    FROM account a CROSS JOIN months m CROSS JOIN slots s;
"""


@dataclass(frozen=True)
class HistoryCost:
    """Milliseconds at the median for one page of a year, and how large the database is."""

    entries: int
    statements: int
    service_ms: float
    driver_ms: float

    @property
    def ratio(self) -> float:
        return self.service_ms / self.driver_ms


def measure_history(entries: int = ENTRIES) -> HistoryCost | None:
    """Build the database, then ask for random accounts' years both ways in turn."""
    if entries < ENTRIES_AN_ACCOUNT:
        return None
    accounts = entries // ENTRIES_AN_ACCOUNT
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        migrate_to_head(f"sqlite:///{path}")
        _fill(path, accounts)
        engine = build_engine(f"sqlite:///{path}")
        try:
            return _measure(engine, path, accounts)
        finally:
            engine.dispose()


def _fill(path: Path, accounts: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "journal_mode=OFF", "cache_size=-500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(f"BEGIN;{_FILL.format(accounts=accounts)}COMMIT;")
        connection.execute("ANALYZE")


def _measure(engine: Engine, path: Path, accounts: int) -> HistoryCost:
    chosen = random.Random(1).sample(range(1, accounts + 1), min(accounts, 2 * ACCOUNTS_MEASURED))
    statements = _statements_of(engine, chosen[0])
    services, drivers = [], []
    with closing(sqlite3.connect(path)) as driver:
        for one, other in zip(chosen[::2], chosen[1::2], strict=False):
            services.append(_timed_service(engine, one))
            drivers.append(_timed_driver(driver, _about(other, statements, chosen[0])))
    return HistoryCost(
        accounts * ENTRIES_AN_ACCOUNT, len(statements), median(services) * 1000, median(drivers) * 1000
    )


def _actor(account_id: int) -> Actor:
    return Actor(0, SessionKind.SURNAME, Role.SUBSCRIBER, None, account_id)


def _statements_of(engine: Engine, account_id: int) -> list[Statement]:
    """What the service asks the database, told by itself."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    _timed_service(engine, account_id)
    event.remove(engine, "before_cursor_execute", note)
    return seen


def _about(account_id: int, statements: list[Statement], first_id: int) -> list[Statement]:
    """The same statements for another account: each is looked up once, like by somebody who comes by."""
    return [
        (statement, tuple(account_id if value == first_id else value for value in parameters))
        for statement, parameters in statements
    ]


def _timed_service(engine: Engine, account_id: int) -> float:
    start = time.perf_counter()
    with reading(engine) as session:
        found = get_history(session, _actor(account_id), SPAN)
    taken = time.perf_counter() - start
    assert (found.entry_count, found.closing_kopecks) == (12 * ENTRIES_A_MONTH, 0)
    return taken


def _timed_driver(driver: sqlite3.Connection, statements: list[Statement]) -> float:
    start = time.perf_counter()
    for statement, parameters in statements:
        driver.execute(statement, parameters).fetchall()
    return time.perf_counter() - start


def history_lines(cost: HistoryCost | None) -> list[str]:
    """The report's table; nothing when it was skipped."""
    if cost is None:
        return []
    return [
        f"| a year of one account among {cost.entries:,} entries, SQLite | |",
        "|---|--:|",
        f"| the service: {cost.statements} statements, median | {cost.service_ms:.2f} ms |",
        f"| the same statements by the raw driver | {cost.driver_ms:.2f} ms |",
        f"| ratio | {cost.ratio:.1f} |",
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="how many entries; 0 skips")
    print("\n".join(history_lines(measure_history(parser.parse_args().entries))))


if __name__ == "__main__":
    main()
