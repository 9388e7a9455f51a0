"""The billing run of a whole city beside one hand-written SQL transaction that writes the same rows."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, text

from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.demo.city import CityPlan
from avk_app.services.demo.load import load_city
from benchmarks.charge import CHECK, COMPARE, RUN, SQL
from benchmarks.databases import NAMES, filled_database, quiet_copy, settle
from benchmarks.memory import PeakMemory
from tests.databases import ROOT

TODAY = date(2026, 11, 10)
MONTHS_OF_READINGS = 8
SEED = 7
_CONTENTS = (
    "SELECT account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks, vat_kopecks,"
    " pay_by_on, due_on, issued_at FROM bill ORDER BY account_id",
    "SELECT account_id, service, kind, line.period, method, volume_litres, rate_kopecks_per_m3,"
    " coefficient_hundredths, amount_kopecks, basis FROM charge_line AS line JOIN bill ON bill.id = bill_id"
    " ORDER BY account_id, service",
    "SELECT account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks, period,"
    " effective_on, posted_at FROM ledger_entry ORDER BY account_id, sequence",
)


@dataclass(frozen=True)
class BillingCost:
    """Seconds for the same rows, ours and by SQL, and to prove them; the most memory of all our processes."""

    database: str
    accounts: int
    run_seconds: float
    sql_seconds: float
    peak_bytes: int
    is_same: bool
    compare: tuple[float, int]
    check: tuple[float, int]


def measure_billing(accounts: int) -> list[BillingCost]:
    """On each database: both charge a copy of the same city, and what they wrote is compared."""
    return [_measure(name, accounts) for name in NAMES]


def _measure(name: str, accounts: int) -> BillingCost:
    with filled_database(name, lambda engine: _load(engine, accounts)) as (url, folder):
        ours, by_sql = (quiet_copy(url, _made(folder / side)) for side in ("ours", "sql"))
        run_seconds, charged, peak = _in_own_process(RUN, ours)
        settle(by_sql)
        sql_seconds, _charged, _peak = _in_own_process(SQL, by_sql)
        is_same = _fingerprint(ours) == _fingerprint(by_sql)
        compare, check = (_in_own_process(how, ours)[::2] for how in (COMPARE, CHECK))
    return BillingCost(name, charged, run_seconds, sql_seconds, peak, is_same, compare, check)


def _made(folder: Any) -> Any:
    folder.mkdir()
    return folder


def _load(engine: Engine, accounts: int) -> None:
    with transaction(engine) as session:
        load_city(session, CityPlan(SEED, accounts, MONTHS_OF_READINGS, TODAY))


def _in_own_process(how: str, url: str) -> tuple[float, int, int]:
    """Seconds and bills of a fresh process, and the peak of its memory."""
    command = [sys.executable, "-m", "benchmarks.charge", how, url]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process,
        PeakMemory(process.pid) as memory,
    ):
        answer, _errors = process.communicate()
    seconds, bills = json.loads(answer)
    return seconds, bills, memory.peak_bytes


def _fingerprint(url: str) -> list[str]:
    engine, found = build_engine(url), []
    with reading(engine) as session:
        for query in _CONTENTS:
            digest = hashlib.sha256()
            rows = session.connection().execution_options(stream_results=True).execute(text(query))
            for row in rows:
                digest.update(repr(tuple(row)).encode())
            found.append(digest.hexdigest())
    engine.dispose()
    return found


def billing_lines(costs: list[BillingCost]) -> list[str]:
    rows = [
        f"| {c.database} | {c.run_seconds / c.sql_seconds:.1f} | {c.accounts / c.run_seconds:,.0f} "
        f"| {c.accounts / c.sql_seconds:,.0f} | {c.accounts:,} | {c.run_seconds:.1f} | {c.sql_seconds:.1f} "
        f"| {c.peak_bytes / 1024 / 1024:.0f} | {'yes' if c.is_same else 'NO'} |"
        for c in costs
    ]
    return [
        f"One month, every line and ledger entry committed durably, then sealed: {os.cpu_count()} processes;",
        "beside it one set-based SQL transaction (`benchmarks/billing_sql.py`) that writes the same bills,",
        "lines with their derivations, and entries, without the seal. Start of processes included.",
        "",
        "| database | × the SQL | accounts/s | SQL accounts/s | accounts | s | SQL s | peak MB | same rows |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
        *rows,
        "",
        "| proving it afterwards, one process | `billing compare`, s | peak MB | `check`, s | peak MB |",
        "|---|--:|--:|--:|--:|",
        *(_proof_row(cost) for cost in costs),
    ]


def _proof_row(cost: BillingCost) -> str:
    cells = (f"{seconds:.1f} | {peak / 1024 / 1024:.0f}" for seconds, peak in (cost.compare, cost.check))
    return f"| {cost.database} | {' | '.join(cells)} |"
